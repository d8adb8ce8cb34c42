"""What the reading of hostile markup asks of the system, as strace tells it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.crashes.tracing import can_trace

ROOT = Path(__file__).parents[2]
ITEM = "<item><title>Ferry {0}</title><link>https://harbour.example/{0}</link><description>{1}</description></item>"
FEED = '<?xml version="1.0"?>{0}<rss version="2.0"><channel><title>Harbour</title>{1}</channel></rss>'
WIRE = (
    "{0}<nitf><body><body.head><hedline><hl1>Ferry {1}</hl1></hedline></body.head>"
    "<body.content><p>The ferry left &e; at seven.</p></body.content></body></nitf>"
)
PAGE = (
    "<!DOCTYPE html><html><head><title>Ferry {0}</title>{1}</head><body><article>{2}</article></body></html>"
)
TEXT = "<p>" + "The ferry left at seven, the harbour master said on Monday. " * 8 + "</p>"


def attacks(canary: Path) -> dict[str, str]:
    """Files by name; each would have its reader open the canary, or ask a server."""
    file, server = canary.as_uri(), "http://127.0.0.1:9/x"
    doctypes = {
        "entity": f'<!DOCTYPE rss [<!ENTITY e SYSTEM "{file}">]>',
        "server": f'<!DOCTYPE rss [<!ENTITY e SYSTEM "{server}">]>',
        "public": f'<!DOCTYPE rss PUBLIC "-//X//Y" "{file}">',
        "dtd": f'<!DOCTYPE rss SYSTEM "{server}">',
        "parameter": f'<!DOCTYPE rss [<!ENTITY % p SYSTEM "{file}"> %p;]>',
        "style": f'<?xml-stylesheet type="text/xsl" href="{file}"?>',
    }
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}" parse="text"/>'
    heads = {
        "refresh": f'<meta http-equiv="refresh" content="0;url={server}">',
        "base": f'<base href="{file}"><link rel="canonical" href="{server}">',
        "script": f'<script src="{file}"></script><link rel="stylesheet" href="{file}">',
        "image": f'<meta property="og:image" content="{file}">',
    }
    frames = f'<iframe src="{file}"></iframe><object data="{server}"></object><img src="{file}">{include}'
    feeds = {f"{name}.xml": FEED.format(each, ITEM.format(name, "&e;")) for name, each in doctypes.items()}
    feeds |= {
        f"wire-{name}.xml": WIRE.format(each.replace("DOCTYPE rss", "DOCTYPE nitf"), name)
        for name, each in doctypes.items()
    }
    feeds["include.xml"] = FEED.format("", ITEM.format("include", include))
    pages = {f"{name}.html": PAGE.format(name, each, TEXT + frames) for name, each in heads.items()}
    return feeds | pages


def allowed(path: str, own: Path) -> bool:
    """What is ours or Python's, and what the system's own libraries look into."""
    system = ("/proc/", "/sys/", "/dev/null", "/dev/urandom", "/etc/", "/usr/", "/lib", "/opt/")
    roots = {str(ROOT), sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parents[1])}
    return not path.startswith("/") or path.startswith((*system, str(own), *roots))


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it: apt-get install strace")
def test_no_markup_has_a_file_opened_or_a_server_asked(tmp_path: Path) -> None:
    """SEC-7, B03 to B05, B07, C09: what is opened is the inputs, the archive and the program, no more."""
    canary, own = tmp_path / "outside" / "canary.txt", tmp_path / "own"
    canary.parent.mkdir()
    canary.write_text("canary")
    (own / "inputs").mkdir(parents=True)
    files = attacks(canary)
    for name, text in files.items():
        (own / "inputs" / name).write_text(text)
    told = tmp_path / "trace"
    tracing = ["strace", "-f", "-qq", "-e", "trace=open,openat,socket,connect", "-o", str(told)]
    command = [sys.executable, "-c", "from app.cli import main; main()", "ingest", str(own / "inputs")]
    environment = os.environ | {
        "DATELINE_DATA_DIR": str(own / "data"),
        "TMPDIR": str(own),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run([*tracing, *command], cwd=own, env=environment, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    calls = told.read_text()
    opened = set(re.findall(r'open(?:at)?\([^"\n]*"([^"]+)"', calls))
    assert {path for path in opened if Path(path).name in files}, (
        "the inputs were read under the eyes of strace"
    )
    assert sorted(path for path in opened if not allowed(path, own)) == []
    assert str(canary) not in calls
    # A library looks whether there is IPv6 when it is imported: in a worker that is refused like any socket.
    asked = re.findall(r"(?:socket|connect)\(.*AF_INET.*", calls)
    assert [call for call in asked if not call.endswith("= -1 EPERM (Operation not permitted)")] == []
