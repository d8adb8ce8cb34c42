"""Text that was once decoded wrongly (``doesnâ€™t``) and can be put right without a doubt.

ftfy undoes it, and leaves alone what could be meant. Asking it costs more than all the rest of the
normalising, so only lines are asked about that hold what bytes of UTF-8 look like when they are taken for
Windows-1252, Latin-1 or Windows-1251.
"""

import re
from dataclasses import replace
from functools import cache
from typing import Any, Protocol

from app.ingest.draft import Draft

_SUSPECT = re.compile(
    # the first byte of a character of several bytes and the second, as Western letters and signs
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
    # Cyrillic as Cyrillic: three in a row, of which ``СССР`` has but two
    "|(?:[РС][\u0400-\u045f\u00a0-\u00bf\u2013-\u2122]){3}"
)


FLAG = "mojibake_repaired"
_TEXTS = ("title", "description", "body", "byline", "source", "agency", "dateline", "section")
_LISTS = ("authors", "tags")


class _Mender(Protocol):
    def __call__(self, text: str) -> str: ...


def mended(text: str) -> str:
    """``text`` with what is surely mojibake put right; the same object where nothing is."""
    if text.isascii() or not _SUSPECT.search(text):
        return text
    mend = _mender()
    whole = "\n".join(mend(line) if _SUSPECT.search(line) else line for line in text.split("\n"))
    return text if whole == text else whole


def mended_draft(draft: Draft) -> Draft:
    """The draft with all its texts mended, flagged where that changed anything."""
    changed: dict[str, Any] = {}
    for name in _TEXTS:
        if (better := mended(before := getattr(draft, name))) is not before:
            changed[name] = better
    for name in _LISTS:
        before = getattr(draft, name)
        if (better_list := tuple(map(mended, before))) != before:
            changed[name] = better_list
    return replace(draft, **changed, flags=(*draft.flags, FLAG)) if changed else draft


@cache
def _mender() -> _Mender:
    """Imported when it is first needed, which is seldom."""
    from ftfy import TextFixerConfig, fix_encoding

    # What was lost on the way can only be guessed: a byte A0 that became a space, a byte that became "?".
    config = TextFixerConfig(restore_byte_a0=False, replace_lossy_sequences=False)
    return lambda text: fix_encoding(text, config)
