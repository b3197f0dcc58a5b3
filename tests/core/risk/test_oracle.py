"""Our tables answer as zen-engine does, on numbers that a float can hold (R5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import zen
from hypothesis import given, settings
from hypothesis import strategies as st

from core.risk import Compiled, Input, Row, Table, document_of, tables_in

QUARTERS = st.integers(min_value=-16, max_value=16).map(lambda each: Decimal(each) / 4)
WORDS = st.sampled_from(["a", "b", "c"])


@st.composite
def number_cells(draw: st.DrawFn) -> str:
    low, high = sorted([draw(QUARTERS), draw(QUARTERS)])
    ranges = [f"{opened}{low}..{high}{closed}" for opened in "[(" for closed in "])" if low < high]
    compared = [f"{sign} {low}" for sign in ("<", "<=", ">", ">=", "==", "!=")]
    return draw(
        st.sampled_from(
            [
                "",
                *ranges,
                *compared,
                f"{low}, {high}",
                f"not in [{low}, {high}]",
                f"> {low} and < {high}",
                f"< {low}, > {high}",
            ]
        )
    )


WORD_CELLS = st.sampled_from(
    ["", "'a'", "'a', \"b\"", "!= 'c'", "in ['b','c']", "not in ['a']", "'a' or 'c'"]
)
TRUTH_CELLS = st.sampled_from(["", "true", "false", "!= true"])
ROWS = st.lists(st.tuples(number_cells(), WORD_CELLS, TRUTH_CELLS), min_size=1, max_size=8)


@settings(max_examples=150)
@given(rows=ROWS, hit=st.sampled_from(["first", "collect"]), x=QUARTERS, word=WORDS, truth=st.booleans())
def test_our_tables_answer_as_zen_engine_does(
    rows: list[tuple[str, str, str]], hit: Any, x: Decimal, word: str, truth: bool
) -> None:
    """R5."""
    table = Table(
        name="t",
        inputs=(Input(name="x"), Input(name="word", kind="text"), Input(name="truth", kind="truth")),
        outputs=("y",),
        rows=tuple(
            Row(
                row_id=str(at),
                when=dict(zip(("x", "word", "truth"), cells, strict=True)),
                then={"y": str(at)},
            )
            for at, cells in enumerate(rows)
        ),
        hit=hit,
    )
    document = document_of([table], {})

    given_them = {"x": float(x), "word": word, "truth": truth}
    theirs: Any = zen.ZenEngine().create_decision(document.decode()).evaluate(given_them)["result"]

    [back] = tables_in(document, {"x": "number", "word": "text", "truth": "truth"})
    for each in (table, back):
        ours = Compiled(each, {}).answer({"x": x, "word": word, "truth": truth})
        told = theirs if isinstance(theirs, list) else [theirs] if theirs else []
        assert list(ours.outputs) == told
