"""Money paid ahead goes where Fineract sends it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core.loan.allocation import Ahead, AllocationRule, Component, Owed, Payment, replayed
from tests.vectors.figures import VECTORS, minor, spelled_day, vector

NAMES = [name for name in VECTORS if name.startswith("fineract-alloc-")]
AHEAD = {"NEXT_INSTALLMENT": Ahead.NEXT, "LAST_INSTALLMENT": Ahead.LAST, "REAMORTIZATION": Ahead.SPREAD}
PAID = re.compile(r'repayment on "(?P<on>[^"]+)" with (?P<amount>\d+) EUR')


def open_of(row: dict[str, Any]) -> int:
    return minor(row["outstanding"])


@pytest.mark.parametrize("name", NAMES)
def test_an_over_payment_goes_to_the_instalments_that_the_rule_names(name: str) -> None:
    given, expected = vector(name)
    rule = next(AHEAD[word] for word in AHEAD if word in given["events"][0])
    found = [PAID.search(event) for event in given["events"]]
    payments = [
        Payment(spelled_day(each["on"]), number, minor(each["amount"]))
        for number, each in enumerate(filter(None, found))
    ]
    begun, *later = expected["schedules"]
    owed = [
        Owed(instalment=row["n"], due=spelled_day(row["due"]), amounts={Component.PRINCIPAL: open_of(row)})
        for row in begun
    ]

    # The down payment of the first instalment was taken before; with two payments both tables come after one.
    shown = later if len(later) == len(payments) else [begun, *later]
    assert payments
    left, allocations = replayed(owed, payments, AllocationRule(ahead=rule))

    assert [each.open for each in left] == [open_of(row) for row in shown[-1]]
    assert all(each.surplus == 0 for each in allocations)
