"""Datelines, and sentences that only look like them."""

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.normalise.datelines import read_dateline


@pytest.mark.parametrize(
    ("body", "place", "agency"),
    [
        ("ANCHORAGE, Alaska (Reuters) - The ferry", "Anchorage, Alaska", "Reuters"),
        ("SAN FRANCISCO/NEW YORK (Reuters) - The ferry", "San Francisco/New York", "Reuters"),
        ("NEW YORK/ PARIS (Reuters) - The ferry", "New York/Paris", "Reuters"),
        ("BOISE, Idaho/NEW YORK (Reuters) - The ferry", "Boise, Idaho/New York", "Reuters"),
        ("WASHINGTON  (Reuters) - The ferry", "Washington", "Reuters"),
        ("BRUSSELS May 13 (Reuters) - The ferry", "Brussels", "Reuters"),
        ("DELRAY BEACH, Fla. (AP) — The ferry", "Delray Beach, Fla.", "AP"),
        ("KANSAS CITY, Mo., March 19 (AP) - The ferry", "Kansas City, Mo.", "AP"),
        ("ERIE, PA, March 19 - The ferry", "Erie, PA", None),
        ("AUGUSTA, Ga., March 20 - The ferry", "Augusta, Ga.", None),
        ("WASHINGTON, D.C. (AP) -- The ferry", "Washington, D.C.", "AP"),
        ("RIO DE JANEIRO (AFP) – The ferry", "Rio de Janeiro", "AFP"),
        ("PARIS, April 26 (AFP) - The ferry", "Paris", "AFP"),
        ("Paris, 26 avr 2019 (AFP) - Le bac", "Paris", "AFP"),
        ("New Delhi, Apr 26 (PTI) The ferry", "New Delhi", "PTI"),
        ("Berlin (dpa) - Die Fähre", "Berlin", "dpa"),
        ("Berlin (dpa/tmn) - Die Fähre", "Berlin", "dpa"),
        ("Berlin (AFP) Die Fähre", "Berlin", "AFP"),
        ("BERLIN/dpa - Die Fähre", "Berlin", "dpa"),
        ("«MOSKAU (dpa) - Die Fähre»", "Moskau", "dpa"),
        ("MOSCOW. April 26. INTERFAX.COM - The ferry", "Moscow", "Interfax"),
        ("MOSCOW, April 26. /TASS/. The ferry", "Moscow", "TASS"),
        ("МОСКВА, 26 апр - РИА Новости. Паром", "Москва", "RIA Novosti"),
        ("باريس (أ ف ب) - العبارة", "باريس", "AFP"),
        ("新华社北京4月26日电 渡轮", "北京", "Xinhua"),
        ("(서울=연합뉴스) 여객선", "서울", "Yonhap"),
        ("(ANSA) - ROMA, 26 APR - Il traghetto", "Roma", "ANSA"),
        ("PORT SELDOM (Meridian Wire) - The ferry", "Port Seldom", "Meridian Wire"),
        ("PORT SELDOM (Harbour Review) - The ferry", "Port Seldom", None),
        ("LONDON, March 3 - The ferry", "London", None),
        ("LIMA — The ferry", "Lima", None),
        ("KABUL: The ferry", "Kabul", None),
        ("NEW DELHI: The ferry", "New Delhi", None),
        ("(Reuters) - The ferry", None, "Reuters"),
        ("(Reuters) The ferry", None, "Reuters"),
        ("Sept 12 (Reuters) - The ferry", None, "Reuters"),
        ("AFP - The ferry", None, "AFP"),
    ],
)
def test_place_and_agency_are_read(body: str, place: str | None, agency: str | None) -> None:
    read = read_dateline(body)
    assert read is not None
    assert (read.place, read.agency) == (place, agency)
    assert body[read.end :].split()[0] in ("The", "Le", "Die", "Il", "Паром", "العبارة", "渡轮", "여객선")


@pytest.mark.parametrize(
    "before",
    [
        "By Ada Quill\n\n",
        "By Ada Quill ",
        "(Adds details, share price)\n\n",
        "(Corrects figure in the third paragraph to $1.20\nfrom $1.18)\n\n\n",
        "(Adds comment)\n\n  By  Ada Quill and Ben Marrow ",
        "Corrects spelling of ferry\n",
    ],
)
def test_bylines_and_notes_before_the_dateline_are_stepped_over(before: str) -> None:
    body = f"{before}OSLO Dec 7 (Reuters) - The ferry"
    read = read_dateline(body)
    assert read is not None
    assert (read.place, read.agency, body[read.end :]) == ("Oslo", "Reuters", "The ferry")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "NATO - the alliance - said",
        "U.S. - Mexico talks",
        "IBM (NYSE) - the maker",
        "PARIS-based lenders said",
        "UPDATE - the ferry",
        "EXCLUSIVE: the ferry",
        "FACT CHECK: the ferry",
        "Kabul: the ferry",
        "He said: no",
        "The company (Reuters) - said",
        "The agency (Reuters) said on Monday",
        "Ada Quill in Port Seldom, September 5, 2018 (Reuters/Ben Marrow) was first",
        "Ferries - and trains - are late",
        "The ferry is late - again",
    ],
)
def test_no_place_is_taken_from_an_ordinary_sentence(body: str) -> None:
    assert read_dateline(body) is None


@given(st.text(max_size=400) | st.text(alphabet="ABCab (),./-:\nReutersAFP12", max_size=200))
def test_no_body_makes_the_reader_raise_and_the_end_lies_within(body: str) -> None:
    read = read_dateline(body)
    assert read is None or 0 < read.end <= len(body)


def test_nearly_all_datelines_of_a_wire_archive_are_read(corpora: Path) -> None:
    """Bodies with ``(Reuters)`` in their first 100 characters; 100 % when this was written."""
    with lzma.open(corpora / "reuters-10k-full.jsonl.xz", "rt", encoding="utf-8") as lines:
        bodies = [body for line in lines if "(Reuters)" in (body := json.loads(line)["body"])[:100]]
    reads = [read_dateline(body) for body in bodies]
    right = sum(read is not None and read.agency == "Reuters" for read in reads)
    assert right / len(bodies) > 0.995
    assert sum(read is not None and read.place is not None for read in reads) / len(bodies) > 0.6
