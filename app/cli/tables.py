"""Articles and counts as people read them in a terminal."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from app.api import render
from app.cli import bars
from app.cli.screen import out
from app.finder import Found, FoundArticle
from app.search.highlight import Fragment

#: Cells of a source's name in a terminal, at most.
_SOURCE = 24


def print_articles(found: Found) -> None:
    """A line each; nothing where nothing was found."""
    if not found.hits:
        return
    console = out()
    table = Table(box=None, pad_edge=False)
    table.add_column("id", justify="right", no_wrap=True)
    table.add_column("published", no_wrap=True)
    table.add_column(
        "source", no_wrap=True, overflow="ellipsis", max_width=24 if console.is_terminal else None
    )
    table.add_column("title")
    collapsed = any(hit.copies is not None for hit in found.hits)
    if collapsed:
        table.add_column("copies", justify="right")
    for hit in found.hits:
        article = hit.stored.article
        published = (render.moment(article.published) or "-")[:16]
        copies = [str(hit.copies)] if collapsed else []
        table.add_row(str(hit.stored.id), published, Text(article.source), _titled(hit), *copies)
    console.print(table)


def _titled(hit: FoundArticle) -> Text:
    """The title, and beneath it the first piece of the text that was found, if any was asked for."""
    article = hit.stored.article
    title = Text(article.title)
    for name, text in (("body", article.body), ("description", article.description)):
        for piece in hit.highlights.get(name, ())[:1]:
            return title.append("\n").append_text(_passage(text, piece))
    return title


def _passage(text: str, piece: Fragment) -> Text:
    shown = Text(text[piece.start : piece.end].replace("\n", " "), style="dim")
    for start, end in piece.marks:
        shown.stylize("bold not dim", start - piece.start, end - piece.start)
    before, after = "… " if piece.start else "", " …" if piece.end < len(text) else ""
    return Text.assemble((before, "dim"), shown, (after, "dim"))


def print_values(heading: str, values: Sequence[dict[str, Any]], missing: int = 0) -> None:
    """Values with their counts as bars, of sources their names; then how many articles have none."""
    _print(heading, [(each.get("name", each["value"]), each["count"]) for each in values])
    if values and missing:
        out().print(f"  {missing:,} without")


def print_timeline(heading: str, timeline: Sequence[dict[str, Any]]) -> None:
    """Intervals with their counts as bars."""
    _print(heading, list(bars.without_gaps((each["date"], each["count"]) for each in timeline)))


def _print(heading: str, rows: Sequence[tuple[str, int]]) -> None:
    if not rows:
        return
    console = out()
    console.print(Text.assemble("\n", (heading, "bold")))
    for line in bars.lines(rows, console.width, unicode=console.encoding.startswith("utf")):
        console.print(Text.assemble(line.text, (line.bar, "cyan")), no_wrap=True, overflow="crop")
