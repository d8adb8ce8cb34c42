"""What a worker gives up before it reads a document that a stranger wrote.

Everywhere: memory, CPU time, core files and file sizes are limited (``setrlimit``). On Linux also, as far
as the kernel lets us: files can be read only where Python and our code lie, nothing can be written
(Landlock), and there are no sockets, no new processes and no signals to others (seccomp). Where these are
missing the limits still hold.
"""

import resource
import site
import sys
import time
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import app
from app.ingest.workers.landlock import restrict_files
from app.ingest.workers.limits import DocumentLimits
from app.ingest.workers.seccomp import restrict_calls

#: Where shared libraries lie that a module loads when it is first imported.
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
#: What the soft limit of CPU time may be raised to as one document follows another, in seconds.
_CPU_EVER = 24 * 3600


def confine(limits: DocumentLimits) -> None:
    """Give up for good what reading does not need."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_AS, _address_space() + limits.memory)
    restrict_files(_readable())
    restrict_calls()


def allow_time(seconds: float) -> None:
    """From now on ``seconds`` of CPU time, rounded up: then the process ends by SIGXCPU."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    ever = _CPU_EVER if hard == resource.RLIM_INFINITY else hard
    soft = min(int(time.process_time() + seconds) + 1, ever)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, ever))


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY or value <= hard:
        resource.setrlimit(kind, (value, value))


def _address_space() -> int:
    """Bytes of address space in use; 0 where that cannot be known."""
    try:
        pages = int(Path("/proc/self/statm").read_text().partition(" ")[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()


def _readable() -> Iterator[Path]:
    yield Path(app.__file__).parent
    roots = (sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages(), *_user_site())
    for name in dict.fromkeys((*roots, *zoneinfo.TZPATH, *_LIBRARIES)):
        yield Path(name)


def _user_site() -> Iterator[str]:
    return (path for path in (site.getusersitepackages(),) if path in sys.path)
