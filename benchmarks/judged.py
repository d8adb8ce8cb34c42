"""Test collections of information retrieval: documents, queries and who found what relevant."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_RECORD = re.compile(r"^\.I\s+(\d+)\s*$", re.MULTILINE)
_TEXT = re.compile(r"^\.W\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Collection:
    """``documents``: id -> text. ``queries``: id -> text, ``judged``: query id -> document id -> grade."""

    name: str
    documents: Mapping[int, str]
    queries: Mapping[int, str]
    judged: Mapping[int, Mapping[int, int]]


def time_1963(folder: Path) -> Collection:
    """TIME magazine of 1963: ``folder`` holds docs.jsonl, queries.jsonl and qrels.txt in TREC format."""
    documents = {int(record["id"]): record["body"] for record in _records(folder / "docs.jsonl")}
    queries = {record["id"]: record["text"] for record in _records(folder / "queries.jsonl")}
    judged: dict[int, dict[int, int]] = defaultdict(dict)
    for line in (folder / "qrels.txt").read_text().splitlines():
        query, _, document, grade = map(int, line.split())
        judged[query][document] = grade
    return Collection("TIME 1963", documents, queries, judged)


def cranfield(folder: Path) -> Collection:
    """Cranfield: ``folder`` holds cran.all.1400, cran.qry and cranqrel, as the SMART project gave them out.

    Codes 1 to 4 are read as relevant, all alike (the sources differ on which end is best), -1 as not.
    The judgments count the queries from 1 in their order and do not use the numbers in cran.qry.
    """
    documents = dict(_smart(folder / "cran.all.1400"))
    queries = dict(enumerate((text for _, text in _smart(folder / "cran.qry")), 1))
    judged: dict[int, dict[int, int]] = defaultdict(dict)
    for line in (folder / "cranqrel").read_text().splitlines():
        query, document, code = map(int, line.split())
        judged[query][document] = int(code >= 1)
    return Collection("Cranfield", documents, queries, judged)


def npl(folder: Path) -> Collection:
    """NPL, abstracts of physics: ``folder`` holds doc-text, query-text and rlv-ass, parted by slashes."""
    judged = {
        number: dict.fromkeys(map(int, text.split()), 1) for number, text in _parted(folder / "rlv-ass")
    }
    documents, queries = dict(_parted(folder / "doc-text")), dict(_parted(folder / "query-text"))
    return Collection("NPL", documents, queries, judged)


def _parted(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text of each record; a slash alone on a line ends one."""
    for record in re.split(r"^\s*/\s*$", path.read_text(encoding="latin-1"), flags=re.MULTILINE):
        number, _, text = record.strip().partition("\n")
        if number:
            yield int(number), text


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _smart(path: Path) -> Iterator[tuple[int, str]]:
    """Number and text (``.W``) of each record of a file in SMART's format; the text opens with the title."""
    _, *parts = _RECORD.split(path.read_text(encoding="latin-1"))
    for number, record in zip(parts[::2], parts[1::2], strict=True):
        yield int(number), _TEXT.split(record, maxsplit=1)[-1].strip()
