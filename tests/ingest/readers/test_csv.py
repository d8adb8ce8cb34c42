"""Tables. Fault ledger: A01, A13, A21, E01 to E06, E08, E21."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.ingest.draft import Record, Reject
from app.ingest.readers.lines import MAX_ROW_LINES, MAX_ROW_SEPARATORS
from tests.ingest.reading import drafts, read, reasons, rejects, titles

HEADER = b"title,body,date\n"
ROW = b"Trams,They run,2026-01-05\n"
BAD_QUOTES = [b'"Trams,They run,2026\n', b'"Trams" again,They run,2026\n', b'Trams,"They "run" again",2026\n']


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", HEADER, HEADER.strip(), b"sep=,\n"])
def test_nothing_or_a_header_alone_is_no_record(data: bytes) -> None:
    """A01, A02, E04."""
    assert read(data, "csv") == []


def test_columns_are_known_by_their_names_in_any_order_and_spelling() -> None:
    data = b"Pub Date;ID;HEADLINE;Article_Text;Author;Views\n2026-01-05;007;Trams;They run;Ann Lee;1,234\n"
    [item] = read(data, "auto")
    assert isinstance(item, Record)
    draft = item.draft
    assert (draft.title, draft.body, draft.published) == ("Trams", "They run", "2026-01-05")
    assert (draft.external_id, draft.authors) == ("007", ("Ann Lee",))


@pytest.mark.parametrize("text", ["007", "1e999", "1,234", "١٢٣", "=1+1", "+cmd", "-5", "@a", "NaN", "true"])
def test_text_stays_text(text: str) -> None:
    """E07, E08."""
    data = "title|body\n" + f"{text}|b\n"
    assert titles(read(data.encode(), "csv")) == [text]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found_from_the_header(delimiter: str) -> None:
    """E06: the other delimiters stand in the text."""
    rows = [["title", "body", "date"], ["a, b; c | d", 'with\ttab, "quotes"; and | all', "2026"]]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    [draft] = drafts(read(stream.getvalue().encode(), "auto"))
    assert [draft.title, draft.body, draft.published] == rows[1]


def test_a_hostile_sample_falls_back_to_commas() -> None:
    """E06."""
    data = b'"' * 100_000 + b"\n" + b";|\t" * 100_000
    assert reasons(read(data, "csv")) in (["no_header"], ["column_count"])


def test_a_header_beyond_the_limit_is_a_reject() -> None:
    """E06: the look at the dialect meets it first."""
    assert reasons(read(b"title," + b"x" * 5000 + b"\n" + ROW, "csv", limit=1000))[:1] == ["record_too_large"]


def test_a_table_with_tabs_may_have_no_quotes_at_all() -> None:
    data = b'title\tbody\n"Trams" again\tThey "run\n"Ferries\tThey sail"\nBuses\tNo quotes\n'
    assert titles(read(data, "auto")) == ['"Trams" again', '"Ferries', "Buses"]


def test_a_quote_that_opens_a_cell_without_quotes_swallows_no_rows() -> None:
    data = b'title\tbody\n"Trams\tThey run\nFerries\tThey sail\nBuses\t"No quotes\n'
    assert titles(read(data, "auto")) == ['"Trams', "Ferries", "Buses"]


def test_quotes_escaped_with_a_backslash_are_read() -> None:
    data = b'title,body\n"a \\"b\\" c","d, e"\n"f","g\\\\h"\n'
    assert [(draft.title, draft.body) for draft in drafts(read(data, "csv"))] == [
        ('a "b" c', "d, e"),
        ("f", "g\\h"),
    ]


def test_a_backslash_is_a_letter_where_quotes_are_doubled() -> None:
    data = b'title,body\n"C:\\temp","say ""hi"""\n'
    assert [(draft.title, draft.body) for draft in drafts(read(data, "csv"))] == [("C:\\temp", 'say "hi"')]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r", b"\n\n"])
def test_lines_may_end_in_any_way_and_the_last_need_not(ending: bytes) -> None:
    """E03."""
    data = ending.join([HEADER.strip(), ROW.strip(), ROW.strip()])
    assert titles(read(data, "csv")) == ["Trams", "Trams"]


def test_mixed_line_ends_nul_and_lines_within_quotes_are_read() -> None:
    """E03."""
    data = b'title,body\r\nA\x00,B\rC,"D\nE\r\nF\rG"\nH,I'
    items = read(data, "csv")
    assert [(draft.title, draft.body) for draft in drafts(items)] == [
        ("A\0", "B"),
        ("C", "D\nE\r\nF\rG"),
        ("H", "I"),
    ]


def test_number_and_offset_are_those_of_the_row_and_the_line_is_told() -> None:
    data = b"\xef\xbb\xbf\n" + HEADER + b'A,"two\nlines",2026\n\n' + b"B\n" + ROW
    items = read(data, "csv")
    assert [item.number for item in items] == [1, 2, 3]
    assert [data[item.offset :][:1] for item in items if item.offset is not None] == [b"A", b"B", b"T"]
    assert rejects(items)[0].detail == "line 6: 1 cells, the header has 3"


