"""How an input would be read: its kind, its columns, samples, rejects and a judgment. Stores nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import islice

from app.ingest.crew import Crew
from app.ingest.detect import detect
from app.ingest.dialect import Dialect, dialect_of
from app.ingest.draft import Input, InputFault, Passed
from app.ingest.field_map import FieldMap
from app.ingest.jobs import Job, Reading, Rejected, jobs_of
from app.ingest.opening import Found, open_input
from app.ingest.readers import AUTO
from app.ingest.readers.csv import columns_of
from app.ingest.readers.heads import first_objects
from app.values import Article, Candidate

SAMPLES = 5
TABLES = ("csv", "tsv")


class Confidence(StrEnum):
    """What to expect of an ingest."""

    HIGH = "high"
    FAIR = "fair"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Look:
    """What the beginning of an input shows. ``columns``: each name in it and the field it is read as.

    ``packing`` and ``encoding`` are as in ``Input``; ``dialect`` is None for what is no table.
    """

    what: str
    packing: str = ""
    encoding: str = ""
    dialect: Dialect | None = None
    columns: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """``filled``: how many of the articles have each field. ``reasons``: of rejects; ``passed``: of what is
    passed over on purpose. ``whole``: read to its end."""

    name: str
    look: Look
    articles: int
    filled: Mapping[str, int]
    flags: Mapping[str, int]
    reasons: Mapping[str, int]
    passed: Mapping[str, int]
    samples: Sequence[Article]
    whole: bool

    @property
    def records(self) -> int:
        return self.articles + sum(self.reasons.values())

    @property
    def confidence(self) -> Confidence:
        """High: nearly all records are articles with title, body and date, each as the input says it.

        Fair: most are articles, and most of them have a body. Low: the rest; look at the samples.
        """
        share = self.articles / self.records if self.records else 0.0
        body, date = self._share("body"), self._share("published")
        guessed = self.flags.get("title_from_body", 0) > 0.1 * self.articles
        if share >= 0.95 and body >= 0.9 and date >= 0.9 and not guessed:
            return Confidence.HIGH
        return Confidence.FAIR if share >= 0.7 and body >= 0.6 else Confidence.LOW

    def _share(self, field: str) -> float:
        return self.filled.get(field, 0) / self.articles if self.articles else 0.0


def inspect(found: Found, kind: str, reading: Reading, crew: Crew, most: int) -> Inspection:
    """Read up to ``most`` records of an input. Raises nothing for a bad input."""
    with open_input(found, reading.options.limits) as source:
        look = _look(source, kind, reading.options.fields)
        passed: list[Candidate | Rejected | Passed] = []
        jobs = _apart(jobs_of(source, kind, reading.options), passed)
        items = list(islice(crew.results(jobs), most + 1))
    return _counted(source.name, look, [*items[:most], *passed], whole=len(items) <= most)


def _apart(jobs: Iterable[Job | Passed], passed: list[Candidate | Rejected | Passed]) -> Iterator[Job]:
    """The jobs; what is passed over on the way goes to ``passed``."""
    for job in jobs:
        if isinstance(job, Passed):
            passed.append(job)
        else:
            yield job


def _counted(
    name: str, look: Look, items: Sequence[Candidate | Rejected | Passed], *, whole: bool
) -> Inspection:
    articles = [item.article for item in items if isinstance(item, Candidate)]
    return Inspection(
        name,
        look,
        articles=len(articles),
        filled=Counter(field for article in articles for field in _filled(article)),
        flags=Counter(flag for article in articles for flag in article.flags),
        reasons=Counter(item.reason for item in items if isinstance(item, Rejected)),
        passed=Counter(item.reason for item in items if isinstance(item, Passed)),
        samples=articles[:SAMPLES],
        whole=whole,
    )


def _filled(article: Article) -> Iterator[str]:
    return (each.name for each in fields(Article) if getattr(article, each.name))


def _look(source: Input, kind: str, said: FieldMap) -> Look:
    try:
        head = source.stream.peek(1)
    except InputFault as fault:
        return Look(f"not readable: {fault.detail or fault.reason}")
    detected = detect(head, source.name)
    format_ = detected.format if kind == AUTO else kind
    names = columns_of(head, said) if format_ in TABLES else _keys(head) if "json" in format_ else ()
    return Look(
        detected.what if kind == AUTO else f"{kind}, as told",
        source.packing,
        source.encoding,
        dialect_of(head, said) if format_ in TABLES else None,
        tuple((name, said.field_of(name)) for name in names),
    )


def _keys(head: bytes) -> Sequence[str]:
    """The keys of the first articles, in the order in which they come."""
    return tuple(dict.fromkeys(key for value in first_objects(head) for key in value))
