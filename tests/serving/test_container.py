"""Served as compose.yaml has it: nothing can be written but the archive, no network, no rights, few bytes.

A container is these limits put together; here the system is asked for each of them.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USER = 65532
#: Its own network, processes and mounts.
ALONE = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
#: No capability, nor any way to get one.
WITHOUT_RIGHTS = ["setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
AS_USER = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
#: Whether somebody else may use this Python and what is installed for it.
USABLE = "import sys, subprocess, fastapi, numpy; subprocess.run([sys.executable, '-c', ''], check=True)"
#: The folder alone can be written, and what is for passing things lies in memory.
CLOSED = """
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
mount -o remount,bind,ro /
ip link set lo up
shift
exec "$@"
"""
#: Ingests, serves and asks; prints what came of it.
STORY = """
import json, os, resource, signal, subprocess, sys
from http.client import HTTPConnection
from pathlib import Path
from tests.waiting import wait_for

resource.setrlimit(resource.RLIMIT_DATA, (512 * 2**20,) * 2)
if os.geteuid():
    resource.setrlimit(resource.RLIMIT_NPROC, (64, 64))
told = {}
try:
    Path(sys.argv[1]).touch()
except OSError as error:
    told["outside"] = error.strerror
told["rights"] = int(Path("/proc/self/status").read_text().split("CapEff:")[1].split()[0], 16)
run = [sys.executable, "-c", "from app.cli import main; main()"]
given = '{"title": "Ferry sails", "source": "Harbour Post"}'
ingest = subprocess.run([*run, "ingest", "-"], input=given, text=True, stdout=subprocess.PIPE)
told["ingest"] = ingest.returncode

def ask(path):
    try:
        connection = HTTPConnection("127.0.0.1", 8000, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        return [answer.status, json.loads(answer.read())]
    except OSError:
        return [0, {}]

with subprocess.Popen([*run, "serve", "--workers", "2"]) as server:
    wait_for(lambda: server.poll() is not None or ask("/health/ready")[0] == 200)
    told["found"] = [ask(f"/v1/search?q=ferry&page_size={number}")[1].get("total") for number in range(1, 9)]
    told["writable"] = ask("/health/ready")[1]["checks"]["volume"]["writable"]
    server.send_signal(signal.SIGTERM)
    told["ended"] = server.wait(30)
print(json.dumps(told))
"""


def can(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where somebody else may come to."""
    made = Path(tempfile.mkdtemp(dir="/var/tmp"))
    made.chmod(0o755)
    for name in ("data", "tmp"):
        (made / name).mkdir()
    yield made
    shutil.rmtree(made)


@pytest.mark.skipif(
    not can(*ALONE, "sh", "-c", "mount -o remount,bind,ro / && ip link set lo up && setpriv --help"),
    reason="needs unshare, mount, ip and setpriv, and leave to use them: util-linux, iproute2, root",
)
def test_it_serves_with_nothing_but_its_folder(folder: Path) -> None:
    """I24: read-only, cap-drop ALL, no new privileges, no network, few processes, 512 MB."""
    rights = list(WITHOUT_RIGHTS)
    if can("setpriv", *AS_USER, sys.executable, "-c", USABLE):
        rights += AS_USER
        os.chown(folder / "data", USER, USER)
    outside = str(ROOT / "outside")
    done = subprocess.run(
        [*ALONE, "sh", "-c", CLOSED, "sh", str(folder), *rights, sys.executable, "-c", STORY, outside],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DATELINE_DATA_DIR": str(folder / "data"),
            "TMPDIR": str(folder / "tmp"),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "outside": "Read-only file system",
        "rights": 0,
        "ingest": 0,
        "found": [1] * 8,
        "writable": True,
        "ended": 0,
    }, done.stderr
    assert not Path(outside).exists()