@pytest.mark.parametrize("row", [b"a,b\n", b"a\n", b"a,b,c,d\n"])
def test_a_row_of_another_width_is_a_reject(row: bytes) -> None:
    """E04."""
    items = read(HEADER + ROW + row + row + ROW, "csv")
    assert titles(items) == ["Trams", "Trams"]
    assert reasons(items) == ["column_count", "column_count"]


def test_empty_cells_beyond_the_header_are_let_pass() -> None:
    """E04."""
    assert titles(read(HEADER + b"Trams,They run,2026,,\n", "csv")) == ["Trams"]


@pytest.mark.parametrize("header", [b"a,b,c\n", b"1,2,3\n", b"id,date,author\n", b"Trams,They run,2026\n"])
def test_a_table_without_a_column_for_text_is_one_reject(header: bytes) -> None:
    """E04: nothing is guessed from the order of columns."""
    assert reasons(read(header + ROW * 5, "csv")) == ["no_header"]


def test_of_two_columns_for_one_field_the_better_name_wins_then_the_left_one() -> None:
    """E04."""
    data = b"text,title,body,title\nleft,first,right,second\nleft,,,second\n"
    assert [(draft.title, draft.body) for draft in drafts(read(data, "csv"))] == [
        ("first", "right"),
        ("second", "left"),
    ]


def test_a_header_repeated_by_joining_files_is_no_record() -> None:
    assert titles(read((HEADER + ROW) * 2, "csv")) == ["Trams", "Trams"]


def test_excels_hint_at_the_separator_is_no_header() -> None:
    assert titles(read(b"sep=;\r\ntitle;body\r\nTrams;They run\r\n", "auto", "a.csv")) == ["Trams"]


@pytest.mark.parametrize(("columns", "reason"), [(999, []), (1000, []), (1001, ["column_count"])])
def test_a_thousand_columns_are_read(columns: int, reason: list[str]) -> None:
    """E05: n - 1, n, n + 1."""
    header = b"title" + b",x" * (columns - 1)
    row = b"Trams" + b",1" * (columns - 1)
    assert reasons(read(header + b"\n" + row + b"\n", "csv")) == reason


def test_a_hundred_thousand_columns_are_one_reject() -> None:
    """E05."""
    assert reasons(read(b"title" + b",x" * 100_000 + b"\n" + ROW * 3, "csv")) == ["column_count"]
    assert reasons(read(HEADER + b"x," * 100_000 + b"x\n", "csv")) == ["column_count"]


def test_a_field_longer_than_the_librarys_limit_is_read() -> None:
    """E01."""
    text = b"x" * 1_000_000
    [draft] = drafts(read(HEADER + b'Trams,"' + text + b'",2026\n', "csv"))
    assert len(draft.body) == 1_000_000


@pytest.mark.parametrize(("limit", "reason"), [(61, []), (60, []), (59, ["record_too_large"])])
def test_a_row_is_read_up_to_the_limit(limit: int, reason: list[str]) -> None:
    """A21, E01: n - 1, n, n + 1, in one line and in several."""
    one = b"Long," + b"x" * 49 + b",2026\n"
    several = b'Long,"' + b"x\n" * 23 + b'x",2026\n'
    assert len(one) == len(several) == 60
    for row in (one, several):
        items = read(HEADER + row + ROW, "csv", limit=limit)
        assert titles(items)[-1] == "Trams"
        assert reasons(items)[:1] == reason


@pytest.mark.parametrize("ending", [b"\n", b"\r", b""])
def test_one_endless_line_is_passed_over_in_bounded_memory(ending: bytes) -> None:
    """A21."""
    items = read(HEADER + b"x" * 1_000_000 + ending + (ROW if ending else b""), "csv", limit=1000)
    assert reasons(items) == ["record_too_large"]
    assert titles(items) == ["Trams"] * bool(ending)


@pytest.mark.parametrize("bad", BAD_QUOTES)
def test_a_quote_out_of_place_is_one_reject_and_swallows_nothing(bad: bytes) -> None:
    """E02."""
    items = read(HEADER + ROW * 3 + bad + ROW * 4, "csv")
    assert titles(items) == ["Trams"] * 7
    [reject] = rejects(items)
    assert (reject.reason, reject.number) == ("column_count", 4)
    assert reject.detail.startswith("line 5: ")


@pytest.mark.parametrize("bad", BAD_QUOTES)
def test_a_quote_out_of_place_before_rows_with_quotes_swallows_nothing(bad: bytes) -> None:
    """E02: a lenient parser would make one row of two here and tell nothing."""
    quoted = b'"Trams","They run, again","2026"\n'
    items = read(HEADER + quoted + bad + quoted * 2, "csv")
    assert titles(items) == ["Trams"] * 3
    assert reasons(items) == ["column_count"]


def test_the_lines_of_a_damaged_row_are_one_reject_with_it() -> None:
    """E02."""
    bad = b'Ferries,"They "sail" again\nin two lines\nand a third.",2026\n'
    items = read(HEADER + ROW + bad + ROW, "csv")
    assert titles(items) == ["Trams", "Trams"]
    assert reasons(items) == ["column_count"] * len(reasons(items))
    assert len(reasons(items)) <= 2


