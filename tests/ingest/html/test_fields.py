"""Which of the things that a page says of a field is taken."""

import json
from collections.abc import Sequence

import pytest

from app.ingest.readers.html.extracting import completed, extracted
from app.ingest.readers.html.links import story_links
from app.ingest.readers.html.tree import parse_page
from tests.ingest.html.pages import BODY, PARAGRAPHS, article, linked, page

SITE = '<meta property="og:site_name" content="Harbour Gazette">'


def titled(browser: str, heading: str, head: str = "") -> str:
    data = f"<html><head><title>{browser}</title>{head}</head><body><h1>{heading}</h1>{BODY}</body></html>"
    return article(data.encode()).title


@pytest.mark.parametrize(
    ("browser", "heading", "head"),
    [
        ("Lighthouse stays lit | Harbour Gazette", "Lighthouse stays lit", ""),
        ("Lighthouse stays lit - News - Harbour Gazette", "Harbour Gazette", SITE),
        (
            "Harbour Gazette: the paper",
            "Harbour Gazette",
            SITE + '<meta name="dc.title" content="Lighthouse stays lit">',
        ),
        (
            "Lighthouse stays lit - an offshore story",
            "Log in",
            '<meta property="og:title" content="Lighthouse stays lit - Harbour Gazette">' + SITE,
        ),
        ("", "", linked('{"@type":"NewsArticle","headline":"Lighthouse stays lit"}')),
        ("x", "y", '<meta property="og:title" content="Lighthouse stays lit">'),
        (
            "x",
            "y",
            linked('{"@type":"NewsArticle","headline":"Lighthouse stays lit &#8211; Harbour Gazette"}')
            + SITE,
        ),
    ],
)
def test_the_title_is_the_headline_without_the_sites_name(browser: str, heading: str, head: str) -> None:
    assert titled(browser, heading, head) == "Lighthouse stays lit"


def test_a_dash_inside_a_headline_stays() -> None:
    title = "Sandholm - Ostermoor: the ferry is back"
    assert titled(f"{title} | Harbour Gazette", title, SITE) == title


def in_both(title: str) -> str:
    return f'<meta property="og:title" content="{title}">' + linked(
        json.dumps({"@type": "NewsArticle", "headline": title})
    )


def test_what_json_ld_and_open_graph_agree_on_is_whole_as_it_stands() -> None:
    title = "Lighthouse stays lit tonight - Latest from the coast"
    assert titled(title, "Lighthouse stays lit tonight", in_both(title)) == title
    named = "Lighthouse stays lit tonight - Harbour Gazette"
    assert titled(named, "x", SITE + in_both(named)) == "Lighthouse stays lit tonight"


def test_a_site_that_does_not_tell_its_name_is_known_by_a_word_of_its_address() -> None:
    address = '<link rel="canonical" href="https://www.sandholmer.example/2020/05/01/lamp">'
    name = "The New Sandholmer Gazette"
    head = f'<meta property="og:title" content="Lamp burns - {name}">{address}'
    assert titled(f"Lamp burns – {name}", "Lamp burns", head) == "Lamp burns"


def test_of_two_headlines_the_address_tells_which_was_written_first() -> None:
    stated = linked(json.dumps({"@type": "NewsArticle", "headline": "Council saves the old lighthouse"}))
    shared = '<meta property="og:title" content="Why Ostermoor pays for lamps nobody needs">'
    for slug, title in (
        ("council-saves-old-lighthouse", "Council saves the old lighthouse"),
        ("ostermoor-pays-lamps-nobody-needs", "Why Ostermoor pays for lamps nobody needs"),
    ):
        address = f'<link rel="canonical" href="https://gazette.example/{slug}-4711">'
        assert titled("x", "Lighthouse saved", stated + shared + address) == title


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        (
            '<p class="byline">By Ida Fenwick and Tomas Okoro, Harbour Gazette</p>',
            ("Ida Fenwick", "Tomas Okoro"),
        ),
        ('<span class="author vcard"><a rel="author">Ida Fenwick</a></span>', ("Ida Fenwick",)),
        ('<p class="byline">Posted on</p><a rel="author">Ida Fenwick</a>', ("Ida Fenwick",)),
        ('<p class="byline">Facebook Twitter</p>', ()),
        ('<section class="comments"><b class="author">Angry Reader</b></section>', ()),
        ("<p>By Ida Fenwick</p>", ("Ida Fenwick",)),
    ],
)
def test_authors_are_read_from_what_is_printed_where_nothing_is_marked(
    body: str, authors: tuple[str, ...]
) -> None:
    assert article(page(head=SITE, body=body + BODY)).authors == authors


