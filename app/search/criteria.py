"""What a person may ask of a search, and how it becomes a request. The API and the command share it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.errors import InvalidParameter, RequestError
from app.search.checking import between, choice
from app.search.counting import Counting, read_counting
from app.search.engine import DateFilter, KeywordFilter, SearchRequest, Sort
from app.search.fields import DATE_FIELDS, FIELDS, TEXT_FIELDS, Kind
from app.search.lists import read_list
from app.search.query.limits import Limits
from app.search.query.parser import Parsed, parse, require_clean
from app.search.query.printing import print_query
from app.search.query.tree import All, has_dates
from app.search.when import Calendar, instant_range
from app.settings import Settings
from app.values.address import domain_named
from app.values.identity import source_slug

#: Filter parameters, their field, and whether they exclude: ``sources``, ``not_sources`` ...
FILTERS: dict[str, tuple[str, bool]] = {
    prefix + each.parameter: (each.name, bool(prefix))
    for each in FIELDS
    if each.kind is Kind.KEYWORD
    for prefix in ("", "not_")
}
#: How values of a field are kept that may be asked for in other words.
_KEPT: dict[str, Callable[[str], str]] = {"source": source_slug, "domain": domain_named}
#: What may be found as one: articles with the same text.
COLLAPSES = ("copies",)
_MAX_ID = 2**63 - 1
#: Every date that is counted from now is another one then.
_MUCH_LATER = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How much one search may ask for. ``values`` are those of one filter, ``timeout`` is in seconds."""

    query: Limits = field(default_factory=Limits)
    page_size: int = 20
    page_size_max: int = 100
    offset_max: int = 10_000
    values: int = 100
    timeout: float | None = None

    @classmethod
    def of(cls, settings: Settings) -> "SearchLimits":
        return cls(
            query=Limits(
                length=settings.query_max_length,
                terms=settings.query_max_terms,
                depth=settings.query_max_depth,
                prefix_letters=settings.prefix_min_letters,
                wildcards=settings.query_max_wildcards,
                fuzzy=settings.query_max_fuzzy,
                fuzzy_letters=settings.fuzzy_min_letters,
                edits=settings.fuzzy_max_edits,
                distance=settings.query_max_distance,
                repeat=settings.query_max_repeat,
                boost=settings.query_max_boost,
            ),
            page_size=settings.page_size,
            page_size_max=settings.page_size_max,
            offset_max=settings.offset_max,
            timeout=settings.search_timeout,
        )


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search in a person's words; None and empty mean "not said".

    ``filters`` has the keys of ``FILTERS``, each with the values given, which may be comma lists.
    ``page`` counts from 1. ``strict``: a query with warnings is an error. ``facets`` are comma lists.
    """

    q: str | None = None
    search_in: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    from_: str | None = None
    to: str | None = None
    use_date: str = "published"
    timezone: str = "UTC"
    sort: str | None = None
    since_id: int = 0
    page: int = 1
    page_size: int | None = None
    strict: bool = False
    facets: tuple[str, ...] = ()
    facet_size: int = 10
    facet_scope: str = "exclude_own"
    timeline: str | None = None
    collapse: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The request, the query as it was understood, and that query in its canonical spelling.

    ``now`` is the moment that relative dates were counted from; ``counting`` is what is counted.
    ``collapse``: of articles with the same text only the first is wanted.
    """

    request: SearchRequest
    parsed: Parsed
    canonical: str
    now: datetime
    counting: Counting
    collapse: bool = False

    def as_ingested(self) -> "Asked":
        """In the order of ingestion, first one first."""
        return replace(self, request=replace(self.request, sort=Sort.OLDEST, date_field="added"))


