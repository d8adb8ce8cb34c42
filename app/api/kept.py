"""Whole answers, kept to be given again for as long as they are true.

All that is kept is of one state of the archive. Whoever asks is told apart from another state first, so an
article that was deleted is in no answer from then on, whichever process deleted it.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from app.api.metrics import KeptMeters

#: Bytes that one answer takes beside its body and what was asked: its headers, its place here.
_AROUND = 3000
#: An answer that would take more than this share of the room is not kept.
_SHARE = 8
#: Instead of the times that the search took, which it did not take again.
_TIMING = (b"server-timing", b"kept")
_MOMENT = "moment"


def true_for_a_second(request: Request, moment: datetime) -> None:
    """Say of the answer to a request that it counts from this moment, in whole seconds."""
    setattr(request.state, _MOMENT, moment)


def moment_of(request: Request) -> datetime | None:
    """The moment that its answer counts from; None where it does not."""
    found: datetime | None = getattr(request.state, _MOMENT, None)
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """``validators``: what a 304 tells, as it was before packing. ``moment``: true for this second only."""

    response: Response
    validators: Mapping[str, str]
    moment: datetime | None = None


class Kept:
    """Answers of one state, ``room`` bytes of them; the least lately asked for goes. For one event loop."""

    def __init__(self, room: int, meters: KeptMeters) -> None:
        self._room = room
        self._meters = meters
        self._state: Hashable = None
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0

    def find(self, asked: str, state: Hashable, now: datetime) -> Answer | None:
        """What was answered before, if it is still true in this state (None: which is not known)."""
        if state != self._state:
            self._forget_all(state)
        answer = self._answers.get(asked)
        if answer is None or (answer.moment and answer.moment != now.replace(microsecond=0)):
            self._meters.misses.inc()
            return None
        self._answers.move_to_end(asked)
        self._meters.hits.inc()
        return answer

    def keep(self, asked: str, state: Hashable, answer: Answer) -> None:
        """Keep an answer that was made after this state was seen, unless the archive has changed again."""
        self._drop(asked)
        size = _size(asked, answer)
        if state is None or state != self._state or size > self._room // _SHARE:
            return
        self._answers[asked] = _to_be_given_again(answer)
        self._size += size
        while self._size > self._room:
            self._drop(next(iter(self._answers)))
        self._meters.bytes.set(self._size)

    def _forget_all(self, state: Hashable) -> None:
        self._state = state
        self._answers.clear()
        self._size = 0
        self._meters.bytes.set(0)

    def _drop(self, asked: str) -> None:
        if former := self._answers.pop(asked, None):
            self._size -= _size(asked, former)
            self._meters.bytes.set(self._size)


def _size(asked: str, answer: Answer) -> int:
    return len(asked) + len(answer.response.body) + _AROUND


def _to_be_given_again(answer: Answer) -> Answer:
    made = answer.response
    again = Response(made.body, made.status_code)
    again.raw_headers = [header for header in made.raw_headers if header[0] != _TIMING[0]] + [_TIMING]
    return Answer(again, answer.validators, answer.moment)
