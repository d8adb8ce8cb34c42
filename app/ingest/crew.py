"""Who does the jobs of a run: this process while there is little to do, else workers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from threading import Thread

from app.ingest.draft import Document, Passed
from app.ingest.jobs import Job, Lines, Reading, Rejected, failed
from app.ingest.normalise import english_of, load_model, with_language
from app.ingest.workers import DocumentLimits, Failed, Nursery, Pool
from app.settings import cores
from app.values import Candidate

#: Bytes of lines that are always read in a worker: what they hold could take a multiple of memory here.
_LARGE = 2**20


class Crew:
    """Does jobs with up to ``count`` workers, 0 for one a core; large ones are always read in workers.

    They come from ``nursery``, where one was started already: it serves for one time.
    """

    def __init__(
        self, reading: Reading, count: int, limits: DocumentLimits, nursery: Nursery | None = None
    ) -> None:
        self._reading = reading
        self._nursery = nursery
        self._count = count or cores()
        self._limits = limits

    def results(self, jobs: Iterable[Job]) -> Iterator[Candidate | Rejected | Passed]:
        """What the jobs come to, in their order."""
        waiting = iter(jobs)
        first = list(islice(waiting, 2))
        if len(first) < 2 and not any(map(_is_large, first)):
            for job in first:
                yield from self._reading(job)
            return
        if not any(isinstance(job, Document) for job in first):
            Thread(target=load_model, daemon=True).start()  # of many articles some will need it
        # Workers cannot load the model of languages: they tell English, and the rest is told here.
        with Pool(replace(self._reading, tell=english_of), self._count, self._limits, self._nursery) as pool:
            for job, answer in pool.results(chain(first, waiting)):
                if isinstance(answer, Failed):
                    yield failed(job, answer.reason, answer.detail)
                else:
                    yield from map(_completed, answer.value)


def _is_large(job: Job) -> bool:
    """Documents always count as such: what makes them dear is not their size."""
    return isinstance(job, Document) or (isinstance(job, Lines) and len(job.block.data) > _LARGE)


def _completed(item: Candidate | Rejected | Passed) -> Candidate | Rejected | Passed:
    return replace(item, article=with_language(item.article)) if isinstance(item, Candidate) else item
