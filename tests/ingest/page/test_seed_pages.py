"""The pages among the seed data: what a stranger sees first must be right to the word."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ingest.draft import Draft
from app.ingest.normalise.dates import parse_date
from app.ingest.page import read_page

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PAGES = Path(__file__).parents[3] / "seed_data" / "pages"


@dataclass(frozen=True, slots=True)
class Expected:
    """``day`` as far as it is given ("" when the page gives none); ``body``: its first and last words."""

    title: str
    day: str
    source: str
    body: tuple[str, str]


EXPECTED = {
    "01-rask-interview": Expected(
        "“I still hear the quarry”: Captain Jonas Rask speaks",
        "2026-01-16",
        "Harbour Gazette",
        ("Two years after the Halcyon Dawn", "that it comes in that order."),
    ),
    "02-prydderch-profile": Expected(
        "Profile: Siân Prydderch, the kingmaker who keeps bees",
        "2023-05-20",
        "Harbour Gazette",
        ("She arrives on a bicycle, four", 'will find that nobody decided anything."'),
    ),
    "03-river-letter": Expected(
        "Opinion: A letter to the people upstream",
        "2021-06-30",
        "Tamira Herald",
        ("I grow melons. I do not", "still the best on the river."),
    ),
    "04-idris-al-noor": Expected(
        "Idris al-Noor, poet of the dry river, 1938-2019",
        "2019-11-19",
        "Tamira Herald",
        ("Idris al-Noor, who died in Qasr", "monument. He asked for a tap."),
    ),
    "05-omar-al-noor": Expected(
        "Omar al-Noor: ‘Patience is also infrastructure’",
        "2025-12-01",
        "Tamira Herald",
        ("The water minister receives visitors in", 'and nobody comes to the opening."'),
    ),
    "06-deichgraf": Expected(
        "„Der Deich ist kein Bauwerk, er ist eine Verabredung“",
        "2022-02-12",
        "Nordküsten-Zeitung",
        ("Vier Monate nach der Sturmflut „Ragna“", "„Damm“, das müssen wir noch üben."),
    ),
    "07-house-style": Expected(
        "A note to contributors on our house style",
        "",
        "Harbour Gazette",
        ("Readers ask why we write as", "is in doubt, read it aloud."),
    ),
    "08-restaurant": Expected(
        "Restaurant: The Comma, Quay 9",
        "2026-06-13",
        "Harbour Gazette",
        ("It was bound to happen. The", "Food: nine. Noise: six. Bananas: ten."),
    ),
    "09-letters": Expected(
        "Letters: Fines, gales and the right to stay in port",
        "2024-04-06",
        "Harbour Gazette",
        ("Sir, Your leading article of April", "Name and address supplied"),
    ),
    "10-commute": Expected(
        "Double track to Port Halvard promised for the fourth time",
        "2024-10-01",
        "The Ardmoor Courier",
        ("The railway between Ardmoor and the", "known each other since 2009, waved."),
    ),
    "11-final-report": Expected(
        'Final report on Halcyon Dawn: "Nobody decided anything"',
        "2025-01-14",
        "The Isles Tribune",
        ("The Halcyon Dawn was lost to", "quarter to ten in the evening."),
    ),
    "12-karzun-full": Expected(
        "Karzun reservoir full, thirteen months late and to nobody's harm",
        "2023-11-09",
        "ANTAL POST",
        ("The Karzun reservoir reached its full", "the government repeats, receive their orchards."),
    ),
    "13-barometers": Expected(
        "Fraudster's barometers fetch 2.1 million, and fall",
        "2024-11-28",
        "HARBOUR GAZETTE",
        ("The collection of barometers seized from", "for the weekend was a gale."),
    ),
    "14-quai-9-accord": Expected(
        "Port de Halvard : un apprenti pour trois départs, la grève est finie",
        "2025-03-03",
        "L'ÉCHO DES QUAIS",
        ("Vingt et un jours, et un", "à signer. Il commence lundi prochain."),
    ),
    "15-stromtunnel": Expected(
        "Stromtunnel nach Ness: Bund und Sundmark einigen sich auf Trasse",
        "2024-06-18",
        "Nordküsten-Zeitung",
        ("Brunsbüttel. Nach sechs Jahren Streit über", "Hälfte. Die Netzagentur muss noch zustimmen."),
    ),
    "16-institute-repost": Expected(
        "WHAT THE ORU TREATY LEAVES OUT",
        "2025-10-21",
        "Tamira Herald",
        ("The treaty that Tamira and Zerevia", "water may take a little longer."),
    ),
    "17-bogaz-fener": Expected(
        "Son fener bekçisinin 112 defteri İstanbul'da",
        "2023-05-04",
        "Boğaz Postası",
        ("Kuzey Denizi'ndeki bir kayalıkta otuz bir", "Sergi 30 Haziran'a kadar açık."),
    ),
    "18-rechnoy-paromy": Expected(
        "Плавучая библиотека снова вышла в рейс",
        "2024-04-14",
        "РЕЧНОЙ ВЕСТНИК",
        ("Старая баржа «Страница», сорок лет возившая", "Книги возвращают все, иногда с вареньем."),
    ),
    "19-print-view": Expected(
        "Ardmoor rents overtake the capital's for the first time",
        "2024-05-08",
        "The Ardmoor Courier",
        ("A two-room flat in Ardmoor now", 'somebody else to get the job."'),
    ),
    "20-phare-tempete-livre": Expected(
        "« Le Carnet noir » : un escroc prend des notes",
        "2025-10-07",
        "Le Phare du Soir",
        ("Pendant les soixante audiences de son", "du Môle, 224 p., 19 euros."),
    ),
}


def draft_of(name: str) -> Draft:
    draft = read_page((PAGES / f"{name}.txt").read_text(encoding="utf-8"), now=NOW).draft
    assert draft is not None
    return draft


def day_of(draft: Draft) -> str:
    moment = parse_date(draft.published, now=NOW).moment if draft.published else None
    return moment.at.date().isoformat() if moment else ""


def test_every_seed_page_is_pinned_here() -> None:
    assert {path.stem for path in PAGES.glob("*.txt")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_title_date_and_source_of_a_seed_page(name: str) -> None:
    draft, expected = draft_of(name), EXPECTED[name]
    assert (draft.title, day_of(draft), draft.source) == (expected.title, expected.day, expected.source)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_body_of_a_seed_page_begins_and_ends_where_the_article_does(name: str) -> None:
    body, (first, last) = draft_of(name).body, EXPECTED[name].body
    assert body.startswith(first)
    assert body.endswith(last)
