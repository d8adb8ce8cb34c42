"""The engine protocol: engine-neutral request in, engine-neutral result out.

An engine is derived from the store and may be thrown away at any time. It knows documents by
their article id and never sees rows, HTTP or the text of a query.
"""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from app.search.fields import TEXT_FIELDS
from app.search.query.tree import All, Node
from app.search.resolved import Everything, Resolved

#: The largest id there can be.
LAST_ID = 2**62 - 1


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one article, keyed by field name (see ``fields.FIELDS``).

    ``texts``: text fields. ``keywords``: values as stored, the engine folds them.
    ``dates``: whole seconds since 1970 in UTC, or None where unknown.
    """

    id: int
    texts: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: Mapping[str, int | None] = field(default_factory=dict)


def language_of(document: Document) -> str:
    """The code of the language its texts are analysed in; empty where it is not known."""
    return next(iter(document.keywords.get("language", ())), "")


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes up to and including ``sequence``: applied together or not at all.

    An id stands in at most one of the two. Applying a batch twice changes nothing.
    """

    sequence: int
    puts: Sequence[Document] = ()
    deletes: Sequence[int] = ()


class Sort(StrEnum):
    """Every order ends with the id, so it is total: larger id first, but for ``oldest``.

    By date, articles without that date come last in both directions.
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class KeywordFilter:
    """The field holds one of ``values`` (or, with ``exclude``, none of them). Case and accents folded."""

    field: str
    values: tuple[str, ...]
    exclude: bool = False


@dataclass(frozen=True, slots=True)
class DateFilter:
    """``start`` <= the field < ``end``, in seconds since 1970; None is open. Undated articles never pass."""

    field: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class IdFilter:
    """The id is one of ``ids``, or, with ``exclude``, none of them."""

    ids: frozenset[int]
    exclude: bool = False


class Interval(StrEnum):
    """Length of a bar of a timeline. ``auto``: the shortest that makes no more than about 100 bars."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class FacetAsked:
    """Count the matches by the values of a keyword field: the ``size`` most frequent, ties by value.

    ``own_filter``: whether the request's filters on that field hold for these counts.
    """

    field: str
    size: int = 10
    own_filter: bool = False


@dataclass(frozen=True, slots=True)
class TimelineAsked:
    """Count the matches by a date, in whole intervals of the zone (an IANA name); weeks begin on Monday.

    More than ``timeline.MAX_BARS`` bars are refused, naming ``timeline``; an unknown zone, ``timezone``.
    """

    field: str = "published"
    interval: Interval = Interval.AUTO
    timezone: str = "UTC"


class Key(NamedTuple):
    """Where a hit stands in its order: the score or the seconds it was ordered by (None: undated), its id."""

    value: float | None
    id: int


