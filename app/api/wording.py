"""What is said of a value that does not fit: our words in place of the validating library's."""

from collections.abc import Mapping
from typing import Any

#: By the library's kind of error; the braces are filled from its context.
_SAYINGS = {
    "missing": "this parameter is required",
    "whole_number": "must be a whole number, written in digits 0 to 9",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "bool_parsing": "must be true or false",
    "literal_error": "must be {expected}",
    "string_too_long": "takes at most {max_length} characters",
}


def say(error: Mapping[str, Any]) -> str:
    """One of ``ValidationError.errors()`` in words, which never hold what was sent."""
    saying = _SAYINGS.get(error["type"], "has a value that cannot be read")
    return saying.format_map(error.get("ctx", {})).replace("'", "")
