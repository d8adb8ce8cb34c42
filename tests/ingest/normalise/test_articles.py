"""From a draft to an article."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import REASONS, Draft
from app.ingest.normalise import Rejection, normalise
from app.values import Article, Moment, Precision

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def article(limit: int = 10_000, default_source: str = "", **fields: Any) -> Article:
    """The article of a draft with these fields, over a plain title."""
    draft = Draft(**{"title": "Ferry sails again"} | fields)
    result = normalise(draft, now=NOW, default_source=default_source, max_text_bytes=limit)
    assert isinstance(result, Article)
    return result


def test_a_wire_story_is_read_whole_and_its_body_stays_as_it_is() -> None:
    body = "ANCHORAGE, Alaska (Reuters) - The ferry line \nsaid it would sail. \n\nNobody came."
    read = article(
        title="  Ferry line\nsails ",
        byline="By  Ada Quill  and  Ben Marrow",
        published="Fri Oct 20, 2006 6:15pm EDT",
        url="http://www.harbour-gazette.example/a?utm_source=x",
        body=body,
    )
    assert read == Article(
        source="harbour-gazette.example",
        source_domain="harbour-gazette.example",
        title="Ferry line sails",
        body="ANCHORAGE, Alaska (Reuters) - The ferry line\nsaid it would sail.\n\nNobody came.",
        byline="By Ada Quill and Ben Marrow",
        authors=("Ada Quill", "Ben Marrow"),
        agency="Reuters",
        dateline="Anchorage, Alaska",
        url="http://www.harbour-gazette.example/a",
        published=Moment(datetime(2006, 10, 20, 22, 15, tzinfo=UTC), Precision.MINUTE),
    )


@pytest.mark.parametrize("text", ["", "  ", "\x00", "<p></p>"])
def test_a_draft_without_any_text_is_rejected(text: str) -> None:
    """A24."""
    result = normalise(Draft(title=text, body=text), now=NOW, max_text_bytes=100)
    assert result == Rejection("no_text")
    assert result.reason in REASONS


def test_a_missing_title_is_taken_from_the_body() -> None:
    """A24."""
    body = "OSLO (AFP) - The ferry sails at noon. It is late.\n\nMore."
    read = article(title=" ", body=body)
    assert (read.title, read.flags) == ("The ferry sails at noon.", ("title_from_body",))
    long = article(title="", body="word " * 100)
    assert len(long.title) <= 120
    assert long.title.endswith("…")


def test_a_title_alone_is_an_article_with_a_flag() -> None:
    assert article().flags == ("no_body",)


@pytest.mark.parametrize("unseen", ["\u200b", "\u200b \u2060\ufeff", "\u202e", "\xad"])
def test_a_title_of_which_nothing_is_seen_is_none(unseen: str) -> None:
    """A24."""
    read = article(title=unseen, body="The ferry sails again.", language="en")
    assert (read.title, read.flags) == ("The ferry sails again.", ("title_from_body",))
    assert normalise(Draft(title=unseen, body=unseen), now=NOW, max_text_bytes=100) == Rejection("no_text")


def test_a_title_of_emoji_is_a_title() -> None:
    """A24."""
    assert article(title="\U0001f6a2\U0001f6a2", body="x").title == "\U0001f6a2\U0001f6a2"


def test_a_title_of_a_megabyte_is_capped() -> None:
    """A24."""
    read = article(title="x" * 2**20, body="x")
    assert len(read.title) == 1_000
    assert read.flags == ("title_capped",)


@pytest.mark.parametrize(
    ("size", "flags"), [(99, ()), (100, ()), (101, ("text_capped",)), (900, ("text_capped",))]
)
def test_a_body_is_capped_at_the_limit(size: int, flags: tuple[str, ...]) -> None:
    """A22."""
    read = article(limit=100, body="x" * size)
    assert (len(read.body), read.flags) == (min(size, 100), flags)


@pytest.mark.parametrize(
    ("published", "flag"),
    [
        ("0001-01-01", "date_out_of_range"),
        ("2050-01-01", "future_date"),
        ("2019-02-30", "bad_date"),
    ],
)
def test_dates_that_cannot_be_are_left_out_and_flagged(published: str, flag: str) -> None:
    """A25, A27."""
    read = article(body="x", published=published)
    assert (read.published, read.flags) == (None, (flag,))
    assert article(body="x", updated=published).flags == (flag,)


def test_an_update_before_publication_is_kept() -> None:
    read = article(body="x", published="2020-01-02", updated="2020-01-01")
    assert read.updated_at == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///x", "http://a.example/\r\nx"]
)
def test_a_refused_address_leaves_a_flag(url: str) -> None:
    """A28."""
    assert (article(body="x", url=url).url, article(body="x", url=url).flags) == (None, ("bad_url",))
    assert article(body="x", image_url=url).flags == ("bad_url",)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"source": " Harbour  Gazette ", "default_source": "Other"}, "Harbour Gazette"),
        ({"default_source": "Other"}, "Other"),
        ({"url": "https://www.gazette.example/x"}, "gazette.example"),
        ({}, "unknown"),
    ],
)
def test_the_source_is_given_or_default_or_the_domain(fields: dict[str, str], name: str) -> None:
    assert article(body="x", **fields).source == name


def test_the_domain_is_the_credited_sources_own() -> None:
    url = "https://printer.example/x"
    assert article(body="x", source_domain="WWW.Gazette.Example", url=url).source_domain == "gazette.example"
    assert article(body="x", url=url).source_domain == "printer.example"
    assert article(body="x", url=url, republished_by="Printer").source_domain is None


@pytest.mark.parametrize(
    ("fields", "agency"),
    [
        ({"agency": "Agence France-Presse", "body": "OSLO (Reuters) - x"}, "AFP"),
        ({"agency": "Nobody's Agency Ltd"}, "Nobody's Agency Ltd"),
        ({"body": "OSLO (Reuters) - x", "byline": "By AFP"}, "Reuters"),
        ({"byline": "By Reuters"}, "Reuters"),
        ({"byline": "By Ada Quill, Associated Press"}, "AP"),
        ({"authors": ("Ada Quill", "Associated Press")}, "AP"),
        ({"byline": "By Ada Quill"}, None),
    ],
)
def test_the_agency_is_given_or_in_the_dateline_or_in_the_byline(
    fields: dict[str, Any], agency: str | None
) -> None:
    assert article(**fields).agency == agency


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("OSLO, Feb 26 -", "Oslo"),
        ("OSLO, Norway (Reuters)", "Oslo, Norway"),
        ("Vladivostok (Russia)", "Vladivostok (Russia)"),
        ("at sea", "at sea"),
        ("", "Paris"),
    ],
)
def test_a_given_dateline_goes_before_the_one_in_the_body(dateline: str, place: str) -> None:
    assert article(dateline=dateline, body="PARIS (AFP) - x").dateline == place


def test_listed_authors_go_before_the_byline_and_an_entry_may_hold_several() -> None:
    read = article(authors=("Ada Quill, Ben Marrow", "ada quill@x.example", "Staff"), byline="By Cleo Tarn")
    assert (read.authors, read.byline) == (("Ada Quill", "Ben Marrow"), "By Cleo Tarn")
    assert article(authors=("Ada Quill",)).byline == ""
    assert article(authors=("Staff",), byline="By Cleo Tarn").authors == ("Cleo Tarn",)


def test_tags_are_cleaned_counted_once_and_capped() -> None:
    tags = (" Sea ", "sea", "", *(f"tag {number}" for number in range(200)))
    read = article(tags=tags)
    assert read.tags[:2] == ("Sea", "tag 0")
    assert len(read.tags) == 100


@pytest.mark.parametrize(("count", "kept"), [(99, 99), (100, 100), (101, 100)])
def test_so_many_authors_and_tags_are_kept(count: int, kept: int) -> None:
    """E19: n-1, n, n+1."""
    names = tuple(f"Ann {chr(0x41 + number % 26)}{chr(0x61 + number // 26)}x" for number in range(count))
    read = article(title="Ferry", authors=names, tags=names)
    assert (len(read.authors), len(read.tags)) == (kept, kept)


@pytest.mark.parametrize(("length", "kept"), [(999, 999), (1_000, 1_000), (1_001, 1_000)])
def test_a_line_is_kept_up_to_the_limit(length: int, kept: int) -> None:
    """A24: n-1, n, n+1."""
    line = "x" * length
    read = article(title=line, body="It sails.", section=line, byline=line, external_id=line)
    lines = (read.title, read.section, read.byline, read.external_id)
    assert [len(each or "") for each in lines] == [kept] * 4


def test_markup_is_taken_out_of_every_text() -> None:
    read = article(title="<b>Ferry</b> &amp; co", body="<p>One</p><p>Two</p>", description="<i>So</i>")
    assert (read.title, read.body, read.description) == ("Ferry & co", "One\n\nTwo", "So")


def test_flags_are_sorted_and_once() -> None:
    read = article(flags=("z_flag", "bad_date"), published="never", updated="never", url="ftp://x.example")
    assert read.flags == ("bad_date", "bad_url", "no_body", "z_flag")


FIELD = st.text(st.characters(codec=None, exclude_categories=()), max_size=30) | st.sampled_from(
    [
        "OSLO (AFP) - x",
        "By Ada Quill",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "http://x.example/\ud800",
        "<p>",
    ]
)


@given(
    st.fixed_dictionaries(
        {name: FIELD for name in Draft.__dataclass_fields__ if name not in ("authors", "tags", "flags")}
    )
)
def test_any_draft_becomes_the_same_storable_article_twice(fields: dict[str, str]) -> None:
    """A17, A18, A25, A26, A28."""
    draft = Draft(**fields, authors=(fields["byline"],), tags=(fields["section"],))
    first = normalise(draft, now=NOW, max_text_bytes=50)
    assert normalise(draft, now=NOW, max_text_bytes=50) == first
    repr(first).encode()
    if isinstance(first, Article):
        "".join((first.title, first.body, first.byline, first.source, *first.authors, *first.tags)).encode()
        assert first.title
        assert len(first.body.encode()) <= 50


def test_a_byline_given_as_the_author_is_kept_as_printed() -> None:
    printed = article(title="T", body="B.", authors=("By Ada Quill and Jo Penn",))
    assert (printed.byline, printed.authors) == ("By Ada Quill and Jo Penn", ("Ada Quill", "Jo Penn"))
    assert article(title="T", body="B.", authors=("Ada Quill",)).byline == ""


def test_a_control_character_hides_no_tag() -> None:
    """B20: the character goes, and would leave the tag."""
    read = article(title="Ferry <\0i>Ada</\x01i> sails", body="It <\x02script>alert(1)</\x03script>left.")
    assert (read.title, read.body) == ("Ferry Ada sails", "It left.")
