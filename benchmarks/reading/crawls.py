"""Real crawl archives: read to their ends, or refused with the reason."""

from collections.abc import Iterable
from pathlib import Path

from benchmarks.reading.wires import articles_in

#: Files of which a record is damaged, and the reasons; the others are read to their ends.
DAMAGED = {"bad.arc": {"bad_length", "bad_http", "bad_header"}, "example-trunc.warc": {"bad_header"}}
#: Whole archives that hold only requests, or forms that were posted: no page with text of its own.
NO_PAGE = ("example-digest.warc", "example-space-in-target-uri.warc.gz", "post-test.warc.gz", "bad.arc")


def archives_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*arc*") if path.suffix in (".arc", ".warc", ".gz", ".bad"))


def wrong_in(paths: Iterable[Path]) -> list[str]:
    """The archives whose rejects or articles are not those that they should come to."""
    return [path.name for path in paths if not _is_right(path)]


def _is_right(path: Path) -> bool:
    articles, reasons = articles_in(path)
    return set(reasons) == DAMAGED.get(path.name, set()) and bool(articles) == (path.name not in NO_PAGE)
