"""``dateline ingest``: what it shows, and the reject file."""

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from app.cli.screen import err, print_json
from app.errors import UsageError
from app.ingest.decide import Outcome
from app.ingest.draft import PASSED, Input
from app.ingest.jobs import Rejected
from app.ingest.opening import SKIPS, Skipped, printable
from app.pipeline import Given, IngestOptions, Tally
from app.runtime import Runtime

#: Seconds between two plain progress lines.
_EVERY = 5.0


class RejectFile:
    """JSON Lines of what was rejected; made when the first one comes. Holds no article text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    @property
    def written(self) -> bool:
        return self._file is not None

    def add(self, rejected: Rejected) -> None:
        if self._file is None:
            self._file = self._open()
        line = {
            "input": rejected.input.encode(errors="backslashreplace").decode(),
            "record": rejected.record,
            "offset": rejected.offset,
            "reason": rejected.reason,
            "detail": rejected.detail,
            "what_to_do": rejected.advice,
        }
        with _told(self.path):
            self._file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    def _open(self) -> IO[bytes]:
        with _told(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self.path.open("wb")

    def __enter__(self) -> "RejectFile":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"--rejects: {printable(str(path))} cannot be written: {error.strerror}") from error


class PlainReport:
    """A line now and then, for logs and pipes."""

    def __init__(self, rejects: RejectFile) -> None:
        self._rejects = rejects
        self._began = self._said = time.monotonic()
        self._console = err()
        self._input = ""

    def __enter__(self) -> "PlainReport":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def opened(self, source: Input) -> None:
        self._input = printable(source.name)

    def advanced(self, tally: Tally) -> None:
        now = time.monotonic()
        if now - self._said >= _EVERY:
            self._said = now
            rate = tally.read / (now - self._began)
            self._console.print(f"{self._input}: {tally.read:,} read, {rate:,.0f} a second, {_counts(tally)}")

    def rejected(self, rejected: Rejected) -> None:
        self._rejects.add(rejected)

    def skipped(self, skipped: Skipped) -> None:
        self._console.print(f"skipped {printable(skipped.name)}: {SKIPS[skipped.reason]}")


class BarReport(PlainReport):
    """A progress bar with rate and time left, for a terminal."""

    def __init__(self, rejects: RejectFile) -> None:
        super().__init__(rejects)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[told]}", markup=False),
            TimeRemainingColumn(),
            console=self._console,
        )
        self._task: TaskID | None = None
        self._source: Input | None = None

    def __enter__(self) -> "BarReport":
        return self  # the bar has a thread, and processes are forked before the first input is opened

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def opened(self, source: Input) -> None:
        self._progress.start()
        if self._task is not None:
            self._progress.remove_task(self._task)
        name = printable(Path(source.name).name or source.name)
        self._task = self._progress.add_task(name, total=source.size, told="")
        self._source = source

    def advanced(self, tally: Tally) -> None:
        if self._task is None or self._source is None:
            return
        rate = tally.read / max(time.monotonic() - self._began, 0.001)
        told = f"{tally.read:,} read, {rate:,.0f}/s, {tally.outcomes[Outcome.REJECTED]:,} rejected"
        self._progress.update(self._task, completed=self._source.position(), told=told)


def _counts(tally: Tally) -> str:
    return ", ".join(f"{tally.outcomes[outcome]:,} {outcome}" for outcome in Outcome)


def run(
    runtime: Runtime,
    inputs: Iterable[Given],
    options: IngestOptions,
    rejects: Path | None,
    as_json: bool,
) -> int:
    """Ingest and tell about it; the exit code: 1 if something was rejected, else 0."""
    began = time.monotonic()
    gc.freeze()  # what is there now stays
    target = rejects or default_rejects(runtime.settings.data_dir, runtime.clock())
    with RejectFile(target) as reject_file:
        report = BarReport(reject_file) if err().is_terminal and not as_json else PlainReport(reject_file)
        lock: AbstractContextManager[None] = nullcontext() if options.dry_run else runtime.writing()
        with lock, report:
            tally = runtime.pipeline().run(inputs, options, report)
        written = reject_file.path if reject_file.written else None
    summary = _summary(tally, options, written, time.monotonic() - began)
    if as_json:
        print_json(summary)
    else:
        _tell(tally, summary)
    return 1 if tally.outcomes[Outcome.REJECTED] else 0


def default_rejects(data_dir: Path, now: datetime) -> Path:
    """Where rejects go that nobody named a file for."""
    return data_dir / "rejects" / f"{now:%Y%m%dT%H%M%SZ}.rejects.jsonl"


def _summary(tally: Tally, options: IngestOptions, rejects: Path | None, seconds: float) -> dict[str, Any]:
    return {
        "read": tally.read,
        **{outcome.value: tally.outcomes[outcome] for outcome in Outcome},
        "skipped_inputs": tally.skipped,
        "passed_over": dict(tally.passed),
        "reasons": dict(tally.reasons),
        "rejects": str(rejects) if rejects else None,
        "dry_run": options.dry_run,
        "seconds": round(seconds, 3),
    }


def _tell(tally: Tally, summary: dict[str, Any]) -> None:
    console = err()
    would = " (dry run: nothing was stored)" if summary["dry_run"] else ""
    parts = " + ".join(f"{tally.outcomes[outcome]:,} {outcome}" for outcome in Outcome)
    console.print(f"{tally.read:,} read = {parts} in {summary['seconds']:.1f} s{would}")
    for reason, count in tally.reasons.most_common():
        console.print(f"  {count:,} rejected: {reason}")
    for reason, count in tally.passed.most_common():
        console.print(f"  {count:,} passed over: {PASSED[reason]}")
    if summary["rejects"]:
        console.print(f"Why, and what to do: {printable(summary['rejects'])}")
