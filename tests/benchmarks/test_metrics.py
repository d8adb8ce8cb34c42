"""The measures, on rankings small enough to compute by hand."""

from math import isclose, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import average_precision, best_first, ndcg, recall

GRADES = st.dictionaries(st.integers(0, 30), st.integers(0, 3), min_size=1).filter(
    lambda judged: any(judged.values())
)
RANKINGS = st.lists(st.integers(0, 30), unique=True)


def test_a_perfect_ranking_scores_one_by_every_measure() -> None:
    ranking, judged = ["a", "b", "c"], {"a": 3, "b": 2, "c": 1}
    assert ndcg(ranking, judged) == average_precision(ranking, judged) == 1
    assert recall(ranking, judged, 3) == best_first(ranking, judged) == 1


def test_an_empty_ranking_scores_nothing() -> None:
    judged = {"a": 1}
    assert ndcg([], judged) == average_precision([], judged) == recall([], judged, 5) == 0
    assert best_first([], judged) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert isclose(ndcg(["x", "a", "b"], {"a": 1, "b": 2}), (1 / log2(3) + 2 / 2) / (2 + 1 / log2(3)))


def test_ndcg_looks_no_deeper_than_asked() -> None:
    assert ndcg(["x", "y", "a"], {"a": 1}, depth=2) == 0
    many = dict.fromkeys(range(20), 1)
    assert ndcg(list(range(10)), many, depth=10) == 1


def test_average_precision_counts_what_was_not_found() -> None:
    assert isclose(average_precision(["a", "x", "b"], {"a": 1, "b": 1, "c": 1}), (1 / 1 + 2 / 3) / 3)


def test_a_grade_of_nought_is_not_relevant() -> None:
    judged = {"a": 0, "b": 1}
    assert isclose(average_precision(["a", "b"], judged), 0.5)
    assert recall(["a"], judged, 1) == 0


def test_recall_is_a_share_of_all_that_is_relevant() -> None:
    assert recall(["a", "x", "b"], {"a": 1, "b": 1}, 2) == 0.5


def test_only_the_highest_grade_counts_as_the_best_first() -> None:
    assert best_first(["b", "a"], {"a": 3, "b": 2}) == 0


@given(RANKINGS, GRADES)
def test_measures_lie_between_nought_and_one(ranking: list[int], judged: dict[int, int]) -> None:
    for value in (ndcg(ranking, judged), average_precision(ranking, judged), recall(ranking, judged, 5)):
        assert 0 <= value <= 1 + 1e-12


@given(GRADES)
def test_no_order_is_better_than_by_grade(judged: dict[int, int]) -> None:
    ranking = sorted(judged, key=lambda item: -judged[item])
    assert ndcg(ranking, judged) == pytest.approx(1)
    assert ndcg(ranking[::-1], judged) <= 1 + 1e-12
