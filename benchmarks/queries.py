"""Strings that somebody may send as a query: random pieces and characters, and such as the grammar makes."""

import random
from collections.abc import Iterator

PIECES = [
    "a", "word", "elect*", "*", "?", "AND", "OR", "NOT", "(", ")", '"', "“", "-", "+", "title:", "authors:",
    "nosuch:", ":", "~2", "^3", "~", "covid-19", "C++", "U.N.", "O’Brien", "AT&T", "http://x.y", "12:30",
    "東京", "🙂", " ", "  ", "\x00", "\ud800", "\\", "[a TO b]", "&&", "!", "–", "：", "（", "\u200b", "Łódź",
    "''", ".", ",", "NEAR(", "{", "%", "near3:", "repeat2:", "published:", "updated:>", "2019", "-04",
    "[2019 TO *]", "{2018 TO 2019]", "TO", "[", "]", "el*ct", "wom?n", "Kadafi", "~1", "^0.5", '"a b"', "5)",
    "~9", "^nan", "^1e999", ">=", "\u202f", "東*", "?b", "7*7", "://", "’s", "^", "'", "`", "＊", "７",
]  # fmt: skip
_WORDS = ["flood", "Kadafi", "U.N.", "covid-19", "O'Brien", "Łódź", "東京", "elections", "C++", "of", "19"]
_DATES = [
    "2019",
    "2019-04",
    "2019-04-26",
    "7d",
    "today",
    "now-2d",
    "2019-04-26T10:00:00Z",
    "2019-13",
    "x",
    "*",
]
_FIELDS = ["title", "body", "AUTHOR", "source", "tags", "nosuch"]
_ALPHABET = "ab 1*?~^\"()[]{}:+-.,'&|!<>=\\/\t\n\x00é東🙂\ud800\u200b\u2019\uff08"


def queries(chance: random.Random, count: int) -> Iterator[str]:
    """``count`` strings; the same for the same state of ``chance``."""
    makers = (_pieces, _characters, _written, _spoiled)
    for number in range(count):
        yield makers[number % len(makers)](chance)


def _pieces(chance: random.Random) -> str:
    return chance.choice(["", " "]).join(chance.choices(PIECES, k=chance.randrange(14)))


def _characters(chance: random.Random) -> str:
    any_one = [chr(chance.randrange(0x110000)) for _ in range(chance.randrange(4))]
    return "".join(chance.choices(_ALPHABET, k=chance.randrange(40)) + any_one)


def _spoiled(chance: random.Random) -> str:
    """As the grammar makes them, with something put in or left out."""
    q = _written(chance)
    place = chance.randrange(len(q) + 1)
    return q[:place] + chance.choice(["", *PIECES]) + q[place + chance.randrange(3) :]


def _written(chance: random.Random) -> str:
    return _any(chance, chance.randrange(4))


def _any(chance: random.Random, depth: int) -> str:
    join = chance.choice([" ", " AND ", " OR ", " NOT "])
    return join.join(_one(chance, depth) for _ in range(chance.randrange(1, 4)))


def _one(chance: random.Random, depth: int) -> str:
    sign = chance.choice(["", "", "", "-", "+", "NOT "])
    field = chance.choice(["", "", chance.choice(_FIELDS) + ":"])
    boost = chance.choice(["", "", "", "^2", "^0.5", "^101"])
    if depth:
        return f"{sign}{field}({_any(chance, depth - 1)}){boost}"
    return sign + chance.choice([_date(chance), field + _leaf(chance), field + _leaf(chance)]) + boost


def _leaf(chance: random.Random) -> str:
    word, other, number = chance.choice(_WORDS), chance.choice(_WORDS), chance.randrange(7)
    return chance.choice(
        [
            word,
            word,
            word[:3] + "*",
            word[:2] + "?" + word[3:],
            f"{word}~{chance.choice(['', '1', '2', '3'])}",
            f'"{word} {other}"',
            f'"{word} {other}"~{number}',
            f'NEAR({word}, "{other} {word}", {number})',
            f'near{number}:"{word} {other}"',
            f'repeat{number}:"{word}"',
        ]
    )


def _date(chance: random.Random) -> str:
    field, one, other = chance.choice(["published", "added"]), chance.choice(_DATES), chance.choice(_DATES)
    written = [
        one,
        f">{one}",
        f"<={one}",
        f"[{one} TO {other}]",
        f"{{{one} TO {other}}}",
        f'"{one}"',
        f"({one} OR {other})",
    ]
    return f"{field}:{chance.choice(written)}"
