"""Several articles in one request: each judged by itself."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.api.body import JSON, Body, read_json, read_lines
from app.editing import Edited, Effect, SourceForbidden
from app.errors import Rejected, TooLarge
from app.ingest.readers.faults import RecordFault
from app.values import Candidate

_OUTCOMES = (*(effect.value for effect in Effect if effect is not Effect.REMOVED), "rejected")
#: One article of a batch, or why it is none.
Item = Candidate | Rejected


@dataclass(frozen=True, slots=True)
class Several:
    """The values of a batch; a RecordFault where a line holds none."""

    values: Sequence[Any]


def read_values(body: Body) -> Any:
    """What the body holds: ``Several``, or the value of one article. Raises BodyError, Rejected."""
    if body.kind != JSON:
        return _several(list(read_lines(body.data)))
    value = read_json(body.data)
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        if len(value) > 1:
            raise Rejected("invalid_field", "Beside articles nothing else can be said.")
        value = value["articles"]
    return _several(value) if isinstance(value, list) else value


def _several(values: Sequence[Any]) -> Several:
    if not values:
        raise Rejected("empty", "The body holds no article.")
    return Several(values)


def read_items(several: Several, most: int, read: Callable[[object], Candidate]) -> list[Item]:
    """Each article as ``read`` reads it, or why it was rejected. Raises TooLarge beyond ``most`` of them."""
    if len(several.values) > most:
        raise TooLarge(f"{len(several.values):,} articles in one request are more than {most:,}.")
    return [_item(value, read) for value in several.values]


def _item(value: object, read: Callable[[object], Candidate]) -> Item:
    if isinstance(value, RecordFault):
        return Rejected(value.reason, value.detail or "The line is not one JSON object.")
    try:
        return read(value)
    except Rejected as rejected:
        return rejected
    except SourceForbidden as refused:
        return Rejected("source_forbidden", str(refused))


def articles_in(items: Sequence[Item]) -> list[Candidate]:
    return [item for item in items if isinstance(item, Candidate)]


def told(items: Sequence[Item], written: Sequence[Edited]) -> dict[str, Any]:
    """What became of each; ``written`` are those of ``articles_in``. The shape of ``BatchWritten``."""
    following = iter(written)
    results = [
        _rejected(index, item) if isinstance(item, Rejected) else _edited(index, next(following))
        for index, item in enumerate(items)
    ]
    counts = Counter(each["outcome"] for each in results)
    return {
        "total": len(items),
        "counts": {outcome: counts[outcome] for outcome in _OUTCOMES},
        "results": results,
    }


def _edited(index: int, edited: Edited) -> dict[str, Any]:
    return {
        "index": index,
        "outcome": edited.effect.value,
        "id": edited.id,
        "version": edited.version,
        "reason": None,
        "detail": None,
        "errors": [],
    }


def _rejected(index: int, rejected: Rejected) -> dict[str, Any]:
    return {
        "index": index,
        "outcome": "rejected",
        "id": None,
        "version": None,
        "reason": rejected.reason,
        "detail": str(rejected),
        "errors": [asdict(fault) for fault in rejected.faults],
    }