def place(key: Key | None, sort: Sort) -> tuple[bool, float, int]:
    """Less for what comes first; every hit comes after no key."""
    if key is None:
        return False, -math.inf, 0
    direction = 1 if sort is Sort.OLDEST else -1
    return key.value is None, direction * (key.value or 0), direction * key.id


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. All filters hold together.

    ``search_in``: text fields that words without a scope are looked for in.
    ``date_field``: the clock that ``newest`` and ``oldest`` go by.
    ``since_id``: only ids larger than this. ``timeout``: seconds, None for no limit.
    ``after``: only hits that come later in this order than this key; ``offset`` counts from there.
    ``generation``: answer from this generation of the index, as a former result named it; empty: the newest.
    One that was replaced is kept for five minutes or more, but not when the index is rebuilt.
    """

    query: Node = field(default_factory=All)
    search_in: tuple[str, ...] = TEXT_FIELDS
    keywords: tuple[KeywordFilter, ...] = ()
    dates: tuple[DateFilter, ...] = ()
    ids: IdFilter | None = None
    since_id: int = 0
    sort: Sort = Sort.NEWEST
    date_field: str = "published"
    offset: int = 0
    limit: int = 20
    timeout: float | None = None
    after: Key | None = None
    generation: str = ""
    facets: tuple[FacetAsked, ...] = ()
    timelines: tuple[TimelineAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article; ``score`` is None where the order does not need one. ``key`` goes on after it."""

    id: int
    score: float | None = None
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a facet, and how many matches hold it.

    It is spelled as most articles of the index spell it, but for those that write it as it is folded.
    """

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Matches by date. ``starts``: the first second of each bar, then the first after the last bar.

    ``counts`` is one shorter; bars without a match are among them. Undated matches are in no bar.
    Bars reach as far as the request's filters on that date, else from the first match to the last: where
    neither gives an end there is none. ``interval`` is never ``auto``.
    """

    interval: Interval
    starts: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``total`` is exact, whatever ``after`` is. ``hits`` are those from ``offset`` on, at most ``limit``.

    ``facets`` and ``timelines`` are in the order asked for. ``generation`` is the one that answered, and
    ``resolved`` the query as it was asked of it.
    ``missing``: of each facet, how many of those that it counts have no value.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[tuple[Counted, ...], ...] = ()
    timelines: tuple[Timeline, ...] = ()
    generation: str = ""
    missing: tuple[int, ...] = ()
    resolved: Resolved = field(default=Everything(), compare=False)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A word of the texts (``field`` empty), folded, or a value of a keyword field as it is shown.

    ``count``: in how many articles; of a word, in the text field where most have it.
    """

    value: str
    field: str
    count: int


class Content(NamedTuple):
    """A document in the index, and the fingerprint of what was indexed of it (see ``proof``)."""

    id: int
    fingerprint: int


@dataclass(frozen=True, slots=True)
class EngineStats:
    """``documents`` indexed, ``sequence`` applied, ``generation`` for people to compare."""

    documents: int
    sequence: int
    generation: str
    segments: int = 1


class Applies(Protocol):
    """What takes changes: an engine, or one that is being built aside."""

    def sequence(self) -> int:
        """The last change applied, read from the index itself; 0 when empty."""

    def apply(self, batch: Batch) -> None:
        """Apply and commit a batch together with its sequence."""

    def gather(self, batch: Batch) -> None:
        """As ``apply``, of one of many batches: the commit may come with a later one, or with ``settle``.

        When it raises, what was not committed is dropped: go on after ``sequence()``.
        """

    def settle(self) -> None:
        """After the last batch for now: commit what was gathered, and rearrange all for quick searches.

        What is found stays the same. Cheap where there is little to gain.
        """


class Builds(Applies, Protocol):
    """An index that is being built aside."""

    def contents(self, first: int = 0, last: int = LAST_ID) -> Iterable[Content]:
        """Every document with an id from ``first`` to ``last``, in no order."""


class Engine(Applies, Protocol):
    """A search engine. Safe to call from several threads; one process at a time writes."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Find articles.

        Raises SearchTimeout, QueryError (prefix too broad), InvalidParameter (timelines), GenerationGone,
        IndexUnavailable.
        """

    def more_like(self, document: Document, request: SearchRequest) -> SearchResult:
        """Articles with the best words of ``document`` (see ``similar``), which is not among them.

        All of the request holds but its query, which is not looked at. Scores are those of a search, to be
        compared within one answer; ``total`` counts every article with one of the words. Raises what
        ``search`` does.
        """

    def suggest(self, prefix: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        """Completions, the most frequent first: at most ``size`` words, then values of each suggested field.

        A word begins with ``prefix``, if that is one word; a value, or a word in it, does, compared
        folded. Raises SearchTimeout, IndexUnavailable.
        """

    def corrections(self, word: str, size: int, timeout: float | None = None) -> Sequence[Suggested]:
        """At most ``size`` words that may be meant instead, the likeliest first (see ``suggesting``).

        None for several words, for a very short one and for one that is common itself. Raises
        SearchTimeout, IndexUnavailable.
        """

    def state(self) -> str:
        """Another one after each commit: what is found is the same as long as this is.

        As after a search, its generation is kept for a while. Raises IndexUnavailable.
        """

    def stats(self) -> EngineStats:
        """Figures about the index as it stands."""

    def contents(self, first: int = 0, last: int = LAST_ID) -> Sequence[Content]:
        """Every document with an id from ``first`` to ``last``, in no order; twice if it is there twice."""

    def found(self, documents: Sequence[Document]) -> set[int]:
        """The ids of those documents that are found by a word of theirs (see ``proof.probe``)."""

    def faults(self) -> Sequence[str]:
        """What of the files of the index is not as it was written, a line each: every byte is read."""

    def rebuild(self, since: Container[int] = ()) -> AbstractContextManager[Builds]:
        """An empty engine built aside; swapped in when the block ends well, dropped when it raises.

        Searches are answered from the old index until the swap. With ``since`` one that is interrupted is
        kept if it can be, and the next time it is gone on with, should its sequence be one of those.
        """

    def withdraw(self) -> None:
        """Have no index, for whatever process, until one is rebuilt. Raises IndexUnavailable."""

    def close(self) -> None:
        """Free what is open. Twice is fine."""
