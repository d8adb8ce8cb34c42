"""The log: one line an event on standard error, as ``key=value`` or as JSON, and never in the way.

What is logged may come from anybody: whatever could begin another line, move a terminal's cursor or turn
the direction of writing is escaped, and everything is cut at a length. Lines are written by a thread of
their own; where nobody takes them they are counted and dropped, and serving goes on.
"""

import logging
import os
import queue
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

Form = Literal["text", "json"]
#: Attribute of a log record: further fields of the event, by name.
FIELDS = "fields"
#: Characters of a message or a field, and of the trace of an error.
_MOST, _MOST_TRACE = 500, 8000
#: Lines that may wait to be written.
_WAITING = 10_000
#: Seconds that the last lines have to be written when the process ends.
_PATIENCE = 1.0
_PLAIN = re.compile(r"[!#-<>-\[\]-~]+")


class LineFormatter(logging.Formatter):
    """An event as a line: time, level, who says it, what, and the fields that it was given."""

    def __init__(self, form: Form = "text") -> None:
        super().__init__()
        self._write = _as_json if form == "json" else _as_text

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": safe(record.getMessage()),
        }
        fields: Mapping[str, Any] = getattr(record, FIELDS, {})
        line |= {name: safe(value) if isinstance(value, str) else value for name, value in fields.items()}
        if record.exc_info:
            line["trace"] = safe(self.formatException(record.exc_info), _MOST_TRACE, last=True)
        return self._write(line)


def safe(text: str, most: int = _MOST, *, last: bool = False) -> str:
    """Of a text its first (or ``last``) characters, with what could deceive a reader escaped."""
    cut = text if len(text) <= most else f"…{text[-most:]}" if last else f"{text[:most]}…"
    return cut if cut.isprintable() else "".join(map(_shown, cut))


def _shown(character: str) -> str:
    """Ends of lines stay: both forms write them as an escape."""
    if character.isprintable() or character in "\n\t":
        return character
    return f"\\u{ord(character):04x}"


def _as_json(line: Mapping[str, Any]) -> str:
    return orjson.dumps(line, default=str).decode()


def _as_text(line: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={_word(value)}" for name, value in line.items())


def _word(value: Any) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    return text if _PLAIN.fullmatch(text) else orjson.dumps(text).decode()


class LineHandler(logging.Handler):
    """Hands lines to a thread that writes them to standard error."""

    def __init__(self, descriptor: int = 2, waiting: int = _WAITING) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._lines: queue.Queue[bytes | None] = queue.Queue(waiting)
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()
        #: Lines that nobody took.
        self.dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.put_nowait(self.format(record).encode() + b"\n")
        except queue.Full:
            self.dropped += 1
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        """Write what waits, as far as somebody takes it."""
        try:
            self._lines.put(None, timeout=_PATIENCE)
        except queue.Full:
            self.dropped += 1
        else:
            self._thread.join(_PATIENCE)
        super().close()

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                _write(self._descriptor, line)
            except OSError:
                self.dropped += 1


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]


def dropped() -> int:
    """Lines of this process that nobody took."""
    handlers = logging.getLogger().handlers
    return sum(handler.dropped for handler in handlers if isinstance(handler, LineHandler))


def configuration(level: str, form: Form) -> dict[str, Any]:
    """For ``logging.config.dictConfig``: all loggers of the process write lines, libraries only warnings."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "app.logs.LineFormatter", "form": form}},
        "handlers": {"line": {"class": "app.logs.LineHandler", "formatter": "line"}},
        "root": {"handlers": ["line"], "level": "WARNING"},
        "loggers": {name: {"level": level.upper()} for name in ("app", "uvicorn")},
    }
