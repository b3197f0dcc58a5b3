"""A flat IDoc is the tree of its XML form: one mapping reads both."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.formats import reader
from adapters.formats.idoc.segments import CONTROL, fields_of, segment
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.outcomes import outcome
from tests.core.hub.mapping.given import FACTS, mapping_of

Values = dict[str, str]
# A segment: its type, its values, what stands in it.
Segment = tuple[str, Values, list["Segment"]]


def placed(values: Values, lengths: tuple[tuple[str, int], ...]) -> str:
    return "".join(values.get(name, "").ljust(length) for name, length in lengths)


def control(idoc_type: str = "ORDERS05") -> str:
    return placed({"TABNAM": "EDI_DC40", "DOCNUM": "7", "IDOCTYP": idoc_type}, fields_of(CONTROL))


def record(name: str, number: int, parent: int, level: int, values: Values) -> str:
    released = name.replace("1", "2", 1) + "005"
    head = f"{released:<30}800{'7':0>16}{number:06}{parent:06}{level:02}"
    return (head + placed(values, segment(name) or ())).rstrip()


def flat(segments: list[Segment]) -> bytes:
    lines = [control()]

    def put(one: Segment, parent: int, level: int) -> None:
        number = len(lines)
        lines.append(record(one[0], number, parent, level, one[1]))
        for inner in one[2]:
            put(inner, number, level + 1)

    for one in segments:
        put(one, 0, 1)
    return "\r\n".join(lines).encode()


def in_xml(segments: list[Segment]) -> bytes:
    def shown(one: Segment) -> str:
        order = [name for name, _ in segment(one[0]) or () if one[1].get(name)]
        fields = "".join(f"<{name}>{escape(one[1][name])}</{name}>" for name in order)
        return f'<{one[0]} SEGMENT="1">{fields}{"".join(map(shown, one[2]))}</{one[0]}>'

    head = "<TABNAM>EDI_DC40</TABNAM><DOCNUM>7</DOCNUM><IDOCTYP>ORDERS05</IDOCTYP>"
    body = f'<IDOC BEGIN="1"><EDI_DC40 SEGMENT="1">{head}</EDI_DC40>{"".join(map(shown, segments))}</IDOC>'
    return f"<ORDERS05>{body}</ORDERS05>".encode()


ORDER: list[Segment] = [
    ("E1EDK01", {"CURCY": "CNY", "BELNR": "PO-1"}, []),
    ("E1EDKA1", {"PARVW": "AG", "PARTN": "0000001000", "NAME1": "甲 & 乙"}, []),
    ("E1EDP01", {"POSEX": "000010", "MENGE": "12.500"}, [("E1EDP19", {"QUALF": "002", "IDTNR": "S-1"}, [])]),
    ("E1EDP01", {"POSEX": "000020", "MENGE": "1"}, [("E1EDP20", {"WMENG": "1"}, [])]),
]


def plain(node: Node) -> tuple[object, ...]:
    return (node.name, node.value, tuple(plain(child) for child in node.children))


def read(payload: bytes, **options: str) -> Node:
    return reader("idoc").read(payload, options)


def refusal(payload: bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(payload, **options)
    return caught.value


def test_a_flat_idoc_is_the_tree_of_its_xml_and_one_mapping_reads_both() -> None:
    found, other = read(flat(ORDER)), reader("xml").read(in_xml(ORDER), {})
    lines = "x: {each: E1EDP01, fields: {no: POSEX, qty: {from: MENGE, as: decimal}, sku: E1EDP19/IDTNR}}"
    mapping = mapping_of(lines, reads="{format: idoc}", rule="split: IDOC")

    assert plain(found) == plain(other)
    assert mapping.read(found, FACTS).documents[0].body == mapping.read(other, FACTS).documents[0].body
    assert len(mapping.read(found, FACTS).documents[0].body["x"]) == 2


VALUES = some.text(alphabet=some.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=3)
LEAVES = some.fixed_dictionaries({}, optional={"QUALF": VALUES, "BELNR": VALUES, "ORGID": VALUES})
ITEMS = some.fixed_dictionaries({}, optional={"POSEX": VALUES})
SEGMENTS: some.SearchStrategy[Segment] = some.recursive(
    some.tuples(some.sampled_from(["E1EDK14", "E1EDP02"]), LEAVES, some.just([])),
    lambda inner: some.tuples(some.just("E1EDP01"), ITEMS, some.lists(inner, max_size=3)),
    max_leaves=6,
)


@given(some.lists(SEGMENTS, max_size=4))
def test_flat_and_xml_of_any_document_are_one_tree(segments: list[Segment]) -> None:
    assert plain(read(flat(segments))) == plain(reader("xml").read(in_xml(segments), {}))


def test_a_field_is_placed_by_its_line_and_signs() -> None:
    order = read(flat(ORDER)).children[0].children[2]

    assert (order.name, order.place) == ("E1EDK01", "line 2")
    assert order.children[1].place == "line 2 signs 68-70"


def test_a_segment_that_is_in_no_table_is_kept_whole_and_flagged() -> None:
    payload = flat(ORDER).replace(b"E2EDP19005", b"Z2OWN01000")

    own = read(payload).children[0].children[4].children[-1]
    named = read(payload, segments="Z1OWN01 CODE 3 NO 35").children[0].children[4].children[-1]

    assert (own.name, [(cell.name, cell.value) for cell in own.children[1:]]) == (
        "Z1OWN01",
        [("@unknown", "yes"), ("SDATA", "002S-1")],
    )
    assert [(cell.name, cell.value) for cell in named.children[1:]] == [("CODE", "002"), ("NO", "S-1")]


def test_what_stands_behind_a_segments_known_fields_is_kept_and_not_guessed() -> None:
    line = record("E1EDK14", 1, 0, 1, {"QUALF": "001"}).ljust(63 + 38) + "NEW"

    [_, _, organisation] = read(f"{control()}\n{line}\n".encode()).children[0].children

    assert (organisation.children[-1].name, organisation.children[-1].value) == ("@rest", "NEW")


def test_parents_that_say_nothing_give_way_to_levels() -> None:
    lines = [
        control(),
        record("E1EDP01", 1, 1, 2, {"POSEX": "1"}),
        record("E1EDP19", 2, 2, 3, {"QUALF": "1"}),
        record("E1EDP01", 3, 3, 2, {"POSEX": "2"}),
    ]

    [_, _, first, second] = read("\n".join(lines).encode()).children[0].children

    assert [first.children[-1].name, second.children[-1].name] == ["E1EDP19", "POSEX"]


@pytest.mark.parametrize(
    ("payload", "cause", "place"),
    [
        ("", "idoc.no_control", "line 1"),
        (record("E1EDK14", 1, 0, 1, {}), "idoc.no_control", "line 1"),
        ("EDI_DC  800", "idoc.control", "line 1"),
        (f"{control()}\nE1EDK01", "idoc.record", "line 2"),
        (
            f"{control()}\n" + record("E1EDK14", 1, 0, 1, {}).replace("000001", "00000X"),
            "idoc.record",
            "line 2",
        ),
        (f"{control()}\n" + record("E1EDK14", 1, 9, 2, {}), "idoc.parent", "line 2"),
        (f"{control()}\n{control('INVOIC02')}", "idoc.several_types", "line 1"),
    ],
)
def test_what_is_no_idoc_is_refused_with_its_line(payload: str, cause: str, place: str) -> None:
    error = refusal(payload.encode())

    assert (error.cause, error.place) == (cause, place)


@pytest.mark.parametrize("segments", ["Z1", "Z1 A", "Z1 A x", "Z1 A 0"])
def test_a_table_that_makes_no_sense_is_refused(segments: str) -> None:
    with pytest.raises(Unreadable):
        reader("idoc").check({"segments": segments})


@given(some.text(max_size=120))
def test_any_text_is_an_idoc_or_a_clear_no(text: str) -> None:
    payload = f"{control()}\n{text}".encode("utf-8", "replace")

    assert outcome(lambda: read(payload)) in {"read", "idoc"}


@pytest.mark.parametrize(
    ("message", "segments", "root"),
    [
        ("ORDRSP", [], "ORDERS"),
        ("WHSCON", [], "DELVRY"),
        ("WP_PLU", [("E1EDL20", {}, [])], "IDOC"),
        ("", [("E1EDL20", {"VBELN": "80"}, [])], "DELVRY"),
        ("", [("E1EDK01", {}, []), ("E1EDP01", {}, [])], "ORDERS"),
        ("", [("E1EDK01", {}, []), ("E1EDK02", {"QUALF": "009"}, []), ("E1EDP01", {}, [])], "INVOIC"),
        ("", [("E1EDK01", {}, []), ("E1EDP01", {}, []), ("E1EDS01", {"SUMID": "011"}, [])], "INVOIC"),
        ("", [("E1EDK01", {}, [])], "IDOC"),
    ],
)
def test_an_idoc_that_names_no_type_is_known_by_its_message_or_its_segments(
    message: str, segments: list[Segment], root: str
) -> None:
    own = placed({"TABNAM": "EDI_DC40", "DOCNUM": "7", "MESTYP": message}, fields_of(CONTROL))
    payload = flat(segments).replace(control().encode(), own.encode())

    assert reader("idoc").read(payload, {}).name == root


def test_what_follows_the_head_of_an_order_stands_beside_it_though_its_level_is_deeper() -> None:
    lines = [
        control(),
        record("E1EDK01", 1, 1, 2, {"BELNR": "45"}),
        record("E1EDP01", 2, 2, 3, {"POSEX": "10"}),
    ]

    [idoc] = reader("idoc").read("\n".join(lines).encode(), {}).children

    assert [node.name for node in idoc.children] == ["@BEGIN", "EDI_DC40", "E1EDK01", "E1EDP01"]


def test_a_delivery_item_stands_where_the_segment_of_sap_has_it() -> None:
    """Offsets counted from the beginning of the record, as its documentation gives them."""
    offsets, at = {}, 64
    for name, length in segment("E1EDL24") or ():
        offsets[name] = at
        at += length

    assert [offsets[name] for name in ("ARKTX", "MATKL", "CHARG", "KDMAT", "LFIMG", "VRKME", "BRGEW")] == [
        106, 191, 208, 218, 240, 255, 291,
    ]  # fmt: skip
