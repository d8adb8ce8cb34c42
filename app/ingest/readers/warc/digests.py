"""Whether a record still is what the crawler stored: ``WARC-Block-Digest`` and ``WARC-Payload-Digest``."""

import base64
import binascii
import hashlib
from collections.abc import Mapping

ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha-1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha-256": hashlib.sha256,
}
MISMATCH = "digest_mismatch"


def is_damaged(fields: Mapping[str, str], block: bytes, payloads: tuple[bytes, ...]) -> bool:
    """Whether a digest is given that fits neither; one of an unknown kind says nothing.

    ``payloads``: crawlers disagree whether the payload is the body as sent or without its chunks.
    """
    given = fields.get("warc-block-digest", "")
    if given:
        return _differs(given, block)
    given = fields.get("warc-payload-digest", "")
    return bool(given) and all(_differs(given, payload) for payload in payloads)


def _differs(given: str, data: bytes) -> bool:
    name, _, written = given.partition(":")
    algorithm = ALGORITHMS.get(name.strip().casefold())
    digest = _bytes(written.strip())
    return algorithm is not None and digest is not None and algorithm(data).digest() != digest


def _bytes(written: str) -> bytes | None:
    """A digest in base 32, as the standard has it, or in base 16."""
    try:
        if len(written) in (40, 64):
            return bytes.fromhex(written)
        return base64.b32decode(written.upper() + "=" * (-len(written) % 8))
    except (ValueError, binascii.Error):
        return None
