"""What a worker gives up, as a kernel is asked for it; other kernels and machines than ours too."""

import ctypes
import errno
import platform
import resource
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.ingest.workers import DocumentLimits, landlock, sandbox, seccomp

#: Actions of a filter (``linux/seccomp.h``).
ALLOW, KILL, REFUSE, UNKNOWN = 0x7FFF0000, 0x80000000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
X86, ARM = ("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)
ME = 4321


class Kernel:
    """Answers as a kernel that knows Landlock in ``version``, and keeps what it is asked."""

    def __init__(self, version: int = 0, *, ruleset: Callable[[], int] = lambda: -1, refuses: bool = False):
        self._version = version
        self._ruleset = ruleset
        self._refuses = refuses
        self.rules: list[int] = []
        self.size = 0
        self.allowed: list[int] = []
        self.filter: list[tuple[int, int, int, int]] = []

    def syscall(self, number: int, *asked: Any) -> int:
        if number == landlock._ADD_RULE:
            self.allowed.append(asked[2]._obj.allowed)
            return 0
        if number == landlock._RESTRICT_SELF:
            return -1 if self._refuses else 0
        if asked[0] is None:
            return self._version
        self.rules = [getattr(asked[0]._obj, name) for name in ("fs", "net", "scoped")]
        self.size = asked[1].value
        return self._ruleset()

    def prctl(self, option: int, *asked: Any) -> int:
        if option == seccomp._SET_SECCOMP:
            program = asked[1]._obj
            address = ctypes.cast(ctypes.pointer(program), ctypes.POINTER(ctypes.c_void_p))[1]
            self.filter = list(struct.iter_unpack("=HBBI", ctypes.string_at(address, 8 * program.length)))
        return -1 if self._refuses else 0

    def answer(self, audit: int, number: int, argument: int = 0) -> int:
        """What the filter says of a system call: the program is run as the kernel runs it."""
        data = {0: number, 4: audit, 16: argument}
        place = held = 0
        while True:
            code, yes, no, value = self.filter[place]
            place += 1
            if code == seccomp._LOAD:
                held = data[value]
            elif code == seccomp._RETURN:
                return value
            else:
                holds = {
                    seccomp._IF_EQUAL: held == value,
                    seccomp._IF_AT_LEAST: held >= value,
                    seccomp._IF_ANY_BIT: bool(held & value),
                }
                place += yes if holds[code] else no


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Callable[[Kernel], Kernel]:
    def asked(kernel: Kernel) -> Kernel:
        monkeypatch.setattr(ctypes, "CDLL", lambda *_args, **_options: kernel)
        return kernel

    return asked


@pytest.fixture
def ruleset(tmp_path: Path) -> Callable[[], int]:
    """Opens something that stands for a ruleset: it is closed in the end."""
    path = tmp_path / "ruleset"
    path.touch()
    return lambda: landlock.os.open(path, landlock.os.O_RDONLY)


@pytest.mark.parametrize(
    ("version", "rights", "net", "scoped", "size"),
    [
        (1, 13, 0, 0, 8),
        (2, 14, 0, 0, 8),
        (3, 15, 0, 0, 8),
        (4, 15, 3, 0, 16),
        (5, 16, 3, 0, 16),
        (6, 16, 3, 3, 24),
        (7, 16, 3, 3, 24),
    ],
)
def test_a_kernel_is_asked_for_all_that_it_knows_and_nothing_else(
    version: int, rights: int, net: int, scoped: int, size: int, ask: Any, ruleset: Any
) -> None:
    """K34: files, then TCP, then signals, as the versions of Landlock came to know them."""
    kernel = ask(Kernel(version, ruleset=ruleset))
    assert landlock.restrict_files([])
    assert kernel.rules == [(1 << rights) - 1, net, scoped]
    assert kernel.size == size


def test_what_is_there_may_be_read_folders_listed(tmp_path: Path, ask: Any, ruleset: Any) -> None:
    file = tmp_path / "cache"
    file.touch()
    kernel = ask(Kernel(6, ruleset=ruleset))
    assert landlock.restrict_files([tmp_path, file, tmp_path / "none"])
    assert kernel.allowed == [landlock._READ_FILE | landlock._READ_DIR, landlock._READ_FILE]


@pytest.mark.parametrize("version", [-1, 0, 1])
def test_a_kernel_without_landlock_is_told_of(version: int, ask: Any) -> None:
    ask(Kernel(version))
    assert not landlock.restrict_files([])


def test_a_kernel_that_refuses_is_told_of(ask: Any, ruleset: Any) -> None:
    ask(Kernel(6, ruleset=ruleset, refuses=True))
    assert not landlock.restrict_files([])
    assert not seccomp.restrict_calls()


def test_a_machine_whose_calls_we_do_not_know_is_not_asked(monkeypatch: pytest.MonkeyPatch, ask: Any) -> None:
    kernel = ask(Kernel())
    monkeypatch.setattr(platform, "machine", lambda: "abacus")
    assert not seccomp.restrict_calls()
    assert not kernel.filter


@pytest.fixture(params=[X86, ARM], ids=["x86_64", "aarch64"])
def filtered(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, ask: Any
) -> tuple[Kernel, int, Any]:
    """A kernel with our filter, the number of its machine, and the system calls of it."""
    name, audit = request.param
    monkeypatch.setattr(platform, "machine", lambda: name)
    monkeypatch.setattr(seccomp.os, "getpid", lambda: ME)
    kernel = ask(Kernel())
    assert seccomp.restrict_calls()
    return kernel, audit, seccomp._MACHINES[name]


def test_the_filter_denies_what_is_listed_and_lets_the_rest_through(filtered: Any) -> None:
    """K34: on both architectures, every number of a system call."""
    kernel, audit, machine = filtered
    refused = {number for number in range(500) if kernel.answer(audit, number) != ALLOW}
    assert refused == {*machine.denied, machine.clone, machine.clone3, machine.signal}
    assert {kernel.answer(audit, number) for number in machine.denied} == {REFUSE}


def test_the_filter_lets_threads_start_and_no_process(filtered: Any) -> None:
    kernel, audit, machine = filtered
    assert kernel.answer(audit, machine.clone, 0x10F00) == ALLOW
    assert kernel.answer(audit, machine.clone, 0x1200011) == REFUSE
    assert kernel.answer(audit, machine.clone3) == UNKNOWN


def test_the_filter_lets_a_process_signal_and_limit_itself_alone(filtered: Any) -> None:
    kernel, audit, machine = filtered
    assert [kernel.answer(audit, machine.signal, pid) for pid in (ME, ME + 1, 1)] == [ALLOW, REFUSE, REFUSE]
    assert [kernel.answer(audit, machine.prlimit, pid) for pid in (0, ME)] == [ALLOW, REFUSE]


def test_calls_of_another_architecture_end_the_process_and_those_of_x32_fail(filtered: Any) -> None:
    kernel, audit, _ = filtered
    assert kernel.answer(0x40000003, 1) == KILL
    assert kernel.answer(audit, seccomp._X32 | 1) == REFUSE


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """Limits of a process that has none, and in which none is really set."""
    held: dict[int, tuple[int, int]] = {}
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    monkeypatch.setattr(resource, "getrlimit", lambda kind: held.get(kind, unlimited))
    monkeypatch.setattr(resource, "setrlimit", held.__setitem__)
    return held


def test_a_worker_is_confined_before_it_reads(limits: Any, monkeypatch: pytest.MonkeyPatch, ask: Any) -> None:
    """K34: no core file, no file at all, so much memory; then files and calls."""
    asked: list[str] = []
    monkeypatch.setattr(
        sandbox, "restrict_files", lambda paths: asked.append(f"files {len(list(paths)) > 5}")
    )
    monkeypatch.setattr(sandbox, "restrict_calls", lambda: asked.append("calls"))
    monkeypatch.setattr(sandbox, "_address_space", lambda: 1000)
    sandbox.confine(DocumentLimits(memory=24))
    assert limits == {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_AS: (1024, 1024),
    }
    assert asked == ["files True", "calls"]


def test_a_limit_that_is_lower_already_stays(limits: Any) -> None:
    limits[resource.RLIMIT_AS] = (10, 10)
    sandbox._limit(resource.RLIMIT_AS, 11)
    assert limits[resource.RLIMIT_AS] == (10, 10)


def test_time_is_allowed_up_to_the_limit_that_we_were_given(limits: Any) -> None:
    sandbox.allow_time(5)
    soft, hard = limits[resource.RLIMIT_CPU]
    assert 5 < soft < hard == sandbox._CPU_EVER
    limits[resource.RLIMIT_CPU] = (3, 3)
    sandbox.allow_time(5 + soft)
    assert limits[resource.RLIMIT_CPU] == (3, 3)


@pytest.mark.parametrize("told", ["", "many", None])
def test_where_memory_in_use_cannot_be_known_the_limit_is_what_a_document_may_take(
    told: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> str:
        if told is None:
            raise FileNotFoundError(path)
        return told

    monkeypatch.setattr(Path, "read_text", read)
    assert sandbox._address_space() == 0


def test_memory_in_use_is_counted_where_it_can_be_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "statm").write_text("1000 500 20 1 0 300 0\n")
    monkeypatch.setattr(sandbox, "Path", lambda name: tmp_path / "statm")
    assert sandbox._address_space() == 1000 * resource.getpagesize()
