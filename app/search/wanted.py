"""What of a query is to be marked in the texts of one field."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from app.search.analysis import Token
from app.search.chunks import Sought
from app.search.expansion import stands_for, start_of
from app.search.fields import BY_NAME, Kind
from app.search.nearby import Place, in_order, together
from app.search.resolved import (
    Close,
    Conjunction,
    Disjunction,
    Expanded,
    Leaf,
    Like,
    Near,
    Repeated,
    Resolved,
    Starts,
    Terms,
    Weighted,
)

#: Surfaces remembered of which it is known what they stand for.
_REMEMBERED = 1 << 12
_NONE: frozenset[int] = frozenset()


class Run(NamedTuple):
    """Terms that stand together. ``leaves``: the parts of the query that they are.

    Where it depends on others whether they are marked, ``slot`` is where their places are gathered; else -1.
    """

    tokens: tuple[str, ...]
    leaves: frozenset[int]
    slot: int = -1


class _Standing(dict[str, frozenset[int]]):
    """The numbers of those prefixes, patterns and fuzzy words that stand for a surface, by the surface.

    Worked out when first asked for; emptied when full.
    """

    def __init__(self, expanded: Sequence[tuple[int, Expanded]]) -> None:
        super().__init__()
        self._expanded = expanded

    def __missing__(self, surface: str) -> frozenset[int]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = frozenset(number for number, leaf in self._expanded if stands_for(leaf, surface))
        self[surface] = found
        return found


class WantedIn:
    """What of a query is wanted in each field; fields in which it is the same share it."""

    def __init__(self, resolved: Resolved) -> None:
        self._leaves = tuple(enumerate(_positive_leaves(resolved)))
        self._by_field: dict[str, Wanted] = {}
        self._made: dict[Hashable, Wanted] = {}

    def __getitem__(self, name: str) -> "Wanted":
        found = self._by_field.get(name)
        return found or self._by_field.setdefault(name, self._of(name))

    def _of(self, name: str) -> "Wanted":
        leaves = [(number, leaf) for number, leaf in self._leaves if name in leaf.fields]
        use_stem = BY_NAME[name].kind is Kind.TEXT
        alike = use_stem, tuple(number for number, _ in leaves)
        if alike not in self._made:
            self._made[alike] = Wanted(leaves, use_stem=use_stem)
        return self._made[alike]


class Wanted:
    """Words, phrases and their like in one field, but for what the query excludes."""

    def __init__(self, leaves: Iterable[tuple[int, Leaf]], *, use_stem: bool) -> None:
        self._use_stem = use_stem
        self._runs: dict[str, list[Run]] = {}  # by their last term
        self._expanded: list[tuple[int, Expanded]] = []
        self._placed: list[tuple[int, Near | Repeated, range]] = []
        self.slots = 0
        for number, leaf in leaves:
            self._add(leaf, number)
        self._standing = _Standing(self._expanded)
        runs = [run.tokens for runs in self._runs.values() for run in runs]
        self.longest = max(map(len, runs), default=1)
        self.sought = self._sought({term for tokens in runs for term in tokens})

    def _add(self, leaf: Leaf, number: int) -> None:
        match leaf:
            case Terms():
                self._add_runs(leaf, number)
            case Near(parts):
                self._add_placed(leaf, parts, number)
            case Repeated(terms):
                self._add_placed(leaf, (terms,), number)
            case _:
                self._expanded.append((number, leaf))

    def _add_placed(self, leaf: Near | Repeated, parts: Sequence[Terms], number: int) -> None:
        slots = range(self.slots, self.slots + len(parts))
        self.slots = slots.stop
        self._placed.append((number, leaf, slots))
        for slot, terms in zip(slots, parts, strict=True):
            self._add_runs(terms, number, slot)

    def _add_runs(self, terms: Terms, number: int, slot: int = -1) -> None:
        for tokens in terms.readings:
            self._runs.setdefault(tokens[-1], []).append(Run(tokens, frozenset((number,)), slot))

    def _sought(self, terms: set[str]) -> Sought | None:
        """The same for ``Chunks``."""
        if not terms and not self._expanded:
            return None
        # One more than may lie between: what is further apart is not near.
        near = [leaf.distance + 1 for _, leaf, _ in self._placed if isinstance(leaf, Near)]
        return Sought(
            terms if self._use_stem else (),
            () if self._use_stem else terms,
            may_matter=self._standing.__getitem__ if self._expanded else None,
            starts=[start_of(leaf) for _, leaf in self._expanded],
            apart=max([*near, 1 if self.longest > 1 else 0]),
        )

    def numbers(self, surface: str) -> frozenset[int]:
        """The prefixes, patterns and fuzzy words that stand for the surface."""
        return self._standing[surface] if self._expanded else _NONE

    def term(self, token: Token) -> str:
        return token.stem if self._use_stem else token.surface

    def ending(self, term: str) -> Sequence[Run]:
        """Runs that may end with the term."""
        return self._runs.get(term, ())

    def chosen(self, places: Sequence[Sequence[Place]]) -> Iterator[tuple[int, Place]]:
        """Of the places gathered in each slot those that are marked, with the part of the query they show."""
        for number, leaf, slots in self._placed:
            gathered = [places[slot] for slot in slots]
            for place in dict.fromkeys(_fitting(leaf, gathered)):
                yield number, place


def _positive_leaves(resolved: Resolved) -> Iterator[Leaf]:
    match resolved:
        case Conjunction(parts) | Disjunction(parts):
            for part in parts:
                yield from _positive_leaves(part)
        case Weighted(part):
            yield from _positive_leaves(part)
        case Terms() | Starts() | Like() | Close() | Near() | Repeated():
            yield resolved


def _fitting(leaf: Near | Repeated, places: Sequence[Sequence[Place]]) -> Iterable[Place]:
    """Those places that make the leaf match."""
    if isinstance(leaf, Near):
        return in_order(places, leaf.distance) if leaf.ordered else together(places, leaf.distance)
    return places[0] if len({place.first for place in places[0]}) >= leaf.times else ()
