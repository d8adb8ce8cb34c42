"""``dateline export``: everything that is found, written while it is read, in constant memory."""

import sys
from collections.abc import Sequence
from dataclasses import replace

from app.api.formats import Format
from app.api.streaming import Table
from app.api.view import read_fields
from app.cli.notes import refuse_or_tell
from app.cli.screen import drop_output
from app.errors import InvalidParameter
from app.runtime import Runtime, open_runtime
from app.search.criteria import Criteria, SearchLimits, read_criteria
from app.search.engine import Sort
from app.settings import Settings
from app.walking import Walker


def export(settings: Settings, criteria: Criteria, form: str, fields: Sequence[str]) -> None:
    """Raises InvalidParameter for an order by relevance, which no index keeps for as long as that takes."""
    if criteria.sort == Sort.RELEVANCE:
        raise InvalidParameter.named("sort", "an export is by date: newest, oldest or added")
    table = Table(Format(form), read_fields(fields))
    with open_runtime(settings, create=False) as runtime:
        walker = _walker(runtime, criteria, bodies="body" in table.fields)
        try:
            _write(walker, table)
        except BrokenPipeError:  # who reads has had enough (``| head``), which is no error
            drop_output()


def _walker(runtime: Runtime, criteria: Criteria, *, bodies: bool) -> Walker:
    limits = SearchLimits.of(runtime.settings)
    asked = read_criteria(
        replace(criteria, sort=criteria.sort or Sort.ADDED), limits=limits, now=runtime.clock()
    )
    refuse_or_tell(runtime, asked, strict=criteria.strict)
    if criteria.sort is None:
        asked = asked.as_ingested()
    return Walker(runtime.engine, runtime.articles, replace(asked.request, timeout=None), bodies=bodies)


def _write(walker: Walker, table: Table) -> None:
    sys.stdout.buffer.write(table.head())
    while (articles := walker.step()) is not None:
        sys.stdout.buffer.write(table.rows(articles))
    sys.stdout.buffer.flush()
