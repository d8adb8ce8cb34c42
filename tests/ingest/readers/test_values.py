"""What the value of one field says. Fault ledger: E08, E19."""

import pytest

from app.ingest.readers.faults import RecordFault
from app.ingest.readers.values import MAX_ITEMS, body_of, first_of, link_of, names_of, tags_of, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Trams", "Trams"),
        (None, ""),
        ({}, ""),
        (1700000000, "1700000000"),
        (1700000000.5, "1700000000.5"),
        ({"main": "Trams", "kicker": "City"}, "Trams"),
        ({"rendered": "Trams"}, "Trams"),
        ({"@value": "Trams", "@language": "en"}, "Trams"),
        ({"$oid": "65f0c0ffee"}, "65f0c0ffee"),
        ({"$date": {"$numberLong": "1700000000000"}}, "1700000000000"),
        ({"id": "post", "name": "The Post"}, "The Post"),
        ({"id": "post", "name": None}, "post"),
    ],
)
def test_text_is_taken_from_texts_numbers_and_the_usual_objects(value: object, text: str) -> None:
    assert text_of(value, "title") == text


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (True, "title is true or false"),
        (["Trams"], "title is a list"),
        ({"x": 1}, "title is an object without a text that is known"),
        ({"name": ["Trams"]}, "title.name is a list"),
        ({"value": {"name": False}}, "title.value.name is true or false"),
    ],
)
def test_a_wrong_type_names_the_path(value: object, detail: str) -> None:
    """E19."""
    with pytest.raises(RecordFault) as caught:
        text_of(value, "title")
    assert (caught.value.reason, caught.value.detail) == ("wrong_type", detail)


def test_a_body_may_be_a_list_of_paragraphs() -> None:
    assert body_of(["One.", "Two."], "body") == "One.\n\nTwo."
    with pytest.raises(RecordFault, match=r"body\[1\] is a list"):
        body_of(["One.", ["Two."]], "body")


@pytest.mark.parametrize(
    "value",
    [
        "https://post.example/a",
        {"@id": "https://post.example/a"},
        {"@type": "ImageObject", "url": "https://post.example/a", "width": 5},
        ["https://post.example/a", "https://post.example/b"],
        [{"contentUrl": "https://post.example/a"}],
        {"url": {"@value": "https://post.example/a"}},
    ],
)
def test_a_link_is_found_in_the_shapes_that_links_have(value: object) -> None:
    assert link_of(value, "image") == "https://post.example/a"


def test_of_a_list_the_first_is_taken_where_one_is_asked() -> None:
    assert first_of(["en", "fr"], "language") == "en"
    assert first_of([], "language") == ""


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ann Lee and Bo Ray", ("Ann Lee and Bo Ray",)),
        ("", ()),
        (["Ann Lee", "Bo Ray", "Ann Lee", " "], ("Ann Lee", "Bo Ray")),
        ([{"@type": "Person", "name": "Ann Lee"}, {"name": "Bo Ray"}], ("Ann Lee", "Bo Ray")),
        ({"name": "Ann Lee", "url": "https://post.example/ann"}, ("Ann Lee",)),
        ("['Ann Lee', \"Bo O'Ray\"]", ("Ann Lee", "Bo O'Ray")),
        ("[]", ("[]",)),
        ("[Ann Lee]", ("[Ann Lee]",)),
    ],
)
def test_names_are_listed_one_by_one(value: object, names: tuple[str, ...]) -> None:
    assert names_of(value, "authors") == names


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ("trams, ferries , ,trams", ("trams", "ferries")),
        ("Łódź, city; trams", ("Łódź, city", "trams")),
        ("trams|city", ("trams", "city")),
        ('["trams", "city"]', ("trams", "city")),
        (["trams", 5, None], ("trams", "5")),
        ([3, 17], ()),
        ([{"name": "subject", "value": "Trams"}, {"label": "City"}, {"term": "x"}], ("Trams", "City", "x")),
    ],
)
def test_tags_are_cut_or_listed(value: object, tags: tuple[str, ...]) -> None:
    assert tags_of(value, "tags") == tags


@pytest.mark.parametrize("count", [MAX_ITEMS - 1, MAX_ITEMS])
def test_a_list_up_to_the_limit_is_read(count: int) -> None:
    assert len(tags_of([f"t{number}" for number in range(count)], "tags")) == count


@pytest.mark.parametrize("count", [MAX_ITEMS + 1, 100_000])
def test_a_list_beyond_the_limit_is_refused(count: int) -> None:
    """E19."""
    with pytest.raises(RecordFault, match=f"tags is a list of {count} items"):
        tags_of(["t"] * count, "tags")
