"""XML in a stream, safely. Fault ledger: A14, A15, A18, B01 to B12, B21, B22."""

import io
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.charsets import encoding_declared
from app.ingest.readers.charset import CHUNK, decoded, encoding_of
from app.ingest.readers.elements import line_of
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.xml import MAX_ELEMENTS, elements, legible, parse_fragment, parse_html

LIMIT = 16 * 2**20


def lines(xml: str | bytes, limit: int = LIMIT) -> tuple[list[str], str]:
    """The text of each ``i`` element, and the reason of the fault that ended the reading."""
    data = xml.encode() if isinstance(xml, str) else xml
    found: list[str] = []
    try:
        found.extend(map(line_of, elements(io.BufferedReader(io.BytesIO(data)), ("i",), limit)))
    except RecordFault as fault:
        return found, fault.reason
    return found, ""


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "xml",
    [
        f'<!DOCTYPE l [<!ENTITY a0 "lol">{LAUGHS}]><l><i>&a9;</i></l>',
        f'<!DOCTYPE l [<!ENTITY a "{"x" * 100_000}">]><l><i>{"&a;" * 20_000}</i></l>',
        '<!DOCTYPE l [<!ENTITY a "&b;"><!ENTITY b "&a;">]><l><i>&a;</i></l>',
        '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><l><i>&a;</i></l>',
        '<!DOCTYPE l [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]><l><i>&a;</i></l>',
        "<l><i>&undeclared;</i></l>",
    ],
    ids=["laughs", "quadratic", "loop", "file", "http", "undeclared"],
)
def test_entities_that_grow_or_lead_out_are_refused(xml: str) -> None:
    """B01, B02, B03, B04."""
    assert lines(xml) == ([], "xml_entity")


