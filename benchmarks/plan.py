"""What every benchmark is given."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """``corpora``: the folder with real material. ``scratch``: an empty folder, gone afterwards.

    ``quick``: fewer articles, one run: tells that it works and the order of magnitude.
    ``million``: the engine and ingest are measured on a million made-up articles too.
    ``datasette``: its command, to measure beside; without one it is installed into the scratch folder.
    ``seconds``: how long one line of a table is measured where it is measured by the clock.
    """

    corpora: Path
    scratch: Path
    quick: bool = False
    seconds: float = 4.0
    million: bool = False
    datasette: Path | None = None

    def folder(self, name: str) -> Path:
        """A folder of this name in the scratch folder, made if it is not there."""
        folder = self.scratch / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def pick(self, full: int, quick: int) -> int:
        """The first number, or with ``quick`` the second."""
        return quick if self.quick else full
