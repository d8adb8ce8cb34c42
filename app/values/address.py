"""Web addresses: cleaned for keeping, folded for telling whether two are the same page.

Folding follows RFC 3986 §6 and what publishers add to links: scheme, ``www``, port, user,
fragment, tracking parameters, the order of parameters and a trailing slash do not count.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

MAX_LENGTH = 2048

#: Parameters that say where a reader came from, not which page it is.
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|wt_\w+|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|"
    r"_ga|_gl|_hs\w+|cmpid?|ocid|ncid|smid|sr_share|ns_\w+|at_(?:medium|campaign|custom\w*)|"
    r"feedtype|feedname|ref|ref_src|referrer|spm|xtor|guccounter|guce_\w+|partner|rss|__twitter_impression)",
    re.IGNORECASE,
)
#: The commonest addresses, in which nothing is to be cleaned.
_CLEAN = re.compile(r"https?://[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+/[A-Za-z0-9/._~-]*")
_WHITESPACE_OR_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0]")
_DEFAULT_PORT = {"http": 80, "https": 443}
#: Characters of a path or query that stay as they are; the rest is percent-encoded.
_SAFE = "/:@!$&'()*+,;=-._~%?[]|"


def clean_url(raw: str) -> str | None:
    """An http(s) address fit to keep and to show, or None if ``raw`` is none.

    Credentials, fragment, default port and tracking parameters are dropped, the host is
    lower-cased and put into its ASCII form (IDNA), other characters percent-encoded.
    """
    raw = raw.strip()
    if _CLEAN.fullmatch(raw) and len(raw) <= MAX_LENGTH:
        return raw
    if not raw or len(raw) > MAX_LENGTH or "\n" in raw or "\r" in raw:
        return None
    if raw.startswith("//"):
        raw = "https:" + raw
    elif raw[:4].lower() == "www.":
        raw = "https://" + raw
    try:
        parts = urlsplit(raw)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    # For a browser a backslash ends the host, for others it belongs to what stands before it.
    host = "" if "\\" in parts.netloc else _ascii_host(host or "")
    if scheme not in _DEFAULT_PORT or not host:
        return None
    netloc = host if port in (None, _DEFAULT_PORT[scheme]) else f"{host}:{port}"
    cleaned = urlunsplit((scheme, netloc, _quoted(parts.path) or "/", _without_tracking(parts.query), ""))
    return cleaned if len(cleaned) <= MAX_LENGTH else None


def url_key(url: str) -> str:
    """What two addresses of one page have in common: host, path and parameters in order.

    ``url`` must come from ``clean_url``. The result is not an address.
    """
    if "?" not in url:
        return _without_www(url.partition("://")[2].rstrip("/"))
    parts = urlsplit(url)
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path.rstrip("/")
    return _without_www(parts.netloc) + path + ("?" + urlencode(pairs) if pairs else "")


def domain_of(url: str) -> str:
    """The host of an address without ``www``; empty when there is none."""
    try:
        return _without_www(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def domain_named(text: str) -> str:
    """The domain that a person means: ``www.Example.org`` or an address there as ``example.org``.

    In its ASCII form (IDNA); empty when it cannot be one.
    """
    text = text.strip().lstrip("/")
    return _without_www(_ascii_host(domain_of(text if "://" in text else f"https://{text}")))


def _without_www(host: str) -> str:
    return host.removeprefix("www.")


@lru_cache(maxsize=4096)
def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if _WHITESPACE_OR_CONTROL.search(host) or not re.search(r"\w", host):
        return ""
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return host if re.fullmatch(r"[a-z0-9._-]+", host) else ""


def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE, errors="replace")


def _without_tracking(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0])]
    return _quoted("&".join(kept))
