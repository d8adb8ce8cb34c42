"""Articles inside other objects: API answers, search hits, JSON-LD graphs, one article in an envelope."""

from collections.abc import Mapping
from typing import Any

from app.ingest.field_names import place_of

JsonObject = Mapping[str, Any]

#: Fields that hold a list of articles, or an object that holds such a list.
LISTS = (
    *("articles", "results", "data", "hits", "response", "docs", "items", "news", "stories"),
    *("documents", "entries", "records", "posts"),
)
GRAPH = "@graph"
#: Fields that hold one article, beside what belongs to its envelope.
ENVELOPES = (
    "_source",
    "article",
    "newsArticle",
    "doc",
    "document",
    "story",
    "post",
    "fields",
    "attributes",
    "data",
)
#: The ends of schema.org's names for articles and for what is used as one; other types are no articles.
ARTICLE_TYPES = ("Article", "Posting", "Report", "Review", "CreativeWork", "Story")
REFERENCES = ("author", "creator", "publisher", "image", "sourceOrganization", "provider")
TEXT_OBJECTS = ("rendered", "#text", "@value", "$t", "main", "text")


def articles_of(value: object) -> list[object]:
    """What stands for articles in ``value``: itself, the items it wraps, or the one in its envelope.

    An object with a body of its own is an article, whatever lists it holds. What is returned need
    not be an object: an item of a list comes as it is.
    """
    if isinstance(value, list):
        return [article for item in value for article in articles_of(item)]
    if not isinstance(value, Mapping) or fills(value, "body"):
        return [value]
    items = _items(value)
    if items is None:
        items = _by_name(value) or _by_column(value)
    if items is not None:
        return [article for item in items for article in articles_of(item)]
    return [_without_envelope(value)]


def _by_name(value: JsonObject) -> list[Any] | None:
    """The articles of an object that holds each under its id, two at least."""
    inner = list(value.values())
    articles = [item for item in inner if isinstance(item, Mapping) and fills(item, "title")]
    return inner if len(inner) == len(articles) > 1 else None


def _by_column(value: JsonObject) -> list[Any] | None:
    """The rows of a table written column by column, as pandas does: ``{"title": {"0": ..., "1": ...}}``."""
    columns = {name: column for name, column in value.items() if isinstance(column, Mapping)}
    first = next(iter(columns.values()), {})
    is_table = columns and len(columns) == len(value) and all(key.isdigit() for key in first)
    if not is_table or not first or any(column.keys() != first.keys() for column in columns.values()):
        return None
    return [{name: column[key] for name, column in columns.items()} for key in first]


def fills(value: JsonObject, field: str) -> bool:
    """Whether one of the names of ``field`` holds text in this object."""
    return any(_is_text(inner) and (place_of(name) or ("",))[0] == field for name, inner in value.items())


def is_article(value: JsonObject) -> bool:
    """Whether schema.org's ``@type``, where there is one, is a kind of article."""
    types = value.get("@type")
    if types is None:
        return True
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name.endswith(ARTICLE_TYPES) for name in names)


def _is_text(value: object) -> bool:
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], str)
    return isinstance(value, Mapping) and any(isinstance(value.get(key), str) for key in TEXT_OBJECTS)


def _items(value: JsonObject) -> list[Any] | None:
    """The items of the list that ``value`` wraps, perhaps a level or two down."""
    if isinstance(graph := value.get(GRAPH), list):
        return _articles_in_graph(graph)
    own_title = fills(value, "title")
    for name in LISTS:
        inner = value.get(name)
        items = _items(inner) if isinstance(inner, Mapping) else inner
        if isinstance(items, list) and _are_articles(items, sure=not own_title):
            return items
    return None


def _are_articles(items: list[Any], sure: bool) -> bool:
    """Whether a list can be of articles; unless ``sure``, only if its first item has a title or a body."""
    if not items:
        return sure
    first = items[0]
    if not isinstance(first, Mapping):
        return False
    return sure or any(fills(first, field) for field in ("title", "body"))


def _articles_in_graph(graph: list[Any]) -> list[Any]:
    """The articles of a JSON-LD graph, with the nodes that they refer to put in place."""
    nodes = {
        node["@id"]: node for node in graph if isinstance(node, Mapping) and isinstance(node.get("@id"), str)
    }
    return [
        {name: _resolved(inner, nodes) if name in REFERENCES else inner for name, inner in node.items()}
        for node in graph
        if isinstance(node, Mapping) and "@type" in node and is_article(node)
    ]


def _resolved(value: Any, nodes: Mapping[str, JsonObject]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, nodes) for item in value]
    if isinstance(value, Mapping) and isinstance(value.get("@id"), str):
        return {**nodes.get(value["@id"], {}), **value}
    return value


def _without_envelope(value: JsonObject, depth: int = 1) -> JsonObject:
    """The article in an envelope, or one in another, with what they say besides (its id, its score)."""
    for name in ENVELOPES:
        inner = value.get(name)
        if isinstance(inner, Mapping) and not (fills(inner, "title") or fills(inner, "body")) and depth:
            inner = _without_envelope(inner, depth - 1)
        if isinstance(inner, Mapping) and (fills(inner, "title") or fills(inner, "body")):
            rest = {key: other for key, other in value.items() if key != name and key not in inner}
            return {**inner, **rest}
    return value
