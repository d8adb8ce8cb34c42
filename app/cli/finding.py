"""``search``, ``similar``, ``suggest``: what they find, for people or as the API writes it."""

import sys
from collections.abc import Sequence
from typing import Any

from app.api import counts, listing
from app.api import suggest as completing
from app.api.cursors import Cursors, began, place_after, resume
from app.api.formats import CITATIONS, Format, Page, write_page
from app.api.links import Links
from app.api.understood import conditions, title
from app.api.view import DEFAULT_FIELDS, View, check_counts, read_fields
from app.cli import tables
from app.cli.notes import refuse_or_tell, tell_lag
from app.cli.screen import err, print_json
from app.errors import InvalidParameter, NotFound
from app.finder import Found
from app.indexer import document_of
from app.runtime import Runtime, open_runtime
from app.search.criteria import Asked, Criteria, SearchLimits, read_criteria
from app.search.engine import Sort
from app.search.highlight import HighlightSpec
from app.settings import Settings

#: Two lines of a terminal or so.
_IN_A_TABLE = HighlightSpec(count=1, length=150)


def search(settings: Settings, criteria: Criteria, cursor: str | None, view: View, *, as_table: bool) -> None:
    with open_runtime(settings, create=False) as runtime:
        asked = _asked(runtime, criteria, cursor)
        check_counts(view, facets=bool(asked.counting.facets), timeline=bool(asked.counting.interval))
        unknown = refuse_or_tell(
            runtime, asked, strict=criteria.strict, quietly=not as_table and view.format is Format.JSON
        )
        with counts.blaming("timeline" if asked.counting.interval else "facets"):
            found = runtime.finder.find(
                asked.request, view.highlighting, bodies=view.needs_bodies, collapse=asked.collapse
            )
        if as_table:
            _print_page(runtime, asked, found)
        elif view.format is Format.JSON:
            answer = listing.told(runtime, asked, found, unknown)
            print_json(
                answer | _place(settings, asked, found) | {"results": listing.written_results(found, view)}
            )
        else:
            sys.stdout.buffer.write(_written(asked, found, view))


def view_of(form: str, fields: Sequence[str], *, highlight: bool) -> View:
    """``form``: ``table`` or a ``Format`` by name. Raises InvalidParameter for what has no place in it."""
    as_table = form == "table"
    chosen = Format.JSON if as_table else Format(form)
    if fields and (as_table or chosen in CITATIONS):
        raise InvalidParameter.named("fields", "goes with --format json, ndjson or csv")
    if highlight and chosen is not Format.JSON:
        raise InvalidParameter.named("highlight", "goes with --format table or json")
    spec = _IN_A_TABLE if as_table else HighlightSpec()
    return View(chosen, read_fields(fields), spec if highlight else None)


def _asked(runtime: Runtime, criteria: Criteria, cursor: str | None) -> Asked:
    if cursor is not None and criteria.page != 1:
        raise InvalidParameter.named("page", "leave it out: the cursor says where the page begins")
    place = None if cursor is None else Cursors.of(runtime.settings).read(cursor)
    limits = SearchLimits.of(runtime.settings)
    return resume(read_criteria(criteria, limits=limits, now=began(place, runtime.clock())), place)


def _place(settings: Settings, asked: Asked, found: Found) -> dict[str, Any]:
    request = asked.request
    return {
        "took_ms": round(found.took_ms, 2),
        "page": None if request.after else request.offset // request.limit + 1,
        "cursor": _cursor(settings, asked, found),
    }


def _cursor(settings: Settings, asked: Asked, found: Found) -> str | None:
    if found.following is None:
        return None
    return Cursors.of(settings).write(place_after(asked, found.following, found.generation))


def _written(asked: Asked, found: Found, view: View) -> bytes:
    here = Links("", "")
    limit = asked.request.limit
    page = Page(title(asked), "", here, found.total, limit, found.hits, view.fields, bom=view.bom)
    return write_page(page, view.format)


def _print_page(runtime: Runtime, asked: Asked, found: Found) -> None:
    tables.print_articles(found)
    counted = counts.counted(asked.counting, found, runtime.articles)
    for name, values in counted["facets"].items():
        tables.print_values(name, values, counted["facets_missing"][name])
    if timeline := asked.counting.timeline(found):
        tables.print_timeline(f"{asked.counting.date_field} by {timeline.interval}", counted["timeline"])
    err().print(_summary(runtime, asked, found))
    for meant in [] if found.total else listing.suggestions(runtime, asked):
        err().print(f"did you mean: {meant['q']} ({meant['total']:,} found)")


def _summary(runtime: Runtime, asked: Asked, found: Found) -> str:
    """How many were found, which of them are shown, and how to see more."""
    request, shown = asked.request, len(found.hits)
    parts = [f"{found.total:,} found in {found.took_ms:.0f} ms"]
    if shown:
        first = request.offset + 1
        parts.append(
            f"{shown:,} shown" if request.after else f"{first:,} to {request.offset + shown:,} shown"
        )
    if found.following:
        parts.append(f"more by {_further(runtime, asked, found)}")
    return ", ".join(parts)


def _further(runtime: Runtime, asked: Asked, found: Found) -> str:
    """By number as far as numbers reach."""
    request = asked.request
    if request.after or request.offset + 2 * request.limit > runtime.settings.offset_max:
        return f"--cursor {_cursor(runtime.settings, asked, found)}"
    return f"--page {request.offset // request.limit + 2}"


def similar(settings: Settings, article_id: int, size: int, as_json: bool) -> None:
    """Raises NotFound."""
    criteria = Criteria(page_size=size, sort=Sort.RELEVANCE)
    with open_runtime(settings, create=False) as runtime:
        stored = runtime.articles.get(article_id)
        if stored is None:
            raise NotFound(f"there is no article {article_id}")
        tell_lag(runtime)
        asked = _asked(runtime, criteria, None)
        found = runtime.finder.find_similar(document_of(stored), asked.request, bodies=False)
    if as_json:
        results = listing.written_results(found, View(fields=DEFAULT_FIELDS))
        print_json(
            {
                "query": conditions(asked) | {"warnings": []},
                "total": found.total,
                "took_ms": round(found.took_ms, 2),
                "results": results,
            }
        )
        return
    tables.print_articles(found)
    err().print(f"{found.total:,} have some of its words, {len(found.hits):,} shown")


def suggest(settings: Settings, term: str, limit: int, as_json: bool) -> None:
    with open_runtime(settings, create=False) as runtime:
        found = completing.complete(runtime, term, limit)
    if as_json:
        print_json(found)
        return
    for kind in ("words", "sources", "authors", "did_you_mean"):
        if found[kind]:
            tables.print_values(kind.replace("_", " "), found[kind])
