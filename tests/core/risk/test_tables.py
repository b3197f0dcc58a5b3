"""A table answers exactly, names its rows, and says what it cannot tell and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from core.kernel.errors import Refused
from core.risk import Compiled, Input, Row, Table, compiled, gaps, overlaps
from core.risk.cells import cell
from core.risk.values import Value, value_of

AGE = Input(name="age", kind="number", domain=">= 0")


def a_table(*cells: str, hit: str = "first", kind: str = "number", domain: str = "") -> Compiled:
    rows = tuple(Row(row_id=f"r{at}", when={"x": text}, then={"y": str(at)}) for at, text in enumerate(cells))
    table = Table(
        name="t",
        inputs=(Input(name="x", kind=kind, domain=domain),),
        outputs=("y",),
        rows=rows,
        hit=hit,  # type: ignore[arg-type]
    )
    return Compiled(table, {"limit": 7, "share": Decimal("0.1")})


@pytest.mark.parametrize(
    ("text", "kind", "yes", "no"),
    [
        (
            ">= 5",
            "number",
            [5, Decimal("5.000001"), 10**30],
            [4, Decimal("4.99999999999999999999999999")],
        ),
        ("< 5", "number", [Decimal("4.9"), -(10**30)], [5]),
        ("[1..5)", "number", [1, Decimal("4.99")], [5, 0]),
        ("(1..5]", "number", [5, Decimal("1.01")], [1, 6]),
        ("[1.5..2.5]", "number", [Decimal("1.5"), 2], [1]),
        ("[-3..$limit]", "number", [-3, 7], [8, -4]),
        ("1, 3, > 7", "number", [1, 3, 8], [2, 7]),
        ("> 3 and < 5", "number", [4], [3, 5]),
        ("not in [1, 2]", "number", [3], [1, 2]),
        ("not in [1..3]", "number", [0, 4], [1, 2, 3]),
        ("!= 3", "number", [4], [3]),
        ("'a', \"b\"", "text", ["a", "b"], ["c", ""]),
        ("not in ['a','b']", "text", ["c"], ["a"]),
        ("true", "truth", [True], [False]),
        ("> $share", "number", [Decimal("0.1000000000000000000000000001")], [Decimal("0.1")]),
        ("", "number", [1, -1], []),
    ],
)
def test_a_cell_holds_exactly_where_it_says(text: str, kind: str, yes: list[Value], no: list[Value]) -> None:
    table = a_table(text, kind=kind)

    assert [table.answer({"x": value}).rows for value in yes] == [("r0",)] * len(yes)
    assert [table.answer({"x": value}).outcome for value in no] == ["no match"] * len(no)


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("5 5", "number", "goes on"),
        ("[1..", "number", "ends where"),
        ("[5..1]", "number", "ends before it begins"),
        ("> 'a'", "number", "only numbers have an order"),
        ("> 5", "text", "only numbers have an order"),
        ("'a'", "number", "takes a number"),
        ("$gone", "number", "parameter gone"),
        ("import os", "number", "no cell has"),
        ("1e5", "number", "no cell has"),
        ("['a'", "text", "does not end"),
    ],
)
def test_a_cell_that_is_none_says_where_it_is_wrong(text: str, kind: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        cell(text, kind, {})


def test_the_first_row_that_matches_answers_and_collect_takes_all() -> None:
    """R2."""
    assert a_table("> 1", "> 2").answer({"x": 3}).rows == ("r0",)
    found = a_table("> 1", "> 2", "> 9", hit="collect").answer({"x": 3})
    assert (found.rows, found.outputs) == (("r0", "r1"), ({"y": 0}, {"y": 1}))


def test_a_second_match_of_a_unique_table_is_an_error_that_names_the_rows() -> None:
    """R2."""
    table = a_table("> 1", "> 2", hit="unique")

    assert table.answer({"x": 2}).rows == ("r0",)
    with pytest.raises(Refused, match="rows r0, r1 match at once"):
        table.answer({"x": 3})


def test_what_nobody_said_is_not_judged_and_named_unless_it_decides_nothing() -> None:
    inputs = (Input(name="a"), Input(name="b"))
    rows = (
        Row(row_id="r0", when={"a": "> 1"}),
        Row(row_id="r1", when={"a": "<= 1", "b": "> 1"}),
        Row(row_id="r2"),
    )
    table = Compiled(Table(name="t", inputs=inputs, outputs=(), rows=rows), {})

    told: list[tuple[Mapping[str, Value], str, tuple[str, ...], tuple[str, ...]]] = [
        ({"a": 2}, "matched", ("r0",), ()),
        ({"a": 1}, "not judged", (), ("b",)),
        ({"b": 1}, "not judged", (), ("a",)),
        ({}, "not judged", (), ("a", "b")),
        ({"a": 1, "b": 1}, "matched", ("r2",), ()),
    ]
    for values, outcome, taken, missing in told:
        found = table.answer(values)
        assert (found.outcome, found.rows, found.missing) == (outcome, taken, missing)


def test_a_cell_may_ask_for_just_that_nothing_was_said() -> None:
    table = a_table("null", "> 1")

    assert table.answer({}).rows == ("r0",)
    assert table.answer({"x": 2}).rows == ("r1",)


@pytest.mark.parametrize(
    ("cells", "kind", "domain", "open_at"),
    [
        ((">= 2", "< 2"), "number", "", []),
        (("> 2", "< 2"), "number", "", ["x 2"]),
        (("[0..699]", "[700..900]"), "number", "[0..900]", ["x (699..700)"]),
        (("[0..699]", "[700..900]"), "whole", "[0..900]", []),
        (("'a'", "'b'"), "text", "'a','b'", []),
        (("'a'", "'b'"), "text", "", ["x any other text"]),
        (("true",), "truth", "", ["x false"]),
    ],
)
def test_a_table_says_which_domain_it_leaves_open(
    cells: tuple[str, ...], kind: str, domain: str, open_at: list[str]
) -> None:
    """R3."""
    assert gaps(a_table(*cells, kind=kind, domain=domain)) == open_at


def test_overlaps_are_found_before_anybody_falls_into_them() -> None:
    assert overlaps(a_table("> 1", "< 1", hit="unique")) == []
    assert overlaps(a_table("> 1", "< 3", hit="unique")) == ["x (1..3): rows r0, r1"]


@pytest.mark.parametrize("said", [0.5, "0.5e1", "NaN", "Infinity", "1" * 60, True, "x"])
def test_a_number_is_exact_or_refused(said: object) -> None:
    """R4."""
    with pytest.raises(Refused, match="takes a number"):
        value_of("x", "number", said)  # type: ignore[arg-type]


def test_the_same_content_is_compiled_once() -> None:
    table = Table(name="t", inputs=(AGE,), outputs=(), rows=(Row(row_id="r", when={"age": "> $a"}),))

    assert compiled(table, {"a": 1}) is compiled(table, {"a": 1})
    assert compiled(table, {"a": 1}) is not compiled(table, {"a": 2})


def test_a_table_too_wide_to_compile_or_to_look_through_says_so() -> None:
    with pytest.raises(Refused, match="tries to compile, over"):
        a_table(*(f"> {at}" for at in range(1_000)))
    names = [f"x{at}" for at in range(12)]
    rows = [
        Row(row_id=f"{at}", when={name: f"> {(at * 7 + 3 * len(name)) % 11}"})
        for at, name in enumerate(names)
    ]
    rows += [
        Row(row_id=f"{at}b", when={name: f"< {at}", names[at - 1]: f"> {at % 5}"})
        for at, name in enumerate(names)
    ]
    wide = Compiled(
        Table(name="t", inputs=tuple(Input(name=name) for name in names), outputs=(), rows=tuple(rows)), {}
    )
    with pytest.raises(Refused, match="split the table"):
        overlaps(wide, limit=10**9)
