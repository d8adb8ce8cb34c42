"""A whole archive against a model, while everything happens to it that may."""

from benchmarks.crashes import history


def test_an_archive_is_what_its_model_is_whatever_happens() -> None:
    """DUR-12: written, killed, damaged, restarted, backed up and restored, its clock set; ``make gate``
    goes on for 500 steps, ``make torture`` for 20,000.
    """
    history.run(steps=100, seed=12)
