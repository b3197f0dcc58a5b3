"""Any table agrees with reading it row by row, and what it says of its gaps is so."""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.risk import Compiled, Input, Row, Table, gaps

COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
NUMBERS = st.decimals(min_value=-4, max_value=4, places=1)
CELLS = st.one_of(
    st.just(("", None, None)),
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), NUMBERS, st.none()),
    st.tuples(st.just(".."), NUMBERS, NUMBERS).filter(lambda each: each[1] <= each[2]),
)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8)


def text_of(cell: tuple[Any, ...]) -> str:
    sign, low, high = cell
    return "" if not sign else f"[{low:f}..{high:f}]" if sign == ".." else f"{sign} {low:f}"


def holds(cell: tuple[Any, ...], value: Decimal) -> bool:
    sign, low, high = cell
    if sign == "..":
        return bool(low <= value <= high)
    return not sign or bool(COMPARISONS[sign](value, low))


def table_of(rows: list[tuple[Any, Any]]) -> Compiled:
    return Compiled(
        Table(
            name="t",
            inputs=(Input(name="a"), Input(name="b")),
            outputs=(),
            rows=tuple(
                Row(row_id=str(at), when={"a": text_of(a), "b": text_of(b)}) for at, (a, b) in enumerate(rows)
            ),
            hit="collect",
        ),
        {},
    )


@given(rows=ROWS, a=NUMBERS, b=NUMBERS)
def test_a_compiled_table_is_its_rows_read_one_by_one(
    rows: list[tuple[Any, Any]], a: Decimal, b: Decimal
) -> None:
    wanted = tuple(str(at) for at, (left, right) in enumerate(rows) if holds(left, a) and holds(right, b))

    assert table_of(rows).answer({"a": a, "b": b}).rows == wanted


@given(rows=ROWS, a=NUMBERS, b=NUMBERS)
def test_where_no_gap_is_told_every_value_has_a_row(
    rows: list[tuple[Any, Any]], a: Decimal, b: Decimal
) -> None:
    table = table_of(rows)
    if table.answer({"a": a, "b": b}).outcome == "no match":
        assert gaps(table)


@given(rows=ROWS, a=NUMBERS)
def test_what_is_judged_without_an_input_is_so_whatever_it_would_have_been(
    rows: list[tuple[Any, Any]], a: Decimal
) -> None:
    table = table_of(rows)
    without = table.answer({"a": a})
    if without.outcome != "not judged":
        for b in (Decimal(-9), Decimal(-1), Decimal(0), Decimal("0.5"), Decimal(9)):
            assert table.answer({"a": a, "b": b}).rows == without.rows
