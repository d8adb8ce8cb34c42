"""Queries that Whoosh lacks."""

from dataclasses import dataclass

from whoosh import query


@dataclass(frozen=True)
class AnyTerm(query.Query):
    """Documents that hold any of the terms (UTF-8) in a field, each scoring ``boost``."""

    field_name: str
    terms_wanted: frozenset[bytes]
    boost: float = 1.0

    def field(self) -> str:
        return self.field_name


#: Ways to read a word or phrase: each some terms that stand next to each other.
Readings = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Near(query.Query):
    """Documents with all parts near each other in a field with positions. They score nothing.

    Each part is any of its readings. Ordered, each begins after the one before, with at most ``distance``
    other words among all of them; else they come in any order and may overlap, with at most ``distance``
    words between any two.
    """

    field_name: str
    parts: tuple[Readings, ...]
    distance: int
    ordered: bool = False

    def field(self) -> str:
        return self.field_name


@dataclass(frozen=True)
class Repeated(query.Query):
    """Documents in which any of the readings begin at ``times`` places or more. They score nothing."""

    field_name: str
    readings: Readings
    times: int

    def field(self) -> str:
        return self.field_name
