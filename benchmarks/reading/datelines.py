"""Datelines of Reuters-21578 beside those that its editors marked."""

import html
import re
import tarfile
from collections.abc import Callable
from pathlib import Path

from app.ingest.draft import Draft
from app.ingest.normalise import Rejection, normalise, read_dateline
from benchmarks.reading.wires import NOW

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"[\s,.]*(?:\b{MONTH}\.?\s*\d{{1,2}}\b|\b\d{{1,2}}\s+{MONTH}).*$", re.IGNORECASE | re.DOTALL
)
LINE = re.compile(r"<DATELINE>(.*?)</DATELINE><BODY>(.*?)</BODY>", re.DOTALL)


def right_in(archive: Path, chosen: Callable[[str], bool]) -> tuple[int, int, int]:
    """Stories in the files ``chosen`` by name; those read right as a field, and at the head of the text."""
    count = as_field = in_text = 0
    with tarfile.open(archive) as packed:
        for member in packed:
            content = (
                packed.extractfile(member) if member.name.endswith(".sgm") and chosen(member.name) else None
            )
            for line, body in LINE.findall(content.read().decode("latin-1") if content else ""):
                count += 1
                dateline = " ".join(html.unescape(line).split())
                place = folded(DATE.sub("", dateline))
                article = normalise(Draft("T", body="x", dateline=dateline), now=NOW, max_text_bytes=10**6)
                as_field += not isinstance(article, Rejection) and folded(article.dateline) == place
                read = read_dateline(f"{dateline} {html.unescape(body)}")
                in_text += read is not None and folded(read.place) == place
    return count, as_field, in_text


def folded(place: str | None) -> str:
    return re.sub(r"[\W_]+", "", place or "").casefold()
