"""Articles a second by the kind of input, and a million of them."""

import csv
import json
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from app.settings import Settings
from benchmarks import archives
from benchmarks.measure import Spent, size_of
from benchmarks.plan import Plan
from benchmarks.tables import Table

MILLION = 1_000_000
_COLUMNS = ("id", "title", "byline", "date", "url", "body")
_WORDS = 20_000


def by_kind(plan: Plan, lines: Path) -> Table:
    """The same articles as lines, table and list; whole web pages, where there are some."""
    count = archives.lines(lines)
    inputs: dict[str, tuple[Path, int]] = {"JSON Lines": (lines, count)}
    for name, write in _WRITERS.items():
        inputs[name] = (written(lines, plan.folder("kinds") / name.replace(" ", "-"), write), count)
    pages = archives.unpacked(plan, "html-gold-dev")
    inputs["web pages, a file each"] = (pages, sum(1 for _ in pages.rglob("*.html")))
    rows = [_row(name, source, many, plan) for name, (source, many) in inputs.items()]
    return Table(
        "Ingest: kinds",
        f"{archives.REUTERS} and html-gold-dev",
        ("kind", "inputs", "MB", "per CPU s", "per s", "CPU s", "s"),
        tuple(rows),
        ("`dateline ingest` as a process from start to end, into a fresh folder; one run each.",),
    )


def _row(name: str, source: Path, many: int, plan: Plan) -> tuple[str | int | float, ...]:
    spent = archives.ingest(source, plan.folder("kinds") / "data")
    return (name, many, size_of(source) / 1e6, many / spent.cpu, many / spent.wall, spent.cpu, spent.wall)


def written(lines: Path, path: Path, write: Callable[[list[dict[str, str]], Path], None]) -> Path:
    """The articles of ``lines`` in another format."""
    if not path.exists():
        write([json.loads(line) for line in lines.read_text().splitlines()], path)
    return path


def _write_table(records: list[dict[str, str]], path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(records)


def _write_list(records: list[dict[str, str]], path: Path) -> None:
    path.write_text(json.dumps(records))


_WRITERS: Mapping[str, Callable[[list[dict[str, str]], Path], None]] = {
    "CSV": _write_table,
    "JSON list": _write_list,
}


def million(plan: Plan, count: int = MILLION) -> Table:
    """So many made-up articles, then the same again: rates, and the memory of the largest process."""
    source, data_dir = plan.folder("kinds") / "million.jsonl", plan.folder("kinds") / "million"
    with source.open("w") as file:
        file.writelines(made_up(count))
    first = archives.ingest(source, data_dir)
    again = archives.ingest(source, data_dir, fresh=False)
    settings = Settings(data_dir=data_dir)
    rows = tuple(_timed(name, count, spent) for name, spent in (("first", first), ("again", again)))
    return Table(
        "Ingest: growth",
        f"{count:,} made-up articles, {size_of(source) / 1e6:.0f} MB",
        ("run", "articles per CPU s", "articles per s", "s", "MB of memory at most"),
        rows,
        (
            f"Database {size_of(settings.database) / 1e6:.0f} MB, "
            f"index {size_of(settings.index_dir) / 1e6:.0f} MB. Memory is that of the largest process.",
        ),
    )


def _timed(name: str, count: int, spent: Spent) -> tuple[str | int | float, ...]:
    return (name, count / spent.cpu, count / spent.wall, spent.wall, spent.memory / 1e6)


def made_up(count: int) -> Iterator[str]:
    """Lines of articles of some 80 words; the same each time."""
    chance = random.Random(count)
    words = [
        f"{chance.choice('bdfklmnprst')}{chance.getrandbits(32):x}"[: 3 + at % 6] for at in range(_WORDS)
    ]
    weights = [1 / (rank + 10) for rank in range(_WORDS)]
    for number in range(count):
        text = chance.choices(words, weights, k=88)
        record = {
            "title": " ".join(text[:8]),
            "body": " ".join(text[8:]),
            "date": f"20{number % 20 + 5:02}-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "source": f"Gazette {number % 300}",
            "url": f"https://gazette-{number % 300}.example/{number}",
        }
        yield json.dumps(record) + "\n"
