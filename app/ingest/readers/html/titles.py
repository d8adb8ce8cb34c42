"""The headline as the newsroom wrote it, among all that a page gives as one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from app.ingest.draft import Draft
from app.ingest.readers.html.evidence import Evidence
from app.ingest.readers.html.sitename import compact, is_site, site_names, without_site

#: Chosen by logistic regression (a softmax over a page's candidates, weights kept small), cross-validated by
#: outlet on the pages of the benchmark ``extract``: what JSON-LD says and a clean Open Graph title are
#: headlines most often; an ``h1`` may be the site's name, a browser's title is written for search engines.
WEIGHTS: Mapping[str, float] = {
    "linked": 1.4,
    "open graph": 0.7,
    "clean open graph": 0.9,
    "first heading": 0.15,
    "other meta": 0.4,
    "microdata": -0.4,
    "browser": -0.1,
    "seen": 0.3,
    "site": -2.0,
    "short": -0.6,
    "begins another": 0.2,
    "ends another": 0.25,
}
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Headline:
    """``text`` without the site's name; ``keys`` are those of everything that the page gives as a title."""

    text: str
    keys: frozenset[str]


@dataclass(slots=True)
class _Candidate:
    text: str
    kinds: set[str]


def find_headline(evidence: Evidence, main: Draft, seen: str, url: str) -> Headline:
    """The best candidate; its text is empty where the page gives none.

    ``main`` is its article in JSON-LD, ``seen`` the headline found in its visible text.
    """
    names = site_names(evidence, url)
    given = [
        (kind, " ".join(unescape(unescape(text)).split())) for kind, text in _given(evidence, main, seen)
    ]
    keys = frozenset(compact(text) for _, text in given)
    candidates: dict[str, _Candidate] = {}
    for kind, text in given:
        bare = without_site(text, names, keys - {compact(text)})
        candidate = candidates.setdefault(compact(bare), _Candidate(bare, set()))
        candidate.kinds.add(kind)
        if kind == "open graph" and bare == text:
            candidate.kinds.add("clean open graph")
    best = max(candidates.values(), key=lambda one: _score(one, candidates, names), default=None)
    return Headline(best.text if best else "", keys | candidates.keys())


def _given(evidence: Evidence, main: Draft, seen: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each title, the ones without a letter or figure left out."""
    for kind, texts in _sources(evidence, main, seen):
        yield from ((kind, text) for text in texts if compact(text[:2000]))


def _sources(evidence: Evidence, main: Draft, seen: str) -> Iterator[tuple[str, Iterable[str]]]:
    meta = evidence.meta_titles
    yield "linked", (main.title,)
    yield "open graph", (meta[name] for name in meta if name == "og:title")
    yield "twitter", (meta[name] for name in meta if name == "twitter:title")
    yield "other meta", (meta[name] for name in meta if name not in ("og:title", "twitter:title"))
    yield "first heading", evidence.marks.headings[:1]
    yield "heading", evidence.marks.headings[1:]
    yield "microdata", (evidence.marks.article.title,)
    yield "browser", (evidence.browser,)
    yield "seen", (seen,)


def _score(one: _Candidate, all_of_them: Mapping[str, _Candidate], names: frozenset[str]) -> float:
    key = compact(one.text)
    longer = [other for other in all_of_them if other != key]
    traits = set(one.kinds)
    if is_site(one.text, names):
        traits.add("site")
    if _words(one.text) <= _SHORT:
        traits.add("short")
    if any(other.startswith(key) for other in longer):
        traits.add("begins another")
    if any(other.endswith(key) for other in longer):
        traits.add("ends another")
    return sum(WEIGHTS.get(trait, 0.0) for trait in traits)


def _words(text: str) -> float:
    """Two signs count as a word in scripts without spaces."""
    return max(text.count(" ") + 1, sum("\u3040" <= char <= "\u9fff" for char in text) / 2)
