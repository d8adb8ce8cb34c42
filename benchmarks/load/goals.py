"""What was wanted, and what is."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.tables import Table


@dataclass(frozen=True, slots=True)
class Goal:
    """``wanted``: "<= 5" or ">= 90", or nothing where it is only told."""

    id: str
    about: str
    wanted: str
    found: float

    @property
    def met(self) -> bool | None:
        if not self.wanted:
            return None
        sign, limit = self.wanted.split()
        return self.found <= float(limit) if sign == "<=" else self.found >= float(limit)


def table(goals: Sequence[Goal]) -> Table:
    met = {True: "met", False: "**missed**", None: ""}
    rows = tuple((goal.id, goal.about, goal.wanted, float(goal.found), met[goal.met]) for goal in goals)
    return Table("Load: goals", "one run", ("id", "what", "wanted", "measured", ""), rows)
