"""From command-line paths to opened inputs: unpacked, in UTF-8 where the encoding is known."""

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from app.ingest.draft import Input, InputFault
from app.ingest.encoding import UTF8_MARK
from app.ingest.finding import SKIPS, Found, Skipped, Walk, check_path, printable
from app.ingest.layers import readable
from app.ingest.readers.heads import holds_no_articles
from app.ingest.source import Failing, open_source
from app.ingest.unpack import LIMITS, Limits

__all__ = ["SKIPS", "Found", "Limits", "Skipped", "find_inputs", "open_input", "printable"]


def find_inputs(
    paths: Sequence[str], *, follow_symlinks: bool = False, allow_special: bool = False, look: bool = True
) -> Iterator[Found | Skipped]:
    """The inputs at ``paths`` (files, folders with all they hold, ``-``), each file once, in order.

    Inside a folder these are passed over: hidden names, documentation, our own reject files, links
    that lead out, and JSON whose first record has no field for a title or text (judgments, settings).
    A file that is named is read unless there is nothing in it. Without ``look`` no file is passed over for
    its content.
    Raises UsageError at once for a path that cannot be read.
    """
    for path in paths:
        check_path(path, allow_special)
    walk = Walk(follow_symlinks, allow_special)
    return (_looked_at(found) if look else found for path in paths for found in walk.path(path))


def _looked_at(found: Found | Skipped) -> Found | Skipped:
    """``found``, or why it is skipped after a look at its first bytes."""
    if isinstance(found, Skipped) or found.special or found.path is None:
        return found
    try:
        with open_input(found) as opened:
            head = opened.stream.peek(1)
            if not any(map(_says_something, iter(opened.stream.read1, b""))):
                return Skipped(found.name, "empty")
    except InputFault:
        return found  # reading it will tell the reason
    return Skipped(found.name, "not_articles") if found.in_folder and holds_no_articles(head) else found


def _says_something(piece: bytes) -> bool:
    return bool(piece.removeprefix(UTF8_MARK).strip())


@contextmanager
def open_input(found: Found, limits: Limits = LIMITS) -> Iterator[Input]:
    """``found`` opened for reading, unpacked by its content. Never raises for a bad file.

    What is wrong with the file comes out of the stream as InputFault: ``read_input`` makes a reject
    of it. Standard input stays open.
    """
    with ExitStack() as stack:
        try:
            source = stack.enter_context(open_source(found))
        except InputFault as fault:
            yield Input(found.name, io.BufferedReader(Failing(fault)))
            return
        opened = readable(source, source.position, limits)
        plain = found.path if not (opened.packing or opened.encoding or found.special) else None
        yield Input(
            found.name,
            opened.stream,
            source.size,
            source.position,
            packing=opened.packing,
            encoding=opened.encoding,
            path=plain,
        )
