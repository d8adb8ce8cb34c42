"""HTML in fields that should be text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.normalise.markup import has_markup, plain_text
from app.ingest.normalise.text import clean_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two</p><p>Three<br>four</p>", "One & two\n\nThree\nfour"),
        ("<div>\n<p>First\nline</p>\n\n<p>Second</p></div>", "First line\n\nSecond"),
        ("<b>Bold</b> text\nnext", "Bold text\nnext"),
        ("<a href=\"x>y\" title='a b'>link</a>", "link"),
        ("<p title=don't>x</p>", "x"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("&lt;p&gt;Escaped&lt;/p&gt;", "Escaped"),
        ("&amp;quot;Twice&amp;quot;", '"Twice"'),
        ("It&#8217;s &#x201c;so&#x201d;", "It’s “so”"),
        ("<!-- a --><?xml version='1.0'?><!DOCTYPE html>Text", "Text"),
        ("<![CDATA[<p>Inside</p>]]>", "Inside"),
        ("<o:p></o:p>Word", "Word"),
    ],
)
def test_markup_becomes_text(html: str, text: str) -> None:
    assert clean_text(plain_text(html)) == text


@pytest.mark.parametrize(
    "text",
    [
        "a < b & c > d",
        "AT&T and R&D; at ?a=1&copy=2",
        "Exxon <XOM.N> and <Azure Ventures Ltd> and <S Inc> said",
        "For the story double click on <ID:nN0123456> or <nL6E7>",
        "I <3 ferries",
        "if x<y and y>z",
        "&nosuchentity; stays",
    ],
)
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert not has_markup(text)
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<script>alert(1)</script>Text", "Text"),
        ("<style>p{}</style>Text", "Text"),
        ("<img src=x onerror=alert(1)>Text", "Text"),
        ("<scr<b></b>ipt>alert(1)<b></b>", ""),
        ("<<b>script>alert(1)<</b>/script>Text", "Text"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Text", "Text"),
        ("<svg onload=alert(1)>x</svg>Text", "Text"),
        ("<x-widget onclick=alert(1)>Text", "Text"),
        ("Text<script>never closed", "Text"),
        ("Text <img src=x onerror=alert(1)", "Text ‹img src=x onerror=alert(1)"),
    ],
)
def test_nothing_active_is_left(html: str, text: str) -> None:
    """B20."""
    assert clean_text(plain_text(html)) == text


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<a", "</", "<", "<a href='", "<!--", "<![CDATA[", "<?", "<svg/onload=1 ", "<p>", "&amp;", "&#"],
)
def test_hostile_markup_takes_no_square_time(piece: str) -> None:
    """The run's time limit is the check: the standard library's parser needs minutes for these."""
    assert len(plain_text(piece * (400_000 // len(piece)))) <= 400_000


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "/",
                "script",
                "img",
                " src=x",
                " onerror=y",
                "b",
                "p",
                "!--",
                "-->",
                "&lt;",
                "&gt;",
                "a ",
                "'",
            ]
        ),
        max_size=30,
    )
)
def test_no_tag_with_attributes_and_no_script_survives(pieces: list[str]) -> None:
    """B20."""
    text = plain_text("".join(pieces))
    assert not re.search(r"<(?:script\b[^<>]*|(?:img|b|p|a)(?:[\s/][^<>]*=[^<>]*)?)>", text)
