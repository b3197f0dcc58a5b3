"""CSV in any dialect becomes the table it says, or an error with the number of its row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.formats import reader, writer
from adapters.formats.csv_writer import safe_cell
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.outcomes import outcome

TABLE = '单号,数量,品名\nO1,1.5,螺纹钢\nO2,2,"板, 厚"\n'


def table(payload: str | bytes, **options: str) -> list[dict[str, str | None]]:
    sent = payload.encode() if isinstance(payload, str) else payload
    tree = reader("csv").read(sent, options)
    return [{cell.name: cell.value for cell in row.children} for row in tree.children]


def refusal(payload: str | bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        table(payload, **options)
    return caught.value


def test_a_cell_is_placed_by_row_and_column_as_a_spreadsheet_shows_it() -> None:
    tree = reader("csv").read(b"a,b\n1,2\n\n3,4\n", {})

    assert [row.place for row in tree.children] == ["row 2", "row 4"]
    assert tree.children[1].children[1].place == "row 4 column b"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_the_same_table_in_another_encoding_is_the_same_table(encoding: str) -> None:
    options = {"encoding": "detect", "encodings": "utf-8\ngb18030"}

    assert table(TABLE.encode(encoding), **options) == table(TABLE)


@pytest.mark.parametrize(
    ("payload", "options", "rows"),
    [
        ("a;b\n1;2\n", {"delimiter": ";"}, [{"a": "1", "b": "2"}]),
        ("a\tb\n1\t2\n", {"delimiter": "tab"}, [{"a": "1", "b": "2"}]),
        ("a,b\n'1,5',2\n", {"quote": "'"}, [{"a": "1,5", "b": "2"}]),
        ('a,b\n"1,2\n', {"quote": "none"}, [{"a": '"1', "b": "2"}]),
        ("Report\n\na,b\n1,2\n", {"skip": "1"}, [{"a": "1", "b": "2"}]),
        ("1,2\n", {"header": "no", "columns": "x\ny"}, [{"x": "1", "y": "2"}]),
        ("1,2\n", {"header": "no"}, [{"c1": "1", "c2": "2"}]),
        ("a,a\n1,2\n", {"columns": "x\ny"}, [{"x": "1", "y": "2"}]),
        ("a, b \r\n1,2\r3,4", {}, [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]),
        ('a,b\n"x\ny",2\n', {}, [{"a": "x\ny", "b": "2"}]),
        ('a,b\n"5"" pipe",2\n', {}, [{"a": '5" pipe', "b": "2"}]),
        ('a,b\n5" pipe,2\n', {"stray_quotes": "keep"}, [{"a": '5" pipe', "b": "2"}]),
        ("a,,b\n1,2,3\n", {}, [{"a": "1", "c2": "2", "b": "3"}]),
        ("a,b\n1\n", {"ragged": "short"}, [{"a": "1"}]),
        ("a\n1,2,3\n", {"ragged": "allow"}, [{"a": "1", "c2": "2", "c3": "3"}]),
        ("a,b\n", {}, []),
    ],
)
def test_a_dialect_gives_the_table_it_says(
    payload: str, options: dict[str, str], rows: list[dict[str, str]]
) -> None:
    assert table(payload, **options) == rows


@pytest.mark.parametrize(
    ("payload", "options", "cause", "place"),
    [
        ("a,b\n1,2\n3\n", {}, "csv.ragged", "row 3"),
        ("a,b\n1,2,3\n", {"ragged": "short"}, "csv.ragged", "row 2"),
        ('a,b\n1,"2\n3,4\n', {}, "csv.malformed", "row 2"),
        ('a,b\n1,"x" y\n', {}, "csv.malformed", "row 2"),
        ('a,b\n1,x "y" z\n', {}, "csv.stray_quote", "row 2"),
        ("", {}, "csv.no_header", "row 1"),
        ("\n\n", {}, "csv.no_header", "row 1"),
        ("a,b,a\n1,2,3\n", {}, "csv.same_column", "row 1"),
        ("a,b\n1,\0\n", {}, "csv.nul", "line 2"),
        ("a\n1\n2\n3\n", {"rows_max": "3"}, "csv.too_many", "row 4"),
        ("a\n1\n", {"bytes_max": "3"}, "csv.too_large", "bytes 3-4"),
        ("a\n%s\n" % ("x" * 200_000), {}, "csv.malformed", "row 2"),
        (",".join("c" * 1) + "," * 1_000 + "\n", {}, "csv.too_many", "row 1"),
    ],
)
def test_a_bad_row_is_refused_by_its_number(
    payload: str, options: dict[str, str], cause: str, place: str
) -> None:
    error = refusal(payload, **options)

    assert (error.cause, error.place) == (cause, place)


def test_a_bad_row_may_be_marked_and_the_others_read() -> None:
    tree = reader("csv").read(b"a,b\n1,2\n3\n4,5\n", {"ragged": "mark"})

    assert [row.kind for row in tree.children] == ["", "fault", ""]
    assert tree.children[1].value == "row 3 has 1 cells where 2 are named"


@pytest.mark.parametrize("encoding", ["gbk", "utf-16-le", "windows-1252"])
def test_a_byte_order_mark_of_another_encoding_is_refused_not_read_as_letters(encoding: str) -> None:
    error = refusal(TABLE.encode("utf-8-sig"), encoding=encoding)

    assert (error.cause, error.place) == ("csv.encoding", "bytes 0-4")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("+cmd", "'+cmd"),
        ("-1+1", "'-1+1"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("+1,234.50", "+1,234.50"),
        ("12%", "12%"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_neutralized_and_a_number_is_not(
    cell: str, shown: str
) -> None:
    assert safe_cell(cell) == shown


def test_bytes_that_are_not_of_the_declared_encoding_are_refused_at_their_place() -> None:
    error = refusal("a\n1\n钢\n".encode("gbk"))

    assert (error.cause, error.place) == ("csv.encoding", "bytes 4-5")
    assert "line 3" in error.text


@pytest.mark.parametrize(
    "options",
    [
        {"delimiter": ";;"},
        {"delimiter": "\n"},
        {"header": "maybe"},
        {"ragged": "x"},
        {"skip": "-1"},
        {"rows_max": "many"},
        {"rows_max": "0"},
        {"encoding": "klingon"},
        {"encoding": "detect", "encodings": "klingon"},
        {"bytes_max": "9" * 12},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        reader("csv").check(options)


CELLS = some.text(alphabet=some.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(some.lists(some.tuples(CELLS, CELLS), min_size=1, max_size=5), some.sampled_from(",;\t|"))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    tree = Node(
        "table", None, tuple(Node("row", None, (Node("a", one), Node("b", other))) for one, other in rows)
    )

    payload = writer("csv").write(tree, {"delimiter": delimiter})

    assert table(payload, delimiter=delimiter) == [{"a": one, "b": other} for one, other in rows]


@given(some.binary(max_size=60))
def test_any_bytes_are_a_table_or_a_clear_no(payload: bytes) -> None:
    assert outcome(lambda: table(payload, encoding="detect")) in {"read", "csv"}
