"""Records of fixed places say what their layout says, to the sign and the digit, in ASCII and EBCDIC."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.formats import reader, writer
from adapters.formats.encoding import encoded
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.outcomes import outcome

FIELDS = "H order 2 6\nD lot 2 6\nD qty 8 6 zoned 3\nD amount 14 8 number 2"
SLIP = {"record": "1 1", "fields": FIELDS}
LINES = "HPO-1\nDL1    00125{    12.5\nDL2    00000J00001250\n"


def records(payload: bytes, **options: str) -> list[tuple[str, dict[str, str | None]]]:
    tree = reader("fixed").read(payload, options)
    return [(row.name, {cell.name: cell.value for cell in row.children}) for row in tree.children]


def refusal(payload: bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        reader("fixed").read(payload, options)
    return caught.value


def test_each_record_is_read_by_its_code_and_each_field_by_its_place() -> None:
    payload = LINES.replace("    12.5", "  01250-").encode()

    assert records(payload, **SLIP) == [
        ("H", {"order": "PO-1"}),
        ("D", {"lot": "L1", "qty": "1.250", "amount": "-12.50"}),
        ("D", {"lot": "L2", "qty": "-0.001", "amount": "12.50"}),
    ]


def test_a_field_is_placed_by_its_record_and_bytes() -> None:
    tree = reader("fixed").read(b"HPO-1\n\nDL1\n", SLIP)

    assert tree.children[1].place == "record 3"
    assert tree.children[1].children[0].place == "record 3 bytes 2-7"


def test_half_a_number_or_a_wrong_digit_is_a_fault_of_its_field() -> None:
    [row] = reader("fixed").read(b"DL1    001\n", SLIP).children
    [other] = reader("fixed").read(b"DL1    00125{    12.5\n", SLIP).children

    assert [cell.kind for cell in row.children] == ["text", "fault", "null"]
    assert [cell.kind for cell in other.children] == ["text", "number", "fault"]
    assert "12.5" in (other.children[2].children[0].value or "")


FEW = FIELDS.rpartition("\n")[0]
MAINFRAME = {"record": "1 1", "encoding": "cp037", "length": "20", "fields": FEW}


def test_a_mainframes_block_has_packed_decimals_and_no_line_ends() -> None:
    options = {**MAINFRAME, "fields": MAINFRAME["fields"] + "\nD amount 14 4 packed 2"}
    head = encoded("HPO-1".ljust(20), "cp037")
    body = encoded("DL1   ".ljust(7), "cp037") + bytes.fromhex("f0f0f1f2f5d0") + bytes.fromhex("0012505c")
    row = body + encoded("   ", "cp037")

    assert records(head + row, **options) == [
        ("H", {"order": "PO-1"}),
        ("D", {"lot": "L1", "qty": "-1.250", "amount": "125.05"}),
    ]
    assert refusal(head + row[:-7], **options).cause == "fixed.short"


def test_ebcdic_lines_end_with_nel() -> None:
    options = {key: value for key, value in MAINFRAME.items() if key != "length"}

    assert len(records(encoded("HPO-1\x85DL1\r\x85", "cp037"), **options)) == 2


def test_places_count_the_bytes_of_chinese_texts() -> None:
    options = {"fields": "* name 1 6\n* n 7 2 number", "encoding": "gbk"}

    assert records("螺纹钢12\n".encode("gbk"), **options) == [("record", {"name": "螺纹钢", "n": "12"})]
    assert (
        refusal("螺纹钢12\n".encode("gbk"), fields="* name 1 5", encoding="gbk").place == "record 1 bytes 1-5"
    )


def test_a_record_of_another_code_is_refused_marked_or_left_out() -> None:
    assert refusal(b"X1\n", **SLIP).cause == "fixed.unknown_record"
    assert reader("fixed").read(b"X1\n", {**SLIP, "unknown": "mark"}).children[0].kind == "fault"
    assert records(b"X1\nHPO-1\n", **SLIP, unknown="skip") == [("H", {"order": "PO-1"})]


@pytest.mark.parametrize(
    ("payload", "options", "cause"),
    [
        (b"DL1\n", {"short": "refuse"}, "fixed.short"),
        (b"H1\nH2\n", {"rows_max": "1"}, "fixed.too_many"),
        (b"H\xff\xfe\n", {}, "fixed.encoding"),
        (b"H1\n", {"bytes_max": "1"}, "fixed.too_large"),
    ],
)
def test_what_is_cut_or_over_a_limit_is_refused(payload: bytes, options: dict[str, str], cause: str) -> None:
    assert refusal(payload, **SLIP, **options).cause == cause


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"fields": "* a 1"},
        {"fields": "* a 0 1"},
        {"fields": "* a 1 1 money"},
        {"fields": "* a 1 1 number x"},
        {"fields": "* a 1 3 packed"},
        {"fields": "H a 1 1"},
        {"fields": "* a 1 1", "record": "1 1"},
        {"fields": "H a 1 1", "record": "1"},
        {"fields": "* a 1 1", "encoding": "utf-16"},
        {"fields": "* a 1 1", "unknown": "x"},
    ],
)
def test_a_layout_that_makes_no_sense_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(Unreadable) as caught:
        reader("fixed").check(options)

    assert caught.value.cause == "format.option"


WRITTEN = {
    "record": "1 1",
    "length": "24",
    "fields": "D lot 2 6\nD n 8 6 number 2\nD z 14 6 zoned 1\nD p 20 4 packed 3",
}
PLACES = {"n": 2, "z": 1, "p": 3}


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp037", "cp273"])
@given(some.integers(-9_999, 9_999), some.text(alphabet="ABZ019-", max_size=6))
def test_what_is_written_is_read_back_to_the_digit(encoding: str, number: int, lot: str) -> None:
    said = {name: format(Decimal(number).scaleb(-places), "f") for name, places in PLACES.items()}
    cells = (Node("lot", lot), *(Node(name, text) for name, text in said.items()))
    options = {**WRITTEN, "encoding": encoding, "newline": "none"}

    payload = writer("fixed").write(Node("t", None, (Node("D", None, cells),)), options)
    [(name, found)] = records(payload, **{key: text for key, text in options.items() if key != "newline"})

    assert (name, found.pop("lot") or "") == ("D", lot)
    assert {key: Decimal(text or "0") for key, text in found.items()} == {
        k: Decimal(v) for k, v in said.items()
    }


@pytest.mark.parametrize(
    "cell",
    [Node("lot", "1234567"), Node("n", "1.005"), Node("n", "99999.99"), Node("n", "x"), Node("q", "1")],
)
def test_what_does_not_fit_its_place_is_not_written(cell: Node) -> None:
    with pytest.raises(Unreadable) as caught:
        writer("fixed").write(Node("t", None, (Node("D", None, (cell,)),)), WRITTEN)

    assert caught.value.cause == "fixed.unwritable"


@given(some.binary(max_size=40))
def test_any_bytes_are_records_or_a_clear_no(payload: bytes) -> None:
    for options in ({**SLIP, "unknown": "skip"}, {**MAINFRAME, "unknown": "skip"}):
        assert outcome(lambda options=options: records(payload, **options)) in {"read", "fixed"}  # type: ignore[misc]
