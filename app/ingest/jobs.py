"""An input as jobs that can be done apart, in any order, and what is done with each.

    input ──► jobs ──► (here or in a worker: read, normalise) ──► candidates and rejects

The jobs of an input, one after another, come to what reading it in one go would.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from app.ingest.draft import REASONS, Document, Input, InputFault, Passed, Record, Reject
from app.ingest.normalise import Rejection, TellLanguage, language_of, normalise
from app.ingest.readers import AUTO, CONTAINERS, READERS, ReadOptions, format_of, read_input
from app.ingest.readers.jsonl import Block, blocks_of, read_lines
from app.ingest.source import Rejoined
from app.values import Candidate

#: Records of one job: enough to outweigh its way to a worker and back, few enough to keep all busy.
RECORDS = 200
#: Characters of one job, but for a single record that has more.
TEXT = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line of the reject file. ``offset`` is in bytes of the unpacked input, if known."""

    input: str
    record: int
    offset: int | None
    reason: str
    detail: str

    @property
    def advice(self) -> str:
        """What to do about it."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Drafts:
    """Records that were read already, and the rejects among them, of the input ``name``."""

    name: str
    items: tuple[Record | Reject | Passed, ...]

    def parts(self) -> tuple[Self, ...]:
        middle = len(self.items) // 2
        halves = (self.items[:middle], self.items[middle:])
        return tuple(type(self)(self.name, half) for half in halves) if middle else ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of JSON of the input ``name``."""

    name: str
    block: Block

    @property
    def number(self) -> int:
        return self.block.number + 1

    @property
    def offset(self) -> int:
        return self.block.offset

    def parts(self) -> tuple[Self, ...]:
        data, number, offset = self.block
        middle = data.find(b"\n", len(data) // 2, -1) + 1 or data.find(b"\n", 0, -1) + 1
        if not middle:
            return ()
        first = Block(data[:middle], number, offset)
        second = Block(data[middle:], number + first.data.count(b"\n"), offset + middle)
        return type(self)(self.name, first), type(self)(self.name, second)


Job = Drafts | Lines | Document


@dataclass(frozen=True, slots=True)
class Reading:
    """What is done with a job: read, normalise. ``source`` is credited where a record names none.

    ``tell`` is asked for a language that is not said.
    """

    options: ReadOptions
    max_text_bytes: int
    source: str = ""
    tell: TellLanguage = language_of

    def __call__(self, job: Job) -> list[Candidate | Rejected | Passed]:
        return [self._normalised(item, job.name) for item in _items(job, self.options)]

    def _normalised(self, item: Record | Reject | Passed, name: str) -> Candidate | Rejected | Passed:
        if isinstance(item, Passed):
            return item
        if isinstance(item, Reject):
            return Rejected(name, item.number, item.offset, item.reason, item.detail)
        article = normalise(
            item.draft,
            now=self.options.now,
            default_source=self.source,
            max_text_bytes=self.max_text_bytes,
            tell=self.tell,
        )
        if isinstance(article, Rejection):
            return Rejected(name, item.number, item.offset, article.reason, article.detail)
        return Candidate.of(article)


def failed(job: Job, reason: str, detail: str) -> Rejected:
    """The reject of a job of one document that came to nothing."""
    first = job.items[0] if isinstance(job, Drafts) else job
    return Rejected(job.name, first.number or 1, first.offset, reason, detail)


def jobs_of(source: Input, kind: str, options: ReadOptions) -> Iterator[Job | Passed]:
    """The jobs of an input, and what is passed over in an archive. ``kind`` is one of ``FORMATS``.

    Raises nothing for a bad input.
    """
    try:
        found = format_of(source, kind)
    except InputFault as fault:
        found = Reject(fault.reason, 1, None, fault.detail)
    if isinstance(found, Reject):
        yield Drafts(source.name, (found,))
    elif found in CONTAINERS and source.depth >= options.limits.depth:
        yield Drafts(source.name, (Reject("nested_archive", 1, 0),))
    elif found in CONTAINERS:
        yield from _members(source, found, options)
    elif READERS[found].isolated:
        yield from _isolated(source, found, options)
    elif found == "jsonl":
        yield from _blocks(source, options)
    else:
        yield from _batches(source.name, read_input(source, found, options))


def _batches(name: str, items: Iterable[Record | Reject | Passed]) -> Iterator[Drafts]:
    """So many records, or so much text, in memory at a time."""
    batch: list[Record | Reject | Passed] = []
    text = 0
    for item in items:
        batch.append(item)
        text += len(item.draft.body) if isinstance(item, Record) else 0
        if len(batch) >= RECORDS or text >= TEXT:
            yield Drafts(name, tuple(batch))
            batch, text = [], 0
    if batch:
        yield Drafts(name, tuple(batch))


def _blocks(source: Input, options: ReadOptions) -> Iterator[Job]:
    """Lines are cut apart here and read where they are normalised: most of an archive comes this way."""
    lines = 0
    try:
        for block in blocks_of(source.stream, options):
            lines = block.number + block.data.count(b"\n")
            yield Lines(source.name, block)
    except InputFault as fault:
        yield Drafts(source.name, (Reject(fault.reason, lines + 1, None, fault.detail),))


def _isolated(source: Input, kind: str, options: ReadOptions) -> Iterator[Job]:
    """The input as one document for a worker; a larger one record by record, where its format can be."""
    streamed = READERS[kind].streamed
    data, fault = _read_ahead(source, options.max_record_bytes + 1)
    if len(data) > options.max_record_bytes:
        whole = replace(source, stream=io.BufferedReader(Rejoined(data, source.stream)))
        too_large = (Reject("record_too_large", 1, 0),)
        yield from _batches(source.name, read_input(whole, kind, options) if streamed else too_large)
    elif fault is None or (streamed and data):
        yield _document(source, data, kind)
    if fault is not None:
        yield Drafts(source.name, (Reject(fault.reason, 1, None, fault.detail),))


def _read_ahead(source: Input, wanted: int) -> tuple[bytes, InputFault | None]:
    """Up to ``wanted`` bytes, and what kept the stream from giving more."""
    data = bytearray()
    try:
        while len(data) < wanted and (more := source.stream.read1(wanted - len(data))):
            data += more
    except InputFault as fault:
        return bytes(data), fault
    return bytes(data), None


def _document(source: Input, data: bytes, kind: str) -> Document:
    return Document(
        source.name,
        data,
        kind,
        url=source.url,
        content_type=source.content_type,
        fetched_at=source.fetched_at,
    )


def _members(source: Input, kind: str, options: ReadOptions) -> Iterator[Job | Passed]:
    number = 0
    try:
        for member in CONTAINERS[kind](source, options):
            if isinstance(member, Input):
                number += 1
                yield from jobs_of(member, AUTO, options)
            else:
                number = member.number or number + 1
                yield Drafts(source.name, (member,)) if isinstance(member, Reject) else member
    except InputFault as fault:
        yield Drafts(source.name, (Reject(fault.reason, number + 1, None, fault.detail),))


def _items(job: Job, options: ReadOptions) -> Iterable[Record | Reject | Passed]:
    if isinstance(job, Lines):
        return read_lines(io.BytesIO(job.block.data), options, job.block.number, job.block.offset)
    return job.items if isinstance(job, Drafts) else _read(job, options)


def _read(document: Document, options: ReadOptions) -> Sequence[Record | Reject | Passed]:
    source = Input(
        document.name,
        io.BufferedReader(io.BytesIO(document.data)),
        len(document.data),
        url=document.url,
        content_type=document.content_type,
        fetched_at=document.fetched_at,
    )
    items = list(read_input(source, document.format or AUTO, options))
    alone = len(items) == 1
    return [_placed(item, document, alone) for item in items]


def _placed(item: Record | Reject | Passed, member: Document, alone: bool) -> Record | Reject | Passed:
    """``item`` with the place of the member of an archive that it came from, and what is known of that."""
    if member.number is None:
        return item
    if not isinstance(item, Record):
        return replace(item, number=member.number, offset=member.offset)
    # The address of a list of articles is not that of each of them.
    url = item.draft.url or (member.url if alone else "")
    draft = replace(item.draft, url=url, flags=(*item.draft.flags, *member.flags))
    return Record(draft, member.number, member.offset)
