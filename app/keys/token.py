"""The text of a key: ``dateline_`` + 8 hex digits to know it by + ``_`` + 256 random bits in base64url.

It is shown once, when it is made. What is kept is the part to know it by and the SHA-256 of the whole: with
so many random bits no slow hash is needed (OWASP ASVS 5.0, 11.4 and 11.5.1).
"""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

_TOKEN = re.compile(r"dateline_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Token:
    """What of a key's text may be kept and logged. ``prefix`` is empty where it was no key's text."""

    prefix: str
    digest: bytes


def make_token() -> tuple[str, Token]:
    """A new key's text, which must not be kept, and what may be."""
    text = f"dateline_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    return text, read_token(text)


def read_token(text: str) -> Token:
    """Of any text whatever, so that a wrong one takes the same way, and as long, as a right one."""
    match = _TOKEN.fullmatch(text)
    digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return Token(match[1] if match else "", digest)
