"""What a question will cost, told by what others of its kind cost lately.

Nobody can see from a query how many articles hold its words. But that somebody asks for words near each
other, for patterns, for a hundred results or for counts can be seen, and how long such questions take here is
known after the first one.
"""

import re
from dataclasses import dataclass

from starlette.types import Scope

#: Seconds of computing from which a search is a long one.
LONG = 0.025
#: Share that the newest has in a mean.
_NEWEST = 0.2
#: Kinds remembered; there are far fewer unless somebody makes them up.
_KINDS = 2048
_MARKS = re.compile(
    rb"NEAR|near\d|repeat\d|OR|%7E|~|%22|[*?]|%2A|%3F|(?:^|&)(?:page_size=[1-9]\d\d|[a-z_]{1,20}=)"
)
#: Of a kind that has not been asked yet, these are believed to make it a long one.
_DEAR = frozenset({b"NEAR", b"%7E", b"~", b"*", b"?", b"%2A", b"%3F"})
#: Questions whose query strings are as long to the next such number of bytes.
_LENGTHS = 40


@dataclass(frozen=True, slots=True)
class Kind:
    """The route, the parameters and the operators in the query, and about how long the query is."""

    route: str = ""
    method: str = ""
    marks: frozenset[bytes] = frozenset()
    length: int = 0

    @property
    def seems_long(self) -> bool:
        return any(mark in _DEAR or mark[:-1] in (b"near", b"repeat") for mark in self.marks)


def kind_of(scope: Scope) -> Kind:
    query: bytes = scope["query_string"]
    route = getattr(scope.get("route"), "path", "")
    return Kind(route, scope["method"], frozenset(_MARKS.findall(query)), len(query) // _LENGTHS)


class Mean:
    """Of the last ones, in seconds; 0 as long as there are none."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        self.seconds += (seconds - self.seconds) * (_NEWEST if self.seconds else 1.0)


class Costs:
    """By kind of question."""

    def __init__(self) -> None:
        self._means: dict[Kind, Mean] = {}

    def is_long(self, kind: Kind) -> bool:
        mean = self._means.get(kind)
        return kind.seems_long if mean is None else mean.seconds >= LONG

    def add(self, kind: Kind, seconds: float) -> None:
        if kind not in self._means and len(self._means) >= _KINDS:
            self._means.clear()
        self._means.setdefault(kind, Mean()).add(seconds)
