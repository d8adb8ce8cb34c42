"""A result as a Markdown table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """``corpus`` says what was measured on, ``notes`` how the figures are to be read."""

    title: str
    corpus: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def markdown(self) -> str:
        """Heading, corpus, table with numbers to the right, notes."""
        rules = [_rule([row[place] for row in self.rows]) for place in range(len(self.columns))]
        lines = [f"### {self.title}", "", f"Corpus: {self.corpus}", "", _line(self.columns), _line(rules)]
        lines += [_line(map(show, row)) for row in self.rows]
        if self.notes:
            lines += ["", *(f"- {note}" for note in self.notes)]
        return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(cells: Sequence[Cell]) -> str:
    return "---" if any(isinstance(cell, str) for cell in cells) else "---:"


def show(cell: Cell) -> str:
    """A cell as text; of a fraction at least three digits that count."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace("|", "\\|")
    if isinstance(cell, int):
        return f"{cell:,}"
    places = 0 if abs(cell) >= 100 else 1 if abs(cell) >= 10 else 2 if abs(cell) >= 1 else 3
    return f"{cell:,.{places}f}"
