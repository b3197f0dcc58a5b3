"""What is written as EDIFACT or X12 is counted, closed, read back the same; what cannot be is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.formats import load_writing, reader, write, writer
from core.hub.mapping import Facts
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import (
    GS,
    ISA,
    UNB,
    Shape,
    at,
    edifact,
    order_850,
    orders,
    shape,
    values,
    x12,
)

MAPPING = b"""
mapping: 1
writes: {format: edifact, newline: lf}
takes: a.v1
tree:
  name: interchange
  fields:
    UNB:
      fields:
        "01": {fields: {"1": {value: UNOC}, "2": {value: "3"}}}
        "02": {value: US}
        "03": {value: YOU}
        "05": {value: IC1}
    message:
      fields:
        UNH:
          fields:
            "01": {value: M1}
            "02": {fields: {"1": {value: ORDERS}, "2": {value: D}, "3": {value: 96A}, "4": {value: UN}}}
        BGM: {fields: {"01": {value: "220"}, "02": no, "03": {value: "9"}}}
        line:
          each: lines
          fields:
            LIN: {fields: {"01": line_no, "03": {fields: {"1": sku}}}}
            QTY: {fields: {"01": {fields: {"1": {value: "21"}, "2": qty}}}}
        UNS: {fields: {"01": {value: S}}}
