"""What items of RSS, RDF and Atom say, field by field."""

import base64

import pytest

from app.ingest.draft import Draft
from tests.ingest.reading import drafts, read

MODULES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def rss(item: str, channel: str = "<title>The Tollbridge Gazette</title>") -> str:
    return f'<rss version="2.0" {MODULES}><channel>{channel}<item>{item}</item></channel></rss>'


def atom(entry: str, feed: str = "<title>The Tollbridge Gazette</title>") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{feed}<entry>{entry}</entry></feed>'


def only(document: str) -> Draft:
    (draft,) = drafts(read(document.encode()))
    return draft


def test_an_item_of_rss_2_gives_its_fields() -> None:
    """B23"""
    draft = only(
        rss(
            """<title>Ferry fares rise</title><link>https://gazette.example/fares</link>
            <description>Crossings cost more from May.</description>
            <content:encoded><![CDATA[<p>The council voted.</p><p>It was close.</p>]]></content:encoded>
            <pubDate>Tue, 03 Mar 2026 08:15:00 +0100</pubDate><dc:creator>Ann Lee</dc:creator>
            <dc:creator>Bo Ray</dc:creator><category>Transport</category><category>Council</category>
            <guid isPermaLink="false">fares-17</guid>""",
            "<title>The Tollbridge Gazette</title><link>https://gazette.example/</link><language>en-gb</language>",
        )
    )
    assert draft == Draft(
        title="Ferry fares rise",
        description="Crossings cost more from May.",
        body="<p>The council voted.</p><p>It was close.</p>",
        authors=("Ann Lee", "Bo Ray"),
        source="The Tollbridge Gazette",
        source_domain="https://gazette.example/",
        tags=("Transport", "Council"),
        language="en-gb",
        url="https://gazette.example/fares",
        external_id="fares-17",
        published="Tue, 03 Mar 2026 08:15:00 +0100",
    )


@pytest.mark.parametrize("tag", ["http://venn.example", "http: a='b'", "a:b:c"])
def test_a_tag_that_is_no_name_takes_nothing_away(tag: str) -> None:
    """B19: as a text about addresses may hold it."""
    text = f"See <{tag}>them</{tag.split()[0]}> <b>sail</b>"
    draft = only(rss(f"<title>Ferries</title><description>{text}</description>"))
    assert draft.title == "Ferries"
    assert "them" in draft.description


def test_an_entry_of_atom_gives_its_fields() -> None:
    """B23"""
    draft = only(
        atom(
            """<title type="html">Fares &amp;amp; ferries</title><id>tag:gazette.example,2026:17</id>
            <link rel="self" href="https://gazette.example/17.atom"/>
            <link rel="alternate" type="text/html" href="https://gazette.example/17"/>
            <summary>More from May.</summary><published>2026-03-03T07:15:00Z</published>
            <updated>2026-03-03T09:00:00Z</updated><category term="transport" label="Transport"/>
            <author><name>Ann Lee</name><email>ann@gazette.example</email></author>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The council voted.</p></div>
            </content>"""
        )
    )
    assert (draft.title, draft.url, draft.external_id) == (
        "Fares &amp; ferries",
        "https://gazette.example/17",
        "tag:gazette.example,2026:17",
    )
    assert (draft.published, draft.updated) == ("2026-03-03T07:15:00Z", "2026-03-03T09:00:00Z")
    assert (draft.authors, draft.tags, draft.description) == (("Ann Lee",), ("Transport",), "More from May.")
    assert "<p>The council voted.</p>" in draft.body


@pytest.mark.parametrize(
    "document",
    [
        "<rss version='0.91'><channel><title>Post</title><item><title>One</title></item></channel></rss>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>Post</title></channel><item><title>One</title></item></rdf:RDF>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Post</title></channel>'
        "<item><title>One</title></item></rdf:RDF>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Post</title>'
        "<entry><title>One</title></entry></feed>",
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Post</a:title>'
        "<a:entry><a:title>One</a:title></a:entry></a:feed>",
        "<CHANNEL><TITLE>Post</TITLE><ITEM><TITLE>One</TITLE></ITEM></CHANNEL>",
        '<rss version="2.0" xmlns:x="urn:x"><channel><x:item>no</x:item><title>Post</title>'
        "<item><title>One</title><x:item>no item</x:item></item></channel></rss>",
    ],
    ids=["0.91", "rdf-1.0", "rdf-0.9", "atom-0.3", "prefixed", "cdf", "extension"],
)
def test_every_dialect_gives_the_same(document: str) -> None:
    """B23"""
    found = [draft for draft in drafts(read(document.encode())) if draft.title]
    assert [(draft.title, draft.source) for draft in found] == [("One", "Post")]


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>desk@gazette.example (Ann Lee)</author>", ("Ann Lee",)),
        ("<author>Ann Lee &lt;ann@gazette.example&gt;</author>", ("Ann Lee",)),
        ("<author>ann@gazette.example</author>", ()),
        ("<author>Ann Lee and Bo Ray</author>", ("Ann Lee and Bo Ray",)),
        ("<dc:creator>Ann Lee</dc:creator><author>x@y.example</author>", ("Ann Lee",)),
        ("<itunes:author>Ann Lee</itunes:author>", ("Ann Lee",)),
        ("<atom:author><atom:name>Ann Lee</atom:name></atom:author>", ("Ann Lee",)),
    ],
)
def test_authors_are_names_and_never_addresses_for_mail(author: str, names: tuple[str, ...]) -> None:
    assert only(rss(f"<title>Fares</title>{author}")).authors == names


