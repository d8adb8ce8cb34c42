"""Server processes as who looks after them sees them; what they run is one of the serving tests."""

import logging
import signal
from collections.abc import Callable
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from uvicorn.config import STARTUP_FAILURE

from app import main
from app.cli import workers
from app.cli.workers import Workers, _Slot, _work
from app.errors import StoreError

#: Stands for the socket that is served.
LISTENER = SimpleNamespace(close=lambda: None)


def signals(take: Callable[[int, Any], Any], send: Callable[[int], None] = lambda number: None) -> Any:
    """The module ``signal`` without its effects."""
    names = {name: getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGQUIT")}
    return SimpleNamespace(signal=take, raise_signal=send, **names)


class Process:
    """Stands for a server process. ``deaf``: it does not end when it is told."""

    pid, name = 4711, "worker"

    def __init__(self, exitcode: int | None = None, deaf: bool = False) -> None:
        self.exitcode = exitcode
        self.deaf = deaf
        self.told: list[str] = []

    def terminate(self) -> None:
        self.told.append("terminate")
        if not self.deaf:
            self.exitcode = 0

    def kill(self) -> None:
        self.told.append("kill")
        self.exitcode = -signal.SIGKILL

    def join(self, seconds: float | None = None) -> None:
        self.told.append("join")

    def is_alive(self) -> bool:
        return self.exitcode is None


class Way:
    """Stands for the pipe to a process."""

    def __init__(self, said: Any = True) -> None:
        self.said = said

    def poll(self) -> bool:
        return True

    def recv(self) -> Any:
        if isinstance(self.said, Exception):
            raise self.said
        return self.said

    def close(self) -> None: ...


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Workers:
    monkeypatch.setattr(workers.multiprocess, "mark_process_dead", lambda pid: None)
    return Workers(1, SimpleNamespace(), LISTENER)


def test_who_dies_as_the_server_starts_ends_the_start(crew: Workers) -> None:
    """I05: the data directory is wrong for all of them; trying again would not help."""
    (slot,) = crew._slots
    slot.process, slot.pipe = Process(STARTUP_FAILURE), Way(EOFError())
    with pytest.raises(StoreError, match="could not start: see the log"):
        crew._look_after(slot, served=False)


@pytest.mark.parametrize(
    ("code", "said"), [(-signal.SIGSEGV, "was killed by signal 11"), (STARTUP_FAILURE, "ended with 3")]
)
def test_who_dies_later_is_buried_and_told_of(
    code: int, said: str, crew: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    """LOAD-7"""
    (slot,) = crew._slots
    slot.process, slot.pipe = Process(code), Way(OSError())
    crew._look_after(slot, served=True)
    assert (slot.process, slot.deaths) == (None, 1)
    assert said in caplog.text


def test_who_lasted_may_start_again_at_once(crew: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    (slot,) = crew._slots
    slot.process, slot.pipe, slot.deaths = Process(0), Way(), 5
    slot.ready_at = workers.time.monotonic() - 1.0
    slot.bury()
    assert (slot.deaths, slot.due <= workers.time.monotonic()) == (1, True)
    started: list[Any] = []
    monkeypatch.setattr(_Slot, "start", lambda self, *given: started.append(given))
    crew._look_after(slot, served=True)
    assert len(started) == 1
    slot.due = workers.time.monotonic() + 60
    crew._look_after(slot, served=True)
    assert len(started) == 1


def test_at_the_end_who_does_not_serve_yet_is_killed_and_who_does_is_told_first(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """LOAD-4: an accepted connection must be answered, so nobody ends before the listener is closed."""
    with caplog.at_level(logging.WARNING):
        crew = Workers(4, SimpleNamespace(), LISTENER)
        made = [Process(), Process(), Process(deaf=True)]
        for slot, process in zip(crew._slots, made, strict=False):
            slot.process, slot.pipe = process, Way()
        for slot in crew._slots[1:3]:
            slot.ready_at = 0.0
        crew._end()
    starting, serving, deaf = made
    assert starting.told[:2] == ["kill", "join"]
    assert serving.told == ["terminate", "join"]
    assert deaf.told == ["terminate", "join", "kill", "join"]
    assert "does not end: killed" in caplog.text


def test_a_door_answers_again_when_nobody_serves_any_more(
    crew: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I05"""
    doors: list[str] = []

    class Door(ExitStack):
        def __init__(self, listener: object) -> None:
            super().__init__()
            doors.append("open")
            self.callback(doors.append, "closed")

    rounds = iter(["serves", "dead", "serves", "stop"])

    def look(seen: _Slot, served: bool) -> None:
        now = next(rounds)
        seen.process = Process(0) if now == "serves" else None
        seen.pipe = Way() if now == "serves" else None
        seen.ready_at = 0.0 if now == "serves" else None
        if now == "stop":
            crew._stop(signal.SIGTERM, None)

    monkeypatch.setattr(workers, "Door", Door)
    monkeypatch.setattr(crew, "_look_after", look)
    monkeypatch.setattr(crew, "_wait", lambda: None)
    monkeypatch.setattr(workers, "signal", signals(lambda number, handler: None))
    with ExitStack() as door:
        door.enter_context(Door(None))
        crew.run(door)
        assert doors == ["open", "closed", "open", "closed", "open"]
    assert doors[-1] == "closed"


class Server:
    """Stands for the server in a process: it starts, or not, and is interrupted."""

    starts = True

    def __init__(self, config: object, pipe: object) -> None:
        self.started = self.starts

    def run(self, sockets: object) -> None:
        raise KeyboardInterrupt


@pytest.mark.parametrize("starts", [True, False])
def test_a_process_that_could_not_start_says_so_by_its_code(
    starts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(Server, "starts", starts)
    monkeypatch.setattr(workers, "_Telling", Server)
    taken = signals(lambda number, handler: handler(number, None), ended.append)
    monkeypatch.setattr(workers, "signal", taken)
    system = SimpleNamespace(getpid=lambda: 1, kill=lambda pid, number: ended.append(number))
    monkeypatch.setattr(workers, "os", system)
    config = SimpleNamespace(configure_logging=lambda: None)
    if starts:
        _work(config, LISTENER, Way(EOFError()))
    else:
        with pytest.raises(SystemExit) as failed:
            _work(config, LISTENER, Way(EOFError()))
        assert failed.value.code == STARTUP_FAILURE
    assert set(ended) == {signal.SIGTERM}  # by SIGQUIT, and as nobody looks after it any more


def test_a_thread_that_hangs_does_not_keep_the_process(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """LOAD-4"""
    ended: list[object] = []
    monkeypatch.setattr(main, "_LAST_SECONDS", 0.0)
    monkeypatch.setattr(main.logging, "shutdown", lambda: ended.append("logs"))
    done = workers.threading.Event()
    monkeypatch.setattr(main, "os", SimpleNamespace(_exit=lambda code: (ended.append(code), done.set())))
    main._end_soon()
    assert done.wait(10)
    assert ended == ["logs", 0]
    assert "a thread still hangs" in caplog.text
