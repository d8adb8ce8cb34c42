"""The site's name around a headline: ``Headline - Section | Harbour Gazette``."""

import re
from collections.abc import Iterator

from app.ingest.page.likeness import key_of
from app.ingest.readers.html.evidence import Evidence
from app.values.address import domain_named

_SEPARATOR = re.compile(
    r" [|•·»›–—:/-]{1,2} | ?[|｜] ?| [-–—|](?=\S)"
    r"|(?<=[\u3040-\u9fff\uac00-\ud7af？！」）])[-_－：](?=\S)"
)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|co|eu|[a-z]{2})", re.IGNORECASE)
_MOST_NAME_WORDS = 6
_SHORT_NAME = 5


def site_names(evidence: Evidence, url: str) -> frozenset[str]:
    """What the site is called, and the labels of its host, as keys without spaces."""
    said = [evidence.meta.source, *(draft.source for draft in evidence.linked)]
    labels = domain_named(url).split(".")[:-1]
    hosts = [domain_named(url), *(label for label in labels if len(label) > 2)]
    keys = [compact(name) for name in (*said, *hosts)]
    return frozenset(key for key in keys if len(key) > 1)


def compact(text: str) -> str:
    return key_of(text).replace(" ", "").replace("_", "")


def is_site(text: str, names: frozenset[str]) -> bool:
    """Whether ``text`` is one of the ``names``, or one with a word more, or a domain with its point."""
    key = compact(text)
    if not key or text.count(" ") >= _MOST_NAME_WORDS:
        return False
    if key in names or any(_like(key, name) for name in names) or _holds(text, names):
        return True
    return bool(_DOMAIN.fullmatch(text.strip())) and any(name in key for name in names)


def _holds(text: str, names: frozenset[str]) -> bool:
    """One of its words is a long name: ``The New Harbour Gazette`` of gazette.example."""
    return any(len(key) > _SHORT_NAME and key in names for key in map(compact, text.split()))


def _like(key: str, name: str) -> bool:
    return len(name) > 2 and (key.startswith(name) or key.endswith(name)) and len(key) <= len(name) + 12


def without_site(text: str, names: frozenset[str], others: frozenset[str]) -> str:
    """``text`` without the site's name before or behind it.

    What is left after a separator also counts as the headline where it is one of the ``others``, the keys
    of other titles on the page: then what was parted from it is the name, whatever the site is called.
    """
    for part in _cuts(text):
        rest = text.replace(part, "", 1) if text.startswith(part) else text[: -len(part)]
        rest = rest.strip(" |•·»›–—:/-_－：｜\t")
        name = part.strip(" |•·»›–—:/-_－：｜\t")
        if rest and (is_site(name, names) or (compact(rest) in others and rest.count(" ") > 1)):
            return without_site(rest, names, others)
    return text


def _cuts(text: str) -> Iterator[str]:
    """What stands behind each separator, from the last one on, then what stands before the first."""
    found = list(_SEPARATOR.finditer(text))[-6:]
    for separator in reversed(found):
        yield text[separator.start() :]
    if found:
        yield text[: found[0].end()]
