"""The headline as the newsroom wrote it, among all that a page gives as one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from app.ingest.draft import Draft
from app.ingest.readers.html.evidence import Evidence
from app.ingest.readers.html.sitename import compact, is_site, site_names, without_site
from app.ingest.readers.html.slug import slug_words, told_by

#: Chosen by logistic regression (a softmax over a page's candidates, weights kept small) on the pages of the
#: benchmark ``extract``; cross-validated by outlet 0.875 and 0.836 of the titles are right. Where JSON-LD and
#: a clean Open Graph title differ, outlets differ in which of them is the headline; the words of the address
#: tell a little.
WEIGHTS: Mapping[str, float] = {
    "linked": 1.3,
    "open graph": 1.05,
    "clean open graph": 0.95,
    "first heading": 0.6,
    "other meta": 0.6,
    "browser": -0.35,
    "seen": 0.7,
    "site": -2.0,
    "short": -0.6,
    "begins another": 0.4,
    "ends another": 0.75,
    "linked only": 1.2,
    "in address": 1.3,
}
_SHORT = 2
_STATEMENTS = frozenset(("linked", "open graph", "first heading"))


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
    candidates = _candidates(given, keys, names)
    scores = _scores(candidates, names, slug_words(url))
    best = max(candidates, key=lambda key: scores[key], default="")
    return Headline(candidates[best].text if best else "", keys | candidates.keys())


def _candidates(
    given: Sequence[tuple[str, str]], keys: frozenset[str], names: frozenset[str]
) -> dict[str, _Candidate]:
    """By key, without the site's name. What two of the page's statements agree on is whole as it stands."""
    said: dict[str, set[str]] = {}
    for kind, text in given:
        said.setdefault(compact(text), set()).add(kind)
    candidates: dict[str, _Candidate] = {}
    for kind, text in given:
        key = compact(text)
        agreed = len(said[key] & _STATEMENTS) > 1
        bare = without_site(text, names, frozenset() if agreed else keys - {key})
        candidate = candidates.setdefault(compact(bare), _Candidate(bare, set()))
        candidate.kinds.add(kind)
        if kind == "open graph" and bare == text:
            candidate.kinds.add("clean open graph")
    return candidates


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


def _scores(
    candidates: Mapping[str, _Candidate], names: frozenset[str], slug: frozenset[str]
) -> dict[str, float]:
    traits = {key: _traits(key, candidates, names, slug) for key in candidates}
    return {
        key: sum(WEIGHTS.get(trait, 0.0) * value for trait, value in found.items())
        for key, found in traits.items()
    }


def _traits(
    key: str, candidates: Mapping[str, _Candidate], names: frozenset[str], slug: frozenset[str]
) -> dict[str, float]:
    """The traits of the candidate under ``key``, each from 0 to 1."""
    one = candidates[key]
    others = [other for other in candidates if other != key]
    rivals = any("clean open graph" in candidates[other].kinds for other in others)
    return {
        **dict.fromkeys(one.kinds, 1.0),
        "site": is_site(one.text, names),
        "short": _words(one.text) <= _SHORT,
        "begins another": any(other.startswith(key) for other in others),
        "ends another": any(other.endswith(key) for other in others),
        "linked only": rivals and "linked" in one.kinds and "first heading" not in one.kinds,
        "in address": told_by(slug, one.text),
    }


def _words(text: str) -> float:
    """Two signs count as a word in scripts without spaces."""
    return max(text.count(" ") + 1, sum("\u3040" <= char <= "\u9fff" for char in text) / 2)
