"""One line a kind of input: how many things its material names, and how many of them are read so."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.plan import Plan
from benchmarks.reading import crawls, datelines, feeds, wires
from benchmarks.tables import Cell, Table


def table(plan: Plan) -> Table:
    """Feeds, wires, crawl archives and datelines, all that there are."""
    rows = tuple((name, count, right, right / count if count else None) for name, count, right in _rows(plan))
    return Table(
        "Feeds, wire items, crawl archives, datelines",
        "feeds.tar.xz, wire-iptc.tar.xz, warc-warcio.tar.xz, reuters21578-sgml-000-010.tar.xz",
        ("what", "named", "right", "share"),
        rows,
        (
            "feedparser's suite: the counts of entries, titles, links and dates that its files name",
            "wire examples: an article with the headline, a date and the first words of the text",
            "crawl archives: read to the end, or the damaged record refused with its reason",
            "datelines: the place that the editors of Reuters-21578 marked, as a field and in the text",
        ),
    )


def _rows(plan: Plan) -> Iterator[tuple[Cell, int, int]]:
    suite = unpacked(plan, "feeds.tar.xz") / "feeds-feedparser" / "tests"
    count, wrong = feeds.wrong_in(suite)
    yield "feedparser's suite", count, count - len(wrong)
    examples = [path for path in unpacked(plan, "wire-iptc.tar.xz").rglob("*") if wires.is_example(path)]
    count, missing = wires.missing_in(sorted(examples))
    yield "items of wire examples", count, count - len(missing)
    archives = crawls.archives_in(unpacked(plan, "warc-warcio.tar.xz"))
    yield "crawl archives", len(archives), len(archives) - len(crawls.wrong_in(archives))
    reuters = plan.corpora / "reuters21578-sgml-000-010.tar.xz"
    stories, as_field, in_text = datelines.right_in(
        reuters, lambda name: not plan.quick or name.endswith("5.sgm")
    )
    yield "datelines as a field", stories, as_field
    yield "datelines in the text", stories, in_text


def unpacked(plan: Plan, name: str) -> Path:
    """The folder with what the archive ``name`` of the material holds."""
    folder = plan.folder(name.partition(".")[0])
    with tarfile.open(plan.corpora / name) as archive:
        archive.extractall(folder, filter="data")
    return folder
