"""A command that runs out of memory."""

import pytest

from app import cli


def test_a_command_that_runs_out_of_memory_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """I06, DUR-8"""

    def fail() -> None:
        raise MemoryError

    monkeypatch.setattr(cli, "_run", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n"), "too little memory" in told) == (3, 1, True)
