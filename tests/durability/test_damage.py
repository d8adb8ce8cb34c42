"""Damaged files of the index are noticed before anything wrong is served, and healed."""

from pathlib import Path

from benchmarks.crashes.damage import sweep


def test_a_damaged_index_answers_right_or_not_at_all_and_heals(tmp_path: Path) -> None:
    """DUR-6; H18 to H20: flips, cuts, zeroed pages, swapped and deleted files."""
    outcomes = sweep(tmp_path, trials=50, seed=6)
    assert outcomes["refused"] > 25
    assert outcomes.total() == 50
