"""What each encoding packs it unpacks, whole and in part."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.search.whoosh.columnar.coding.counts import pack_counts, unpack_counts
from app.search.whoosh.columnar.coding.deflated import deflate, inflate
from app.search.whoosh.columnar.coding.documents import LongLists, pack_long
from app.search.whoosh.columnar.coding.frequencies import pack_frequencies, unpack_frequencies
from app.search.whoosh.columnar.coding.numbers import pack_numbers, unpack_numbers
from app.search.whoosh.columnar.coding.positions import Positions, pack_positions
from app.search.whoosh.columnar.layout import MISSING

_lists_of_documents = st.integers(1, 1200).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.sets(st.integers(0, count - 1), min_size=1, max_size=300)
            | st.integers(1, count).map(lambda step: set(range(0, count, step))),
            max_size=6,
        ),
    )
)


@settings(deadline=None)
@given(st.lists(st.integers(0, 300) | st.integers(0, 2**40)))
def test_counts(counts: list[int]) -> None:
    small, large = pack_counts(np.array(counts, np.int64))
    assert small.dtype == np.uint8
    assert unpack_counts(small, large).tolist() == counts


@settings(deadline=None)
@given(st.lists(st.integers(-10, 300) | st.integers(MISSING, 2**63 - 1)))
def test_numbers(values: list[int]) -> None:
    codes, base = pack_numbers(np.array(values, np.int64))
    assert unpack_numbers(codes, base, len(values)).tolist() == values


def test_dates_of_some_years_take_four_bytes_and_unknown_ones_none() -> None:
    codes, base = pack_numbers(np.array([1_700_000_000, MISSING, 1_500_000_000]))
    assert (codes.dtype, base.tolist()) == (np.uint32, [1_499_999_999])
    codes, base = pack_numbers(np.full(7, MISSING))
    assert codes.size == base.size == 0


@settings(deadline=None)
@given(st.lists(st.integers(1, 20) | st.integers(1, 400), max_size=40), st.data())
def test_frequencies(freqs: list[int], data: st.DataObject) -> None:
    bits = pack_frequencies(np.array(freqs, np.uint16))
    first = data.draw(st.integers(0, len(freqs)))
    last = data.draw(st.integers(first, len(freqs)))
    start, end = sum(freqs[:first]), sum(freqs[:last])
    assert unpack_frequencies(bits, start, end).tolist() == freqs[first:last]


@settings(deadline=None)
@given(
    arrays.arrays(
        np.int64,
        st.integers(0, 200),
        elements=st.integers(0, 300) | st.integers(3800, 3900),
        fill=st.integers(0, 300),
    )
    | st.lists(st.integers(0, 2**33), max_size=9).map(lambda given: np.array(given, np.int64)),
    st.data(),
)
def test_positions(positions: np.ndarray, data: st.DataObject) -> None:
    packed = Positions({name: array for name, array in pack_positions(positions).items() if array.size})
    start = data.draw(st.integers(0, positions.size))
    end = data.draw(st.integers(start, positions.size))
    assert packed.between(start, end).tolist() == positions[start:end].tolist()


def test_a_few_large_positions_leave_the_others_small() -> None:
    positions = np.arange(3800)
    positions[[7, 500, 501]] = 3840, 70_000, 2**32
    packed = pack_positions(positions)
    assert packed["positions"].dtype == packed["places_high"].dtype == np.uint8
    read = Positions(packed)
    assert read.between(0, 3800).tolist() == positions.tolist()
    assert read.between(1, 8).tolist() == positions[1:8].tolist()
    assert read.between(8, 500).dtype == np.uint16
    assert read.between(501, 502).tolist() == [2**32]


@settings(deadline=None)
@given(_lists_of_documents, st.data())
def test_long_lists_of_documents(given_lists: tuple[int, list[set[int]]], data: st.DataObject) -> None:
    count, sets = given_lists
    lists = [sorted(each) for each in sets]
    counts = np.array([len(each) for each in lists], np.int64)
    docs = np.array([doc for each in lists for doc in each], np.uint16)
    packed = LongLists(pack_long(count, counts, docs), count, counts)
    assert [packed.docs(row).tolist() for row in range(len(lists))] == lists
    assert packed.all().tolist() == docs.tolist()
    first = data.draw(st.integers(0, len(lists)))
    last = data.draw(st.integers(first, len(lists)))
    united = {doc for found in packed.any_of(first, last) for doc in found.tolist()}
    assert united == set().union(*sets[first:last])
    assert all(packed.docs(row).dtype == np.uint16 for row in range(len(lists)))


def test_long_lists_of_a_full_segment() -> None:
    every = np.arange(65_536)
    lists = [every[::5], every[::3], every[::700]]
    counts = np.array([each.size for each in lists])
    arrays_ = pack_long(65_536, counts, np.concatenate(lists).astype(np.uint16))
    packed = LongLists(arrays_, 65_536, counts)
    for row, docs in enumerate(lists):
        assert np.array_equal(packed.docs(row), docs)
    assert arrays_["dense"].size == 8192
    assert arrays_["page_docs"].size == lists[0].size + lists[2].size


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_deflated_bytes(data: bytes) -> None:
    deflated = deflate(np.frombuffer(data, np.uint8))
    assert deflated.dtype == np.uint8
    assert inflate(deflated) == data
