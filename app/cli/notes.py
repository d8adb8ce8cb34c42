"""What a search has to say beside what it finds: on standard error, a line each."""

from typing import Any

from app.api.understood import refuse_unknown, source_warnings
from app.cli.screen import err
from app.runtime import Runtime
from app.search.criteria import Asked
from app.search.unknown import unknown_sources


def refuse_or_tell(
    runtime: Runtime, asked: Asked, *, strict: bool, quietly: bool = False
) -> list[dict[str, Any]]:
    """Tell what was odd in the query and the sources, and what the index has not seen yet.

    ``strict``: raises InvalidParameter for an unknown source. ``quietly``: the answer tells what was odd
    itself. Gives the warnings about sources in the words of the API.
    """
    unknown = source_warnings(runtime.articles, asked.request)
    if strict:
        refuse_unknown(unknown)
    if not quietly:
        tell_query(asked)
        _tell_sources(runtime, asked)
    tell_lag(runtime)
    return unknown


def tell_query(asked: Asked) -> None:
    for warning in asked.parsed.warnings:
        err().print(f"note: {warning.message} (at character {warning.position + 1})")


def _tell_sources(runtime: Runtime, asked: Asked) -> None:
    for each in unknown_sources(asked.request, runtime.articles.source_names()):
        hint = f"did you mean {each.nearest}?" if each.nearest else "dateline sources lists them"
        err().print(f"note: there is no source {each.value}; {hint}")


def tell_lag(runtime: Runtime) -> None:
    """What is found is not all there is while an ingest runs, or after one that was killed."""
    if lag := runtime.indexer.lag():
        err().print(
            f"note: {lag:,} changes are not in the index yet: serving or the next ingest puts them in"
        )
