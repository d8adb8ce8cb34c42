"""An article of nothing but different words. Fault ledger: A23."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, product
from pathlib import Path
from types import FrameType

from app.ingest.decide import Outcome
from app.ingest.normalise import normalise
from app.ingest.opening import find_inputs
from app.pipeline import IngestOptions
from app.runtime import Runtime, open_runtime
from app.search.engine import SearchRequest
from app.search.query.tree import Word
from app.settings import Settings
from app.values import Article
from tests.building import write
from tests.conftest import NOW
from tests.ingest.reading import drafts, read
from tests.ingest.test_containers_ingested import Quiet

LIMIT = 100_000
#: Bytes of a word with the space behind it.
WIDTH = 6


def words(number: int) -> list[str]:
    """So many different words, none of which is another's form."""
    return ["".join(letters) + "k" for letters in islice(product("bcdfgjklmpqrvwxz", repeat=4), number)]


def record(number: int) -> bytes:
    body = " ".join(words(number))
    return json.dumps({"title": "Words", "body": body, "language": "en", "source": "Post"}).encode()


def found(runtime: Runtime, word: str) -> int:
    return runtime.engine.search(SearchRequest(Word(word))).total


def test_it_is_taken_to_the_limit_of_texts_and_each_of_its_words_is_found(tmp_path: Path) -> None:
    """A23."""
    path, kept = tmp_path / "words.json", LIMIT // WIDTH
    path.write_bytes(record(2 * kept))
    settings = Settings(data_dir=tmp_path / "data", max_text_bytes=LIMIT)
    with open_runtime(settings, clock=lambda: NOW) as runtime:
        with runtime.writing():
            tally = runtime.pipeline().run(find_inputs([str(path)]), IngestOptions(jobs=1), Quiet())
        assert tally.outcomes == {Outcome.ADDED: 1}
        stored = runtime.articles.by_ids([1])[1].article
        assert (stored.flags, stored.body.split()[:kept]) == (("text_capped",), words(kept))
        assert len(stored.body.encode()) <= LIMIT
        asked = words(2 * kept)
        assert [found(runtime, asked[at]) for at in (0, kept // 2, kept - 1, kept + 1)] == [1, 1, 1, 0]


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many functions are called, in whatever thread."""
    calls = [0]

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        calls[0] += event in ("call", "c_call")

    threading.setprofile(count)
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def work(folder: Path, number: int) -> int:
    """The functions called to read, store and index an article of so many words."""
    with open_runtime(Settings(data_dir=folder), clock=lambda: NOW) as runtime, counted() as calls:
        (draft,) = drafts(read(record(number), "json", limit=2**20))
        article = normalise(draft, now=NOW, max_text_bytes=LIMIT)
        assert isinstance(article, Article)
        write(runtime.articles, [article])
        assert runtime.indexer.sync() == 1
    return calls[0]


def test_twice_the_words_are_twice_the_work_and_no_more(tmp_path: Path) -> None:
    """A23: so the limit of texts bounds the time."""
    work(tmp_path / "first", 10)  # what is done once
    few, many, more = (work(tmp_path / str(number), number) for number in (2_000, 4_000, 8_000))
    assert more - many <= 2.2 * (many - few)
