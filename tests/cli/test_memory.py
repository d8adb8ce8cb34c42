"""A command that runs out of memory."""

import pytest

from app import cli
from tests.api.test_own_errors import SHORTAGES


@pytest.mark.parametrize("error", SHORTAGES, ids=repr)
def test_a_command_that_runs_out_of_memory_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    """I06, DUR-8"""

    def fail() -> None:
        raise error

    monkeypatch.setattr(cli, "_run", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n"), "too little memory" in told) == (3, 1, True)


def test_any_other_error_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(cli, "_run", fail)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        cli.main()
