"""Did you mean: slips in a query put right from the words of the archive."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.errors import SearchTimeout
from app.search.engine import Engine, SearchRequest, Sort
from app.search.fields import TEXT_FIELDS
from app.search.query.tree import And, Node, Or, Phrase, Scoped, Word

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
        query = _replaced(request.query, _likelier(request.query, engine, left))
        if query == request.query:
            return None
        again = replace(request, query=query, sort=Sort.NEWEST, limit=0, offset=0, after=None, generation="")
        total = engine.search(replace(again, facets=(), timelines=(), timeout=left())).total
    except SearchTimeout:
        return None
    return Correction(query, total) if total else None


def _likelier(query: Node, engine: Engine, left: Callable[[], float | None]) -> dict[str, str]:
    """The words of the query that have a likelier one, and that one."""
    words = list(dict.fromkeys(_words(query)))[:MAX_WORDS]
    found = ((word, engine.corrections(word, 1, left())) for word in words)
    return {word: best[0].value for word, best in found if best}


def _words(node: Node) -> Iterator[str]:
    match node:
        case Word(text=text):
            yield text
        case Phrase(text=text):
            yield from text.split()
        case Scoped(field=field, node=inner) if field in TEXT_FIELDS:
            yield from _words(inner)
        case And(nodes=nodes) | Or(nodes=nodes):
            for each in nodes:
                yield from _words(each)


def _replaced(node: Node, likelier: Mapping[str, str]) -> Node:
    match node:
        case Word(text=text):
            return replace(node, text=likelier.get(text, text))
        case Phrase(text=text):
            return replace(node, text=" ".join(likelier.get(word, word) for word in text.split()))
        case Scoped(field=field, node=inner) if field in TEXT_FIELDS:
            return replace(node, node=_replaced(inner, likelier))
        case And(nodes=nodes) | Or(nodes=nodes):
            return replace(node, nodes=tuple(_replaced(each, likelier) for each in nodes))
    return node
