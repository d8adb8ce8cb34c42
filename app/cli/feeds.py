"""A watched feed, as commands tell it."""

from dataclasses import asdict
from typing import Any

from app.values import FeedState


def feed_summary(state: FeedState) -> dict[str, Any]:
    """A feed as ``dateline status`` and ``--json`` tell it."""
    values = asdict(state)
    for name in ("etag", "last_modified", "body_hash", "not_before"):
        del values[name]
    for name in ("checked_at", "next_at"):
        values[name] = values[name] and values[name].strftime("%Y-%m-%dT%H:%M:%SZ")
    return values
