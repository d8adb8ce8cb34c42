"""Text in an SVG document."""

import re
from html import escape

#: What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str, most: int) -> str:
    """One line, cut to ``most`` characters, escaped, without what XML cannot hold."""
    shown = " ".join(_NOT_XML.sub("", text).split())
    return escape(shown if len(shown) <= most else shown[: most - 1].rstrip() + "…")


def width(text: str) -> float:
    """About how wide it is in the small print of a chart."""
    return sum(11.5 if ord(char) > 0x2E80 else 6.9 for char in text)
