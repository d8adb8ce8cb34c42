"""What a page says of its article in JSON-LD (schema.org), as a draft."""

from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from app.ingest.draft import Draft
from app.ingest.readers.html.ldjson import Node, nodes_in, values_in

_ARTICLES = (
    "Article",
    "BlogPosting",
    "Report",
    "LiveBlogPosting",
    "SocialMediaPosting",
    "Review",
    "NewsItem",
)
#: Say something of the page where no node is an article.
_PAGES = ("WebPage", "ItemPage", "Recipe", "VideoObject", "PodcastEpisode", "CreativeWork")
_LISTS = ("liveBlogUpdate", "hasPart", "itemListElement", "blogPost", "relatedLink", "citation", "isPartOf")
_MOST_NAMES, _MOST_ARTICLES = 50, 100
_TEXT_KEYS = ("name", "@value", "headline", "title", "text", "url", "@id", "contentUrl")
_LANGUAGE_KEYS = ("alternateName", "identifier", "name")
_ADDRESS_KEYS = ("url", "contentUrl", "@id", "thumbnailUrl")


def linked_articles(root: HtmlElement) -> list[Draft]:
    """A draft for each article that the page's JSON-LD describes; where there is none, for the page."""
    scripts = [script.text or "" for script in root.iter("script") if "ld+json" in script.get("type", "")]
    nodes = nodes_in([value for script in scripts for value in values_in(script)])
    index = _index(nodes)
    for kinds in (_ARTICLES, _PAGES):
        found = [
            node for node in nodes if _is_a(node, kinds) and _first(node, "headline", "name", "articleBody")
        ]
        if found:
            parts = _parts(nodes)
            return [_draft(node, index) for node in found if id(node) not in parts][:_MOST_ARTICLES]
    return []


def _index(nodes: Sequence[Node]) -> dict[str, Node]:
    """The node that says most under each ``@id``."""
    index: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(index.get(name, {})):
            index[name] = node
    return index


def _is_a(node: Node, kinds: Sequence[str]) -> bool:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name.endswith(tuple(kinds)) for name in names)


def _parts(nodes: Sequence[Node]) -> frozenset[int]:
    """Entries of live blogs, parts of series and teasers in lists: not the page's own article."""
    inner = (node.get(key) for node in nodes for key in _LISTS)
    items = (item for value in inner for item in (value if isinstance(value, list) else [value]))
    return frozenset(id(part) for item in items for part in (item, _item(item)))


def _item(value: Any) -> Any:
    return value.get("item") if isinstance(value, Mapping) else None


def _draft(node: Node, index: Mapping[str, Node]) -> Draft:
    people = tuple(_people(node.get("author") or node.get("creator"), index))
    return Draft(
        title=_first(node, "headline", "name"),
        description=_first(node, "description", "abstract", "alternativeHeadline"),
        body=_first(node, "articleBody", "text"),
        authors=people[:_MOST_NAMES],
        source=_text(_resolved(node.get("publisher") or node.get("sourceOrganization"), index)),
        dateline=_first(node, "dateline"),
        section=next(iter(_texts(node.get("articleSection"))), ""),
        tags=tuple(_tags(node.get("keywords"))),
        language=_text(node.get("inLanguage"), _LANGUAGE_KEYS),
        url=_address(node.get("url")) or _address(node.get("mainEntityOfPage")) or _address(node.get("@id")),
        image_url=_address(_resolved(node.get("image"), index)) or _address(node.get("thumbnailUrl")),
        published=_first(node, "datePublished", "dateCreated", "uploadDate"),
        updated=_first(node, "dateModified"),
    )


def _first(node: Node, *names: str) -> str:
    return next((text for name in names if (text := _text(node.get(name)))), "")


def _text(value: Any, keys: Sequence[str] = _TEXT_KEYS) -> str:
    """The text that ``value`` is, that its first item is, or that it holds under one of ``keys``."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, Mapping):
            value = next((value[key] for key in keys if value.get(key)), "")
    if isinstance(value, str):
        return unescape(unescape(value)).strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _texts(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if text := _text(item):
            yield text


def _tags(value: Any) -> Iterator[str]:
    """A list of tags, or one text with commas."""
    for text in _texts(value):
        yield from (part.strip() for part in text.split(",")) if not isinstance(value, list) else (text,)


def _resolved(value: Any, index: Mapping[str, Node]) -> Any:
    """``value`` with references (``{"@id": ...}``) replaced by the nodes that they name."""
    if isinstance(value, list):
        return [_resolved(item, index) for item in value[:_MOST_NAMES]]
    if isinstance(value, Mapping) and isinstance(value.get("@id"), str) and "name" not in value:
        return {**index.get(value["@id"], {}), **value}
    return value


def _people(value: Any, index: Mapping[str, Node]) -> Iterator[str]:
    """Names of persons first; organisations only where no person is named."""
    resolved = _resolved(value, index)
    items = resolved if isinstance(resolved, list) else [resolved]
    flat = [one for item in items for one in _expanded(item)]
    persons = [item for item in flat if not (isinstance(item, Mapping) and _is_a(item, ("Organization",)))]
    names = [name for item in persons if (name := _name(item))] or [
        name for item in flat if (name := _name(item))
    ]
    yield from dict.fromkeys(names)


def _expanded(item: Any) -> list[Any]:
    """``{"name": ["A", "B"]}`` is two people."""
    if isinstance(item, Mapping) and isinstance(item.get("name"), list):
        return [{**item, "name": name} for name in item["name"][:_MOST_NAMES]]
    return item if isinstance(item, list) else [item]


def _name(item: Any) -> str:
    if isinstance(item, Mapping) and not item.get("name"):
        given, family = _text(item.get("givenName")), _text(item.get("familyName"))
        return f"{given} {family}".strip()
    name = _text(item, ("name", "@value"))
    return "" if "://" in name else name


def _address(value: Any) -> str:
    address = _text(value, _ADDRESS_KEYS)
    return address if "://" in address or address.startswith("/") else ""
