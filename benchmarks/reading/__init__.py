"""How well feeds, wire items and crawl archives are read, by what the material itself says of them."""

from benchmarks.reading.table import table

__all__ = ["table"]
