"""Comma lists as people write them: ``a, "b, with a comma", -c``."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import InvalidParameter

_ITEM = re.compile(r'\s*(?P<minus>-?)(?:"(?P<quoted>[^"]*)"|(?P<plain>[^",][^,]*|))\s*(?:(?P<comma>,)|$)')


@dataclass(frozen=True, slots=True)
class ListItem:
    """A value of a list, without its quotes; ``exclude`` where a minus stood before it."""

    value: str
    exclude: bool = False

    @property
    def written(self) -> str:
        """The value with its minus, for lists that exclude nothing."""
        return f"-{self.value}" if self.exclude else self.value


def read_list(parameter: str, raw: tuple[str, ...]) -> list[ListItem]:
    """All values of a parameter that may be repeated, each of them a comma list.

    Raises InvalidParameter for an empty value, an open quote and control characters.
    """
    return [item for text in raw for item in _items(parameter, text)]


def _items(parameter: str, text: str) -> Iterator[ListItem]:
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise InvalidParameter.named(parameter, "holds control characters: leave them out")
    place = 0
    while True:
        match = _ITEM.match(text, place)
        if match is None:
            raise InvalidParameter.named(parameter, 'a quoted value reads "...", and a comma follows it')
        value = (match["quoted"] or match["plain"] or "").strip()
        if not value:
            raise InvalidParameter.named(
                parameter, "holds an empty value: leave out the comma or the parameter"
            )
        yield ListItem(value, bool(match["minus"]))
        if not match["comma"]:
            return
        place = match.end()