def test_an_unclosed_quote_trips_the_limit_and_reading_goes_on_at_the_next_line() -> None:
    """E02."""
    items = read(HEADER + b'"Ferries,They sail,2026\n' + ROW * 200, "csv", limit=1000)
    assert titles(items) == ["Trams"] * 200
    assert [(item.reason, item.number, item.detail) for item in rejects(items)] == [
        ("record_too_large", 1, "line 2: a quote may not be closed")
    ]


def test_a_row_of_too_many_lines_trips_the_limit_before_the_memory() -> None:
    """E02: n and n + 1."""
    lines = b"\n" * (MAX_ROW_LINES - 1)
    assert titles(read(HEADER + b'Trams,"' + lines + b'",2026\n', "csv")) == ["Trams"]
    assert reasons(read(HEADER + b'Trams,"' + lines + b'\n",2026\n', "csv"))[0] == "record_too_large"


def test_a_row_of_too_many_separators_trips_the_limit_before_the_memory() -> None:
    """E02, INP-5: n and n + 1, on one line and on many; in quotes they could be cells as well."""
    commas = b"," * (MAX_ROW_SEPARATORS - 2)
    assert titles(read(HEADER + b'Trams,"' + commas + b'",2026\n', "csv")) == ["Trams"]
    many = HEADER + b'Trams,"' + commas + b"\n" + b'," ,2026\n'
    found = read(many + ROW, "csv")
    assert (reasons(found)[0], titles(found)) == ("column_count", ["Trams"])
    [refused] = rejects(read(b"title,body" + b",x" * MAX_ROW_SEPARATORS + b"\n" + ROW, "csv"))
    assert (refused.reason, refused.detail) == ("column_count", "more than 250,000 separators")


def test_hostile_quotes_do_not_have_the_same_lines_read_over_and_over() -> None:
    """Each line opens a quote, read by itself and read inside one: bounded work, and an end."""
    items = read(HEADER + b'a"b,"c\n' * 20_000, "csv", limit=50_000)
    assert titles(items) == []
    assert reasons(items)


def test_a_table_in_utf_16_from_a_spreadsheet_is_read_by_the_opener() -> None:
    """E21: after transcoding nothing is left to do here but the byte-order mark."""
    assert titles(read("\ufefftitle\tbody\r\nTrams\tThey run\r\n".encode(), "auto")) == ["Trams"]


def test_rows_in_windows_1252_are_read_with_a_flag() -> None:
    """A14."""
    items = read(b"title,body\nCaf\xe9,a\nPlain,b\n", "csv")
    assert [(draft.title, draft.flags) for draft in drafts(items)] == [
        ("Café", ("windows_1252",)),
        ("Plain", ()),
    ]


@pytest.mark.parametrize("missing", [b"", b"\\N", b"NULL"])
def test_missing_values_are_not_said(missing: bytes) -> None:
    [draft] = drafts(read(b"title,author,date\nTrams," + missing + b",2026\n", "csv"))
    assert draft.authors == ()


def test_a_row_without_text_is_a_reject() -> None:
    assert reasons(read(b"title,body,id\n,,5\n", "csv")) == ["no_text"]


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)
rows = st.lists(st.tuples(cells.filter(str.strip), cells), min_size=1, max_size=6)


@given(rows, st.sampled_from(",;\t|"), st.sampled_from(["\r\n", "\n"]), st.booleans())
@example([("0\t\n", "")], "\t", "\n", False)
def test_what_is_written_is_read_back(
    written: list[tuple[str, str]], delimiter: str, ending: str, quote_all: bool
) -> None:
    written = [
        (title, body) for title, body in written if (title, body) not in {("NULL", body), (title, "NULL")}
    ]
    stream = io.StringIO()
    writer = csv.writer(
        stream,
        delimiter=delimiter,
        lineterminator=ending,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerows([("title", "body"), *written])
    items = read(stream.getvalue().encode(), "csv")
    assert [(draft.title, draft.body) for draft in drafts(items)] == [
        (title, body if body.strip() else "") for title, body in written
    ]


@given(st.binary(max_size=300) | st.text('title,body;\t|"\n\r\\ \0').map(str.encode))
def test_any_bytes_are_records_or_rejects(data: bytes) -> None:
    assert all(isinstance(item, Record | Reject) for item in read(HEADER + data, "csv"))
    assert all(isinstance(item, Record | Reject) for item in read(data, "csv"))


def test_every_prefix_gives_the_whole_rows_before_the_cut() -> None:
    rows = [b'Trams,"They run, again",2026\n', b'"Ferries","Two\nlines",2026\n', b"Buses,x,2026\n"]
    data = HEADER + b"".join(rows)
    for length in range(len(HEADER), len(data)):
        whole = sum(len(HEADER) + len(b"".join(rows[: n + 1])) <= length for n in range(3))
        assert titles(read(data[:length], "csv"))[:whole] == ["Trams", "Ferries", "Buses"][:whole]
        assert len(read(data[:length], "csv")) <= whole + 2
