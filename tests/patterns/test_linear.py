"""No pattern of ours takes more than linear time (K30, SEC-9)."""

import random
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from time import perf_counter
from types import FrameType

import pytest

from app.ingest.normalise import datelines
from app.ingest.readers.feeds.split import Splitter, _is_of_feeds
from app.ingest.readers.json import _alike
from app.ingest.readers.wire.reuters_sgml import _inner
from app.search.segmentation import word_pattern
from app.settings import Settings
from tests.patterns.ours import AnyPattern, Used, built, compiled, inline
from tests.patterns.pumps import Pump, pumps_of

#: Characters that every pump is tried with, and those that the worst ones of a pattern are.
SHORT, LONG = 500, 100_000
#: Seconds of computing. A linear pattern takes about 0.01 for 100,000 characters, a quadratic one 50.
ALLOWED = 0.5
#: How many pumps of a pattern are tried.
TRIED = 60
#: Patterns that take more for longer texts, and the longest one that they are given.
BOUNDED = {
    "app.ingest.normalise.datelines._SLASHED": datelines._WINDOW,
    "app.ingest.normalise.datelines._SENTENCES": datelines._WINDOW,
    "app.ingest.normalise.datelines._PLAIN": datelines._WINDOW,
    "app.search.query.suffixes._AT_END": Settings().query_max_length,
}
PATTERNS = [*compiled(), *inline()]


class TooSlow(Exception):
    pass


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Of computing, however busy the machine is. Matching looks for signals now and then."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def run(used: Used, pump: Pump, length: int) -> float:
    """Seconds. Raises TooSlow."""
    text = pump.text(length)
    given = text.encode("latin-1", "replace") if isinstance(used.pattern.pattern, bytes) else text
    began = perf_counter()
    with at_most(ALLOWED):
        apply(used.pattern, given, everywhere=used.everywhere)
    return perf_counter() - began


def apply(pattern: AnyPattern, text: str | bytes, *, everywhere: bool) -> None:
    if everywhere:
        for _ in pattern.finditer(text):
            pass
    else:
        pattern.match(text)
        pattern.fullmatch(text)


def worst(used: Used, length: int) -> list[Pump]:
    pumps = pumps_of(used.pattern)
    some = random.Random(len(pumps)).sample(pumps, min(TRIED, len(pumps)))  # of every kind of end
    return sorted(some, key=lambda pump: run(used, pump, length))[-2:]


def is_linear(used: Used, length: int = LONG) -> bool:
    try:
        for pump in worst(used, min(SHORT, length)):
            run(used, pump, length)
    except TooSlow:
        return False
    return True


@pytest.mark.parametrize("used", PATTERNS, ids=[used.where for used in PATTERNS])
def test_a_pattern_of_ours_is_linear(used: Used) -> None:
    """K30, SEC-9"""
    assert is_linear(used, BOUNDED.get(used.where, LONG))


def test_the_patterns_are_all_there() -> None:
    """K30, SEC-9"""
    assert len(PATTERNS) > 250
    assert BOUNDED.keys() <= {used.where for used in PATTERNS}


def test_patterns_put_together_in_functions_are_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    """K30, SEC-9: those that what is read has a part in. ``expand.pattern`` is of words of the index."""
    assert built() == {
        "app.ingest.readers.feeds.split._is_of_feeds",
        "app.ingest.readers.feeds.split.items",
        "app.ingest.readers.json._alike",
        "app.ingest.readers.wire.reuters_sgml._inner",
        "app.search.segmentation.word_pattern",
        "app.search.whoosh.columnar.executor.expand.pattern",
    }
    seen: list[AnyPattern] = [word_pattern()]
    make = re._compile
    monkeypatch.setattr(re, "_compile", lambda *given: seen.append(made := make(*given)) or made)
    _is_of_feeds(b"media", b"")
    list(Splitter(BufferedReader(BytesIO(b"<rss><item></item></rss>")), 1000).items())
    assert _alike(b'{"title": "a"}')
    _inner("<BODY>", "BODY")
    monkeypatch.undo()
    assert len(seen) >= 5
    assert [pattern for pattern in seen if not is_linear(Used("", pattern, True))] == []


@pytest.mark.parametrize(
    ("text", "everywhere"),
    [
        (r"\s+$", True),
        (r"\s*,", True),
        (r"(?:a+)+b", False),
        (r"<!--.*?-->", True),
        (r"(\w+\s*)+:", False),
        (r"^\s*x", True),
        (r"(?:\S+)+$|\S+", True),
    ],
)
def test_one_that_is_not_is_found_out(text: str, everywhere: bool) -> None:
    """K30, SEC-9: otherwise what stands above says nothing."""
    flags = re.DOTALL | re.MULTILINE
    assert not is_linear(Used("", re.compile(text, flags), everywhere))
    if everywhere and text in (r"\s+$", r"\s*,"):
        assert is_linear(Used("", re.compile(text, flags), False))
