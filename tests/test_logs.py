"""One line an event, whatever is in it; and nobody waits for who reads the log."""

import json
import logging
import os
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logs import FIELDS, Form, LineFormatter, LineHandler, configuration, safe

HOSTILE = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "\r\nlevel=error event=forged",
        "\x1b[2J",
        "\u202egnp.exe",
        "\u2028",
        '"} {"',
        "a=b c",
        "\ud800",
        "\x9b2J",
    ]
)


def line(form: Form, event: str, fields: dict[str, object]) -> str:
    record = logging.LogRecord("app.api", logging.INFO, "file", 1, "%s", (event,), None)
    setattr(record, FIELDS, fields)
    return LineFormatter(form).format(record)


@pytest.mark.parametrize("form", get_args(Form))
@given(event=HOSTILE, value=HOSTILE)
def test_whatever_is_logged_an_event_is_one_line_of_harmless_characters(
    form: Form, event: str, value: str
) -> None:
    """K23"""
    written = line(form, event, {"path": value})
    assert written.isprintable()
    assert written.encode()


@given(event=HOSTILE, value=HOSTILE)
def test_a_line_of_json_holds_what_it_was_given(event: str, value: str) -> None:
    told = json.loads(line("json", event, {"path": value, "ms": 1.5}))
    assert (told["event"], told["path"], told["ms"]) == (safe(event), safe(value), 1.5)
    assert (told["level"], told["logger"]) == ("info", "app.api")


def test_a_line_of_text_has_quotes_where_they_are_needed() -> None:
    written = line("text", "request", {"path": "/a b", "status": 200, "agent": 'x"=y', "none": None})
    assert written.partition(" level=")[2] == (
        'info logger=app.api event=request path="/a b" status=200 agent="x\\"=y" none=null'
    )


def test_nobody_can_make_a_line_long() -> None:
    """K23"""
    assert len(line("json", "x" * 2**20, {"agent": "y" * 2**20})) < 2000


def test_an_error_is_told_in_one_line_with_the_end_of_its_trace() -> None:
    try:
        raise ValueError("a\nb")
    except ValueError as error:
        record = logging.LogRecord(
            "app", 40, "f", 1, "it failed", (), (ValueError, error, error.__traceback__)
        )
    told = json.loads(LineFormatter("json").format(record))
    assert told["trace"].endswith("ValueError: a\nb")


def test_lines_come_out_in_order() -> None:
    reading, writing = os.pipe()
    handler = LineHandler(writing)
    for number in range(3):
        handler.emit(logging.makeLogRecord({"msg": f"line {number}"}))
    handler.close()
    os.close(writing)
    with os.fdopen(reading) as log:
        assert log.read() == "line 0\nline 1\nline 2\n"


def test_lines_that_nobody_takes_are_counted_and_dropped() -> None:
    """I17: a pipe that is full."""
    reading, writing = os.pipe()
    handler = LineHandler(writing, waiting=2)
    for _ in range(20):
        handler.emit(logging.makeLogRecord({"msg": "x" * 65536}))
    assert handler.dropped >= 15
    with os.fdopen(reading) as log:
        handler.close()
        os.close(writing)
        assert log.read(5) == "xxxxx"


def test_a_log_that_is_closed_does_no_harm() -> None:
    """I17"""
    reading, writing = os.pipe()
    os.close(reading)
    handler = LineHandler(writing)
    handler.emit(logging.makeLogRecord({"msg": "lost"}))
    handler.close()
    os.close(writing)
    assert handler.dropped == 1


def test_libraries_are_heard_only_when_they_warn() -> None:
    made = configuration("debug", "json")
    assert made["root"]["level"] == "WARNING"
    assert made["loggers"]["app"]["level"] == "DEBUG"
