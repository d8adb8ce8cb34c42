"""Who wrote the article: the names that its page lists, and the byline as printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.bylines import authors_from, is_byline
from app.ingest.normalise.text import clean_line
from app.ingest.page.words import furniture, says_published
from app.ingest.readers.html.evidence import Evidence
from app.ingest.readers.html.sitename import compact, is_site


@dataclass(frozen=True, slots=True)
class Writers:
    """``authors`` as listed: people where there are any, else the newsroom that names itself."""

    authors: tuple[str, ...]
    byline: str


def find_writers(evidence: Evidence, linked: Sequence[str], printed: str, names: frozenset[str]) -> Writers:
    """``linked``: the authors of the page's article in JSON-LD; ``printed``: a byline found in the text."""
    lists = [_cleaned(listed) for listed in _lists(evidence, linked, printed)]
    people = [tuple(name for name in listed if _is_person(name, names)) for listed in lists]
    authors = next(filter(None, (*people, *lists)), ())
    line = next((text for text in (*evidence.marks.bylines, printed) if _introduces(text, authors)), "")
    return Writers(authors, line or ", ".join(authors))


def _lists(evidence: Evidence, linked: Sequence[str], printed: str) -> Iterator[Sequence[str]]:
    yield linked
    yield evidence.marks.article.authors
    yield evidence.meta.authors
    for line in (*evidence.marks.bylines, printed):
        yield () if _is_label(line) else authors_from(line) or (line,)


def _cleaned(listed: Sequence[str]) -> tuple[str, ...]:
    names = (clean_line(text) for text in listed)
    return tuple(dict.fromkeys(name for name in names if name and not _is_label(name)))


def _is_label(text: str) -> bool:
    """``Posted on``, ``Facebook Twitter``, ``@handle``: what stands around a name."""
    return text.startswith("@") or furniture(text) > 0 or (says_published(text) and not is_byline(text))


def _is_person(text: str, names: frozenset[str]) -> bool:
    people = authors_from(text)
    return any(not is_site(name, names) and agency_named(name) is None for name in people)


def _introduces(text: str, authors: Sequence[str]) -> bool:
    """A line that is a byline, or that names one of the ``authors`` and little else."""
    key = compact(text)
    named = any(len(name) > 3 and compact(name) in key for name in authors)
    return is_byline(text) if not named else len(text) <= 2 * sum(map(len, authors)) + 40
