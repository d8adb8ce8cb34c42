"""Round numbers beside an axis."""

import math

#: A share of less is none.
_LEAST = 1e-9
_STEPS = (1, 2, 2.5, 5, 10)


def ticks(largest: float, *, whole: bool, wanted: int = 5) -> tuple[float, ...]:
    """From 0 to the first round number at or above ``largest``, in at most ``wanted`` equal round steps.

    ``whole``: only whole numbers are round.
    """
    largest = math.ceil(largest) if whole else largest
    if largest < _LEAST:
        return (0.0, 1.0)
    raw = largest / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(step * power for step in _STEPS if step * power >= raw * (1 - 1e-9))
    if whole:
        step = float(max(1, math.ceil(step)))
    return tuple(number * step for number in range(math.ceil(largest / step - 1e-9) + 1))


def count_text(value: float) -> str:
    """``1,500``; ``12k``, ``2.5M`` where the number is long."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.4g}M"
    return f"{value / 1_000:.4g}k" if value >= 10_000 else f"{value:,.0f}"


def percent_text(value: float) -> str:
    return f"{value * 100:.4g} %"
