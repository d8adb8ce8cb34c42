"""Who waits for a place, by turns: an asker after the other, however much each of them asks."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.types import Scope

from app.api.connections import GONE
from app.api.costs import Kind, kind_of

ANY_KIND = Kind()


def _stays() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants a place. Those of one ``name`` share their turns; ``gone``: whether they still want it.

    ``kind``: of the question; what one cost lets expect what the next of its kind will.
    """

    name: str = ""
    gone: Callable[[], bool] = _stays
    kind: Kind = ANY_KIND

    @classmethod
    def of(cls, scope: Scope) -> "Asker":
        return cls((scope.get("client") or ("",))[0], scope["state"].get(GONE, _stays), kind_of(scope))


SOMEBODY = Asker()


@dataclass(frozen=True, slots=True, eq=False)
class Waiter:
    asker: Asker
    place: asyncio.Future[None]


class Line:
    """Those who wait. Its length is their number."""

    def __init__(self) -> None:
        #: By the asker's name; the first name is the next.
        self._waiting: dict[str, deque[Waiter]] = {}
        self._number = 0

    def __len__(self) -> int:
        return self._number

    def before(self, name: str) -> int:
        """How many would have their turn before another one of this asker."""
        own = len(self._waiting.get(name, ()))
        others = (min(len(waiting), own + 1) for each, waiting in self._waiting.items() if each != name)
        return own + sum(others)

    def join(self, asker: Asker) -> Waiter:
        waiter = Waiter(asker, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(asker.name, deque()).append(waiter)
        self._number += 1
        return waiter

    def leave(self, waiter: Waiter) -> None:
        """Without a place. Who has had a turn already is not there any more."""
        waiting = self._waiting.get(waiter.asker.name, deque())
        with suppress(ValueError):
            waiting.remove(waiter)
            self._number -= 1
        if not waiting:
            self._waiting.pop(waiter.asker.name, None)

    def next(self) -> Waiter | None:
        """Whose turn it is; the others of the same name come behind everybody else."""
        if not self._waiting:
            return None
        name = next(iter(self._waiting))
        waiting = self._waiting.pop(name)
        waiter = waiting.popleft()
        self._number -= 1
        if waiting:
            self._waiting[name] = waiting
        return waiter

    def can_push_in(self, name: str) -> bool:
        """Whether somebody else waits more often than this asker would with one more."""
        most = self._most()
        return most != name and len(self._waiting[most]) > len(self._waiting.get(name, ())) + 1

    def give_way(self) -> Waiter:
        """The last of whoever waits most often leaves."""
        self._number -= 1
        return self._waiting[self._most()].pop()

    def _most(self) -> str:
        return max(self._waiting, key=lambda each: len(self._waiting[each]))
