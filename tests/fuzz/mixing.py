"""Good records with hostile ones among them, in several formats (INP-6)."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: One line of JSON each, none of which is an article.
BAD_LINES = (
    "not json",
    '{"title": "cut',
    '{"title": "x", "body": NaN}',
    '{"title": "x", "body": ' + "9" * 5000 + "}",
    '{"title": ' + "[" * 5000,
    '{"title": ["a", "list"], "body": {"x": []}}',
    '{"title": "one", "title": "two", "body": "x"}',
    '["a text"]',
    '{"id": "nobad", "title": " ", "body": ""}',
    "{'title': 'single quotes'}",
)
BAD_ROWS = ('n1,"an open "quote" here",x', "n2,too,many,cells,here", "n3", "n4,\\N,\\N")
#: One hostile record in so many.
SHARE = 100


@dataclass(frozen=True, slots=True)
class Mixed:
    """What was written: the ids of the good records, and how many bad ones there are."""

    good: frozenset[str]
    bad: int


def write(folder: Path, count: int) -> Mixed:
    """``count`` records in ``folder``, one of a hundred hostile: lines, rows, members of a ZIP."""
    folder.mkdir()
    lines, rows, pages = count * 8 // 10, count // 10, count // 10
    parts = (_lines(folder, lines), _rows(folder, rows), _members(folder, pages))
    return Mixed(frozenset().union(*(part.good for part in parts)), sum(part.bad for part in parts))


def _numbered(count: int) -> Iterator[tuple[int, bool]]:
    return ((number, number % SHARE == SHARE // 2) for number in range(count))


def _lines(folder: Path, count: int) -> Mixed:
    good, bad = set(), 0
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        for number, hostile in _numbered(count):
            if hostile:
                line, bad = BAD_LINES[bad % len(BAD_LINES)], bad + 1
            else:
                line = json.dumps({"id": f"line-{number}", "title": f"Trams {number}", "body": "They run."})
                good.add(f"line-{number}")
            file.write(line + "\n")
    return Mixed(frozenset(good), bad)


def _rows(folder: Path, count: int) -> Mixed:
    good, bad = set(), 0
    with (folder / "b.csv").open("w", encoding="utf-8") as file:
        file.write("id,title,body\n")
        for number, hostile in _numbered(count):
            if hostile:
                row, bad = BAD_ROWS[bad % len(BAD_ROWS)], bad + 1
            else:
                row = f'row-{number},"Ferries, {number}","They\nsail."'
                good.add(f"row-{number}")
            file.write(row + "\n")
    return Mixed(frozenset(good), bad)


def _members(folder: Path, count: int) -> Mixed:
    """Wire items in an archive."""
    good, bad = set(), 0
    with zipfile.ZipFile(folder / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, hostile in _numbered(count):
            bad += hostile
            if not hostile:
                good.add(f"item-{number}")
            archive.writestr(f"{number}.xml", _hostile_item() if hostile else _item(number))
    return Mixed(frozenset(good), bad)


def _item(number: int) -> str:
    head = f'<head><docdata><doc-id id-string="item-{number}"/></docdata></head>'
    hedline = f"<body.head><hedline><hl1>Buses {number}</hl1></hedline></body.head>"
    return f"<nitf>{head}<body>{hedline}<body.content><p>They go.</p></body.content></body></nitf>"


def _hostile_item() -> str:
    return "<nitf><head><docdata/></head><body>" + "<block>" * 5000
