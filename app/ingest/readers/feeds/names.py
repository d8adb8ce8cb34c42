"""What the elements of a feed are called, whatever prefixes and dialects it is written in.

RSS, RDF and all versions of Atom share one set of plain names (``title``, ``link``, ``updated``); the
elements of known extensions are written with the usual prefix (``dc:creator``).
"""

from lxml import etree

#: Prefix: the namespaces it stands for. All are compared in lower case and without a slash at the end.
EXTENSIONS = {
    "dc": ("http://purl.org/dc/elements/1.1", "http://purl.org/dc/elements/1.0"),
    "dcterms": ("http://purl.org/dc/terms",),
    "content": ("http://purl.org/rss/1.0/modules/content",),
    "media": ("http://search.yahoo.com/mrss", "http://www.rssboard.org/media-rss"),
    "itunes": ("http://www.itunes.com/dtds/podcast-1.0.dtd", "http://example.com/dtds/podcast-1.0.dtd"),
    "feedburner": ("http://rssnamespace.org/feedburner/ext/1.0",),
    "prism": (
        "http://prismstandard.org/namespaces/basic/2.0",
        "http://prismstandard.org/namespaces/1.2/basic",
    ),
    "sy": ("http://purl.org/rss/1.0/modules/syndication",),
    "rdf": ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",),
    "xhtml": ("http://www.w3.org/1999/xhtml",),
    "xml": ("http://www.w3.org/xml/1998/namespace",),
}
PLAIN = (
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/ns#",
    # Atom before it had its name.
    "http://purl.org/echo",
    "http://purl.org/pie",
    "http://example.com/necho",
    "http://example.com/newformat#",
    "http://purl.org/rss/1.0",
    "http://my.netscape.com/rdf/simple/0.9",
    "http://channel.netscape.com/rdf/simple/0.9",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd",
    "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2",
    "http://backend.userland.com/rss091",
    "http://backend.userland.com/rss092",
    "http://backend.userland.com/rss093",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/net/rss1.1#",
)
PREFIXES = {space: prefix for prefix, spaces in EXTENSIONS.items() for space in spaces} | dict.fromkeys(
    PLAIN, ""
)
#: What the usual prefixes stand for where a feed does not declare them.
USUAL = {prefix: spaces[0] for prefix, spaces in EXTENSIONS.items() if prefix != "xml"} | {"atom": PLAIN[0]}


def is_plain(space: str) -> bool:
    """Whether a namespace is one of RSS or Atom themselves."""
    return PREFIXES.get(space.lower().rstrip("/")) == ""


def name_of(element: etree._Element) -> str:
    """``title``, ``dc:creator`` …, in lower case; empty for a comment, ``?:name`` for what is not known."""
    return known_name(element.tag) if isinstance(element.tag, str) else ""


def known_name(tag: str) -> str:
    """The same for a tag or an attribute as lxml writes it: ``{namespace}name``."""
    space, _, name = tag.rpartition("}")
    if not space:
        return name.lower()
    prefix = PREFIXES.get(space[1:].lower().rstrip("/"), "?")
    return f"{prefix}:{name.lower()}" if prefix else name.lower()


def children_of(element: etree._Element) -> dict[str, list[etree._Element]]:
    """The child elements by name, in order."""
    named: dict[str, list[etree._Element]] = {}
    for child in element:
        named.setdefault(name_of(child), []).append(child)
    return named


def attribute_of(element: etree._Element, name: str) -> str:
    """The attribute of that name, in whatever case; empty where there is none."""
    values = (value for key, value in element.attrib.items() if known_name(str(key)) == name)
    return next((str(value).strip() for value in values), "")
