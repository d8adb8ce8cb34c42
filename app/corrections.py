"""Did you mean: slips in a query put right from the words of the archive."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.errors import SearchTimeout
from app.search.engine import Engine, SearchRequest, Sort
from app.search.fields import TEXT_FIELDS
from app.search.query.tree import And, Boosted, Near, Node, Or, Phrase, Repeat, Scoped, Word

#: Words of a query that are looked at; who writes more has no slip in mind.
MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Correction:
    """A query that may be meant, and how many articles it finds."""

    query: Node
    total: int


def correct(
    request: SearchRequest, engine: Engine, clock: Callable[[], float] = time.monotonic
) -> Correction | None:
    """The request's query with likelier words, if that finds anything; within the request's ``timeout``.

    What is excluded, what is asked of names and what stands for several words stays as it is. Raises
    IndexUnavailable.
    """
    deadline = None if request.timeout is None else clock() + request.timeout

    def left() -> float | None:
        return None if deadline is None else max(0.0, deadline - clock())

    try:
        likelier = _likelier(request.query, engine, left)
        query = _changed(request.query, lambda word: likelier.get(word, word))
        if query == request.query:
            return None
        again = replace(request, query=query, sort=Sort.NEWEST, limit=0, offset=0, after=None, generation="")
        total = engine.search(replace(again, facets=(), timelines=(), timeout=left())).total
    except SearchTimeout:
        return None
    return Correction(query, total) if total else None


def _likelier(query: Node, engine: Engine, left: Callable[[], float | None]) -> dict[str, str]:
    """The words of the query that have a likelier one, and that one."""
    words: dict[str, None] = {}
    _changed(query, lambda word: words.setdefault(word) or word)
    found = ((word, engine.corrections(word, 1, left())) for word in list(words)[:MAX_WORDS])
    return {word: best[0].value for word, best in found if best}


def _changed(node: Node, change: Callable[[str], str]) -> Node:
    """The query with each word that may be a slip changed."""
    match node:
        case Word(text=text):
            return replace(node, text=change(text))
        case Phrase(text=text) | Repeat(text=text):
            return replace(node, text=_each(text, change))
        case Near(parts=parts):
            return replace(node, parts=tuple(_each(part, change) for part in parts))
        case Scoped(field=field, node=inner) if field in TEXT_FIELDS:
            return replace(node, node=_changed(inner, change))
        case Boosted(node=inner):
            return replace(node, node=_changed(inner, change))
        case And(nodes=nodes) | Or(nodes=nodes):
            return replace(node, nodes=tuple(_changed(each, change) for each in nodes))
    return node


def _each(text: str, change: Callable[[str], str]) -> str:
    return " ".join(map(change, text.split()))
