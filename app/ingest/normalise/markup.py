"""HTML inside a field that should be text: character references resolved, tags taken out.

The rules, since ``a < b & c`` is also a sentence:

- a reference counts when it ends in a semicolon and HTML knows it (``&amp;`` ``&#8217;``); ``AT&T`` and
  ``?a=1&copy=2`` stay. References are resolved twice at most, so ``&amp;quot;`` is a quotation mark;
- a tag is one that HTML knows, alone or with attributes (``<p>``, ``</a>``, ``<img src=...>``), or any
  other with attributes or a namespace; ``<XOM.N>``, ``<ID:nN0123>``, ``<S Inc>`` and ``<3`` are text;
- blocks and line breaks become lines; script, style and other contents that nobody reads go.

What comes out holds no tag of HTML. Time is linear in the length of the text, which is why the standard
library's ``html.parser`` is not used: unclosed tags cost it 20 s for 60 kB (CVE-2025-6069).
"""

import re
from html import unescape

from app.ingest.normalise.wordlist import words

_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_INLINE = words("""
    a abbr acronym address area audio b base bdi bdo big blink button canvas cite code data del dfn em
    embed font form frame i img input ins kbd label link map mark meta meter object output param
    picture progress q rp rt ruby s samp small source span strike strong sub sup time track tt u var
    video wbr
""")
_BLOCKS = words("""
    article aside body br caption center dd details dir dl dt fieldset figcaption footer head header
    hgroup hr html legend li main menu nav option summary tbody td tfoot th thead tr
""")
_PARAGRAPHS = words("""
    p div blockquote section figure h1 h2 h3 h4 h5 h6 ul ol table pre
""")
_UNREAD = words("""
    script style template noscript iframe frameset title textarea select math svg applet
""")
_KNOWN = _INLINE | _BLOCKS | _PARAGRAPHS | _UNREAD
_NAMES = "|".join(sorted(_KNOWN, key=len, reverse=True))
_BARE_ATTRIBUTES = words(
    "async autoplay checked controls defer disabled hidden loop muted nowrap open selected"
)

#: ``o:p``, ``app-root``. A wire's references (``<ID:nN0123>``) have figures, and are text.
_OTHER_NAME = re.compile(r"(?=[^:-]*[:-])\D+")

# No part may run over a "<", so that scanning stays linear however many tags are left open.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w:.-]*+)"
    r"(?:(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)|(?P<loose>[^<>]*+))>"
)
_LIKE_TAG = re.compile(rf"<(?=[/!?]?(?:{_NAMES})(?![\w.-])|[!?])", re.I)
_LEFT_OPEN = re.compile(rf"<(?=(?:{_NAMES})[\s/][^<>]*=)", re.I)
_HIDDEN = (("<!--", "-->"), ("<!", ">"), ("<?", ">"))
_PARAGRAPH_GAP = re.compile(r"\n[^\S\n]*\n\s*")
_ROUNDS = 3


def plain_text(text: str) -> str:
    """``text`` without markup. Tags that appear only once others are gone are taken out as well.

    What could still open a tag (``<img src=`` without its end) keeps its letters, with ``‹`` for ``<``.
    """
    text = resolve_references(text)
    for _ in range(_ROUNDS):
        if not has_markup(text):
            return _LEFT_OPEN.sub("‹", text)
        text = resolve_references(_without_tags(_without_hidden(text)))
    return _LIKE_TAG.sub("‹", text)


def resolve_references(text: str) -> str:
    """``text`` with its HTML character references resolved, twice escaped ones too."""
    for _ in range(2):
        if "&" not in text:
            break
        text = _REFERENCE.sub(lambda match: unescape(match.group()), text)
    return text


def has_markup(text: str) -> bool:
    """Whether ``text`` holds a tag, a comment or a declaration."""
    if "<" not in text:
        return False
    return "<!--" in text or "<!" in text or "<?" in text or any(_is_tag(tag) for tag in _TAG.finditer(text))


def _is_tag(tag: re.Match[str]) -> bool:
    name, rest = tag["name"].lower(), (tag["rest"] or tag["loose"] or "").strip(" \t\n/")
    if name in _UNREAD or "=" in rest or _OTHER_NAME.fullmatch(name):
        return True
    return name in _KNOWN and (not rest or all(word in _BARE_ATTRIBUTES for word in rest.lower().split()))


def _without_hidden(html: str) -> str:
    """``html`` without comments, CDATA marks, declarations and instructions."""
    html = html.replace("<![CDATA[", "").replace("]]>", "")
    for opening, closing in _HIDDEN:
        html = _cut(html, opening, closing)
    return html


def _cut(html: str, opening: str, closing: str) -> str:
    """``html`` without what stands between ``opening`` and ``closing``.

    One left open ends at the next ``>``, as comments of SGML may, or loses only its mark.
    """
    kept = []
    at = 0
    while (start := html.find(opening, at)) >= 0:
        kept.append(html[at:start])
        end = html.find(closing, start + len(opening))
        if end < 0:
            rest = html[start + len(opening) :]
            _, bracket, behind = rest.partition(">")
            return "".join(kept) + (behind if bracket else rest).replace(opening, "")
        at = end + len(closing)
    return "".join(kept) + html[at:]


def _without_tags(html: str) -> str:
    """What a reader would see, with a line for each block."""
    pieces: list[str] = []
    hidden_by = ""
    at = 0
    tags = [tag for tag in _TAG.finditer(html) if _is_tag(tag)]
    in_blocks = any(tag["name"].lower() not in _INLINE for tag in tags)
    for tag in tags:
        if not hidden_by:
            pieces.append(_lines(html[at : tag.start()], in_blocks))
            pieces.append(_break_for(tag["name"].lower()))
        hidden_by = _hidden_after(tag, hidden_by)
        at = tag.end()
    if not hidden_by:
        pieces.append(_lines(html[at:], in_blocks))
    return "".join(pieces)


def _hidden_after(tag: re.Match[str], hidden_by: str) -> str:
    """The element whose contents nobody reads and that is open after ``tag``; empty when none is."""
    name = tag["name"].lower()
    if hidden_by:
        return "" if tag["end"] and name == hidden_by else hidden_by
    closed_at_once = tag["end"] or (tag["rest"] or "").endswith("/")
    return name if name in _UNREAD and not closed_at_once else ""


def _break_for(name: str) -> str:
    if name in _PARAGRAPHS:
        return "\n\n"
    return "\n" if name in _BLOCKS else ""


def _lines(text: str, in_blocks: bool) -> str:
    """Between blocks a line end is but a space, as in a browser; a blank line stays a paragraph."""
    if not in_blocks or "\n" not in text:
        return text
    return "\n\n".join(part.replace("\n", " ") for part in _PARAGRAPH_GAP.split(text))
