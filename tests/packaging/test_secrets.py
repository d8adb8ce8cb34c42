"""No secret is in the repository, nor gets into the image."""

import re
from pathlib import Path

from tests.packaging.test_tree import ROOT, tracked

# Keys of services as they are given out, and ours; put together, so that this file holds none.
FORMS = [
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE " + "KEY-----",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36}",
    r"\bgithub_pat_[A-Za-z0-9_]{60}",
    r"\bglpat-[A-Za-z0-9_-]{20}",
    r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    r"\bsk-[A-Za-z0-9]{32,}",
    r"\bAIza[0-9A-Za-z_-]{35}",
    r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.",
    r"\bdateline_[0-9a-f]{8}_[A-Za-z0-9_-]{43}\b",
]
SECRET = re.compile("|".join(FORMS).encode())
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def found(paths: "list[Path]") -> list[str]:
    return [path.name for path in paths if SECRET.search(path.read_bytes())]


def test_no_file_holds_a_secret() -> None:
    """K37: make check looks for more with detect-secrets."""
    assert found(list(tracked())) == []


def test_one_that_did_would_be_found(tmp_path: Path) -> None:
    """K37"""
    (tmp_path / "a").write_text("key = AKIA" + "ABCDEFGHIJKLMNOP")
    (tmp_path / "b").write_text("dateline_0123abcd_" + "A" * 43)
    (tmp_path / "c").write_text("dateline_0123abcd_" + "A" * 12)
    assert sorted(found(list(tmp_path.iterdir()))) == ["a", "b"]


def test_the_image_is_given_no_secret() -> None:
    """K37: neither as an argument nor by its environment, and what is copied is named."""
    assert not re.search(r"^ARG ", DOCKERFILE, re.MULTILINE)
    assert not re.search(r"(?i)^\s*(?:ENV )?\w*(?:secret|password|token|key)\w*=", DOCKERFILE, re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from=build)(.*)$", DOCKERFILE, re.MULTILINE)
    names = {name.rstrip("/") for line in copied for name in line.split()[:-1]}
    assert names == {
        "requirements/run.txt",
        "requirements/build.txt",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "app",
        "migrations",
    }
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert next(line for line in lines if line and line[0] not in "#!") == "*"
