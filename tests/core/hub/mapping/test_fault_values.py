"""A value that its reader could not read is refused wherever it is asked for: it is not the same as none."""

from __future__ import annotations

import pytest

from core.hub.mapping import Document
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.core.hub.mapping.given import FACTS, mapping_of

WHY = Node("@why", "the cell holds #N/A")
ROW = Node(
    "row", None, (Node("a", "1"), Node("q", None, (WHY,), "sheet 'S' cell B2", "fault")), "sheet 'S' row 2"
)
TREE = Node("table", None, (ROW,), "row 1")


def made(body: str, rule: str = "split: row") -> Document:
    [document] = mapping_of(body, rule=rule).read(TREE, FACTS).documents
    return document


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("x: q", "split: row"),
        ("x: {from: q, as: decimal}", "split: row"),
        ("x: {from: q, as: decimal, default: '0'}", "split: row"),
        ("x: {from: [q, a]}", "split: row"),
        ("x: {expr: number('q')}", "split: row"),
        ("x: {expr: q + 1}", "split: row"),
        ("x: a", "split: row\nwhere: q != 'x'"),
        ("x: a", "split: row\nwhere: {q: ''}"),
    ],
)
def test_a_fault_that_is_asked_for_refuses_with_its_place_and_reason(body: str, rule: str) -> None:
    with pytest.raises(Unreadable) as caught:
        made(body, rule)

    assert caught.value.place == "sheet 'S' cell B2" or "row 2" in caught.value.place
    assert "#N/A" in caught.value.text


def test_a_fault_that_nobody_asks_for_refuses_nothing() -> None:
    assert made("x: a").body["x"] == "1"


def test_a_fault_may_be_no_value_and_then_the_document_says_why() -> None:
    document = made("x: {from: q, as: decimal, on error: null}")

    assert "x" not in document.body
    assert "#N/A" in document.flags[0].text
