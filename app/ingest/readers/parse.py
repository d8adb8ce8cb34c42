"""One JSON value from its bytes, strictly where it matters and quickly where nothing smells.

``orjson`` reads most records. It takes the last of two equal keys, makes floats of long integers and
knows no depth limit of ours, so what it read is looked over; what it refuses or what looks odd goes
through the standard library's parser with every check on. Both give the same values.
"""

import json
import math
import re
from itertools import islice
from typing import Any, NoReturn

import orjson

from app.ingest.encoding import REPLACED, decode, without_lone_surrogates
from app.ingest.field_names import place_of
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.wrappers import ENVELOPES, LISTS

MAX_DEPTH = 32
MAX_KEYS = 1000
MAX_DIGITS = 20
#: Texts, brackets and commas of one record, which are counted in those beyond so many bytes.
MAX_VALUES, CROWD_BYTES = 300_000, 2**20
VALUE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{,]', re.DOTALL)
#: Beyond this a float may be an integer that lost digits.
SAFE_NUMBER = 2**63
#: What a bracket adds to the depth.
NESTING = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
LONGEST_LITERAL = len("-Infinity")
KEY_MARK = re.compile(rb'"[ \t\r\n]*+:')
#: A bracket, or a whole string; one that is not closed runs to the end.
STRUCTURE = re.compile(rb'[\[\]{}]|"[^"\\]*+(?:\\.[^"\\]*+)*+("?)', re.DOTALL)


def parse(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """The value and the flags of its decoding. Raises RecordFault.

    Reasons: ``bad_json`` (with the position), ``too_deep``, ``bad_number``, ``duplicate_key`` (but for
    objects under a name that no reader knows, of which the last counts), ``wrong_type`` (too many fields).
    Control characters inside strings are let through.
    """
    if fault := _crowded(data):
        raise fault
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return _parse_strictly(data)
    return (value, ()) if _is_sound(value, data) else _parse_strictly(data)


def error_in(data: bytes) -> RecordFault | None:
    """What is not JSON in ``data``, the beginning of a value or all of it; None if it may merely be cut."""
    if fault := _crowded(data):
        return fault
    try:
        STRICT.decode(decode(data)[0])
    except json.JSONDecodeError as error:
        fault = _bad_json(error, data)
        return None if fault.at is None else fault
    except (RecordFault, RecursionError):
        return None
    return None


def _crowded(data: bytes) -> RecordFault | None:
    """What is wrong with a large record of very many values: in memory they are far larger."""
    if len(data) <= CROWD_BYTES or next(islice(VALUE.finditer(data), MAX_VALUES, None), None) is None:
        return None
    return RecordFault("wrong_type", f"more than {MAX_VALUES:,} texts, lists and commas in one record")


def depth_of(data: bytes) -> int:
    """How deep the brackets of ``data`` nest, but no further than one beyond the limit."""
    depth = deepest = 0
    for match in STRUCTURE.finditer(data):
        depth += NESTING.get(data[match.start()], 0)
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
    return deepest


def is_cut(data: bytes) -> bool:
    """Whether ``data`` ends inside a string, an object or an array."""
    depth = 0
    for match in STRUCTURE.finditer(data):
        if match.group(1) == b"":
            return True
        depth += NESTING.get(data[match.start()], 0)
    return depth > 0


def _is_sound(value: object, data: bytes) -> bool:
    """Whether nothing is hidden in ``value`` that orjson passes over."""
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH and depth_of(data) > MAX_DEPTH:
        return False
    keys = 0
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            keys += len(inner)
            if len(inner) > MAX_KEYS:
                return False
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)
        elif isinstance(inner, float) and abs(inner) >= SAFE_NUMBER:
            return False
    # Each key shows a quote and a colon: where one key stands twice there are more of these than keys.
    return len(KEY_MARK.findall(data)) == keys


def _parse_strictly(data: bytes) -> tuple[Any, tuple[str, ...]]:
    if depth_of(data) > MAX_DEPTH:
        raise RecordFault("too_deep", f"more than {MAX_DEPTH} levels")
    text, flags = decode(data)
    try:
        value = STRICT.decode(text)
    except json.JSONDecodeError as error:
        raise _bad_json(error, data) from None
    cleaned = _without_lone_surrogates(value)
    return cleaned, flags if cleaned == value or REPLACED in flags else (*flags, REPLACED)


def _bad_json(error: json.JSONDecodeError, data: bytes) -> RecordFault:
    """The fault with its place, but for an error that stands at the end and may be mere lack of text."""
    at: int | None = len(error.doc[: error.pos].encode("utf-8", "surrogatepass"))
    if error.msg.startswith("Unterminated string") or len(data) - (at or 0) <= LONGEST_LITERAL:
        at = None
    return RecordFault("bad_json", f"{error.msg} at character {error.pos + 1}", at)


def _without_lone_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return without_lone_surrogates(value)
    if isinstance(value, list):
        return [_without_lone_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {without_lone_surrogates(key): _without_lone_surrogates(item) for key, item in value.items()}
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_KEYS:
        raise RecordFault("wrong_type", f"an object of {len(pairs)} fields, at most {MAX_KEYS}")
    found = dict(pairs)
    if len(found) < len(pairs) and (twice := _ambiguous(pairs)) is not None:
        raise RecordFault("duplicate_key", ascii(twice[:60]))
    return found


def _ambiguous(pairs: list[tuple[str, Any]]) -> str | None:
    """A name that stands twice where it may matter: objects under a name that nobody reads do not."""
    seen: set[str] = set()
    for name, value in pairs:
        if name in seen and (not isinstance(value, dict) or place_of(name) or name in (*LISTS, *ENVELOPES)):
            return name
        seen.add(name)
    return None


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise RecordFault("bad_number", f"an integer of {len(digits)} digits, at most {MAX_DIGITS}")
    return int(digits)


def _float(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise RecordFault("bad_number", "a number beyond 1.8e308")
    return number


def _constant(name: str) -> NoReturn:
    raise RecordFault("bad_number", name)


STRICT = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_float,
    parse_constant=_constant,
    strict=False,
)
