"""The query tree: what a reader asked for, in no engine's words."""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together in this order."""

    text: str


@dataclass(frozen=True, slots=True)
class Scoped:
    """``node``, asked of the one field named (a member of ``fields.SCOPES``)."""

    field: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


Node = All | Word | Prefix | Phrase | Scoped | And | Or | Not
