"""Made-up pages for the tests of web pages."""

from app.ingest.draft import Draft
from tests.ingest.reading import drafts, read, reasons

PARAGRAPHS = (
    "The council of Ostermoor voted on Tuesday to keep the lighthouse lit through the winter.",
    "The money comes from a fountain that was to stand on the market square until nobody wanted it.",
    "The keeper heard the result on the wireless and said that she would have stayed in any case.",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def page(head: str = "", body: str = BODY, title: str = "Lighthouse stays lit") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><h1>{title}</h1>{body}</body></html>"
    ).encode()


def linked(*scripts: str) -> str:
    return "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)


def article(data: bytes, kind: str = "html") -> Draft:
    items = read(data, kind)
    assert reasons(items) == []
    return drafts(items)[0]
