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