def test_people_count_before_the_newsroom_that_names_itself() -> None:
    node = {"@type": "NewsArticle", "headline": "Lighthouse stays lit", "author": "Harbour Gazette"}
    head = SITE + linked(json.dumps(node))
    assert article(page(head=head, body=BODY)).authors == ("Harbour Gazette",)
    assert article(page(head=head, body='<p class="byline">By Ida Fenwick</p>' + BODY)).authors == (
        "Ida Fenwick",
    )


def dated(date: str) -> str:
    return linked(json.dumps({"@type": "Article", "headline": "Lighthouse stays lit", "datePublished": date}))


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        (
            meta("date", "2020-05-01") + meta("pubdate", "2020-05-01T08:00:00+02:00"),
            "",
            "2020-05-01T08:00:00+02:00",
        ),
        (dated("2020-05-01"), '<time datetime="2020-05-01T08:00:00Z">1 May</time>', "2020-05-01T08:00:00Z"),
        (dated("2020-05-01"), '<time datetime="2020-06-01T08:00:00Z">1 June</time>', "2020-05-01"),
        (dated("next week"), '<time datetime="2020-05-01">1 May</time>', "2020-05-01"),
        ("", '<p class="date">1 May 2020</p>', "1 May 2020"),
        ("", "<p>1 May 2020, 08:15</p>", "1 May 2020, 08:15"),
        ('<link rel="canonical" href="https://gazette.example/2020/05/01/lighthouse">', "", "2020-05-01"),
        (
            dated("2020-05-02T01:30:07Z"),
            '<time datetime="2020-05-01 21:30:07">May 1</time>',
            "2020-05-01T21:30:07-04:00",
        ),
        (
            dated("2020-05-02T01:30:07Z"),
            '<time datetime="2020-05-01 21:30:08">May 1</time>',
            "2020-05-02T01:30:07Z",
        ),
        (
            dated("2022-05-02") + '<link rel="canonical" href="https://gazette.example/2020/5/1/lighthouse">',
            "",
            "2020-05-01",
        ),
        ("", '<div class="related"><time datetime="2019-01-01">1 January</time></div>', ""),
        ("", '<div class="comment"><time datetime="2019-01-01">1 January</time></div>', ""),
    ],
)
def test_the_date_is_the_best_that_the_page_says_of_its_article(head: str, body: str, published: str) -> None:
    assert article(page(head=head, body=body + BODY)).published == published


@pytest.mark.parametrize(
    ("language", "address", "published"),
    [
        ("en", "https://gazette.example/a", "03/04/2020"),
        ("en-US", "https://gazette.example/a", "03/04/2020"),
        ("en-GB", "https://gazette.example/a", "2020-04-03"),
        ("pt", "https://gazette.example/a", "2020-04-03"),
        ("en", "https://www.gazette.co.uk/a", "2020-04-03"),
    ],
)
def test_a_date_in_figures_is_read_as_the_country_of_the_page_counts(
    language: str, address: str, published: str
) -> None:
    head = f'<meta http-equiv="content-language" content="{language}"><link rel="canonical" href="{address}">'
    assert article(page(head=head, body=f'<p class="date">03/04/2020</p>{BODY}')).published == published


def test_captions_teasers_and_appeals_are_no_part_of_the_body() -> None:
    parts = [f"<p>{text}</p>" for text in PARAGRAPHS]
    body = (
        "<article>" + parts[0] + "<figure><img src=a.jpg><figcaption>The lamp at night.</figcaption></figure>"
        "<article><h3><a href=/b>Gulls take over</a></h3><p>The council looks for a falconer.</p></article>"
        + parts[1] + "<p>Read also: Gulls take over the market</p>" + parts[2] + "</article>"
        "<p>Subscribe to our newsletter to get the news in your inbox.</p>"
    )  # fmt: skip
    assert article(page(body=body)).body.split("\n\n") == list(PARAGRAPHS)


def lines_of(body: str, classes: str = "") -> list[str]:
    root = parse_page(f"<html><body class='{classes}'><h1>Lighthouse stays lit</h1>{body}</body></html>")
    assert root is not None
    return extracted(root, story_links(root)) or []


