"""Linux seccomp: this process may start no other, open no socket and touch no other process.

The filter is a classic BPF program over ``struct seccomp_data`` (``linux/seccomp.h``,
https://docs.kernel.org/userspace-api/seccomp_filter.html). What is denied fails with EPERM; a thread
is still allowed. System call numbers: ``asm/unistd.h`` of the two architectures.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence
from dataclasses import dataclass

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x10000
_X32 = 0x40000000


@dataclass(frozen=True, slots=True)
class _Machine:
    """System call numbers: ``denied`` always; ``clone`` but for a thread; ``signal`` but to itself
    and ``prlimit`` but for itself; ``clone3`` looks as if the kernel did not know it."""

    audit: int
    denied: Sequence[int]
    clone: int
    signal: int
    prlimit: int
    clone3: int = 435


_MACHINES = {
    "x86_64": _Machine(
        audit=0xC000003E,
        # socket socketpair connect bind fork vfork execve execveat kill tkill ptrace mount unshare setns
        # keyctl add_key perf_event_open bpf userfaultfd process_vm_readv process_vm_writev io_uring_setup
        # pidfd_open pidfd_send_signal
        denied=(
            *(41, 53, 42, 49, 57, 58, 59, 322, 62, 200, 101, 165, 272, 308),
            *(250, 248, 298, 321, 323, 310, 311, 425, 434, 424),
        ),
        clone=56,
        signal=234,
        prlimit=302,
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        # the same, without fork and vfork, which this architecture does not have
        denied=(
            *(198, 199, 203, 200, 221, 281, 129, 130, 117, 40, 97, 268),
            *(219, 217, 241, 280, 282, 270, 271, 425, 434, 424),
        ),
        clone=220,
        signal=131,
        prlimit=261,
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def restrict_calls() -> bool:
    """Deny this process what reading a document never needs; for good.

    Returns False, having changed nothing, where kernel or machine cannot do it.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None or not hasattr(os, "fork"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    instructions = _filter(machine, os.getpid())
    program = _Program(len(instructions), b"".join(instructions))
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(machine: _Machine, pid: int) -> list[bytes]:
    refused = _ERRNO | errno.EPERM
    return [
        _do(_LOAD, _ARCHITECTURE),
        _do(_IF_EQUAL, machine.audit, yes=1),
        _do(_RETURN, _KILL),
        _do(_LOAD, _NUMBER),
        _do(_IF_AT_LEAST, _X32, no=1),
        _do(_RETURN, refused),
        *(each for number in machine.denied for each in _when(number, [_do(_RETURN, refused)])),
        *_when(machine.clone3, [_do(_RETURN, _ERRNO | errno.ENOSYS)]),
        *_when(machine.clone, _unless(_do(_IF_ANY_BIT, _CLONE_THREAD, no=1), refused)),
        *_when(machine.signal, _unless(_do(_IF_EQUAL, pid, no=1), refused)),
        *_when(machine.prlimit, _unless(_do(_IF_EQUAL, 0, no=1), refused)),
        _do(_RETURN, _ALLOW),
    ]


def _when(number: int, block: Sequence[bytes]) -> list[bytes]:
    """``block`` for the system call ``number``; the accumulator holds the number."""
    return [_do(_IF_EQUAL, number, no=len(block)), *block]


def _unless(test: bytes, refused: int) -> list[bytes]:
    """Allowed where ``test`` holds for the first argument, else refused."""
    return [_do(_LOAD, _FIRST_ARGUMENT), test, _do(_RETURN, _ALLOW), _do(_RETURN, refused)]


def _do(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    """One instruction (``struct sock_filter``); ``yes`` and ``no`` say how many to jump over."""
    return struct.pack("=HBBI", code, yes, no, value)
