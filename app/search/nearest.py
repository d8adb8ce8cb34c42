"""What to say to somebody who wrote a name that there is not."""

from collections.abc import Iterable
from difflib import get_close_matches

#: Characters of what was written that are compared.
_COMPARED = 64


def suggestion(written: str, known: Iterable[str]) -> str:
    """``did you mean title?``, with the name most like it; all names where none is near."""
    names = [str(name) for name in known]
    near = get_close_matches(written[:_COMPARED].lower(), names, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
