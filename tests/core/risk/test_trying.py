"""A rule set tried by hand says outcome, rows and reasons, and keeps nothing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.risk import Input, Row, StageTable, Table, Variable, in_words, said_by_hand, tried
from tests.core.risk.desk import DAY, SMALL

RATES = Table(
    name="rates",
    inputs=(Input(name="listed", kind="truth"),),
    outputs=("rate",),
    rows=(Row(row_id="free", when={"listed": "false"}, then={"rate": "0.05"}),),
    leaves_open=True,
)
WITH_TABLE = replace(
    SMALL,
    variables=(*SMALL.variables, Variable(name="colour", kind="text")),
    tables=(StageTable(stage="pre", table=RATES),),
)


def test_inputs_are_written_as_a_person_writes_them() -> None:
    pairs = ["age_years = 1.50", "listed=true", "overdue_minor=007", "colour=true"]

    assert said_by_hand(WITH_TABLE, pairs) == {
        "age_years": "1.50",
        "listed": True,
        "overdue_minor": 7,
        "colour": "true",
    }
    assert said_by_hand(SMALL, ["listed=null"]) == {"listed": None}


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        ("age=3", "'age=3' is no input; write it as name=value; there are age_years"),
        ("age_years", "'age_years' is no input"),
        ("listed=yes", "listed is 'yes', it takes a truth"),
        ("overdue_minor=0.5", "takes a whole"),
    ],
)
def test_what_is_no_input_is_refused_by_name(pair: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        said_by_hand(SMALL, [pair])


def test_every_rule_is_told_with_its_rows_and_reasons() -> None:
    decided = tried(WITH_TABLE, "pre", DAY, said_by_hand(WITH_TABLE, ["age_years=0.5", "listed=false"]))

    assert list(in_words(decided)) == [
        "verdict: reject",
        "R03: fail R, row 1, 2: too young (age_years 0.5: < 1); young (age_years 0.5: < 2)",
        "R02: not judged; nobody said overdue_minor",
        "table rates: matched, row free: rate 0.05",
    ]
