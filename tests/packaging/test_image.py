"""The image and the compose file, as far as they can be checked without building them."""

import json
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_every_base_is_pinned_by_digest_or_is_a_stage_of_this_file() -> None:
    """K38, SEC-8"""
    stages = set(re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE, re.MULTILINE))
    outside = set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) - stages
    assert outside
    assert all(re.search(r"@sha256:[0-9a-f]{64}$", base) for base in outside)


def test_the_image_runs_as_a_numeric_user_who_is_not_root() -> None:
    """K38"""
    final = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert re.findall(r"^USER (\S+)$", final, re.MULTILINE) == ["65532:65532"]


def test_the_last_stage_holds_nothing_to_build_with() -> None:
    """K38: what is installed by it comes from another stage, and nothing in it needs a shell."""
    final = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert not re.search(r"pip|apt|apk|gcc|uv ", re.sub(r"^#.*$", "", final, flags=re.MULTILINE))
    commands = re.findall(
        r"^(?:\s+)?(?:ENTRYPOINT|CMD|HEALTHCHECK.*?CMD) (.*)$", final.replace("\\\n", ""), re.MULTILINE
    )
    assert commands
    assert all(command.startswith("[") for command in commands)


def test_packages_are_installed_by_hash_and_as_wheels_only() -> None:
    """K35"""
    for command in re.findall(r"pip[^&]*install[^&]*-r", DOCKERFILE):
        assert "--require-hashes" in command
        assert "--only-binary :all:" in command


def test_image_and_compose_file_carry_the_version_of_the_project() -> None:
    assert f'image.version="{VERSION}"' in DOCKERFILE
    assert f"image: dateline:{VERSION}\n" in COMPOSE


@pytest.mark.parametrize(
    "rule",
    [
        'user: "65532:65532"',
        "read_only: true",
        "cap_drop: [ALL]",
        'security_opt: ["no-new-privileges:true"]',
        "pids_limit:",
        "mem_limit:",
        "tmpfs:",
        'ports: ["127.0.0.1:8000:8000"]',
    ],
)
def test_compose_closes_what_the_service_does_not_need(rule: str) -> None:
    """I24, K39, SEC-8"""
    assert rule in COMPOSE


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server on a free port that answers readiness, and nothing else, with this status."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health/ready" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def health_check(port: int) -> int:
    """The exit status of the Dockerfile's own HEALTHCHECK command, run here."""
    match = re.search(r"^HEALTHCHECK .*?CMD (\[.*?\])$", DOCKERFILE.replace("\\\n", ""), re.MULTILINE)
    assert match
    program, *arguments = json.loads(match[1])
    assert program == "python"
    environment = {"DATELINE_PORT": str(port)}
    return subprocess.run([sys.executable, *arguments], env=environment, stderr=subprocess.DEVNULL).returncode


@pytest.mark.parametrize(("status", "expected"), [(200, 0), (503, 1), (404, 1)])
def test_health_check_follows_readiness(status: int, expected: int) -> None:
    """K38"""
    with answering(status) as port:
        assert health_check(port) == expected


def test_health_check_fails_when_nothing_listens() -> None:
    with answering(200) as port:
        pass
    assert health_check(port) == 1
