"""What was decoded last, kept as long as it fits."""

from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


Kept = TypeVar("Kept", bound=Sized)


class Recent(Generic[Kept]):
    """Keeps the newest ``limit`` bytes or more of what is put in, and of what is asked for again.

    At most twice the limit and two things more. Threads that meet here lose a thing at the worst.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._newer: dict[Hashable, Kept] = {}
        self._older: dict[Hashable, Kept] = {}

    def get(self, key: Hashable) -> Kept | None:
        kept = self._newer.get(key)
        if kept is None:
            kept = self._older.get(key)
            if kept is not None:
                self.put(key, kept)
        return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        if self._size > self._limit:
            self._older, self._newer, self._size = self._newer, {}, 0
        self._newer[key] = kept
        self._size += kept.nbytes
