"""EDIFACT becomes its messages with every segment where it stood, or is refused by segment, tag and byte."""

from __future__ import annotations

import pytest

from adapters.formats import load_mapping, reader, understand
from core.hub.mapping import Facts
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import UNB, at, edifact, orders, shape, values

TWO_GROUPS = (
    UNB + "UNG+ORDERS+A+B+261123:0800+1+UN+D:96A'" + orders(1) + "UNE+1+1'"
    "UNG+ORDERS+A+B+261123:0800+2+UN+D:96A'" + orders(2) + "UNE+1+2'UNZ+2+IC7'"
).encode()  # fmt: skip
MAPPING = b"""
mapping: 1
reads: {format: edifact, broken: mark}
unit: document
documents:
  - type: a.v1
    split: message
    identity: {number: no, content: true}
    check: [{count: flag, equals: "0"}]
    body:
      no: {from: BGM/02, required: true}
      buyer: {pick: {from: NAD, where: {"01": BY}, take: 02/1}}
      lines: {each: "*", begin: name() == 'LIN', end: name() == 'UNS', fields: {sku: LIN/03/1, qty: QTY/01/2}}
"""


def read(payload: bytes, **options: str) -> Node:
    return reader("edifact").read(payload, options)


def refusal(payload: bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(payload, **options)
    return caught.value


def test_a_message_knows_what_it_is_and_whose_and_keeps_its_segments_in_order() -> None:
    [message] = at(read(edifact(orders(1))), "message")

    described = {node.name: node.value for node in message.children if node.name.startswith("@")}
    assert described == {
        "@type": "ORDERS",
        "@version": "D.96A",
        "@agency": "UN",
        "@association": "EAN008",
        "@reference": "M1",
        "@interchange": "IC7",
        "@sender": "BUYER",
        "@receiver": "SELLER",
        "@sent": "2611230800",
    }
    [head] = at(message, "UNH")
    assert {name: values(head, name)[0] for name in described} == described
    tags = [node.name for node in message.children if not node.name.startswith("@")]
    assert " ".join(tags) == "UNH BGM DTM NAD LIN QTY PRI UNS CNT UNT"


def test_an_element_of_one_component_is_read_by_either_path_and_a_composite_by_its_parts() -> None:
    tree = read(edifact(orders(1)))

    assert values(tree, "message/BGM/01") == values(tree, "message/BGM/01/1") == ["220"]
    assert values(tree, "message/QTY/01") == [None]
    assert values(tree, "message/QTY/01/3") == ["TNE"]
    assert at(tree, "message/LIN/02") == []


def test_a_place_is_segment_tag_element_and_byte() -> None:
    payload = "\ufeff".encode() + edifact(orders(1).replace("BGM+220", "BGM+?+?'ü"), head=UNB + "\r\n")
    tree = read(payload)

    [number] = at(tree, "message/BGM/02")
    assert number.place == f"segment 3 BGM element 02 (byte {payload.index(b'PO-1')})"
    [line] = at(tree, "message/LIN")
    assert line.place == f"segment 6 LIN (byte {payload.index(b'LIN')})"


@pytest.mark.parametrize(
    "payload",
    [
        edifact(orders(1)),
        b"  \r\n" + edifact(orders(1)),
        "\ufeff".encode() + edifact(orders(1)),
        edifact(orders(1)).replace(b"'", b"'\r\n"),
        edifact(orders(1)).replace(b"'", b"'\n  "),
        b"\n".join(edifact(orders(1))[n : n + 17] for n in range(0, 400, 17)),
        b"UNA:+.? '\n" + edifact(orders(1)),
        b"UNA*!.\\ |" + edifact(orders(1)).translate(bytes.maketrans(b":+'", b"*!|")),
        edifact(orders(1)).decode().encode("utf-16"),
    ],
    ids=["plain", "blanks", "mark", "lines", "indented", "wrapped", "una", "odd signs", "utf-16"],
)
def test_whatever_parts_it_and_however_it_is_wrapped_it_is_the_same_order(payload: bytes) -> None:
    assert shape(read(payload)) == shape(read(edifact(orders(1))))


def test_a_released_sign_parts_nothing() -> None:
    tree = read(edifact(orders(1).replace("PO-1", "A?+B?:C?'D??")))

    assert values(tree, "message/BGM/02") == ["A+B:C'D?"]


def test_an_element_repeats_from_syntax_four_on() -> None:
    message = orders(1).replace("BGM+220", "BGM+220*221")

    assert values(read(edifact(message, head=UNB.replace(":3", ":4"))), "message/BGM/01") == ["220", "221"]
    assert values(read(edifact(message)), "message/BGM/01") == ["220*221"]


@pytest.mark.parametrize(
    ("level", "encoding"), [("UNOC", "latin-1"), ("UNOE", "iso-8859-5"), ("UNOW", "utf-8"), ("UNOY", "utf-8")]
)
def test_characters_are_read_by_the_level_that_unb_names(level: str, encoding: str) -> None:
    name = "Ж" if level == "UNOE" else "é"
    payload = edifact(orders(1).replace("PO-1", name), head=UNB.replace("UNOC", level))

    tree = read(payload.decode().encode(encoding))

    assert values(tree, "message/BGM/02") == [name]


def test_level_a_has_no_other_letters_unless_an_encoding_is_declared() -> None:
    payload = edifact(orders(1).replace("PO-1", "鋼"), head=UNB.replace("UNOC", "UNOA"))

    assert refusal(payload).cause == "edifact.encoding"
    assert values(read(payload, encoding="utf-8"), "message/BGM/02") == ["鋼"]


def test_a_released_end_and_a_head_behind_it_begin_nothing() -> None:
    tree = read(edifact(orders(1).replace("PO-1", "A?'UNB+B"), orders(2).replace("PO-2", "A??")))

    assert values(tree, "message/BGM/02") == ["A'UNB", "A?"]


def test_each_group_numbers_its_messages_and_no_two_groups_bear_one_reference() -> None:
    payload = TWO_GROUPS.replace(b"UNH+M2", b"UNH+M1").replace(b"+M2'", b"+M1'")
    tree = read(payload)

    assert values(tree, "group/message/@reference") == ["M1", "M1"]
    assert values(tree, "group/message/@group") == values(tree, "group/message/UNH/@group") == ["1", "2"]
    error = refusal(payload.replace(b"0800+2+", b"0800+1+").replace(b"UNE+1+2", b"UNE+1+1"))
    assert (error.cause, error.place[:14]) == ("edifact.duplicate", "segment 14 UNG")


def test_interchanges_of_two_charsets_are_not_read_by_one() -> None:
    second = edifact(orders(2).replace("PO-2", "Ж"), head=UNB.replace("UNOC", "UNOE"))
    payload = edifact(orders(1)) + second.decode().encode("iso-8859-5")

    assert refusal(payload).cause == "edifact.charset"
    assert refusal(payload).place == f"interchange at character {len(edifact(orders(1)))}"
    assert values(read(payload, encoding="iso-8859-5"), "message/BGM/02") == ["PO-1", "Ж"]


def test_groups_and_several_interchanges_are_read_in_order() -> None:
    tree = read(TWO_GROUPS + b"\n" + edifact(orders(3)))

    assert [node.name for node in tree.children] == ["UNB", "group", "group", "UNZ", "UNB", "message", "UNZ"]
    assert values(tree, "group/message/BGM/02") == ["PO-1", "PO-2"]
    assert at(tree, "message/BGM")[0].place.startswith("segment 29 BGM ")


@pytest.mark.parametrize(
    ("payload", "cause", "place", "option"),
    [
        (edifact(orders(1).replace("UNT+10", "UNT+11")), "count", "segment 11 UNT element 01", "counts"),
        (edifact(orders(1), foot="UNZ+2+IC7'"), "count", "segment 12 UNZ element 01", "counts"),
        (TWO_GROUPS.replace(b"UNE+1+2", b"UNE+3+2"), "count", "segment 25 UNE element 01", "counts"),
        (edifact(orders(1).replace("+M1'", "+M9'")), "reference", "segment 11 UNT element 02", "references"),
        (edifact(orders(1), foot="UNZ+1+IC8'"), "reference", "segment 12 UNZ element 02", "references"),
        (edifact(orders(1), orders(1)), "duplicate", "segment 12 UNH element 01", "duplicates"),
        (edifact(orders(1)) + b"MORE", "trailing", "segment 13 MOR", "trailing"),
        (edifact(orders(1))[:-1], "trailing", "segment 12 UNZ", "trailing"),
        (orders(1).encode(), "envelope", "segment 1 UNH", "envelope"),
        (UNB.encode() + orders(1).encode(), "envelope", "segment 1 UNB", "envelope"),
        (edifact(orders(1).partition("UNT")[0]), "envelope", "segment 2 UNH", "envelope"),
    ],
)
def test_what_a_partner_does_wrong_is_refused_or_by_name_passed_over_and_flagged(
    payload: bytes, cause: str, place: str, option: str
) -> None:
    error = refusal(payload)
    tree = read(payload, **{option: "flag", "structure": "ignore"})

    assert error.cause == f"edifact.{cause}"
    assert error.place.startswith(place)
    assert f"`{option}: flag`" in error.text
    flags = [node for path in ("flag", "message/flag", "group/flag") for node in at(tree, path)]
    assert {values(flag, "@cause")[0] for flag in flags} == {error.cause}
    assert error.place in {flag.place for flag in flags}


@pytest.mark.parametrize(
    ("payload", "options", "cause"),
    [
        (b"", {}, "edifact.empty"),
        (b'{"no": 1}', {}, "edifact.envelope"),
        (edifact(), {}, "edifact.empty"),
        (edifact(orders(1)), {"bytes_max": "100"}, "edifact.too_large"),
        (edifact(orders(1)), {"segments_max": "5"}, "edifact.too_many"),
        (edifact(orders(1)), {"elements_max": "5"}, "edifact.too_many"),
        (edifact(orders(1).replace("BGM", "BGM" + "+x" * 250)), {}, "edifact.too_many"),
        (edifact(orders(1).replace("BGM+220", "BGM+220" + ":x" * 250)), {}, "edifact.too_many"),
        (edifact(orders(1).replace("BGM", "b!")), {}, "edifact.malformed"),
        (b"UNA++.? '" + edifact(orders(1)), {}, "edifact.signs"),
        ("UNA:+.?→'".encode() + edifact(orders(1)), {"encoding": "utf-8"}, "edifact.signs"),
        (edifact(orders(1).replace("220", "2\n20")), {"line_breaks": "refuse"}, "edifact.line_break"),
        (edifact(orders(1)), {"encoding": "ebcdic"}, "edifact.unknown_encoding"),
    ],
)
def test_what_is_no_interchange_or_over_a_limit_is_refused(
    payload: bytes, options: dict[str, str], cause: str
) -> None:
    error = refusal(payload, **options)

    assert error.cause == cause


@pytest.mark.parametrize("option", ["counts", "broken", "structure", "line_breaks"])
def test_an_option_that_makes_no_sense_is_refused(option: str) -> None:
    with pytest.raises(Unreadable):
        reader("edifact").check({option: "perhaps"})


def test_one_bad_message_sinks_no_other() -> None:
    bad = orders(2).replace("UNT+10", "UNT+99")
    mapping = load_mapping(MAPPING, "acme/in/a.yaml", lambda _: b"", types=None)

    reading = understand(mapping, edifact(orders(1), bad, orders(3)), Facts(issuer="acme"))

    assert [document.body["no"] for document in reading.documents] == ["PO-1", "PO-3"]
    [problem] = reading.problems
    assert problem.place.startswith("segment 12 UNH (byte ")
    assert "counts '99' and there are 10" in problem.text
    assert reading.documents[0].body["lines"] == [{"sku": "4000001000012", "qty": "12.5"}]
    assert reading.documents[0].body["buyer"] == "4000001000005"


def test_two_changes_of_one_content_are_known_by_it_whatever_sends_and_parts_them() -> None:
    def change(number: int) -> str:
        return orders(number).replace("+9'DTM", "+4'DTM")

    again = edifact(change(1), head=UNB.replace("IC7", "IC8"), foot="UNZ+1+IC8'").translate(
        bytes.maketrans(b":+'", b"*!|")
    )
    padded = edifact(change(1).replace("PO-1+4'", "PO-1+4++'").replace("SRV'", "SRV::'"))

    [first], [other] = (values(read(edifact(change(number))), "message/@content") for number in (1, 2))

    assert first != other
    assert values(read(b"UNA*!.\\ |" + again), "message/@content") == [first]
    assert values(read(padded), "message/@content") == [first]
    assert values(read(edifact(orders(1))), "message/@content") == []


def test_empty_components_at_an_end_are_not_there_and_one_that_is_all_empty_is_none() -> None:
    plain, padded = (
        at(read(edifact(orders(1).replace("BGM+220+PO-1+9'", bgm))), "message/BGM")[0]
        for bgm in ("BGM+220+PO-1:2+9'", "BGM+220::+PO-1:2:+9:+::'")
    )

    assert shape(padded) == shape(plain)
