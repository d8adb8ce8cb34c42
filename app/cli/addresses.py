"""Addresses given where paths may be."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from app.ingest.draft import Document
from app.ingest.readers import AUTO
from app.settings import Settings

ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def is_address(path: str) -> bool:
    """Whether what was given as a path is an address."""
    return ADDRESS.match(path) is not None


def read_address(url: str, settings: Settings, kind: str) -> Document:
    """What is at ``url``, to be read as ``kind``. Raises UsageError, one line, where it cannot be had."""
    from app.feeds import fetch_policy, read_address

    document = read_address(url, fetch_policy(settings), datetime.now(UTC))
    return document if kind == AUTO else replace(document, format=kind)
