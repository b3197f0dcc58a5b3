"""The original is shown as it came, with the very characters lit that a field was read from."""

from __future__ import annotations

import pytest

from adapters.formats import reader
from core.hub.node import Node
from gateway.console import raw as raw_module
from gateway.console.canonical import fields_of, marks_of, places_in
from gateway.console.raw import Raw, Shown, raw_of
from gateway.console.spans import Text, spans_of

XML = """<a:Order xmlns:a="urn:x" no="1>0">
 <Line id='L"1'><Qty>5</Qty><Empty/></Line>
 <Line id="L2"><Qty>6</Qty>text<!-- <Qty>9</Qty> --></Line>
</a:Order>"""


def lit(text: str, *places: str, xml: bool = False, skipped: int = 0) -> list[str]:
    """The characters that each place lights."""
    found = spans_of(Text(text, skipped), places, xml=xml)
    return [text[slice(*found[place])] if place in found else "" for place in places]


def test_bytes_are_counted_in_utf_8_and_behind_the_mark() -> None:
    assert lit('{"批次": "L-1"}', "bytes 12-15") == ["L-1"]
    assert lit('{"批次": "L-1"}', "bytes 15-18", skipped=3) == ["L-1"]
    assert lit('{"批次": "L-1"}', "bytes 12-15 of it as utf-8", skipped=3) == ["L-1"]


def test_lines_and_rows_light_the_whole_line() -> None:
    assert lit("one\ntwo\nthree", "line 2", "line 3 column 1", "row 1 column x", "row 9") == [
        "two", "three", "one", "",
    ]  # fmt: skip


def test_an_xml_path_lights_the_value_of_that_element_or_attribute() -> None:
    assert lit(
        XML,
        "/Order[1]/Line[1]/Qty[1] line 2",
        "/Order[1]/Line[2]/Qty[1] line 3",
        "/Order[1]/Line[1]/@id line 2",
        "/Order[1]/@no line 1",
        "/Order[1]/Line[1]/Empty[1] line 2",
        "/Order[1]/Line[3] line 9",
        xml=True,
    ) == ["5", "6", 'L"1', "1>0", "<Empty/>", ""]


def test_every_place_our_xml_reader_names_is_found() -> None:
    tree = reader("xml").read(XML.encode(), {})
    places = [node.place for node in walk(tree)]

    assert set(spans_of(Text(XML, 0), places, xml=True)) == set(places)


def test_every_place_our_json_reader_names_lights_its_value() -> None:
    text = '{"a": "x", "列": [1, true, null, "é"], "b": {"c": "2"}}'
    tree = reader("json").read(text.encode(), {})
    leaves = [node for node in walk(tree) if not node.children]

    assert lit(text, *[leaf.place for leaf in leaves]) == ["x", "1", "true", "null", "é", "2"]


def test_a_place_beyond_the_text_lights_nothing() -> None:
    assert lit("abc", "bytes 1-99", "bytes 9-3", "line 0", "somewhere else") == ["", "", "", ""]


def test_in_xml_that_is_not_well_formed_the_line_is_lit() -> None:
    assert lit("<a>\n<b></a>", "/a[1]/b[1] line 2", xml=True) == ["<b></a>"]


def test_csv_is_a_table_with_the_numbers_of_its_reader() -> None:
    raw = table(b"no,lot\n1,A\n\n2,B\n", {"row 4 column lot": "1"})

    assert raw.columns == ("no", "lot")
    assert [(row.number, [cell.text for cell in row.cells]) for row in raw.rows] == [
        ("2", ["1", "A"]), ("4", ["2", "B"]),
    ]  # fmt: skip
    assert raw.rows[1].cells[1].marks == "1"
    assert raw.rows[0].cells[1].marks == ""


