"""The engines that are measured find the same, and questions are chosen as their class says."""

import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from app.search.engine import Document
from benchmarks.engines import API, FTS5, OURS, TANTIVY, WHOOSH, installed, opening, side
from benchmarks.engines.choosing import FLAT, choose
from benchmarks.engines.material import articles, made_up, vocabulary
from benchmarks.engines.side import BETWEEN, Form, Question, Searcher, Wanted
from benchmarks.engines.timing import Effort, compare
from tests.benchmarks.material import make_material

WORDS = ["harbor", "lantern", "ferri", "keeper", "storm", "anchor", "mast", "gull"]
DAY = 86400


def corpus() -> list[Document]:
    chance = random.Random(7)
    return [
        Document(
            number,
            {"title": "harbor", "body": " ".join(chance.choices(WORDS, range(1, 9), k=12))},
            {"source": (f"paper-{number % 3}",)},
            {"published": None if number == 5 else number * DAY},
        )
        for number in range(1, 61)
    ]


Holds = Callable[[list[str]], bool]
MATCHES: list[tuple[Form, tuple[str, ...], Holds]] = [
    (Form.ALL, ("lantern",), lambda words: "lantern" in words),
    (Form.ALL, ("lantern", "mast"), lambda words: {"lantern", "mast"} <= set(words)),
    (Form.ANY, ("harbor", "lantern"), lambda words: bool({"harbor", "lantern"} & set(words))),
    (Form.PHRASE, ("mast", "gull"), lambda words: ("mast", "gull") in pairwise(words)),
    (Form.PREFIX, ("anch",), lambda words: "anchor" in words),
    (Form.FUZZY, ("anchxr",), lambda words: "anchor" in words),
]


@pytest.fixture(scope="module", params=installed())
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Searcher]]:
    name: str = request.param
    folder = tmp_path_factory.mktemp("engine")
    side(name).fill(corpus(), folder)
    with side(name).open(folder) as searcher:
        yield name, searcher


@pytest.mark.parametrize(("form", "words", "holds"), MATCHES)
def test_every_engine_finds_the_same(
    engine: tuple[str, Searcher], form: Form, words: tuple[str, ...], holds: Holds
) -> None:
    name, searcher = engine
    ask = searcher.prepare(Question(form, words))
    if ask is None:
        assert (name, form) == (FTS5, Form.FUZZY)
        return
    expected = {document.id for document in corpus() if holds(document.texts["body"].split())}
    answer = ask()
    assert set(answer.ids) <= expected
    assert len(answer.ids) == min(10, len(expected))
    assert answer.total == (None if name == FTS5 else len(expected))


def test_words_that_are_near_each_other_need_not_be_next_to_each_other(engine: tuple[str, Searcher]) -> None:
    ask = engine[1].prepare(Question(Form.NEAR, ("keeper", "anchor")))
    assert ask
    near = {document.id for document in corpus() if _near(document.texts["body"].split())}
    either_way = near | {document.id for document in corpus() if _near(document.texts["body"].split()[::-1])}
    assert set(ask().ids) <= either_way
    if engine[0] in (OURS, WHOOSH):
        assert ask().total == len(near)


def _near(words: list[str]) -> bool:
    first = [place for place, word in enumerate(words) if word == "keeper"]
    second = [place for place, word in enumerate(words) if word == "anchor"]
    return any(0 < there - here <= BETWEEN + 1 for here in first for there in second)


def test_pages_by_date_go_on_after_the_last_hit(engine: tuple[str, Searcher]) -> None:
    holders = [d.id for d in corpus() if "gull" in d.texts["body"].split() and d.dates["published"]][::-1]
    first = engine[1].prepare(Question(Form.ALL, ("gull",), Wanted.NEWEST, start=0, end=61 * DAY))
    after = (holders[9] * DAY, holders[9])
    second = engine[1].prepare(Question(Form.ALL, ("gull",), Wanted.NEWEST, after=after))
    assert first
    assert second
    assert list(first().ids) == holders[:10]
    # Stock Whoosh and tantivy go by the date alone and show the last hit again.
    assert [number for number in second().ids if number != holders[9]][:9] == holders[10:19]


def test_matches_are_counted_by_source_and_by_month(engine: tuple[str, Searcher]) -> None:
    by_source = engine[1].prepare(Question(Form.ALL, ("gull",), Wanted.SOURCES))
    by_month = engine[1].prepare(Question(Form.ALL, ("gull",), Wanted.MONTHS, start=0))
    assert by_source
    assert by_month
    assert by_source().counts == 3
    # 60 days from 2 January 1970 on: January and February, or two times 30.4 days, or the 1 March more.
    assert by_month().counts in (2, 3)


@pytest.mark.parametrize("name", installed())
def test_an_index_is_opened_and_searched_in_a_process_of_its_own(name: str, tmp_path: Path) -> None:
    side(name).fill(corpus(), tmp_path)
    opened = opening.measure(name, tmp_path, "gull")
    assert opened.open_ms > 0
    assert opened.first_ms > 0
    assert opened.searched_mb >= opened.opened_mb


def test_a_request_of_the_product_finds_what_its_executor_finds(tmp_path: Path) -> None:
    side(OURS).fill(corpus(), tmp_path)
    questions = [Question(form, words) for form, words, _ in MATCHES]
    dated = Question(Form.ALL, ("gull",), Wanted.NEWEST, start=9 * DAY, end=30 * DAY)
    with side(API).open(tmp_path) as product, side(OURS).open(tmp_path) as executor:
        for question in (*questions, dated):
            ask, expected = product.prepare(question), executor.prepare(question)
            assert expected
            assert question.form is Form.FUZZY if ask is None else ask() == expected()


def test_all_but_tantivy_are_there_to_run_the_product_or_its_tests() -> None:
    assert {*installed(), TANTIVY} == {OURS, WHOOSH, FTS5, TANTIVY}


def test_questions_of_every_class_are_chosen_and_always_the_same(tmp_path: Path) -> None:
    make_material(tmp_path)
    documents = articles(tmp_path / "reuters-10k-full.jsonl.xz")
    assert len(documents) == 150
    classes = choose(documents, 2)
    assert classes == choose(documents, 2)
    assert set(FLAT) < set(classes)
    assert len(classes) == 13
    bodies = [document.texts["body"].split() for document in documents]
    for question in classes["common term"]:
        holders = sum(question.words[0] in words for words in bodies)
        assert 0.05 <= holders / len(bodies) <= 0.30


def test_made_up_articles_are_the_same_each_time_and_in_the_order_of_their_dates() -> None:
    words = vocabulary(corpus())
    assert words[0] == "gull"
    drawn = list(made_up(words, 30))
    assert drawn == list(made_up(words, 30))
    assert [document.id for document in drawn] == list(range(1, 31))
    dates = [document.dates["published"] for document in drawn]
    assert dates == sorted(dates, key=lambda date: date or 0)
    assert len(drawn[0].texts["body"].split()) == 100


def test_engines_take_turns_and_what_has_no_such_thing_is_left_out(engine: tuple[str, Searcher]) -> None:
    class Lacking:
        def prepare(self, question: Question) -> None:
            return None

    found = compare(
        {"whole": engine[1], "lacking": Lacking()}, [Question(Form.ALL, ("gull",))], Effort(turns=2, budget=1)
    )
    assert found.keys() == {"whole"}
    assert found["whole"].seconds > 0