def test_text_between_headings_that_is_no_paragraph_is_read() -> None:
    deals = "".join(f"<h3>Day {n} of the storm</h3>{text}<br><br>" for n, text in enumerate(STORM))
    lines = lines_of(f"<article><div class='article-body'>{deals}</div></article>")
    assert set(STORM) <= set(lines)


def test_other_stories_of_a_wordpress_site_are_no_part_of_the_body() -> None:
    own, other = (
        "".join(f"<p>{text}</p>" for text in texts)
        for texts in (STORM, [text.replace("storm", "calm") for text in STORM])
    )
    body = (
        f'<div class="post-7 type-post hentry">{own}</div><div class="post-8 type-post hentry">{other}</div>'
    )
    assert lines_of(f"<main>{body}</main>", "single postid-7") == STORM
    template = f'<div class="post-99 type-template hentry">{body}</div>'
    assert lines_of(f"<main>{template}</main>", "single postid-7") == STORM


def test_links_to_other_stories_do_not_end_a_body() -> None:
    links = "".join(
        f"<p><a href=/{n}>Story number {n} of a long harbour week</a> and what the mayor says of it</p>"
        for n in range(4)
    )
    body = "".join(f"<p>{text}</p>" for text in STORM)
    assert lines_of(f"<article>{body}{links}</article>") == STORM


STORM = [
    f"On day {n} of the storm she wrote that the lamp burned all night as ship {n * 7} had passed."
    for n in range(1, 9)
]


def boxed(texts: Sequence[str], name: str) -> str:
    return f'<div class="{name}">{"".join(f"<p>{text}</p>" for text in texts)}</div>'


def test_paragraphs_that_the_extraction_loses_are_put_back_in_their_places() -> None:
    """Where advertisements cut an article into containers, the extraction may end with one of them."""
    root = parse_page(boxed(STORM[:3], "text") + boxed(STORM[3:], "text"))
    assert root is not None
    assert completed(STORM[:3], root) == STORM
    assert completed([*STORM[:2], STORM[7]], root) == STORM


def test_paragraphs_of_another_make_are_not_taken_for_lost_ones() -> None:
    root = parse_page(boxed(STORM[:3], "text") + boxed(STORM[3:], "teasers"))
    assert root is not None
    assert completed(STORM[:3], root) == STORM[:3]


def test_a_standfirst_that_is_printed_opens_the_body_and_describes_the_article() -> None:
    standfirst = "The council found the money in the budget for a fountain."
    head = f'<meta name="description" content="{standfirst}">'
    draft = article(page(head=head, body=f"<h2>{standfirst}</h2>{BODY}"))
    assert draft.description == standfirst
    assert draft.body.split("\n\n") == [standfirst, *PARAGRAPHS]
    assert article(page(head=head)).body.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "script",
    [
        "window.__STATE__ = {};",
        '<script id="__NEXT_DATA__" type="application/json">',
        "queue.push([1, {}]);",
    ],
)
def test_a_text_that_the_page_holds_for_its_scripts_is_read_where_none_is_seen(script: str) -> None:
    text = " ".join(PARAGRAPHS * 2)
    state = json.dumps(
        {"page": {"article": {"title": "Lighthouse stays lit", "contentHtml": f"<p>{text}</p>"}}}
    )
    whole = (
        script + state + "</script>"
        if script.startswith("<")
        else f"<script>{script.replace('{}', state)}</script>"
    )
    head = '<meta property="og:title" content="Lighthouse stays lit">'
    assert article(page(head=head, body=f"<div id=app></div>{whole}", title="")).body == text


def test_the_text_of_another_story_in_a_script_is_not_taken() -> None:
    state = json.dumps({"title": "Gulls take over", "body": " ".join(PARAGRAPHS * 2)})
    data = page(body=f"{BODY}<script>window.a = {state}</script>")
    assert article(data).body.split("\n\n") == list(PARAGRAPHS)


def test_a_paywalled_stub_keeps_what_it_says() -> None:
    node = {"@type": "NewsArticle", "headline": "Lighthouse stays lit", "datePublished": "2020-05-01"}
    head = linked(json.dumps(node | {"description": "The council found the money for the lamp in a budget."}))
    draft = article(page(head=head, body="<p>3 min read</p>"))
    assert (draft.title, draft.description) == (
        "Lighthouse stays lit",
        "The council found the money for the lamp in a budget.",
    )


def test_a_copyright_year_alone_is_no_date() -> None:
    assert article(page(body=BODY + "<footer>© 2019 Harbour Gazette</footer>")).published == ""
