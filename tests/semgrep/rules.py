"""What each rule of rules.yaml finds, and what it lets pass. Read by `semgrep scan --test`, never run."""

import hmac
import os
import socket
import sqlite3
import tarfile
import time
import urllib.request
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from lxml import etree


def fetches(url: str) -> None:
    # ruleid: fetches-past-the-guard
    urllib.request.urlopen(url)
    # ruleid: fetches-past-the-guard
    socket.create_connection((url, 80))
    # ok: fetches-past-the-guard
    socket.socketpair()


def parses(data: bytes) -> None:
    # ruleid: parses-xml-as-it-comes
    etree.fromstring(data)
    # ruleid: parses-xml-as-it-comes
    etree.XMLParser(recover=True)
    # ruleid: parses-xml-as-it-comes
    ElementTree.fromstring(data)
    # ok: parses-xml-as-it-comes
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    # ok: parses-xml-as-it-comes
    etree.fromstring(data, parser)
    # ok: parses-xml-as-it-comes
    ElementTree.Element("a")


def unpacks(archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    # ruleid: unpacks-by-member-name
    archive.extractall("here")
    # ruleid: unpacks-by-member-name
    archive.extract(member)
    # ok: unpacks-by-member-name
    archive.extractfile(member)


def stores(database: sqlite3.Connection, name: str) -> None:
    # ruleid: writes-values-into-sql
    database.execute(f"SELECT * FROM articles WHERE title = '{name}'")
    # ruleid: writes-values-into-sql
    database.execute("DELETE FROM articles WHERE title = " + name)
    # ok: writes-values-into-sql
    database.execute("SELECT * FROM articles WHERE title = ?", (name,))


def waits(seconds: float) -> float:
    # ruleid: measures-by-the-wall-clock
    until = time.time() + seconds
    # ok: measures-by-the-wall-clock
    return until - time.monotonic()


def compares(digest: str, given: str) -> bool:
    # ruleid: compares-secrets-in-a-time-that-tells
    if digest == given:
        return True
    # ok: compares-secrets-in-a-time-that-tells
    return hmac.compare_digest(digest, given)


def makes(path: Path, *words: Any) -> None:
    # ruleid: makes-files-that-others-read
    os.open(path, os.O_CREAT, 0o644)
    # ruleid: makes-files-that-others-read
    path.chmod(0o755)
    # ok: makes-files-that-others-read
    os.open(path, os.O_CREAT, 0o600)
    # ok: makes-files-that-others-read
    path.chmod(0o700)
