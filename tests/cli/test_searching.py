"""``dateline search``, ``similar``, ``suggest``: what the API can be asked, at the command line."""

import csv
import io
import json
import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from app.api.params import SearchParameters
from app.api.wire import Results, Similar
from app.api.wire_counts import Suggestions
from app.cli import cli
from app.search.fields import BY_NAME, KEYWORD_FIELDS
from tests.cli.running import RUN, answer, dateline, environment

TITLES = ("Ferry sails again", "Ferry line fined", "Dam gates stay closed", "Ferry and dam: a letter")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "data"
    articles = [
        {
            "title": title,
            "body": f"The {title.lower()} in Port Halvard on a wet day of number {number}.",
            "date": f"2024-0{1 + 3 * number}-05",
            "source": ("Harbour Gazette", "Coast Digest")[number % 2],
            "section": ("News", "Letters")[number // 3],
            "url": f"https://coast.example/{number}",
        }
        for number, title in enumerate(TITLES[:3])
    ]
    articles.append(
        {"title": TITLES[3], "body": "A ferry, a dam.", "source": "Coast Digest", "date": "2024-12"}
    )
    given = "".join(json.dumps(article) + "\n" for article in articles)
    answer(folder, "ingest", "--format", "jsonl", "-", given=given)
    return folder


def options(command: str) -> set[str]:
    group: Any = typer.main.get_command(cli)
    return {name for option in group.commands[command].params for name in option.opts}


def test_every_parameter_of_the_api_has_its_option() -> None:
    """Filters exclude by a minus; how marks look is of use in a page only, a byte order mark in a file."""
    singular = {BY_NAME[name].parameter: name for name in KEYWORD_FIELDS}
    left_out = {"q", "bom"} | {
        name for name in SearchParameters.model_fields if name.startswith(("not_", "highlight_"))
    }
    wanted = {
        "--" + singular.get(name, field.alias or name).replace("_", "-")
        for name, field in SearchParameters.model_fields.items()
        if name not in left_out
    }
    assert wanted - options("search") == set()


def test_export_has_the_same_filters() -> None:
    of_a_page = {"--page", "--page-size", "-n", "--cursor", "--json", "--timeline"}
    of_a_page |= {"--collapse", "--highlight", "--facets", "--facet-size", "--facet-scope"}
    assert options("search") - options("export") == of_a_page


def test_facets_and_a_timeline_are_bars_beneath_the_articles(data: Path) -> None:
    done = dateline(data, "search", "ferry", "--facets", "source,section", "--timeline", "month", "-n", "1")
    assert done.returncode == 0
    full = "█" * 60
    assert done.stdout.endswith(
        f"""
source
  Coast Digest     2  {full}
  Harbour Gazette  1  {"█" * 30}

section
  News  2  {full}
  1 without

published by month
  2024-01            1  {full}
  2024-02            0
  2024-03            0
  2024-04            1  {full}
  2024-05 … 2024-11  0
  2024-12            1  {full}
"""
    )
    assert done.stderr.endswith("1 to 1 shown, more by --page 2\n")


def test_facets_that_hold_nothing_take_no_room(data: Path) -> None:
    done = dateline(data, "search", "zeppelin", "--facets", "source", "--timeline", "auto")
    assert done.stdout == ""


def in_a_terminal(data: Path, *words: str, columns: int, **extra: str) -> str:
    """What a person sees, with its colours."""
    ours, theirs = pty.openpty()
    settings = environment(data, TERM="xterm-256color", **extra) | {"COLUMNS": str(columns)}
    done = subprocess.run([*RUN, *words], stdout=theirs, stderr=subprocess.DEVNULL, env=settings, check=True)
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:  # Linux tells so that nobody writes any more
        pass
    os.close(ours)
    assert done.returncode == 0
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours_within_its_width_and_none_with_no_color(data: Path) -> None:
    words = ("search", "ferry", "--facets", "source", "-n", "1")
    coloured = in_a_terminal(data, *words, columns=60)
    assert "\x1b[36m█" in coloured
    plain = in_a_terminal(data, *words, columns=60, NO_COLOR="1")
    assert "\x1b[36m" not in plain
    for text in (coloured, plain):
        seen = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
        assert max(map(len, seen)) == 60


def test_json_is_the_answer_of_the_api(data: Path) -> None:
    told = answer(data, "search", "ferry", "--facets", "source", "--timeline", "year", "-n", "1")
    assert list(told) == list(Results.model_fields)
    assert (told["total"], told["page"], told["page_size"]) == (3, 1, 1)
    assert told["query"]["q"] == "ferry"
    assert told["facets"]["source"][0] == {"value": "coast-digest", "name": "Coast Digest", "count": 2}
    assert told["timeline"] == [{"date": "2024", "count": 3}]
    assert "body" not in told["results"][0]
    whole = answer(data, "search", "ferry", "--fields", "body")["results"][0]
    assert set(whole) == {"id", "body", "score"}


def test_what_was_found_is_shown_in_its_text(data: Path) -> None:
    words = ("search", "wet AND fined", "-n", "1", "--highlight")
    (_, first, second) = dateline(data, *words).stdout.splitlines()
    assert first.strip().endswith(TITLES[1])
    assert second.strip() == "The ferry line fined in Port Halvard on a wet day of number 1."
    shown = in_a_terminal(data, *words, columns=120)
    assert "wet" in re.findall(r"\x1b\[1m([^\x1b]*)\x1b\[0m", shown)
    (found,) = answer(data, *words)["results"]
    assert found["highlights"]["body"][0]["text"].count("<mark>") == 2
    assert "highlights" not in answer(data, *words[:-1])["results"][0]


def test_pages_by_cursor_are_the_whole_list(data: Path) -> None:
    seen, cursor = [], ()
    while True:
        told = answer(data, "search", "--sort", "oldest", "-n", "3", *cursor)
        seen += [each["title"] for each in told["results"]]
        if told["cursor"] is None:
            break
        cursor = ("--cursor", told["cursor"])
    assert seen == list(TITLES)
    assert dateline(data, "search", "dam", "--sort", "oldest", *cursor).returncode == 2
    refused = dateline(data, "search", "--sort", "oldest", "-n", "3", "--page", "2", *cursor)
    assert (refused.returncode, "page: leave it out" in refused.stderr) == (2, True)


def test_a_page_is_written_in_the_formats_of_the_api(data: Path) -> None:
    def written(format_: str, *more: str) -> str:
        return dateline(data, "search", "dam", "--sort", "oldest", "--format", format_, *more).stdout

    (row, _) = csv.DictReader(io.StringIO(written("csv", "--fields", "title,source")))
    assert (row["title"], row["source_name"]) == (TITLES[2], "Harbour Gazette")
    assert [json.loads(line)["title"] for line in written("ndjson").splitlines()] == [TITLES[2], TITLES[3]]
    assert written("bibtex").count("@article{") == 2
    assert written("ris").count("TI  - ") == 2
    assert json.loads(written("csl-json"))[0]["title"] == TITLES[2]
    assert (
        written("json") == dateline(data, "search", "dam", "--sort", "oldest", "--json").stdout or "took_ms"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--facets", "sorce"], "facets: there is no 'sorce'; did you mean source?"),
        (["--timeline", "hours"], "timeline: there is no 'hours'; did you mean hour?"),
        (["--facets", "source", "--format", "csv"], "facets: csv has no place for them"),
        (["--fields", "titel", "--json"], "fields: there is no such field; did you mean title?"),
        (["--highlight", "--format", "csv"], "highlight: goes with --format table or json"),
        (["--fields", "title"], "fields: goes with --format json, ndjson or csv"),
        (["--fields", "title", "--format", "ris"], "fields: goes with --format json, ndjson or csv"),
        (
            ["--source", "harbour-gazete", "--strict"],
            "sources: there is no source harbour-gazete; did you mean",
        ),
        (["--cursor", "x"], "cursor: "),
        (["--page-size", "0"], "page_size: must be from 1 to 100"),
    ],
)
def test_what_cannot_be_answered_is_one_line_and_exit_2(data: Path, words: list[str], told: str) -> None:
    done = dateline(data, "search", "ferry", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"dateline: {told}")