def test_nothing_is_opened_or_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B03, B04, B05, B07."""
    secret = tmp_path / "secret"
    secret.write_text("found")

    def refused(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refused)
    (tmp_path / "outside.dtd").write_text('<!ENTITY outside "found"><!ELEMENT i (#PCDATA)>')
    inside = f'<!ENTITY % p SYSTEM "{(tmp_path / "outside.dtd").as_uri()}"> %p;'
    style = '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>'
    xml = f'{style}<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd" [{inside}]>'
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    )
    assert lines(f"{xml}<l><i>text {include}&outside;</i></l>") == (["text"], "")
    by_file = f'<!DOCTYPE l SYSTEM "{(tmp_path / "outside.dtd").as_uri()}">'
    assert lines(f"{by_file}<l><i>text &outside;</i></l>") == (["text"], "")


def test_harmless_entities_and_those_of_html_are_resolved() -> None:
    """B06."""
    declared = '<!DOCTYPE l [<!ENTITY xhtml "http://www.w3.org/1999/xhtml"><!ENTITY paper "The Ledger">]>'
    xml = f'{declared}<l xmlns:h="&xhtml;"><i>&paper;&nbsp;&eacute;t&eacute; &amp; &lt;b&gt; &#233;</i></l>'
    assert lines(xml) == (["The Ledger été & <b> é"], "")


@pytest.mark.parametrize(("depth", "reason"), [(254, ""), (255, ""), (256, "too_deep"), (50_000, "too_deep")])
def test_nesting_has_a_limit(depth: int, reason: str) -> None:
    """B08: n-1, n, n+1."""
    assert lines("<a>" * depth + "<i>x</i>" + "</a>" * depth)[1] == reason


def test_many_attributes_and_namespaces_and_long_names_are_borne() -> None:
    """B09, B10."""
    attributes = " ".join(f'a{n}="1"' for n in range(100_000))
    assert lines(f"<l><i {attributes}>x</i></l>") == (["x"], "")
    spaces = "".join(f'<n{n}:a xmlns:n{n}="u{n}"/>' for n in range(100_000))
    assert lines(f"<l>{spaces}<i>x</i></l>") == (["x"], "")
    assert lines("<" + "a" * 2**20 + "/>")[1] == "bad_xml"
    assert lines('<l><i a="' + "a" * 11_000_000 + '">x</i></l>')[1] == "record_too_large"


def test_what_stands_before_a_fault_is_kept() -> None:
    """B11."""
    assert lines("<l><i>one</i><i>two</i><i>three</l>") == (["one", "two"], "bad_xml")
    assert lines("nonsense") == ([], "bad_xml")
    assert lines("<l><i>one</i></l><l/>") == (["one"], "bad_xml")


@given(st.integers(min_value=0, max_value=200))
def test_every_beginning_gives_the_elements_that_are_whole(cut: int) -> None:
    """B12."""
    items = "<i>one</i><b>&eacute;</b><i>two<![CDATA[ & more]]></i><i a='b'>three</i>"
    xml = f"<?xml version='1.0'?><l><!-- x -->{items}</l>"
    found, reason = lines(xml[:cut])
    assert found == ["one", "two & more", "three"][: len(found)]
    assert reason == ("" if cut >= len(xml) or not xml[:cut] else reason)
    assert reason in ("", "truncated", "bad_xml", "xml_entity")
    assert cut >= len(xml) or cut == 0 or reason


@pytest.mark.parametrize(
    ("size", "reason"), [(99_999, ""), (100_000, ""), (100_001 + 2 * CHUNK, "record_too_large")]
)
def test_bytes_between_two_elements_have_a_limit(size: int, reason: str) -> None:
    """B22: n-1, n, and the first that is surely refused."""
    wrapping = len("<l><i></i>")
    xml = "<l><i>" + "x" * (size - wrapping) + "</i>"
    found, got = lines(xml, 100_000)
    assert (len(found), got) == (0 if reason else 1, reason or "truncated")


@pytest.mark.parametrize(
    ("count", "reason"), [(MAX_ELEMENTS - 3, ""), (MAX_ELEMENTS + 30_000, "record_too_large")]
)
def test_elements_between_two_have_a_limit(count: int, reason: str) -> None:
    assert lines("<l>" + "<a/>" * count + "<i>x</i></l>")[1] == reason


def test_a_text_node_beyond_what_the_parser_bears_is_refused() -> None:
    """B22."""
    assert lines("<l><i>" + "x" * 11_000_000 + "</i></l>")[1] == "record_too_large"


def test_nothing_is_kept_of_what_stands_before_an_element() -> None:
    """B15: neither of what was given nor of what nobody wanted."""
    xml = b"<l>" + b"<a/><a>x</a><i>x</i><b><c/></b>" * 200 + b"</l>"
    for element in elements(io.BufferedReader(io.BytesIO(xml)), ("i",), LIMIT):
        before = element.getprevious()
        assert before is not None
        assert (before.getprevious(), len(before), before.text) == (None, 0, None)


def test_a_hundred_thousand_elements_are_read_one_by_one() -> None:
    """B15."""
    found, reason = lines("<l>" + "<i>x</i>" * 100_000 + "</l>")
    assert (len(found), reason) == (100_000, "")


def test_an_element_inside_another_that_is_wanted_belongs_to_it() -> None:
    assert lines("<l><i>a <i>b</i> c</i></l>") == (["a b c"], "")


@pytest.mark.parametrize("xml", ["", " \n", "\ufeff"])
def test_nothing_is_no_fault(xml: str) -> None:
    assert lines(xml) == ([], "")


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("utf-8", "utf-8", "Å été €"),
        ("iso-8859-1", "utf-8", "Å été €"),
        ("iso-8859-1", "cp1252", "Å été €"),
        ("windows-1251", "cp1251", "Паром вернулся"),
        ("shift_jis", "cp932", "①番線のフェリー"),
        ("utf-16", "utf-8", "Å été"),
        ("utf-7", "ascii", "+ADw-script+AD4-"),
        ("foo-8", "utf-8", "Å été"),
        ("utf-8", "cp1252", "L’été à Venn"),
        ("base64", "utf-8", "é"),
    ],
)
def test_the_encoding_is_what_the_bytes_are(declared: str, encoding: str, text: str) -> None:
    """A14, A15, B21."""
    xml = f'<?xml version="1.0" encoding="{declared}"?><l><i>{text}</i></l>'
    assert lines(xml.encode(encoding)) == ([text], "")


def test_control_characters_cost_themselves_only() -> None:
    """A16, A18."""
    assert lines(b"\n<?xml version='1.0'?><l><i>a\x00b\x05&#5;&#x1F;&#xD800;c\x81</i></l>") == (
        ["abc\ufffd"],
        "",
    )


def test_a_reference_is_whole_wherever_the_pieces_end() -> None:
    for lead in range(65_520, 65_540):
        found, _ = lines("<l><i>" + "x" * lead + "&eacute;&#233;</i></l>")
        assert found[0].endswith("xéé")


@given(st.binary(max_size=300))
def test_any_bytes_are_text(data: bytes) -> None:
    assert isinstance("".join(decoded(io.BufferedReader(io.BytesIO(data)))), str)
    assert encoding_of(data)


@given(st.text())
def test_legible_text_never_stops_the_parser_for_its_characters(text: str) -> None:
    inner = legible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_fragment(f"<i>{inner}</i>").tag == "i"


def test_dangerous_and_unknown_encodings_are_not_honoured() -> None:
    names = ("utf-7", "utf-16", "rot13", "base64", "hex", "nonsense", "idna", "unicode_escape", "undefined")
    assert [encoding_declared(name) for name in names] == [""] * len(names)


@pytest.mark.parametrize("html", ["", "   ", "<div>" * 100_000, "<!--" * 50_000, "<" * 100_000])
def test_hostile_html_is_nothing_or_a_tree(html: str) -> None:
    """C01, C05, C06."""
    root = parse_html(html)
    assert root is None or len(list(root.iter())) < 1000
