"""From a draft to an article. Pure and deterministic: the same draft gives the same article."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.ingest.draft import Draft
from app.ingest.normalise.agencies import agency_named
from app.ingest.normalise.bylines import authors_from, is_byline
from app.ingest.normalise.datelines import Dateline, read_dateline
from app.ingest.normalise.dates import DateReading, parse_date
from app.ingest.normalise.language import language_of
from app.ingest.normalise.languages import language_code
from app.ingest.normalise.markup import plain_text
from app.ingest.normalise.mojibake import mended_draft
from app.ingest.normalise.places import filed_from
from app.ingest.normalise.sources import source_domain, source_name
from app.ingest.normalise.text import cap_bytes, cap_characters, clean_line, clean_text, repaired
from app.values import GUESSED_LANGUAGE, Article
from app.values.address import clean_url

TITLE_LIMIT = 1_000
TITLE_FROM_BODY_LIMIT = 120
LINE_LIMIT = 1_000
TAG_LIMIT = 100
AUTHOR_LIMIT = 100
_MARKUP_FACTOR = 4
#: A text to the code of its language, or None where it is not clear.
TellLanguage = Callable[[str], str | None]
_CREDIT_PART = re.compile(r"[,;|/()]|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a draft is no article. ``reason`` is a key of ``app.ingest.draft.REASONS``."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Texts:
    """Title, description and body, cleaned and capped, with the flags that this raised."""

    title: str
    description: str
    body: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Credits:
    """Who wrote it, who carried it, and where it was filed."""

    byline: str
    authors: tuple[str, ...]
    agency: str | None
    dateline: str | None


def normalise(
    draft: Draft,
    *,
    now: datetime,
    default_source: str = "",
    max_text_bytes: int,
    tell: TellLanguage = language_of,
) -> Article | Rejection:
    """The article that ``draft`` tells of, or why there is none.

    ``now`` (aware) decides which dates lie in the future; ``max_text_bytes`` caps the body in UTF-8.
    ``tell`` is asked for the language where the draft names none.
    Fields that cannot be read become empty and raise a flag; only a draft without any text is rejected.
    """
    draft = mended_draft(draft)
    texts = _texts(draft, max_text_bytes)
    if not texts.title:
        return Rejection("no_text")
    published, updated = parse_date(draft.published, now=now), parse_date(draft.updated, now=now)
    url, image_url = clean_url(draft.url), clean_url(draft.image_url)
    written = _credits(draft, texts.body)
    republished_by = _line(draft.republished_by) or None
    said = language_code(draft.language)
    guessed = None if said else tell(texts.body or texts.title)
    return Article(
        source=source_name(draft.source, default_source, url),
        title=texts.title,
        body=texts.body,
        description=texts.description,
        byline=written.byline,
        authors=written.authors,
        agency=written.agency,
        dateline=written.dateline,
        section=_line(draft.section) or None,
        tags=_distinct((_line(tag) for tag in draft.tags), TAG_LIMIT),
        language=said or guessed,
        url=url,
        image_url=image_url,
        external_id=_line(draft.external_id) or None,
        source_domain=source_domain(draft.source_domain, url, republished_by),
        republished_by=republished_by,
        published=published.moment,
        updated_at=updated.moment.at if updated.moment else None,
        flags=_flags(draft, texts, url, image_url, (published, updated), guessed),
    )


def with_language(article: Article) -> Article:
    """The article with its language told from its text, where it has none and that is clear."""
    found = None if article.language else language_of(article.body or article.title)
    if found is None:
        return article
    return replace(article, language=found, flags=tuple(sorted((*article.flags, GUESSED_LANGUAGE))))


def _texts(draft: Draft, max_text_bytes: int) -> _Texts:
    title, title_cut = cap_characters(clean_line(_plain(draft.title)), TITLE_LIMIT)
    # Markup is longer than its text, but not without measure: what is far over the cap is cut first.
    longest = _MARKUP_FACTOR * max_text_bytes
    body, body_cut = cap_bytes(clean_text(_plain(draft.body[:longest])), max_text_bytes)
    description, description_cut = cap_bytes(clean_text(_plain(draft.description)), max_text_bytes)
    flags = {
        "title_capped": title_cut,
        "text_capped": len(draft.body) > longest or body_cut or description_cut,
        "no_body": not body,
        "title_from_body": not title,
    }
    title = title or title_from(body or description)
    return _Texts(title, description, body.rstrip(), tuple(flag for flag, raised in flags.items() if raised))


def title_from(body: str) -> str:
    """The first sentence or line of ``body``, without dateline, as a title of at most 120 characters."""
    dateline = read_dateline(body)
    story = body[dateline.end :] if dateline else body
    paragraph = clean_line(story.strip().split("\n\n")[0])
    sentence_end = paragraph.find(". ", 20)
    first = paragraph[: sentence_end + 1] if sentence_end > 0 else paragraph
    return cap_characters(first, TITLE_FROM_BODY_LIMIT)[0]


def _credits(draft: Draft, body: str) -> _Credits:
    byline = _line(draft.byline) or _listed_byline(draft)
    read = read_dateline(body)
    listed = (name for entry in draft.authors for name in authors_from(clean_line(entry)))
    authors = _distinct(listed, AUTHOR_LIMIT) or authors_from(byline)
    return _Credits(byline, authors, _agency(draft, read, byline), _place(draft, read))


def _listed_byline(draft: Draft) -> str:
    """The byline that stands where a name should: ``"author": "By Ann Carter and Jo Penn"``."""
    entry = clean_line(draft.authors[0]) if len(draft.authors) == 1 else ""
    return entry if entry and is_byline(entry) else ""


def _agency(draft: Draft, read: Dateline | None, byline: str) -> str | None:
    """The agency as given, else from the dateline, else from the byline or the list of authors."""
    given = _line(draft.agency)
    if given:
        return agency_named(given) or given
    if read and read.agency:
        return read.agency
    printed = (byline, *_CREDIT_PART.split(byline), *draft.authors)
    named = (agency_named(clean_line(credit)) for credit in printed)
    return next((agency for agency in named if agency), None)


def _place(draft: Draft, read: Dateline | None) -> str | None:
    """The place as given, without what else stands in a dateline, else the one read from the body."""
    given = _line(draft.dateline)
    if not given:
        return read.place if read else None
    whole = read_dateline(f"{given} - ") or read_dateline(given)
    if whole and whole.place:
        return whole.place
    filed = filed_from(given)
    return filed.place if filed else given


def _line(text: str) -> str:
    return cap_characters(clean_line(_plain(text)), LINE_LIMIT)[0] if text else ""


def _plain(text: str) -> str:
    """``text`` without markup; control characters go first, for without them ``<\\0script>`` is a tag."""
    return plain_text(repaired(text))


def _distinct(names: Iterable[str], limit: int) -> tuple[str, ...]:
    """The names that are not empty, each once whatever its case, in order."""
    kept: dict[str, str] = {}
    for name in names:
        if name:
            kept.setdefault(name.casefold(), name)
    return tuple(list(kept.values())[:limit])


def _flags(
    draft: Draft,
    texts: _Texts,
    url: str | None,
    image_url: str | None,
    readings: tuple[DateReading, ...],
    guessed: str | None,
) -> tuple[str, ...]:
    """All flags, sorted, each once."""
    flags = {*draft.flags, *texts.flags, *(reading.flag for reading in readings if reading.flag)}
    if (draft.url.strip() and url is None) or (draft.image_url.strip() and image_url is None):
        flags.add("bad_url")
    if guessed:
        flags.add(GUESSED_LANGUAGE)
    return tuple(sorted(flags))
