"""What is said to somebody who wrote a name that there is not."""

from app.search.nearest import suggestion


def test_the_most_similar_name_is_suggested_whatever_the_case() -> None:
    assert suggestion("TITEL", ("title", "tag")) == "did you mean title?"


def test_all_names_are_told_where_none_is_near() -> None:
    assert suggestion("xyzzy" * 10_000, ("title", "tag")) == "known are title, tag"