def test_an_entry_without_author_has_that_of_its_feed() -> None:
    feed = "<title>Post</title><author><name>Ann Lee</name></author>"
    assert only(atom("<title>Fares</title>", feed)).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<guid>https://gazette.example/17</guid>", "https://gazette.example/17"),
        ('<guid isPermaLink="false">https://gazette.example/17</guid>', ""),
        ("<guid>17</guid>", ""),
        ("<guid>https://a.example/1</guid><link>https://b.example/2</link>", "https://b.example/2"),
        ("<link>/fares</link>", "https://gazette.example/fares"),
        ("<link>../../../fares</link>", "https://gazette.example/fares"),
        ("<link>  https://gazette.example/?a=1&b=2 </link>", "https://gazette.example/?a=1&b=2"),
        ("<link><![CDATA[https://gazette.example/?a=1&b=2]]></link>", "https://gazette.example/?a=1&b=2"),
        ('<atom:link href="https://gazette.example/17"/>', "https://gazette.example/17"),
        ('<link xml:base="https://c.example/d/">17</link>', "https://c.example/d/17"),
        ("<link>javascript:alert(1)</link>", "javascript:alert(1)"),
        ("<link>https://[::1</link>", "https://[::1"),
    ],
)
def test_the_address_is_the_link_or_a_guid_that_is_one(links: str, url: str) -> None:
    """B16, B24: what is no address is left for the normaliser to flag."""
    channel = "<title>Post</title><link>https://gazette.example/news</link>"
    assert only(rss(f"<title>Fares</title>{links}", channel)).url == url


def test_bases_nest() -> None:
    """B24"""
    document = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://gazette.example/"><title>Post</title>'
        '<entry xml:base="2026/"><title>Fares</title><link href="17"/></entry></feed>'
    )
    assert only(document).url == "https://gazette.example/2026/17"


@pytest.mark.parametrize("base", ["file:///etc/", "javascript:x", "data:text/plain,", "//[::1", "urn:x:y"])
def test_a_base_that_is_no_web_address_moves_nothing(base: str) -> None:
    """B24"""
    document = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://gazette.example/2026/"><title>Post</title>'
        f'<entry xml:base="{base}"><title>Fares</title><link href="17"/></entry></feed>'
    )
    assert only(document).url == "https://gazette.example/2026/17"


def test_a_description_as_long_as_a_text_is_the_text() -> None:
    long = "&lt;p&gt;" + "The ferry runs again. " * 60 + "&lt;/p&gt;"
    assert only(rss(f"<title>F</title><description>{long}</description>")).body
    short = only(rss("<title>F</title><description>The ferry runs again.</description>"))
    assert (short.body, short.description) == ("", "The ferry runs again.")


def test_an_entry_that_tells_only_its_update_was_published_then() -> None:
    draft = only(atom("<title>F</title><updated>2026-03-03T09:00:00Z</updated>"))
    assert draft.published == draft.updated == "2026-03-03T09:00:00Z"


@pytest.mark.parametrize(
    "picture",
    [
        '<media:content url="https://i.example/1.jpg" medium="image"/>',
        '<media:group><media:content url="https://i.example/0.jpg" width="90" type="image/jpeg"/>'
        '<media:content url="https://i.example/1.jpg" width="900" type="image/jpeg"/></media:group>',
        '<media:thumbnail url="https://i.example/1.jpg"/>',
        '<enclosure url="https://i.example/1.jpg" type="image/jpeg" length="1"/>',
        '<itunes:image href="https://i.example/1.jpg"/>',
        "<image><url>https://i.example/1.jpg</url></image>",
    ],
)
def test_the_picture_is_found_wherever_it_is_named(picture: str) -> None:
    assert only(rss(f"<title>F</title>{picture}")).image_url == "https://i.example/1.jpg"


def test_sound_is_no_picture() -> None:
    sound = '<enclosure url="https://i.example/1.mp3" type="audio/mpeg" length="1"/>'
    assert only(rss(f"<title>F</title>{sound}")).image_url == ""


def test_what_another_source_told_is_credited_to_it_and_republished_by_the_feed() -> None:
    """B18: identity goes by who delivered it."""
    draft = only(rss('<title>F</title><source url="https://courier.example/feed">The Courier</source>'))
    assert (draft.source, draft.republished_by) == ("The Courier", "The Tollbridge Gazette")


def test_base64_is_unpacked() -> None:
    packed = base64.b64encode("Fähre".encode()).decode()
    assert only(atom(f'<title mode="base64">{packed}</title>')).title == "Fähre"


def test_prefixes_that_nobody_declared_mean_what_they_usually_do() -> None:
    item = "<item><title>F</title><dc:creator>Ann Lee</dc:creator></item>"
    document = f"<rss><channel><title>P</title>{item}</channel></rss>"
    assert only(document).authors == ("Ann Lee",)
