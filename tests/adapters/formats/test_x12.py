"""X12 becomes groups and messages, every segment where it stood, or is refused by segment, tag and byte."""

from __future__ import annotations

import pytest

from adapters.formats import reader
from core.hub.interchanges import Outlining
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import GS, ISA, at, order_850, shape, values, x12

IEA = "IEA*1*000000007~"
ALONE = ISA + "TA1*000000006*261123*0800*A*000~IEA*0*000000007~"


def read(payload: bytes, **options: str) -> Node:
    return reader("x12").read(payload, options)


def outlining() -> Outlining:
    found = reader("x12")
    assert isinstance(found, Outlining)
    return found


def refusal(payload: bytes, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(payload, **options)
    return caught.value


def test_a_message_knows_what_it_is_and_whose_and_keeps_its_segments_in_order() -> None:
    [message] = at(read(x12(order_850(1))), "group/message")

    described = {node.name: node.value for node in message.children if node.name.startswith("@")}
    assert described == {
        "@type": "850",
        "@reference": "0001",
        "@version": "004010",
        "@group": "31",
        "@interchange": "000000007",
        "@sender": "BUYER",
        "@receiver": "SELLER",
        "@dated": "20261123",
        "@sent": "2611230800",
        "@usage": "P",
    }
    tags = [node.name for node in message.children if not node.name.startswith("@")]
    assert " ".join(tags) == "ST BEG N1 PO1 CTT SE"
    assert values(message, "BEG/03") == values(message, "BEG/03/1") == ["PO-1"]
    assert at(message, "BEG/04") == []


def test_the_envelope_keeps_its_blanks_and_its_signs() -> None:
    tree = read(x12(order_850(1)))

    assert values(tree, "ISA/06") == ["BUYER          "]
    assert values(tree, "ISA/16") == [">"]
    assert values(tree, "group/GS/08") == ["004010"]


def test_a_place_is_segment_tag_element_and_byte() -> None:
    payload = "\ufeff".encode() + x12(order_850(1).replace("Buyer", "买方")).replace(b"~", b"~\r\n")

    tree = read(payload)

    [code] = at(tree, "group/message/N1/03")
    assert code.place == f"segment 5 N1 element 03 (byte {payload.index(b'92*001')})"


@pytest.mark.parametrize(
    "payload",
    [
        b" \n" + x12(order_850(1)),
        "\ufeff".encode() + x12(order_850(1)),
        x12(order_850(1)).replace(b"~", b"~\r\n"),
        x12(order_850(1)).replace(b"~", b"\r\n"),
        x12(order_850(1)).replace(b"~", b"\n").rstrip(b"\n"),
        x12(order_850(1)).replace(b"~", b"\x15\r\n"),
        b"\n".join(x12(order_850(1))[n : n + 80] for n in range(0, 400, 80)),
        x12(order_850(1)).replace(b"*", b"\x1d").replace(b"~", b"\\"),
    ],
    ids=["blanks", "mark", "lines", "crlf ends", "lf ends", "nak ends", "wrapped", "odd signs"],
)
def test_whatever_parts_it_and_however_it_is_wrapped_it_is_the_same_order(payload: bytes) -> None:
    assert shape(read(payload)) == shape(read(x12(order_850(1))))


def test_elements_repeat_by_the_sign_that_isa_names_from_00402_on() -> None:
    message = order_850(1).replace("VP*R-12", "VP*R-12^R-13>x")
    newer = ISA.replace("*U*00401", "*^*00501")

    old = read(x12(message, head=ISA.replace("*U*", "*^*") + GS))
    new = read(x12(message, head=newer + GS))

    assert values(old, "group/message/PO1/07/1") == ["R-12^R-13"]
    assert values(new, "group/message/PO1/07/1") == ["R-12", "R-13"]
    assert values(new, "group/message/PO1/07/2") == ["x"]


def test_several_interchanges_may_have_signs_of_their_own() -> None:
    other = x12(order_850(2)).replace(b"*", b"|").replace(b"~", b"\n")

    tree = read(x12(order_850(1)) + b"\n" + other)

    assert values(tree, "group/message/BEG/03") == ["PO-1", "PO-2"]
    assert at(tree, "group/message/BEG")[1].place.startswith("segment 14 BEG ")


def test_a_head_inside_an_element_begins_nothing() -> None:
    message = order_850(1).replace("Buyer*92", "THE ISA*92~N2* ISA*ISA").replace("SE*6", "SE*7")

    tree = read(x12(message))

    assert values(tree, "group/message/N2/01") == [" ISA"]


def test_a_binary_segment_is_as_long_as_it_says_whatever_stands_in_it() -> None:
    message = "ST*841*1~BIN*12*~*SE*9>\n\r\xff ~~SE*3*1~"
    payload = x12(message, order_850(2)).decode().encode("latin-1")

    tree = read(payload, encoding="iso-8859-1")

    assert values(tree, "group/message/BIN/02") == ["~*SE*9>\n\r\xff ~"]
    [number] = at(tree, "group/message/BEG/03")
    assert number.place == f"segment 7 BEG element 03 (byte {payload.index(b'PO-2')})"


def test_a_binary_segment_with_a_wrong_length_is_read_as_any_other() -> None:
    assert refusal(x12("ST*841*1~BIN*5*A~B~SE*3*1~")).cause == "x12.malformed"


def test_an_acknowledgement_of_an_interchange_may_stand_alone() -> None:
    assert [node.name for node in read(ALONE.encode()).children] == ["ISA", "TA1", "IEA"]


def test_what_is_to_be_answered_says_when_it_was_made() -> None:
    [outline] = outlining().outlines(x12(order_850(1)), {}, None)

    assert outline.prepared == ISA.split("*")[9] + ISA.split("*")[10]


@pytest.mark.parametrize(
    ("payload", "cause", "place", "option"),
    [
        (x12(order_850(1).replace("SE*6", "SE*7")), "count", "segment 8 SE element 01", "counts"),
        (x12(order_850(1), foot=f"GE*2*31~{IEA}"), "count", "segment 9 GE element 01", "counts"),
        (x12(order_850(1), foot="GE*1*31~IEA*3*000000007~"), "count", "segment 10 IEA element 01", "counts"),
        (x12(order_850(1).replace("6*0001", "6*2")), "reference", "segment 8 SE element 02", "references"),
        (x12(order_850(1), foot=f"GE*1*32~{IEA}"), "reference", "segment 9 GE element 02", "references"),
        (x12(order_850(1), foot="GE*1*31~IEA*1*7~"), "reference", "segment 10 IEA element 02", "references"),
        (x12(order_850(1), order_850(1)), "duplicate", "segment 9 ST element 02", "duplicates"),
        (x12(order_850(1)) + b"MORE", "trailing", "segment 11 MOR", "trailing"),
        (x12(order_850(1))[:-1], "trailing", "segment 10 IEA", "trailing"),
        (order_850(1).encode(), "envelope", "segment 1 ST", "envelope"),
        (x12(order_850(1), head=ISA, foot="IEA*1*000000007~"), "envelope", "segment 2 ST", "envelope"),
        (x12(order_850(1), foot="IEA*1*000000007~"), "envelope", "segment 2 GS", "envelope"),
        (x12(order_850(1), foot="GE*1*31~"), "envelope", "segment 1 ISA", "envelope"),
        (x12(order_850(1).partition("SE*")[0]), "envelope", "segment 3 ST", "envelope"),
        (x12(order_850(1)).replace(b"BUYER  ", b"BUYER"), "width", "segment 1 ISA element 06", "widths"),
    ],
)  # fmt: skip
def test_what_a_partner_does_wrong_is_refused_or_by_name_passed_over_and_flagged(
    payload: bytes, cause: str, place: str, option: str
) -> None:
    error = refusal(payload)
    tree = read(payload, **{option: "flag", "structure": "ignore"})

    assert error.cause == f"x12.{cause}"
    assert error.place.startswith(place)
    assert f"`{option}: flag`" in error.text
    flags = [
        n for path in ("flag", "group/flag", "group/message/flag", "message/flag") for n in at(tree, path)
    ]
    assert {values(flag, "@cause")[0] for flag in flags} == {error.cause}
    assert error.place in {flag.place for flag in flags}


@pytest.mark.parametrize(
    ("payload", "cause"),
    [
        (b"", "x12.empty"),
        (b"<order/>", "x12.envelope"),
        (ISA.encode() + b"IEA*0*000000007~", "x12.empty"),
        (ISA[:60].encode(), "x12.signs"),
        (ISA.replace("*P*>", "*P**").encode(), "x12.signs"),
        (x12(order_850(1).replace("ST*", "S*")), "x12.envelope"),
        (x12(order_850(1)).replace(b"N1*BY", b"~N1*BY"), "x12.malformed"),
        (x12(order_850(1).replace("Buyer", "é")).decode().encode("latin-1"), "x12.encoding"),
    ],
)
def test_what_is_no_interchange_is_refused(payload: bytes, cause: str) -> None:
    assert refusal(payload).cause == cause


@pytest.mark.parametrize(
    "bad",
    [
        order_850(2).replace("SE*6", "SE*9"),
        order_850(2).replace("ST*", "S*"),
        order_850(2).partition("SE*")[0],
        order_850(2).replace("PO1*", "po*"),
    ],
)
def test_a_broken_message_is_a_fault_of_its_own_and_the_others_are_read(bad: str) -> None:
    tree = read(x12(order_850(1), bad, order_850(3)), broken="mark")

    messages = at(tree, "group/message")
    assert [message.kind for message in messages] == ["", "fault", ""]
    assert (messages[1].value or "").startswith("segment ")
    assert values(tree, "group/message/BEG/03") == ["PO-1", "PO-3"]


def test_groups_number_their_messages_each_for_itself() -> None:
    second = GS.replace("*31*", "*32*") + order_850(1) + "GE*1*32~IEA*2*000000007~"

    tree = read(x12(order_850(1), foot="GE*1*31~" + second))

    assert values(tree, "group/message/@reference") == ["0001", "0001"]


def test_a_broken_envelope_sinks_all_of_it_though_messages_are_marked() -> None:
    payload = x12(order_850(1), foot="GE*1*99~IEA*1*000000007~")

    assert refusal(payload, broken="mark").cause == "x12.reference"
