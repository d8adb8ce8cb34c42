"""The text of the article by trafilatura, as paragraphs, without teasers and with what it may lose."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from app.ingest.page.blocks import ends_sentence
from app.ingest.readers.html.links import letters_of
from app.ingest.readers.html.tree import text_of

#: The longest of 248 pages of news has some 4,000.
MOST_ELEMENTS = 20_000
_SPACES = {0xA0: " "}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEVELS, _CLASSES = 4, 3
_PROSE_WORDS, _KEY = 8, 80
#: Characters of an article that stands by itself.
_OWN_TEXT = 500
_FEWEST_ENTRIES = 3
_MOST_ARTICLES, _MOST_PARAGRAPHS = 500, 5_000
_POST_ID = re.compile(r"(?:^|\s)postid-(\d+)(?:\s|$)")
#: Matched at the start: where nothing of a post follows the first number, nothing does the others.
_POST = re.compile(r"(?>.*?(?:^|\s)post-(\d+)\s)(?:.*\s)?(?:hentry|type-\w+)(?:\s|$)", re.DOTALL)
#: Paragraphs of the same make as those of the article are the article's, if there are so many of them.
_FEWEST_LOST, _LOST_SHARE = 3, 0.2


def extracted(root: HtmlElement, links: tuple[str, ...] = ()) -> list[str] | None:
    """The paragraphs, headings, list items and table rows of the main text, in order.

    Captions of pictures are left out, and what ends it that begins as one of the ``links``, those that are
    long enough to be headlines. ``root`` is changed: teasers and captions are taken out of it.
    None for a page with so many elements that the extraction, which is not linear, would take minutes.
    """
    if root.xpath("count(//*)") > MOST_ELEMENTS:
        return None
    for element in [*root.iter("figcaption"), *_other_posts(root), *_teasers(root)]:
        if element.getparent() is not None:
            element.drop_tree()
    for entry in _entries(root):
        entry.tag = "div"
    document = bare_extraction(root, include_comments=False)
    if not isinstance(document, Document):
        return []
    return _without_closing_links(completed([line for line in _lines(document.body) if line], root), links)


def _without_closing_links(lines: list[str], links: tuple[str, ...]) -> list[str]:
    """``lines`` without those behind the last paragraph that are, or begin with, links to other stories."""
    linked = [letters_of(line).startswith(links) for line in lines]
    prose = (at for at, line in enumerate(lines) if line.count(" ") >= _PROSE_WORDS and ends_sentence(line))
    last = max((at for at in prose if not linked[at]), default=len(lines))
    return [line for at, line in enumerate(lines) if at < last or not linked[at]]


def _other_posts(root: HtmlElement) -> list[HtmlElement]:
    """WordPress numbers its stories: ``postid-7`` is the page's, what is marked as ``post-8`` is another.

    Unless the page's own or its headline stands inside, as in templates, which have numbers as well.
    """
    body = root.find("body")
    page = _POST_ID.search((body.get("class") or "") if body is not None else "")
    if page is None:
        return []
    marked = [(each, _POST.match(each.get("class") or "")) for each in root.iter("article", "div", "li")]
    own = [each for each, found in marked if found and found[1] == page[1]]
    around = {outer for each in (*own, *root.iter("h1")) for outer in each.iterancestors()}
    others = {each for each, found in marked if found and found[1] != page[1]} - around
    return [each for each in others if others.isdisjoint(each.iterancestors())] if own else []


def _teasers(root: HtmlElement) -> list[HtmlElement]:
    """Other stories on the page: ``article`` elements whose heading is a link, but never the longest one, and
    those inside one that has a text of its own.
    """
    articles = list(root.iter("article"))[:_MOST_ARTICLES]
    longest = max(articles, key=lambda article: len(article.text_content()), default=None)
    if longest is None:
        return []
    teasers = {article for article in articles if article is not longest and _heading_is_link(article)}
    teasers.update(_parts(longest))
    return [article for article in articles if article in teasers and not _is_inside(article, teasers)]


def _parts(article: HtmlElement) -> list[HtmlElement]:
    """The articles right inside one that says more than each of them (a live blog's entries are its text)."""
    inner = [each for each in article.iter("article") if next(each.iterancestors("article"), None) is article]
    sizes = [len(text_of(each)) for each in inner]
    own = len(text_of(article)) - sum(sizes)
    return inner if len(inner) > 1 and own >= max(_OWN_TEXT, *sizes) else []


def _entries(root: HtmlElement) -> list[HtmlElement]:
    """``article`` elements of one make side by side, without the headline: entries of one story."""
    groups: dict[tuple[HtmlElement | None, str], list[HtmlElement]] = {}
    for article in list(root.iter("article"))[:_MOST_ARTICLES]:
        if article.find(".//h1") is None:
            groups.setdefault((article.getparent(), article.get("class") or ""), []).append(article)
    return [entry for group in groups.values() if len(group) >= _FEWEST_ENTRIES for entry in group]


def _is_inside(article: HtmlElement, others: set[HtmlElement]) -> bool:
    return not others.isdisjoint(article.iterancestors("article"))


def _heading_is_link(article: HtmlElement) -> bool:
    heading = next(article.iter(*_HEADINGS), None)
    if heading is None:
        return False
    inside = heading.find(".//a[@href]") is not None
    return inside or any(outer.get("href") for outer in heading.iterancestors("a"))


def _lines(body: _Element) -> Iterator[str]:
    """What stands in the elements of ``body``, and between them."""
    yield _spaced(body.text or "")
    for element in body:
        if element.tag == "list":
            yield from (f"- {text}" for item in element.iter("item") if (text := _text(item)))
        elif element.tag == "table":
            yield from (_row(row) for row in element.iter("row"))
        else:
            yield _text(element)
        yield _spaced(element.tail or "")


def _row(row: _Element) -> str:
    return " | ".join(text for cell in row if (text := _text(cell)))


def _text(element: _Element) -> str:
    for line_break in element.iter("lb"):
        line_break.tail = f"\n{line_break.tail or ''}"
    return _spaced("".join(element.itertext()))


def _spaced(written: str) -> str:
    """The lines of ``written`` that hold something, with single spaces."""
    lines = written.translate(_SPACES).split("\n")
    return "\n".join(text for line in lines if (text := " ".join(line.split())))


def completed(lines: list[str], root: HtmlElement) -> list[str]:
    """``lines`` with the paragraphs that were lost: those that stand in the page as the others do.

    Where an article is cut in several containers, the extraction may end with the first of them.
    """
    found = "".join(map(letters_of, lines))
    paragraphs = [(_make(element), text_of(element)) for element in list(root.iter("p"))[:_MOST_PARAGRAPHS]]
    prose = [(make, text) for make, text in paragraphs if text.count(" ") >= _PROSE_WORDS]
    held = [letters_of(text)[:_KEY] in found for _, text in prose]
    makes = Counter(make for (make, _), is_held in zip(prose, held, strict=True) if is_held)
    lost = [not is_held and makes[make] > 1 for (make, _), is_held in zip(prose, held, strict=True)]
    size = sum(len(text) for (_, text), is_lost in zip(prose, lost, strict=True) if is_lost)
    if sum(lost) < _FEWEST_LOST or size < _LOST_SHARE * len(found):
        return lines
    return _joined(lines, [text for _, text in prose], lost)


def _make(element: HtmlElement) -> str:
    """The names and classes of ``element`` and of what it stands in."""
    marks = []
    for outer in (element, *element.iterancestors()):
        classes = sorted((outer.get("class") or "").split())[:_CLASSES]
        marks.append(".".join((str(outer.tag), *classes)))
        if len(marks) == _LEVELS:
            break
    return ">".join(marks)


def _joined(lines: list[str], prose: list[str], lost: list[bool]) -> list[str]:
    """The lost paragraphs put in behind those that they follow on the page."""
    places = {letters_of(line)[:_KEY]: at for at, line in enumerate(lines)}
    behind: dict[int, list[str]] = {}
    at = -1
    for text, is_lost in zip(prose, lost, strict=True):
        if is_lost:
            behind.setdefault(at, []).append(text)
        else:
            at = places.get(letters_of(text)[:_KEY], at)
    joined = behind.get(-1, [])
    for place, line in enumerate(lines):
        joined = [*joined, line, *behind.get(place, [])]
    return joined
