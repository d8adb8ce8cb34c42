"""Writers that come together share a turn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.editing import Turns
from app.errors import Busy


class Lock:
    """Counts turns, and what was done in each."""

    def __init__(self) -> None:
        self.turns: list[int] = []
        self.free = True

    @contextmanager
    def hold(self) -> Iterator[None]:
        if not self.free:
            raise Busy("somebody else is writing")
        self.turns.append(0)
        yield

    def finish(self) -> None:
        return


def test_work_done_alone_is_a_turn() -> None:
    lock = Lock()
    turns = Turns(lock.hold, lock.finish)
    assert [turns.take(lambda number=number: number) for number in range(3)] == [0, 1, 2]
    assert len(lock.turns) == 3


def test_who_waits_while_one_writes_shares_the_next_turn() -> None:
    lock, first_is_in, go_on = Lock(), threading.Event(), threading.Event()
    turns = Turns(lock.hold, lock.finish)
    done: list[int] = []

    def first() -> None:
        first_is_in.set()
        go_on.wait()

    threads = [threading.Thread(target=turns.take, args=(first,))]
    threads[0].start()
    first_is_in.wait()
    for number in range(10):
        threads.append(threading.Thread(target=turns.take, args=(lambda number=number: done.append(number),)))
        threads[-1].start()
    while len(turns._waiting) < 10:
        pass
    go_on.set()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(10))
    assert len(lock.turns) == 2


def test_what_one_raises_is_its_own() -> None:
    lock = Lock()
    turns = Turns(lock.hold, lock.finish)
    with pytest.raises(ZeroDivisionError):
        turns.take(lambda: 1 // 0)
    assert turns.take(lambda: 7) == 7


def test_when_it_is_never_our_turn_all_who_wait_are_told() -> None:
    lock = Lock()
    turns = Turns(lock.hold, lock.finish)
    lock.free = False
    with pytest.raises(Busy):
        turns.take(lambda: 7)
    lock.free = True
    assert turns.take(lambda: 7) == 7


def test_what_goes_wrong_at_the_end_of_a_turn_takes_nothing_back() -> None:
    def failing() -> None:
        raise RuntimeError("the index is gone")

    turns = Turns(Lock().hold, failing)
    assert turns.take(lambda: 7) == 7