def test_an_export_has_no_order_by_relevance(data: Path) -> None:
    assert "sort: an export is by date" in dateline(data, "export", "ferry", "--sort", "relevance").stderr


def test_slips_are_told_with_what_may_be_meant(data: Path) -> None:
    assert dateline(data, "search", "feryr").stderr.endswith("did you mean: ferry (3 found)\n")
    done = dateline(data, "search", "ferry", "--source", "harbour-gazete,nowhere-near")
    assert "note: there is no source harbour-gazete; did you mean harbour-gazette?\n" in done.stderr
    assert "note: there is no source nowhere-near; dateline sources lists them\n" in done.stderr
    assert dateline(data, "search", "ferry", "--source", "harbour gazette").stderr.count("note") == 0


def test_similar_articles_are_found(data: Path) -> None:
    told = answer(data, "similar", "2", "-n", "2")
    assert set(told) == set(Similar.model_fields)
    assert 2 not in [each["id"] for each in told["results"]]
    assert "shown" in dateline(data, "similar", "2").stderr
    assert dateline(data, "similar", "99").returncode == 2


def test_words_are_completed(data: Path) -> None:
    told = answer(data, "suggest", "fer")
    assert set(told) == set(Suggestions.model_fields)
    assert told["words"] == [{"value": "ferry", "count": 3}]
    assert "  ferry  3  █" in dateline(data, "suggest", "fer").stdout
    assert "did you mean\n  ferry" in dateline(data, "suggest", "feryr").stdout
    assert "sources\n  Harbour Gazette" in dateline(data, "suggest", "harb").stdout


def test_letters_that_the_output_has_none_for_are_question_marks(tmp_path: Path) -> None:
    given = json.dumps({"title": "Skarvøy waits", "body": "Ferry.", "date": "2024"}) + "\n"
    answer(tmp_path / "data", "ingest", "--format", "jsonl", "-", given=given)
    settings = environment(tmp_path / "data", PYTHONIOENCODING="ascii")
    words = [*RUN, "search", "ferry", "--facets", "year", "--timeline", "year"]
    done = subprocess.run(words, capture_output=True, env=settings, check=True)
    assert b"Skarv?y waits" in done.stdout
    assert b"  2024  1  " + b"#" * 60 in done.stdout
