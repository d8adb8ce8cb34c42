"""Values that are none of the known ones, or out of range: refused by the name of their parameter."""

from collections.abc import Iterable

from app.errors import InvalidParameter
from app.search.nearest import suggestion

_SAID = 64


def between(parameter: str, value: int, least: int, most: int) -> int:
    """``value`` if it is in range, both ends included. Raises InvalidParameter."""
    if not least <= value <= most:
        raise InvalidParameter.named(parameter, f"must be from {least} to {most}")
    return value


def choice(parameter: str, value: str, known: Iterable[str]) -> str:
    """``value`` if it is known. Raises InvalidParameter with the nearest known one."""
    names = [str(name) for name in known]
    if value in names:
        return value
    raise InvalidParameter.named(parameter, f"there is no {value[:_SAID]!r}; {suggestion(value, names)}")
