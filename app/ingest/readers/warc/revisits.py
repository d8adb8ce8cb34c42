"""Which pages of an archive were seen, for records that say "as before"."""

from app.ingest.readers.warc.framing import Frame

#: Pages that are remembered, by a hash of 8 bytes each; crawls revisit soon or never.
MOST = 200_000


class Seen:
    """The last pages by their digest and their address, in bounded memory."""

    def __init__(self) -> None:
        self._hashes: dict[int, None] = {}

    def add(self, frame: Frame) -> None:
        for key in (frame.fields.get("warc-payload-digest"), frame.url):
            if key:
                self._hashes[hash(key)] = None
        while len(self._hashes) > 2 * MOST:
            del self._hashes[next(iter(self._hashes))]

    def knows(self, revisit: Frame) -> bool:
        keys = ("warc-payload-digest", "warc-refers-to-target-uri")
        return any(hash(revisit.fields.get(key, "")) in self._hashes for key in keys if key in revisit.fields)
