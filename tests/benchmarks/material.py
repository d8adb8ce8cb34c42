"""A small invented stand-in for the real material, in the same files and formats."""

import json
import lzma
import random
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.ingest.readers.warc.building import PAGE, response

_SYLLABLES = ("ka", "lo", "mi", "ren", "ta", "su", "vel", "dor", "pin", "gar")
FEED = """<!--
Expect:      not bozo and entries[0]['title'] == 'Trams run'
-->
<rss><channel><title>Gazette</title><item><title>Trams run</title></item></channel></rss>"""
WIRE = json.dumps(
    {
        "uri": "urn:trams",
        "versioncreated": "2026-03-01T10:00:00Z",
        "headline": "Trams run",
        "body_text": "The trams run.",
    }
)
SGML = (
    '<REUTERS NEWID="1"><DATE>26-FEB-1987 15:01:01.79</DATE><TEXT><TITLE>TRAMS RUN</TITLE>'
    "<DATELINE>    HULL, Feb 26 - </DATELINE><BODY>The trams run.</BODY></TEXT></REUTERS>"
)
_PLACES = ("HARROWGATE", "PORT ELLEN", "SKIPTON, Vale")


def make_material(folder: Path) -> None:
    """Write every file that a benchmark reads. The same each time."""
    chance = random.Random(1963)
    stories = [_story(number, chance) for number in range(150)]
    _write_lines(folder / "reuters-10k-full.jsonl.xz", stories)
    _write_lines(folder / "reuters106k-lead.jsonl.xz", stories)
    _write_lines(folder / "allsides-5k.jsonl.xz", stories)
    _pack(folder / "time-ir.tar.xz", _time(chance))
    _pack(folder / "smart-cran-npl.tar.xz", _cranfield(chance))
    _pack(folder / "html-gold-dev.tar.xz", _pages())
    _pack(folder / "feeds.tar.xz", {"feeds-feedparser/tests/title.xml": FEED})
    _pack(folder / "wire-iptc.tar.xz", {"item.json": WIRE})
    _pack(folder / "warc-warcio.tar.xz", {"crawl.warc": response(PAGE).decode()})
    _pack(folder / "reuters21578-sgml-000-010.tar.xz", {"reut2-005.sgm": SGML})


def _word(chance: random.Random) -> str:
    """A word; some are far more frequent than others."""
    rank = int(chance.paretovariate(0.4)) % 997
    return _SYLLABLES[rank // 100] + _SYLLABLES[rank // 10 % 10] + _SYLLABLES[rank % 10]


def _text(chance: random.Random, words: int) -> str:
    return " ".join(_word(chance) for _ in range(words))


def _story(number: int, chance: random.Random) -> str:
    record = {
        "id": f"story-{number}",
        "title": _text(chance, 6).capitalize(),
        "byline": "By  Ines Calder and Tom Roe",
        "date": f"Fri Oct {1 + number % 28}, 2010 6:15pm EDT",
        "url": f"http://www.harbour-gazette.example/2010/10/story-{number}",
        "body": f"{chance.choice(_PLACES)} (Reuters) - {_text(chance, 120).capitalize()}.",
    }
    return json.dumps(record)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with lzma.open(path, "wt") as packed:
        packed.writelines(line + "\n" for line in lines)


def _time(chance: random.Random) -> dict[str, str]:
    documents = [{"id": f"{number:03}", "body": _text(chance, 80).upper()} for number in range(40)]
    queries = [{"id": number, "text": documents[number]["body"][:60]} for number in range(5)]
    return {
        "time-ir/docs.jsonl": "\n".join(map(json.dumps, documents)),
        "time-ir/queries.jsonl": "\n".join(map(json.dumps, queries)),
        "time-ir/qrels.txt": "\n".join(f"{number} 0 {number:03} 1" for number in range(5)),
    }


def _cranfield(chance: random.Random) -> dict[str, str]:
    texts = [_text(chance, 60) for _ in range(30)]
    documents = [f".I {number}\n.T\ntitle\n.A\n.B\n.W\n{text}\n" for number, text in enumerate(texts, 1)]
    queries = [f".I {10 * number:03}\n.W\n{texts[number][:50]}\n" for number in range(4)]
    abstracts = "\n   /\n".join(f"{number}\n{text.lower()}" for number, text in enumerate(texts, 1))
    return {
        "smart/npl/doc-text": abstracts + "\n   /\n",
        "smart/npl/query-text": f"1\n{texts[7][:40].upper()}\n/\n",
        "smart/npl/rlv-ass": "1\n    8   30\n   /\n",
        "smart/cran/cran.all.1400": "".join(documents),
        "smart/cran/cran.qry": "".join(queries),
        "smart/cran/cranqrel": "".join(f"{number} {number} 3\n{number} 29 -1\n" for number in range(1, 5)),
    }


def _pages() -> dict[str, str]:
    index, pages = [], {}
    for number in range(8):
        title, body = (
            f"Lighthouse {number} lit again",
            f"The keepers of lighthouse {number} came home on Monday.",
        )
        gold = {"title": title, "date": "2024-03-01", "body": body, "authors": ["Ida Fenwick"]}
        index.append({"set": "fundus", "file_in_pack": f"{number}.html", "publisher": f"p{number}"} | gold)
        pages[f"{number}.html"] = (
            f"<html><body><h1>{title}</h1><p>March 1, 2024</p><p>{body}</p><p>{body}</p></body></html>"
        )
    return pages | {"index.jsonl": "\n".join(map(json.dumps, index))}


def _pack(path: Path, files: Mapping[str, str]) -> None:
    unpacked = path.with_suffix(".files")
    for name, text in files.items():
        file = unpacked / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with tarfile.open(path, "w:xz") as archive:
        for child in unpacked.iterdir():
            archive.add(child, child.name)
