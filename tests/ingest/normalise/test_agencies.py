"""Which names are agencies."""

import pytest

from app.ingest.normalise.agencies import agency_named


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Reuters", "Reuters"),
        ("(REUTERS)", "Reuters"),
        ("Thomson Reuters", "Reuters"),
        ("AFP", "AFP"),
        ("© 2019 AFP", "AFP"),
        ("Agence France-Presse", "AFP"),
        ("Source: AP", "AP"),
        ("via The Associated Press", "AP"),
        ("By Reuters", "Reuters"),
        ("dpa", "dpa"),
        ("ИТАР-ТАСС", "TASS"),
        ("新华社", "Xinhua"),
        ("INTERFAX.COM", "Interfax"),
        ("Anadolu Ajansı", "Anadolu"),
        ("Press Association", "PA"),
        ("AFP/Reuters", "AFP"),
        ("AP and Reuters", "AP"),
        ("AFP-JIJI", "AFP"),
    ],
)
def test_an_agency_is_known_by_any_of_its_names(text: str, agency: str) -> None:
    assert agency_named(text) == agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Meridian Wire", "Meridian Wire"),
        ("(MERIDIAN WIRE)", "Meridian Wire"),
        ("Northern Lights News Agency", "Northern Lights News Agency"),
        ("Agence Littoral", "Agence Littoral"),
        ("Agencia Solmar de Noticias", "Agencia Solmar de Noticias"),
        ("Nordlicht Nachrichtenagentur", "Nordlicht Nachrichtenagentur"),
    ],
)
def test_an_agency_not_in_the_table_is_known_by_its_kind_of_name(text: str, agency: str) -> None:
    assert agency_named(text) == agency


@pytest.mark.parametrize(
    "text",
    [
        "",
        "()",
        "Harbour Gazette",
        "The Wire",
        "Ani",
        "Hina",
        "Pa",
        "Reuters/Ipsos",
        "Reuters said",
        "Mena",
        "x" * 200,
    ],
)
def test_other_names_are_none(text: str) -> None:
    assert agency_named(text) is None
