"""Who is credited with an article."""

import re
from functools import lru_cache

from app.ingest.normalise.text import cap_characters, clean_line
from app.values.address import domain_named, domain_of

UNKNOWN = "unknown"
_LONGEST_NAME = 200
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def source_name(given: str, default: str, url: str | None) -> str:
    """The source as given, else the default, else the domain of its address, else ``unknown``."""
    for name in (given, default):
        if cleaned := clean_line(name):
            return cap_characters(cleaned, _LONGEST_NAME)[0]
    return (domain_of(url) if url else "") or UNKNOWN


def source_domain(given: str, url: str | None, republished_by: str | None) -> str | None:
    """The domain of the credited source: as given, else that of the address.

    The address of an article printed again by somebody else is the printer's, so it says nothing.
    """
    if host := _host(given):
        return host
    return (domain_of(url) or None) if url and not republished_by else None


@lru_cache(maxsize=4096)
def _host(given: str) -> str | None:
    """``www.Example.org/path`` as ``example.org``; None if it is no host."""
    host = domain_named(given)
    return host if _HOST.fullmatch(host) else None
