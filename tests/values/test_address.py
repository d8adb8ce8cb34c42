"""A28, D20, and design §4: which addresses are kept, and which are the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values import clean_url, domain_of, url_key
from app.values.address import _CLEAN, MAX_LENGTH, domain_named


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("https://gazette.example/a", "https://gazette.example/a"),
        ("HTTP://WWW.Gazette.Example:80/A?x=1#top", "http://www.gazette.example/A?x=1"),
        ("//gazette.example/a", "https://gazette.example/a"),
        ("www.gazette.example/a", "https://www.gazette.example/a"),
        ("https://gazette.example", "https://gazette.example/"),
        ("https://ann:secret@gazette.example/a", "https://gazette.example/a"),
        ("https://gazette.example:8443/a", "https://gazette.example:8443/a"),
        ("https://gazette.example/a?utm_source=x&id=7&fbclid=y", "https://gazette.example/a?id=7"),
        ("https://gazette.example/fähre 1", "https://gazette.example/f%C3%A4hre%201"),
        ("https://gazette.example/f%C3%A4hre", "https://gazette.example/f%C3%A4hre"),
        ("https://fähre.example/", "https://xn--fhre-loa.example/"),
        ("  https://gazette.example/a  ", "https://gazette.example/a"),
    ],
)
def test_an_address_is_cleaned(raw: str, cleaned: str) -> None:
    assert clean_url(raw) == cleaned


@given(st.from_regex(_CLEAN, fullmatch=True))
def test_an_address_in_which_nothing_is_to_be_cleaned_is_read_like_any_other(plain: str) -> None:
    assert clean_url(plain) == clean_url(plain + "#top") == plain


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "ferry",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://gazette.example/a",
        "https://",
        "https:///a",
        "https://gazette.example:port/a",
        "https://gaz ette.example/a",
        "https://gazette.example/a\r\nX: y",
        "https://[::1",
        "https://gazette.example\\@courier.example/",
        "https://gazette.example\\.courier.example/",
        "http://-.-/",
        "https://gazette.example/" + "a" * 100_000,
    ],
)
def test_what_is_no_web_address_is_refused(raw: str) -> None:
    assert clean_url(raw) is None


@pytest.mark.parametrize("begin", ["", "%C3%A9", "?q="])
@pytest.mark.parametrize("length", [MAX_LENGTH - 1, MAX_LENGTH, MAX_LENGTH + 1])
def test_an_address_may_have_so_many_characters_and_no_more(begin: str, length: int) -> None:
    """A28: n-1, n, n+1, as it came or as it is kept."""
    address = f"https://gazette.example/{begin}".ljust(length, "a")
    kept = address if length <= 2048 else None
    assert clean_url(address) == clean_url(address.replace("%C3%A9", "é")) == kept


@pytest.mark.parametrize(
    "other",
    [
        "http://gazette.example/a?id=1&b=2",
        "https://www.gazette.example/a/?b=2&id=1",
        "https://gazette.example:443/a?b=2&id=1&utm_medium=mail#comments",
        "HTTPS://WWW.GAZETTE.EXAMPLE/a?id=1&b=2",
    ],
)
def test_two_spellings_of_one_page_have_one_key(other: str) -> None:
    cleaned = clean_url(other)
    assert cleaned is not None
    assert url_key(cleaned) == url_key("https://gazette.example/a?b=2&id=1")


def test_different_pages_have_different_keys() -> None:
    pages = ["https://a.example/x", "https://b.example/x", "https://a.example/X", "https://a.example/x?id=1"]
    assert len({url_key(page) for page in pages}) == len(pages)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("ridge-times.example", "ridge-times.example"),
        (" WWW.Ridge-Times.Example ", "ridge-times.example"),
        ("https://www.ridge.example:8080/a?b#c", "ridge.example"),
        ("//ridge.example/a", "ridge.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("sport.ridge.example", "sport.ridge.example"),
        ("no domain", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_a_domain_may_be_meant_in_several_ways(text: str, domain: str) -> None:
    assert domain_named(text) == domain


@given(st.text())
def test_any_text_is_a_domain_or_none(text: str) -> None:
    assert domain_named(text).isascii()


def test_the_domain_is_the_host_without_www() -> None:
    assert domain_of("https://www.gazette.example/a") == "gazette.example"
    assert domain_of("no address") == ""


@given(st.text())
def test_any_text_is_cleaned_or_refused_and_cleaning_again_changes_nothing(raw: str) -> None:
    cleaned = clean_url(raw)
    if cleaned is not None:
        assert cleaned.isascii()
        assert clean_url(cleaned) == cleaned
        assert url_key(cleaned)


@given(st.from_regex(r"https?://[a-z]{1,8}\.example/[ -~]{0,20}", fullmatch=True))
def test_cleaning_an_address_twice_is_cleaning_it_once(raw: str) -> None:
    cleaned = clean_url(raw)
    if cleaned is not None:
        assert clean_url(cleaned) == cleaned


def test_a_host_in_other_letters_may_have_no_signs_that_no_host_has() -> None:
    """A28: what comes out would be no address when it is read again."""
    assert clean_url("www.f(ähre.example") is None
    assert clean_url("www.fähre.example") == "https://www.xn--fhre-loa.example/"
