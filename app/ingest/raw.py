"""Streams of bytes made of others."""

import io
from abc import abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Raw(io.RawIOBase):
    """A stream that can only be read."""

    @abstractmethod
    def fill(self, view: memoryview) -> int:
        """Put the next bytes into ``view``; how many, 0 at the end. Raises InputFault."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        return self.fill(memoryview(buffer))