"""
CHINESE = UNB.replace("UNOC", "UNOY").replace("BUYER", "买")
LINES = [{"line_no": "1", "sku": "A+1", "qty": "2"}, {"line_no": "2", "sku": "B", "qty": "3"}]
BODY = {"no": "PO'1", "lines": LINES}


def node(name: str, value: str | None = None, *children: Node) -> Node:
    return Node(name, value, children)


def again(name: str, payload: bytes, **options: str) -> bytes:
    return writer(name).write(reader(name).read(payload, {}), options)


def refusal(name: str, tree: Node, **options: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        writer(name).write(tree, options)
    return caught.value


def test_a_mapping_writes_an_order_with_its_lines_and_the_feet_are_counted() -> None:
    writing = load_writing(MAPPING, "acme/out/a.yaml")

    payload = write(writing, BODY, Facts(issuer="us"))

    assert payload.decode().splitlines() == [
        "UNB+UNOC:3+US+YOU++IC1'",
        "UNH+M1+ORDERS:D:96A:UN'",
        "BGM+220+PO?'1+9'",
        "LIN+1++A?+1'",
        "QTY+21:2'",
        "LIN+2++B'",
        "QTY+21:3'",
        "UNS+S'",
        "UNT+8+M1'",
        "UNZ+1+IC1'",
    ]


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("edifact", edifact(orders(1), orders(2))),
        ("edifact", edifact(orders(1)) + edifact(orders(2))),
        ("x12", x12(order_850(1), order_850(2))),
        ("x12", (ISA + "TA1*000000006*261123*0800*A*000~IEA*0*000000007~").encode()),
    ],
)
def test_what_was_read_is_written_as_it_came(name: str, payload: bytes) -> None:
    assert again(name, payload) == payload


def test_signs_are_chosen_and_una_says_so() -> None:
    written = again("edifact", edifact(orders(1)), signs=":!.\\ |", newline="crlf")

    assert written.startswith(b"UNA:!.\\ |\r\nUNB!UNOC:3!BUYER:14!")
    assert shape(reader("edifact").read(written, {})) == shape(reader("edifact").read(edifact(orders(1)), {}))
    assert again("edifact", edifact(orders(1)), una="always").startswith(b"UNA:+.? 'UNB")


def test_x12_signs_are_chosen_and_stand_in_isa() -> None:
    written = again("x12", x12(order_850(1)), signs="|:\n")

    assert written[105:109] == b"\nGS|"
    assert values(reader("x12").read(written, {}), "ISA/16") == [":"]


def test_isa_is_filled_to_its_widths() -> None:
    texts = ["00", "", "00", "", "ZZ", "US", "ZZ", "YOU", "261123", "0800", "", "00401", "7", "0", "P"]
    isa = node("ISA", None, *(node(f"{number:02}", text) for number, text in enumerate(texts, 1)))
    read = reader("x12").read(x12(order_850(1)), {})

    written = writer("x12").write(node("interchange", None, isa, *read.children[1:]), {})

    assert written[:106] == (
        b"ISA*00*          *00*          *ZZ*US             *ZZ*YOU            "
        b"*261123*0800*U*00401*000000007*0*P*:~"
    )


@pytest.mark.parametrize(
    ("name", "payload", "options", "cause"),
    [
        ("x12", x12(order_850(1).replace("Buyer", "A|B")), {"signs": "|:~"}, "x12.unwritable"),
        ("x12", x12(order_850(1).replace("Buyer", "买")), {"encoding": "ascii"}, "x12.encoding"),
        ("edifact", edifact(orders(1).replace("PO-", "PO?+")), {"signs": ":+.  '"}, "edifact.unwritable"),
        (
            "edifact",
            edifact(orders(1), head=CHINESE),
            {"encoding": "ascii"},
            "edifact.encoding",
        ),
    ],
)
def test_what_the_signs_or_the_characters_cannot_say_is_refused(
    name: str, payload: bytes, options: dict[str, str], cause: str
) -> None:
    assert refusal(name, reader(name).read(payload, {}), **options).cause == cause


def tree_of(*segments: Node) -> Node:
    unh = node("UNH", None, node("01", "M1"), node("02", None, node("1", "X")))
    unb = node("UNB", None, node("01", None, node("1", "UNOC"), node("2", "3")), node("05", "IC1"))
    return node("interchange", None, unb, node("message", None, unh, *segments))


@pytest.mark.parametrize(
    "tree",
    [
        node("interchange"),
        node("interchange", None, node("message")),
        node("interchange", None, *tree_of().children[:1], node("order")),
        node("interchange", None, *tree_of().children[:1], Node("message", "broken", (), "", "fault")),
        node("interchange", None, *tree_of().children[:1], node("group", None, node("LIN"))),
        node("interchange", None, *tree_of().children[:1], node("message", None, node("UNH"))),
        tree_of(node("note", "x")),
        tree_of(node("LONG")),
        tree_of(node("FTX", None, node("one", "x"))),
        tree_of(node("FTX", None, node("00", "x"))),
        tree_of(node("FTX", None, node("01", None, node("201", "x")))),
        tree_of(node("FTX", None, node("01", "a\nb"))),
        tree_of(node("FTX", None, node("01", "a"), node("01", "b"))),
    ],
)
def test_a_tree_that_is_no_interchange_is_refused(tree: Node) -> None:
    assert refusal("edifact", tree).cause.startswith("edifact.")


def test_what_is_empty_at_the_end_is_not_sent() -> None:
    empty = node("FTX", None, node("01", None, node("1", "a"), node("3", "")), node("02", ""), node("04"))

    assert b"'FTX+a'" in writer("edifact").write(tree_of(empty), {})


def test_an_x12_message_in_no_order_of_its_type_does_not_leave() -> None:
    payload = x12(order_850(1).replace("CTT*1~", "").replace("PO1*1", "ACK*1").replace("SE*6", "SE*5"))

    assert refusal("x12", reader("x12").read(payload, {"structure": "ignore"})).cause == "x12.structure"


def test_a_message_in_no_order_of_its_type_does_not_leave() -> None:
    headless = orders(1).replace("BGM+220+PO-1+9'", "").replace("10+M", "9+M")
    tree = reader("edifact").read(edifact(headless), {"structure": "ignore"})

    error = refusal("edifact", tree)

    assert error.cause == "edifact.structure"
    assert "DTM" in error.text
    assert writer("edifact").write(tree, {"structure": "ignore"})


@pytest.mark.parametrize("name", ["edifact", "x12"])
@pytest.mark.parametrize(
    "options",
    [{"signs": "abc"}, {"newline": "cr"}, {"encoding": "ebcdic"}, {"structure": "no"}, {"signs": "**~"}],
)
def test_an_option_that_makes_no_sense_is_refused(name: str, options: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        writer(name).check(options)


# What a value may hold: everything but line breaks, and in X12 the signs, which nothing there releases.
EDIFACT_TEXT = some.text(
    some.sampled_from("aZ09 é买?:+'*.-\"")
    | some.characters(exclude_categories=["Cs"], exclude_characters="\r\n"),
    min_size=1,
    max_size=8,
)
X12_TEXT = some.text(
    some.sampled_from("aZ09 é买?+'.-\"")
    | some.characters(exclude_categories=["Cs"], exclude_characters="\r\n*:~^"),
    min_size=1,
    max_size=8,
)


def elements(text: some.SearchStrategy[str]) -> some.SearchStrategy[list[tuple[int, list[dict[int, str]]]]]:
    """Positions, each with its repetitions, each of them its components by number."""
    component = some.dictionaries(some.integers(1, 4), text, min_size=1, max_size=3)
    repeated = some.lists(component, min_size=1, max_size=2)
    return some.dictionaries(some.integers(1, 6), repeated, max_size=4).map(
        lambda found: sorted(found.items())
    )


def segments(text: some.SearchStrategy[str]) -> some.SearchStrategy[list[Shape]]:
    tag = some.sampled_from(["BGM", "LIN", "FTX", "N1", "Z9Z"])
    return some.lists(some.tuples(tag, elements(text)).map(lambda made: segment(*made)), max_size=6)


def segment(tag: str, made: list[tuple[int, list[dict[int, str]]]]) -> Shape:
    """A segment as the reader shows it."""
    children = [element(f"{position:02}", one) for position, repeated in made for one in repeated]
    return tag, None, tuple(children)


def element(name: str, components: dict[int, str]) -> Shape:
    found = tuple((str(number), components[number], ()) for number in sorted(components))
    return name, components[1] if set(components) == {1} else None, found


def nodes(shapes: list[Shape]) -> tuple[Node, ...]:
    return tuple(Node(name, value, nodes(list(children))) for name, value, children in shapes)


def inside(tree: Node, path: str, head: str, foot: str) -> list[Shape]:
    """The segments of the one message, without its head and foot and what describes it."""
    [message] = at(tree, path)
    return [shape(one) for one in message.children if one.name[0] != "@" and one.name not in {head, foot}]


@given(segments(EDIFACT_TEXT))
def test_any_edifact_message_is_read_back_as_it_was_written(shapes: list[Shape]) -> None:
    head = [node.children for node in tree_of().children]
    unb = node("UNB", None, node("01", None, node("1", "UNOY"), node("2", "4")), *head[0][1:])
    message = node("message", None, head[1][0], *nodes(shapes))

    payload = writer("edifact").write(node("interchange", None, unb, message), {})

    assert inside(reader("edifact").read(payload, {}), "message", "UNH", "UNT") == shapes


@given(segments(X12_TEXT))
def test_any_x12_message_is_read_back_as_it_was_written(shapes: list[Shape]) -> None:
    isa = ISA.replace("*U*00401", "*^*00501").replace("P*>", "P*:")
    read = reader("x12").read(x12("ST*999*1~SE*2*1~", head=isa + GS), {})
    gs, message, _ = read.children[1].children
    group = node("group", None, gs, node("message", None, message.children[-2], *nodes(shapes)))

    payload = writer("x12").write(node("interchange", None, read.children[0], group), {})

    assert inside(reader("x12").read(payload, {}), "group/message", "ST", "SE") == shapes