def read_criteria(criteria: Criteria, *, limits: SearchLimits, now: datetime) -> Asked:
    """Raises QueryError for ``q``, InvalidParameter that names any other parameter."""
    parsed = (
        Parsed(All())
        if criteria.q is None
        else parse(criteria.q, limits.query, Calendar(now, criteria.timezone))
    )
    if criteria.strict:
        require_clean(parsed)
    page_size = _page_size(criteria, limits)
    counting = _counting(criteria)
    request = SearchRequest(
        query=parsed.tree,
        search_in=_search_in(criteria),
        keywords=tuple(_keyword_filters(criteria, limits)),
        dates=_date_filters(criteria, now),
        since_id=between("since_id", criteria.since_id, 0, _MAX_ID),
        sort=_sort(criteria, parsed),
        date_field=choice("use_date", criteria.use_date, DATE_FIELDS),
        offset=_offset(criteria.page, page_size, limits.offset_max),
        limit=page_size,
        timeout=limits.timeout,
        facets=counting.facets_asked(),
        timelines=counting.timelines_asked(),
    )
    collapse = criteria.collapse is not None and choice("collapse", criteria.collapse, COLLAPSES) == "copies"
    return Asked(request, parsed, print_query(parsed.tree), now, counting, collapse)


def counts_from_now(criteria: Criteria, asked: Asked, limits: SearchLimits) -> bool:
    """Whether ``asked``, read from ``criteria``, would be another list some time later."""
    if not asked.request.dates and not has_dates(asked.parsed.tree):
        return False
    try:
        later = read_criteria(criteria, limits=limits, now=asked.now + _MUCH_LATER)
    except RequestError:
        return True
    return later.request != asked.request


def _search_in(criteria: Criteria) -> tuple[str, ...]:
    items = read_list("search_in", criteria.search_in)
    for item in items:
        choice("search_in", item.written, TEXT_FIELDS)
    asked = {item.value for item in items}
    return tuple(name for name in TEXT_FIELDS if name in asked) or TEXT_FIELDS


def _keyword_filters(criteria: Criteria, limits: SearchLimits) -> Iterator[KeywordFilter]:
    """One filter for what is wanted and one for what is not, for each parameter."""
    for parameter, raw in criteria.filters.items():
        field_name, excluding = FILTERS[choice(parameter, parameter, FILTERS)]
        items = read_list(parameter, raw)
        if len(items) > limits.values:
            raise InvalidParameter.named(parameter, f"takes at most {limits.values} values")
        if excluding and any(item.exclude for item in items):
            raise InvalidParameter.named(
                parameter, "excludes already: leave out the minus, or quote the value"
            )
        for exclude in (False, True):
            values = tuple(item.value for item in items if (item.exclude or excluding) is exclude)
            if values:
                yield KeywordFilter(field_name, _as_stored(field_name, values), exclude)


def _as_stored(field_name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Sources are kept by their slug and may be asked for by their name, domains by an address there."""
    kept = _KEPT.get(field_name)
    return tuple(kept(value) or value for value in values) if kept else values


def _counting(criteria: Criteria) -> Counting:
    return read_counting(
        facets=criteria.facets,
        size=criteria.facet_size,
        scope=criteria.facet_scope,
        interval=criteria.timeline,
        timezone=criteria.timezone,
        date_field=criteria.use_date,
    )


def _date_filters(criteria: Criteria, now: datetime) -> tuple[DateFilter, ...]:
    start, end = instant_range(criteria.from_, criteria.to, now=now, timezone=criteria.timezone)
    if criteria.from_ is None and criteria.to is None:
        return ()
    return (DateFilter(criteria.use_date, start, end),)


def _sort(criteria: Criteria, parsed: Parsed) -> Sort:
    if criteria.sort is None:
        return Sort.NEWEST if parsed.tree == All() else Sort.RELEVANCE
    return Sort(choice("sort", criteria.sort, list(Sort)))


def _page_size(criteria: Criteria, limits: SearchLimits) -> int:
    asked = limits.page_size if criteria.page_size is None else criteria.page_size
    return between("page_size", asked, 1, limits.page_size_max)


def _offset(page: int, page_size: int, furthest: int) -> int:
    last = max(1, furthest // page_size)
    if page > last:
        detail = (
            f"with a page_size of {page_size} the last page is {last}: "
            "narrow the dates by from and to, or go on with the cursor of a page"
        )
        raise InvalidParameter.named("page", detail)
    return (between("page", page, 1, last) - 1) * page_size
