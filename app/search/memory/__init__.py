"""An engine of dictionaries and loops: slow, and right by inspection.

It is the oracle that the contract suite holds other engines to, and serves tests that need an
engine and no files.
"""

from app.search.memory.engine import MemoryEngine

__all__ = ["MemoryEngine"]
