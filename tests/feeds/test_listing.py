"""feeds.toml: what it says, and what is said of its mistakes."""

from pathlib import Path

import pytest

from app.errors import UsageError
from app.feeds import FeedSource, read_listing
from app.feeds.fetch import Policy

POLICY = Policy("Dateline/test")

GOOD = """
# What we follow.
[[feeds]]
name = "The Tollbridge Gazette"
url = "https://gazette.example/news.xml"

[[feeds]]
name = "Harbour"
url = "https://HARBOUR.example/feed"
interval = "2h"
source = "Harbour Post"
language = "eng"
full = true
"""


def listing(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    return path


def test_a_list_says_which_feeds_are_watched_and_how(tmp_path: Path) -> None:
    assert read_listing(listing(tmp_path, GOOD), POLICY, 1800) == (
        FeedSource(
            "The Tollbridge Gazette", "https://gazette.example/news.xml", 1800, "The Tollbridge Gazette"
        ),
        FeedSource("Harbour", "https://harbour.example/feed", 7200, "Harbour Post", "en", True),
    )


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        ('name = "B"', r"line 5 \(B\): a feed needs a name and a url"),
        ('url = "https://b.example/"', "line 5: a feed needs a name and a url"),
        (
            'name = "B"\nurl = "https://b.example/"\ncolour = "red"',
            r"line 5 \(B\): colour is not known; there are",
        ),
        ('name = "B"\nurl = "https://b.example/"\nfull = "yes"', "full should be true or false"),
        ('name = 7\nurl = "https://b.example/"', 'name should be a text: "..."'),
        ('name = "B"\nurl = "https://b.example/"\ninterval = "5"', "interval should be from"),
        ('name = "B"\nurl = "https://b.example/"\ninterval = "59s"', "interval should be from"),
        ('name = "B"\nurl = "https://b.example/"\ninterval = "31d"', "interval should be from"),
        ('name = "B"\nurl = "https://b.example/"\nlanguage = "Klingonish"', "language should be a code"),
        ('name = "B"\nurl = "ftp://b.example/"', "url: bad_address: only http and https"),
        ('name = "B"\nurl = "http://10.0.0.1/"', "url: refused_address: It leads into a private"),
        ('name = "B"\nurl = "http://a:b@b.example/"', "url: bad_address: it holds a user name"),
        ('name = "B"\nurl = "https://a.example/"', "https://a.example/ stands there twice, also at line 2"),
        ('name = "A"\nurl = "https://b.example/"', "A stands there twice, also at line 2"),
        ('name = "\\u001b[31mB"', r"\(\\x1b\[31mB\)"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_feed(tmp_path: Path, feed: str, said: str) -> None:
    text = f'\n[[feeds]]\nname = "A"\nurl = "https://a.example/"\n[[feeds]]\n{feed}\n'.removeprefix("\n")
    path = listing(tmp_path, f"\n{text}".replace("\n[[feeds]]\nname", "#\n[[feeds]]\nname", 1))
    with pytest.raises(UsageError, match=said):
        read_listing(path, POLICY, 1800)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[feeds]\n", "line 1"),
        ("", "it should hold"),
        ("feeds = []", "it should hold"),
        ('feeds = ["https://a.example/"]', "a feed is a table"),
        ("[defaults]\n[[feeds]]\n", "it should hold"),
        ("a = " + "[" * 20_000, "feeds.toml: "),
    ],
)
def test_a_file_that_is_no_list_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_listing(listing(tmp_path, text), POLICY, 1800)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"# \xe9\n")
    (tmp_path / "large").write_bytes(b"#" * (4 * 2**20 + 1))
    for name, said in (
        ("none", "no such file"),
        (".", "is a directory"),
        ("latin", "not UTF-8"),
        ("large", "larger"),
    ):
        with pytest.raises(UsageError, match=said):
            read_listing(tmp_path / name, POLICY, 1800)
