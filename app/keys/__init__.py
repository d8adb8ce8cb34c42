"""Keys: who may read and write over HTTP, and what was written with them."""

from app.keys.audit import Entry, Signature
from app.keys.receipts import Once, Receipt
from app.keys.store import Key, KeyScope, KeyStore, UsedKey
from app.keys.token import Token, make_token, read_token

__all__ = [
    "Entry",
    "Key",
    "KeyScope",
    "KeyStore",
    "Once",
    "Receipt",
    "Signature",
    "Token",
    "UsedKey",
    "make_token",
    "read_token",
]
