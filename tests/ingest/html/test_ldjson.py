"""JSON-LD as pages hold it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.readers.html.ldjson import LONGEST, MOST_NODES, nodes_in, values_in
from tests.ingest.html.pages import article, linked, page

PLAIN = {"@type": "NewsArticle", "headline": "Trams run again", "author": "Ida Fenwick"}
TEXT = json.dumps(PLAIN)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "script",
    [
        TEXT,
        f"\ufeff  {TEXT};",
        f"<!--\n{TEXT}\n-->",
        f"//<![CDATA[\n{TEXT}\n//]]>",
        f"/* <![CDATA[ */ {TEXT} /* ]]> */",
        TEXT.replace("}", ",}"),
        TEXT.replace('"', "&quot;"),
    ],
    ids=["plain", "semicolon", "comment", "cdata", "cdata in comments", "comma", "escaped"],
)
def test_what_wraps_a_value_or_is_certainly_a_slip_does_no_harm(script: str) -> None:
    assert values_in(script.removeprefix("\ufeff")) == [PLAIN]


def test_line_ends_and_apostrophes_in_texts_are_read_as_they_were_meant() -> None:
    assert values_in('{"a": "two\nlines", "b": "O\\\'Dowd"}') == [{"a": "two\nlines", "b": "O'Dowd"}]


def test_a_comma_before_a_bracket_inside_a_text_stays() -> None:
    assert values_in('{"a": "x,]", "b": [1,],}') == [{"a": "x,]", "b": [1]}]


def test_several_values_one_after_another_are_all_read() -> None:
    assert values_in('{"a": 1}\n{"b": 2},{"c": 3}') == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_what_would_have_to_be_guessed_is_left_out() -> None:
    assert values_in('{"headline": "The "new" pier"}') == []


@given(json_values)
def test_any_json_is_read_as_it_is(value: object) -> None:
    assert values_in(json.dumps(value)) == [value]


@pytest.mark.parametrize(("size", "count"), [(LONGEST - 1, 1), (LONGEST, 1), (LONGEST + 1, 0)])
def test_a_script_is_read_up_to_the_limit(size: int, count: int) -> None:
    """C08: n-1, n, n+1."""
    assert len(values_in('{"a": 1}' + " " * (size - 8))) == count


@given(st.text(alphabet='{}[]",:\\ \n/*<!->ab1'))
def test_no_text_makes_reading_fail(script: str) -> None:
    nodes_in(values_in(script))


def test_nodes_come_outer_ones_first_and_not_without_end() -> None:
    """C08: n-1, n, n+1."""
    assert nodes_in([{"a": {"b": {}}, "c": [{"d": 1}]}])[0] == {"a": {"b": {}}, "c": [{"d": 1}]}
    assert len(nodes_in([[{}] * 100_000])) == MOST_NODES
    for count, found in (
        (MOST_NODES - 1, MOST_NODES - 1),
        (MOST_NODES, MOST_NODES),
        (MOST_NODES + 1, MOST_NODES),
    ):
        assert len(nodes_in([{}] * count)) == found


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ida Fenwick", ("Ida Fenwick",)),
        ({"@type": "Person", "name": "Ida Fenwick"}, ("Ida Fenwick",)),
        (["Ida Fenwick", {"name": "Tomas Okoro"}], ("Ida Fenwick", "Tomas Okoro")),
        ({"@type": "Person", "name": ["Ida Fenwick", "Tomas Okoro"]}, ("Ida Fenwick", "Tomas Okoro")),
        ({"givenName": "Ida", "familyName": "Fenwick"}, ("Ida Fenwick",)),
        (
            [
                {"@type": "Organization", "name": "Harbour Gazette"},
                {"@type": "Person", "name": "Ida Fenwick"},
            ],
            ("Ida Fenwick",),
        ),
        ({"@type": "Organization", "name": "Harbour Gazette"}, ("Harbour Gazette",)),
        (["Ida Fenwick", "Ida Fenwick"], ("Ida Fenwick",)),
        ({"@type": "Person", "name": "https://social.example/ida"}, ()),
        (None, ()),
    ],
)
def test_authors_are_read_in_all_the_shapes_that_pages_give_them(
    author: object, names: tuple[str, ...]
) -> None:
    node = {"@type": "NewsArticle", "headline": "Trams run again", "author": author}
    assert article(page(head=linked(json.dumps(node)))).authors == names


def test_of_several_articles_the_pages_own_is_known_by_its_headline() -> None:
    others = [
        {"@type": "NewsArticle", "headline": f"Other story {n}", "datePublished": "2020-01-01"} for n in "ab"
    ]
    own = {"@type": "Article", "headline": "Lighthouse stays lit", "datePublished": "2021-02-03"}
    draft = article(page(head=linked(json.dumps([others[0], own, others[1]]))))
    assert (draft.title, draft.published) == ("Lighthouse stays lit", "2021-02-03")


def test_of_several_articles_none_of_which_is_the_page_nothing_is_taken() -> None:
    others = [
        {"@type": "NewsArticle", "headline": f"Other story {n}", "datePublished": "2020-01-01"} for n in "ab"
    ]
    draft = article(page(head=linked(json.dumps(others))))
    assert (draft.title, draft.published) == ("Lighthouse stays lit", "")


def test_a_script_that_is_broken_does_not_keep_another_from_being_read() -> None:
    draft = article(
        page(
            head=linked(
                '{"headline": "a "b" c"}', '{"@type":"Article","headline":"X y z","author":"Ida Fenwick"}'
            )
        )
    )
    assert draft.authors == ("Ida Fenwick",)
