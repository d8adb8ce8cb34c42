"""MHTML (RFC 2557): a page and what belongs to it in one MIME message, as browsers save it."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class PageBytes:
    """A page with what is known of it besides: its address and charset, "" when not said."""

    data: bytes
    url: str = ""
    charset: str = ""


def saved_page(data: bytes) -> PageBytes | None:
    """The first part of ``data`` that is a page; None where there is none. Never raises."""
    try:
        message = message_from_bytes(data)
        part = next((part for part in message.walk() if part.get_content_type() in _PAGES), None)
        return _page(part, message) if part is not None else None
    except (RecursionError, ValueError, LookupError):  # parts in parts without end, headers that are none
        return None


def _page(part: Message, message: Message) -> PageBytes:
    content = part.get_payload(decode=True)
    url = part.get("Content-Location") or message.get("Snapshot-Content-Location") or ""
    return PageBytes(
        content if isinstance(content, bytes) else b"",
        str(url).strip() if str(url).startswith(("http:", "https:")) else "",
        str(part.get_content_charset() or ""),
    )
