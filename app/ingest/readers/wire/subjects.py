"""What an item is about: the subjects of NewsML-G2 by name, and the section that a subject code means."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from app.ingest.readers.elements import attribute, find_all, language_of, line_of
from app.ingest.readers.xml import name_of

#: The 17 top terms of the IPTC's Subject Codes and Media Topics: ``medtop:15000000`` is sport.
TOP_TERM = re.compile(r"(?:^|.*[:/])(?:0[1-9]|1[0-7])0{6}")
CODES = ("qcode", "uri", "literal")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as an item names it; ``code`` is empty where it has none."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of an item, in order."""

    listed: tuple[Subject, ...]

    @classmethod
    def of(cls, item: etree._Element) -> "Subjects":
        """Those of a NewsML-G2 item, named where they stand or in its assertions."""
        asserted = dict(_asserted(item))
        found = (
            Subject(_name(concept) or asserted.get(_code(concept), ""), _code(concept))
            for subject in find_all(item, "contentMeta/subject")
            for concept in _concepts(subject)
        )
        return cls(tuple(subject for subject in found if subject.name))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(subject.name for subject in self.listed))


def section_of(subjects: Iterable[Subject]) -> str:
    """The name of the first subject that is a top term of the IPTC: what a newsroom calls its desk."""
    return next((subject.name for subject in subjects if TOP_TERM.fullmatch(subject.code)), "")


def _concepts(subject: etree._Element) -> Iterator[etree._Element]:
    """The subject, and the concepts that a subject of several parts is made of."""
    yield subject
    for child in subject:
        if name_of(child) in ("mainConcept", "facetConcept"):
            yield child


def _asserted(item: etree._Element) -> Iterator[tuple[str, str]]:
    for assertion in find_all(item, "assert"):
        yield _code(assertion), _name(assertion)


def _code(element: etree._Element) -> str:
    return attribute(element, *CODES)


def _name(element: etree._Element) -> str:
    """The name, in the item's own language where there are several."""
    names = list(find_all(element, "name"))
    own = language_of(element)[:2]
    ranked = sorted(names, key=lambda name: language_of(name)[:2] != own)
    return line_of(ranked[0]) if ranked else ""
