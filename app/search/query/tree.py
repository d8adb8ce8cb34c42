"""The query tree: what a reader asked for, in no engine's words.

``position`` is where a part stands in the query, in characters from 0. It takes no part in comparisons: the
same query written otherwise is the same tree.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class All:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written; the analyzer may make several tokens of it, which then stand together."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin with ``text`` (written without the star)."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words in which each ``?`` of ``text`` is one character, and each ``*`` any number of them."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within ``edits`` (1 or 2) letters added, left out, replaced or swapped with their neighbour."""

    text: str
    edits: int
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together in this order, with at most ``slop`` other words among them in all."""

    text: str
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """Two or more words or phrases in any order, at most ``distance`` other words between any two of them."""

    parts: tuple[str, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A word or phrase that stands at least ``times`` times in one field."""

    text: str
    times: int


@dataclass(frozen=True, slots=True)
class During:
    """Articles whose date ``field`` is known and ``start`` <= date < ``end``, in seconds; None is open.

    ``written`` is what stands behind the colon: ``2019``, ``>=2019-04``, ``[2019 TO *]``.
    """

    field: str
    written: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Scoped:
    """``node``, asked of the one field named (a member of ``fields.SCOPES``)."""

    field: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class Boosted:
    """``node``, its score multiplied by ``factor``, which is positive and not 1."""

    node: "Node"
    factor: float


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


Leaf = All | Word | Prefix | Pattern | Fuzzy | Phrase | Near | Repeat | During
Node = Leaf | Scoped | Boosted | And | Or | Not


def has_dates(node: Node) -> bool:
    """Whether a date is asked for anywhere in the tree."""
    match node:
        case Scoped(_, inner) | Boosted(inner) | Not(inner):
            return has_dates(inner)
        case And(nodes) | Or(nodes):
            return any(map(has_dates, nodes))
    return isinstance(node, During)
