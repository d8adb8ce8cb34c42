"""Material made ready in the scratch folder: unpacked corpora, and archives that Dateline ingested."""

import lzma
import shutil
import tarfile
from itertools import islice
from pathlib import Path

from benchmarks.measure import DATELINE, Spent, time_process
from benchmarks.plan import Plan

REUTERS = "reuters-10k-full.jsonl.xz"
#: Many articles, cut to their first 800 characters.
LEADS = "reuters106k-lead.jsonl.xz"
#: Ingest ends with 1 when some records were rejected.
_INGESTED = (0, 1)


def articles(plan: Plan, count: int | None = None, corpus: str = REUTERS) -> Path:
    """The first ``count`` lines of a corpus as a plain file."""
    path = plan.folder("corpora") / f"{corpus.partition('-')[0]}-{count or 'all'}.jsonl"
    if not path.exists():
        with lzma.open(plan.corpora / corpus) as packed, path.open("wb") as plain:
            if count is None:
                shutil.copyfileobj(packed, plain)
            else:
                plain.writelines(islice(packed, count))
    return path


def lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def unpacked(plan: Plan, name: str) -> Path:
    """The folder that ``name``.tar.xz was unpacked to."""
    folder = plan.folder("corpora") / name
    if not folder.exists():
        with tarfile.open(plan.corpora / f"{name}.tar.xz") as archive:
            archive.extractall(folder, filter="data")
    return folder


def ingest(source: Path, data_dir: Path, *, fresh: bool = True) -> Spent:
    """``dateline ingest`` as a process, into a fresh data folder or what it holds."""
    if fresh:
        shutil.rmtree(data_dir, ignore_errors=True)
    return time_process(
        [*DATELINE, "ingest", str(source)], {"DATELINE_DATA_DIR": str(data_dir)}, ok=_INGESTED
    )


def archive(plan: Plan, count: int | None = None, corpus: str = REUTERS) -> Path:
    """A data folder with the first ``count`` articles of a corpus; made only once."""
    file = articles(plan, count, corpus)
    data_dir = place(plan, file)
    if not data_dir.exists():
        ingest(file, data_dir)
    return data_dir


def place(plan: Plan, file: Path) -> Path:
    """Where the archive with the articles of a file is kept, once it is made."""
    return plan.folder("archives") / file.stem