def test_a_long_table_is_shown_where_it_is_marked() -> None:
    payload = b"no\n" + b"".join(b"%d\n" % number for number in range(1000))

    raw = table(payload, {"row 900 column no": "1"})

    assert raw.cut
    assert len(raw.rows) == raw_module.ROWS_MAX
    assert raw.rows[-1].number == "1001"


def test_overlapping_marks_cut_the_text_into_pieces() -> None:
    raw = raw_of(Shown(payload=b"abcdef", marks={"bytes 1-5": "1", "bytes 2-3": "2"}))

    [line] = raw.lines
    assert [(piece.text, piece.marks) for piece in line.pieces] == [
        ("a", ""), ("b", "1"), ("c", "1 2"), ("de", "1"), ("f", ""),
    ]  # fmt: skip


def test_a_long_text_is_shown_where_it_is_marked_with_its_line_numbers() -> None:
    payload = b"".join(b"line number %d\n" % number for number in range(1, 20_001))
    at = payload.index(b"line number 15000")

    raw = raw_of(Shown(payload=payload, marks={f"bytes {at}-{at + 4}": "1"}))

    assert raw.cut
    shown = {line.number: "".join(piece.text for piece in line.pieces) for line in raw.lines}
    assert shown[15000] == "line number 15000"
    assert sum(len(text) for text in shown.values()) <= raw_module.CHARACTERS_MAX
    assert raw.found == {f"bytes {at}-{at + 4}"}


@pytest.mark.parametrize(
    ("payload", "encoding", "first"),
    [
        ("批次,数量".encode("gb18030"), "", "批次,数量"),
        ("批次".encode("utf-16"), "", "批次"),
        ("é".encode("windows-1252") * 3, "windows-1252", "ééé"),
        (b"\xef\xbb\xbfabc", "", "abc"),
        ('<?xml version="1.0" encoding="gbk"?><a>批</a>'.encode("gbk"), "", None),
        (b"", "", ""),
        (b"ISA*00*  \x1c\x1d~", "", "ISA*00*  \x1c\x1d~"),
    ],
)
def test_texts_in_many_encodings_are_texts(payload: bytes, encoding: str, first: str | None) -> None:
    raw = raw_of(Shown(payload=payload, marks={}, encoding=encoding))

    assert raw.kind == "text"
    shown = "".join(piece.text for piece in raw.lines[0].pieces)
    assert shown == first if first is not None else "批" in shown


def test_bytes_that_are_no_text_are_shown_in_hex_and_cut() -> None:
    raw = raw_of(Shown(payload=bytes(range(256)) * 64, marks={}))

    assert raw.kind == "hex"
    assert raw.hex[2] == ("00000020", "20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f", " !\"#$%&'()*+,-./")
    assert raw.cut
    assert len(raw.hex) * 16 == raw_module.HEX_BYTES_MAX


def test_canonical_fields_carry_their_places_and_marks() -> None:
    sources = {"lots[0].lot_no": "row 2 column lot", "total": "row 2 column q; row 3 column q; and 7 more"}
    marks = marks_of(sources)
    body = b'{"lots":[{"lot_no":"L"}],"total":"8","open":true,"none":null}'

    fields = {field.path: field for field in fields_of(body, sources, marks)}

    assert fields["lots[0].lot_no"].places == ("row 2 column lot",)
    assert fields["total"].marks == "2 3"
    assert fields["lots"].group
    assert (fields["open"].value, fields["none"].value) == ("true", "null")
    assert fields["lots[0].lot_no"].depth == 2
    assert places_in("") == ()


def test_a_body_without_end_is_cut() -> None:
    body = b"[" + b",".join(b"1" for _ in range(5000)) + b"]"

    assert len(fields_of(body, {}, {})) == 2000


def table(payload: bytes, marks: dict[str, str]) -> Raw:
    tree = reader("csv").read(payload, {})
    return raw_of(Shown(payload=payload, marks=marks, tree=tree, format="csv"))


def walk(node: Node) -> list[Node]:
    return [node, *(each for child in node.children for each in walk(child))]
