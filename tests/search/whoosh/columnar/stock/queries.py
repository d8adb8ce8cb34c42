"""Random query trees of every class."""

from hypothesis import strategies as st
from whoosh import query

from tests.search.whoosh.columnar.corpus import WORDS

_texts = st.sampled_from([*WORDS, "absent"])
_boosts = st.sampled_from((0.5, 1.0, 1.0, 2.0))
_ranked = st.sampled_from(("title", "body"))
_fields = st.sampled_from(("title", "body", "tag", "form"))
_days = st.none() | st.integers(-6, 6)

terms = st.builds(query.Term, _fields, _texts, boost=_boosts)
day_terms = st.builds(query.Term, st.just("day"), st.integers(-6, 6))
phrases = st.builds(
    query.Phrase,
    _ranked,
    st.lists(_texts, min_size=2, max_size=3),
    slop=st.sampled_from((1, 1, 2, 5)),
    boost=_boosts,
)
every = st.builds(query.Every, st.none() | _fields | st.just("day"), boost=_boosts)
regexes = st.builds(query.Regex, _fields, st.sampled_from(("a.*", "b|zz", ".*s")))
expanding = st.one_of(
    st.builds(query.Prefix, _fields, st.sampled_from(("a", "ab", "f", "z", "é", "q", ""))),
    st.builds(query.Wildcard, _fields, st.sampled_from(("*", "a*", "?", "a?c", "*r*", "f*s", "ab[a-c]"))),
    st.builds(
        query.FuzzyTerm,
        _fields,
        st.sampled_from(("ab", "ba", "bac", "fery", "ferreis", "zzz", "absent")),
        maxdist=st.integers(1, 2),
        prefixlength=st.sampled_from((0, 1, 2)),
    ),
    st.builds(query.TermRange, _fields, st.none() | _texts, st.none() | _texts, st.booleans(), st.booleans()),
    st.builds(query.NumericRange, st.just("day"), _days, _days, st.booleans(), st.booleans()),
)


def trees(leaves: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
    return st.recursive(leaves, _branches, max_leaves=6)


def _branches(parts: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
    # With a single part Whoosh forgets the boost of the whole.
    several = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(
        st.builds(query.And, several, boost=_boosts),
        st.builds(query.Or, several, boost=_boosts),
        st.builds(query.Not, parts),
        st.builds(query.AndNot, parts, parts),
        st.builds(query.AndMaybe, parts, parts),
        st.builds(query.Require, parts, parts),
        st.builds(query.DisjunctionMax, several, boost=_boosts),
        st.builds(query.ConstantScoreQuery, parts, _boosts),
    )


any_tree = trees(st.one_of(terms, terms, day_terms, phrases, every, expanding, regexes))
#: What a naive reading and our executor know too.
defined_tree = trees(st.one_of(terms, terms, phrases, every, expanding))
