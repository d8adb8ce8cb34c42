"""Languages are told where they are clear, and not where they are not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import LanguageIdentifier

from app.ingest.draft import Draft
from app.ingest.normalise import language, normalise
from app.ingest.normalise.language import language_of
from app.values import Article, Candidate

NOW = datetime(2026, 11, 21, tzinfo=UTC)
TEXTS = {
    "en": "The ferry to the islands will sail again on Monday after the harbour board said that the storm "
    "damage had been repaired and that it was safe for all of its passengers.",
    "de": "Die Fähre zu den Inseln fährt ab Montag wieder, nachdem die Hafenbehörde erklärt hatte, dass die "
    "Sturmschäden behoben seien und keine Gefahr mehr bestehe.",
    "fr": "Le ferry vers les îles reprendra ses traversées lundi, a annoncé la direction du port, qui assure "
    "que les dégâts de la tempête ont été réparés.",
    "es": "El transbordador a las islas volverá a navegar el lunes, según la autoridad portuaria, que "
    "asegura que los daños de la tormenta ya fueron reparados.",
    "pt": "A balsa para as ilhas volta a navegar na segunda-feira, informou a autoridade portuária, que "
    "garante que os danos da tempestade já foram reparados.",
    "nl": "De veerboot naar de eilanden vaart vanaf maandag weer, meldt het havenbedrijf, dat zegt dat de "
    "schade van de storm is hersteld en dat er geen gevaar meer is.",
    "ru": "Паром на острова снова выйдет в море в понедельник, сообщило управление порта, добавив, что "
    "повреждения после шторма устранены и опасности больше нет.",
    "ar": "تعود العبارة إلى الجزر يوم الاثنين بعد أن أعلنت إدارة الميناء أن أضرار العاصفة قد أصلحت وأن السفر "
    "أصبح آمنا لجميع الركاب.",
    "sw": "Kivuko cha kwenda visiwani kitaanza safari tena siku ya Jumatatu baada ya mamlaka ya bandari "
    "kusema kwamba uharibifu wa dhoruba umekarabatiwa.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_paragraph_tells_its_language(code: str) -> None:
    assert language_of(TEXTS[code]) == code


@pytest.mark.parametrize("text", ["", "Quay shut", "12:30 3-2 4-1 " * 40, "La mer, la plage", "Ürümqi " * 3])
def test_short_texts_and_figures_tell_none(text: str) -> None:
    assert language_of(text) is None


def test_names_alone_do_not_make_a_language() -> None:
    assert language_of("Carter Penn Halvard Rowan Tilda Marlow Ostrava Delft Quill Harbour " * 3) is None


@given(st.text(max_size=400))
def test_any_text_is_taken(text: str) -> None:
    code = language_of(text)
    assert code is None or code.isalpha()


def article(body: str, language: str = "") -> Article:
    found = normalise(Draft(title="Ferry sails", body=body, language=language), now=NOW, max_text_bytes=2**20)
    assert isinstance(found, Article)
    return found


def test_a_guess_is_flagged_and_what_is_said_goes_before_it() -> None:
    guessed, said, short = article(TEXTS["fr"]), article(TEXTS["fr"], "en-GB"), article("Ropes held.")
    assert (guessed.language, guessed.flags) == ("fr", ("language_guessed",))
    assert (said.language, said.flags) == ("en", ())
    assert (short.language, short.flags) == (None, ())


def test_a_guess_makes_no_other_edition_of_an_article() -> None:
    guessed = article(TEXTS["fr"])
    assert Candidate.of(guessed).content_hash != Candidate.of(article(TEXTS["fr"], "fr")).content_hash
    untold = replace(guessed, language=None, flags=())
    assert Candidate.of(guessed).content_hash == Candidate.of(untold).content_hash


def test_threads_that_need_the_model_at_once_load_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[str] = []
    load = LanguageIdentifier.from_model_file

    def counted(*given: object, **said: object) -> object:
        loads.append("once more")
        return load(*given, **said)

    monkeypatch.setattr(LanguageIdentifier, "from_model_file", counted)
    language._loaded.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(language_of, [TEXTS["de"]] * 8)) == {"de"}
    assert loads == ["once more"]
