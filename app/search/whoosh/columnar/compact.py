"""From the plain arrays of a segment to those that are written: the same, smaller.

Short lists of documents stay as they are, a slice away; long ones are packed. Arrays that say nothing (a
field without terms, a column without numbers) are left out.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from app.search.whoosh.columnar.arrays import Array
from app.search.whoosh.columnar.coding.counts import pack_counts
from app.search.whoosh.columnar.coding.deflated import deflate
from app.search.whoosh.columnar.coding.documents import is_long, pack_long
from app.search.whoosh.columnar.coding.frequencies import pack_frequencies
from app.search.whoosh.columnar.coding.numbers import pack_numbers
from app.search.whoosh.columnar.coding.positions import pack_positions
from app.search.whoosh.columnar.layout import Field, Kept, Layout
from app.search.whoosh.columnar.pack import named, smallest


def compacted(layout: Layout, plain: Mapping[str, Array], document_count: int) -> dict[str, Array]:
    """The arrays to write, of those that ``pack`` makes."""
    own: defaultdict[str, dict[str, Array]] = defaultdict(dict)
    for name, array in plain.items():
        field, _, part = name.rpartition(".")
        own[field][part] = array
    arrays: dict[str, Array] = {}
    for described in layout.fields:
        if own[described.name]["term_ends"].size:
            arrays |= named(described.name, _field(described, own[described.name], document_count))
    for column in layout.numbers:
        codes, base = pack_numbers(plain[f"{column}.values"])
        arrays |= named(column, {"codes": codes, "base": base})
    return {name: array for name, array in arrays.items() if array.size}


def _field(described: Field, plain: Mapping[str, Array], document_count: int) -> dict[str, Array]:
    holders = _counts(plain["post_ends"])
    long = is_long(holders, document_count)
    of_long = np.repeat(long, holders)
    docs = plain["docs"]
    arrays = {
        "terms": deflate(plain["terms"]),
        **_small("sizes", _counts(plain["term_ends"])),
        **_small("holders", holders),
        "docs": docs[~of_long],
        **pack_long(document_count, holders[long], docs[of_long]),
    }
    if described.kept is Kept.WORDS:
        arrays |= _words(plain, holders, of_long)
    if described.by_document:
        arrays |= _by_document(_counts(plain["ord_ends"]), plain["ords"])
    return arrays


def _words(plain: Mapping[str, Array], holders: Array, of_long: Array) -> dict[str, Array]:
    freqs, lengths = plain["freqs"], plain["lengths"]
    return {
        **_small("repeats", _counts(plain["pos_ends"]) - holders),
        "freqs": freqs[~of_long],
        "firsts": pack_frequencies(freqs[of_long]),
        **pack_positions(plain["positions"]),
        "lengths": lengths if lengths.any() else lengths[:0],
    }


def _by_document(counts: Array, ords: Array) -> dict[str, Array]:
    """Without counts where no document has a term, or each has one."""
    told = ords.size and not np.all(counts == 1)
    return {"ords": ords, "ord_counts": smallest(counts) if told else counts[:0]}


def _small(name: str, counts: Array) -> dict[str, Array]:
    small, large = pack_counts(counts)
    return {name: deflate(small), f"{name}_large": large}


def _counts(ends: Array) -> Array:
    counts: Array = np.diff(ends.astype(np.int64), prepend=0)
    return counts
