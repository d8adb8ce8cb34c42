"""A secret key that all server processes of a data directory share."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from app.errors import UsageError
from app.volume import is_writable

KEY_BYTES = 32


def shared_key(path: Path) -> bytes:
    """The key kept in this file, which only its owner may read; made when there is none yet.

    Of several processes that make it at once, all get the same. Where none can be kept, because
    nothing can be written, each process has a key of its own. Raises UsageError when there is a folder
    for it, but it can be neither read nor made.
    """
    try:
        with suppress(FileNotFoundError):
            return _read(path)
        if not is_writable(path.parent):
            return secrets.token_bytes(KEY_BYTES)
        _make(path)
        return _read(path)
    except OSError as error:
        raise UsageError(f"{path.name} cannot be kept in the data directory: {error.strerror}") from error


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise UsageError(f"{path.name} in the data directory is damaged: delete it, and another is made")
    return key


def _make(path: Path) -> None:
    """Written aside and linked, so that nobody sees half a key and the first one made stays."""
    descriptor, aside = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # mode 600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()
