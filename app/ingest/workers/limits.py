"""What one document may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """``cpu`` and ``wall`` in seconds; ``memory`` in bytes of address space beyond what a worker starts with.

    ``documents``: how many a worker reads before another takes its place.
    """

    cpu: float = 5.0
    wall: float = 10.0
    memory: int = 512 * 2**20
    documents: int = 1000
