"""The verification standard as data: what it asks, and which cases of the ledger and documents answer."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.ledger import TESTS, Fault, faults, naming, notes

ROOT = TESTS.parent


@dataclass(frozen=True, slots=True)
class Standard:
    """As it is written by hand in tests/asvs.toml."""

    chapters: dict[str, str]
    items: dict[str, list[str]]
    absent: dict[str, str]
    risks: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One item; ``missing`` are the cases that are not wholly covered."""

    item: str
    words: str
    documents: tuple[str, ...]
    cases: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def chapter(self) -> str:
        return "V" + self.item.partition(".")[0]


def standard() -> Standard:
    return Standard(**tomllib.loads((TESTS / "asvs.toml").read_text()))


@cache
def ledger() -> dict[str, Fault]:
    return {fault.id: fault for fault in faults(notes(), naming(TESTS))}


def answers(asked: Standard) -> list[Answer]:
    return [_answer(item, *written) for item, written in asked.items.items()]


def _answer(item: str, words: str, by: str) -> Answer:
    documents = tuple(each for each in by.split() if Path(each).suffix)
    cases = tuple(each for each in by.split() if each not in documents)
    missing = tuple(case for case in cases if ledger()[case].state != "covered")
    return Answer(item, words, documents, cases, missing)


def refusals(cases: str) -> set[str]:
    """The tests of these cases."""
    return {test for case in cases.split() for test in ledger()[case].tests}
