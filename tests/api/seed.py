"""The seed data, ingested as a user would do it."""

from pathlib import Path

from app.ingest.draft import Input
from app.ingest.opening import Skipped, find_inputs
from app.pipeline import IngestOptions, Rejected, Tally
from app.runtime import open_runtime
from app.settings import Settings

SEED_DATA = Path(__file__).parents[2] / "seed_data"


class Quiet:
    """A report that nobody reads."""

    def opened(self, source: Input) -> None:
        return

    def advanced(self, tally: Tally) -> None:
        return

    def rejected(self, rejected: Rejected) -> None:
        return

    def skipped(self, skipped: Skipped) -> None:
        return


def ingest_seed_data(settings: Settings) -> None:
    with open_runtime(settings) as runtime, runtime.writing():
        runtime.pipeline().run(find_inputs([str(SEED_DATA)]), IngestOptions(), Quiet())
