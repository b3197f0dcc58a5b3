"""A workbook is written as texts and numbers: nothing in it runs, and no digit is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from adapters.formats import reader, writer
from core.hub.node import Node
from core.kernel.errors import Unreadable


def rows_of(*rows: dict[str, Node]) -> Node:
    def cells(row: dict[str, Node]) -> tuple[Node, ...]:
        return tuple(Node(name, cell.value, (), "", cell.kind) for name, cell in row.items())

    return Node("table", None, tuple(Node("row", None, cells(row)) for row in rows))


def text(value: str | None) -> Node:
    return Node("", value, (), "", "text")


def number(value: str) -> Node:
    return Node("", value, (), "", "number")


def read_back(payload: bytes, **options: str) -> list[list[tuple[str, str | None, str]]]:
    found = reader("excel").read(payload, options)
    return [[(cell.name, cell.value, cell.kind) for cell in row.children] for row in found.children]


def test_texts_numbers_and_truth_are_what_they_are() -> None:
    tree = rows_of(
        {
            "批次": text("0012"),
            "qty": number("12.50"),
            "ok": Node("", "true", (), "", "true"),
            "x": text(None),
        },
        {"批次": text("=1+1"), "qty": number("123456789012345678"), "ok": Node("", "false", (), "", "false")},
    )

    assert read_back(writer("excel").write(tree, {})) == [
        [("批次", "0012", "text"), ("qty", "12.5", "number"), ("ok", "true", "true"), ("x", None, "null")],
        [
            ("批次", "=1+1", "text"),
            ("qty", "123456789012345678", "text"),
            ("ok", "false", "false"),
            ("x", None, "null"),
        ],
    ]


def test_what_a_spreadsheet_would_run_is_neutralized_if_asked() -> None:
    tree = rows_of({"a": text("=cmd|' /C calc'!A0"), "b": text("-5")})

    [[first, other]] = read_back(writer("excel").write(tree, {"formulas": "neutralize"}))

    assert (first[1], other[1]) == ("'=cmd|' /C calc'!A0", "-5")


def test_the_same_rows_are_the_same_bytes() -> None:
    tree = rows_of({"a": text("x")})

    assert writer("excel").write(tree, {}) == writer("excel").write(tree, {})


def test_a_sheet_may_be_named_and_go_without_a_header() -> None:
    payload = writer("excel").write(rows_of({"a": text("x")}), {"sheet": "订单", "header": "no"})

    assert read_back(payload, header="no", sheet="订单") == [[("A", "x", "text")]]


@pytest.mark.parametrize(
    ("tree", "options"),
    [
        (rows_of({"a": text("x" * 32_768)}), {}),
        (rows_of({"a": text("x")}), {"columns": "b"}),
        (rows_of({"a": text("x")}), {"sheet": "a/b"}),
        (rows_of({"a": text("x")}), {"sheet": "x" * 32}),
        (rows_of({f"c{index}": text("x") for index in range(16_385)}), {}),
    ],
)
def test_what_a_sheet_cannot_hold_is_not_written(tree: Node, options: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        writer("excel").write(tree, options)


TEXTS = some.text(alphabet=some.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12)


@settings(max_examples=40, deadline=None)
@given(some.lists(TEXTS, min_size=1, max_size=4))
def test_any_text_is_read_back_as_it_was_written(values: list[str]) -> None:
    payload = writer("excel").write(rows_of(*({"n": text("1"), "t": text(value)} for value in values)), {})

    assert [row[1][1] or "" for row in read_back(payload)] == values
