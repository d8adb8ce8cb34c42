"""Articles of several languages in one archive, and queries that do not say theirs."""

from collections.abc import Iterator

import pytest

from app.search.engine import Batch, Document, Engine, Sort
from tests.search.contract.base import ContractBase, ask, doc, ids

#: Title, body and language by id.
PRESS: dict[int, tuple[str, str, str | None]] = {
    1: ("Elections in the north", "The UN counts the votes. Policies of the U.N. matter.", "en"),
    2: ("Élections à Besançon", "Un électeur sur deux a voté, selon l’AFP.", "fr"),
    3: ("Elecciones en Vigo", "Un elector de cada dos votó. Las canciones sonaban.", "es"),
    4: ("Wahlen in Mainz", "Die Häuser der Stadt, und ein Haus am Fluss.", "de"),
    5: ("Eleições em Braga", "As notícias falam de uma notícia.", "pt"),
    6: ("Elezioni a Bari", "Un elettore è nato qui. Le notizie della NATO.", "it"),
    7: ("Verkiezingen in Gent", "De regeringen en de regering.", "nl"),
    8: ("Türkiye'nin seçimleri", "Kitapların sayısı arttı, İstanbul'da oy verildi.", "tr"),
    9: ("Выборы в Твери", "Президента ждут на выборах.", "ru"),
    10: ("الانتخابات في البلاد", "قال الرئيس إن الانتخابات قريبة", "ar"),
    11: ("Valet i Lund", "Väljarna valde. Regeringen avgick.", "sv"),
    12: ("Выборы без языка", "Никто не сказал, на каком языке выборов.", None),
    13: ("Elections, language unknown", "Policies are discussed.", None),
    14: ("Вибори у Львові", "Уряд пішов.", "uk"),
}
LANGUAGES: list[tuple[str, set[int], str]] = [
    ("election", {1, 2, 13}, "English and French have this word"),
    ("élection", {1, 2, 13}, "with its accent as without"),
    ("ELECTION", {1, 2, 13}, "and in capitals"),
    ("elección", {3}, "Spanish"),
    ("wahl", {4}, "German"),
    ("haus", {4}, "a German plural"),
    ("eleicoes", {5}, "Portuguese without its accents"),
    ("notícias", {5}, "a Portuguese plural"),
    ("notizia", {6}, "Italian"),
    ("verkiezing", {7}, "Dutch"),
    ("türkiye", {8}, "a Turkish name with a suffix"),
    ("istanbul", {8}, "without the Turkish capital letter"),
    ("kitap", {8}, "a Turkish plural"),
    ("sayisi", {8}, "without the Turkish letter"),
    ("выборов", {9, 12}, "Russian, also where no language is known"),
    ("президент", {9}, "a Russian case"),
    ("انتخاب", {10}, "Arabic without its article and ending"),
    ("valet", {11}, "Swedish is compared as it is"),
    ("väljare", set(), "not by stem"),
    ("vibori", set(), "scripts are not written over"),
    ("вибори", {14}, "Ukrainian is compared as it is"),
    ("policy", {1, 13}, "English where no language is known"),
    ("U.N.", {1}, "an abbreviation is not the French, Spanish or Italian article"),
    ("UN", {1}, "nor is it without its points"),
    ("UN votes", {1}, "nor beside other words"),
    ("un", {1, 2, 3, 6}, "the word may be either"),
    ("UN ÉLECTEUR", {2}, "in a query all in capitals, too"),
    ("AFP", {2}, "an abbreviation in a French article"),
    ("afp", {2}, "in small letters"),
    ("A.F.P.", {2}, "and with points"),
    ("NATO", {6}, "an abbreviation in an Italian article"),
    ('"un électeur"', {2}, "a phrase is of one language"),
    ('"un elettore"', {6}, "of any one language"),
    ("title:elezione", {6}, "a field"),
    ("elect*", {1, 2, 3, 13}, "a prefix is of the word in every language"),
    ("election -language:fr", {1, 13}, "a language can be excluded"),
    ("-un", {4, 5, 7, 8, 9, 10, 11, 12, 13, 14}, "an exclusion is of every language"),
]


class Languages(ContractBase):
    @pytest.fixture(scope="class")
    @classmethod
    def press(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
        engine = cls.make_engine(tmp_path_factory.mktemp("press") / "index")
        engine.apply(Batch(1, [_article(*item) for item in PRESS.items()]))
        yield engine
        engine.close()

    @pytest.mark.parametrize(
        ("q", "expected"), [case[:2] for case in LANGUAGES], ids=[f"{q}: {why}" for q, _, why in LANGUAGES]
    )
    def test_finds_in_every_language(self, press: Engine, q: str, expected: set[int]) -> None:
        assert set(ids(press, q)) == expected
        assert set(ids(press, q, sort=Sort.RELEVANCE)) == expected

    def test_a_word_counts_the_same_in_each_language(self, engine: Engine) -> None:
        """By the rarity of each language's own forms the one French article would come first."""
        english = [doc(id_, body="a president spoke", language="en") for id_ in range(1, 20)]
        french = doc(20, body="ce président parla", language="fr")
        engine.apply(Batch(1, [*english, french, doc(21, body="rain all day")]))
        scores = [hit.score or 0.0 for hit in ask(engine, "president", sort=Sort.RELEVANCE).hits]
        assert len(scores) == 20
        assert scores == pytest.approx([scores[0]] * 20)


def _article(id_: int, texts: tuple[str, str, str | None]) -> Document:
    title, body, language = texts
    return doc(id_, title=title, body=body, **({} if language is None else {"language": language}))
