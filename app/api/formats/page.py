"""What the formats of a list are written from."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.api.links import Links
from app.finder import FoundArticle


@dataclass(frozen=True, slots=True)
class Page:
    """A page of articles.

    ``title`` says in words what the list is of. ``root`` is the absolute address of this API without a
    slash at its end; ``links`` are absolute too. ``fields`` are those that the client wants to see.
    ``marked``: highlights were asked for. ``bom``: a table begins with a byte order mark.
    """

    title: str
    root: str
    links: Links
    total: int
    size: int
    hits: Sequence[FoundArticle]
    fields: Sequence[str]
    marked: bool = False
    bom: bool = False
