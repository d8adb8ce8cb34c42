"""A whole archive against a model, while everything happens to it that may."""

from benchmarks.crashes import history


def test_an_archive_is_what_its_model_is_whatever_happens() -> None:
    """DUR-12: written, killed, damaged, restarted, backed up and restored, its clock set; ``make torture``
    goes on for 20,000 steps.
    """
    history.run(steps=500)
