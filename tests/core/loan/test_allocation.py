"""A payment goes in the product's order, and every unit of it goes somewhere (B10, B11, T14)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.loan.allocation import (
    DEFAULT_ORDER,
    PRINCIPAL_FIRST,
    Ahead,
    Allocation,
    AllocationRule,
    By,
    Component,
    DaysOf,
    Order,
    Owed,
    Payment,
    Surplus,
    allocate,
    days_past_due,
    replayed,
    settled,
)

FIRST = date(2025, 2, 15)
AFTER_NINETY = (Order(), Order(90, PRINCIPAL_FIRST))


def owed(count: int = 3, **amounts: int) -> list[Owed]:
    """Instalments a month apart, each owing the same."""
    said = amounts or {"penalty": 5, "interest": 20, "principal": 100}
    return [
        Owed(
            instalment=number + 1,
            due=FIRST + timedelta(days=30 * number),
            amounts={Component(name): amount for name, amount in said.items()},
        )
        for number in range(count)
    ]


def told(allocation: Allocation) -> list[tuple[int, str, int]]:
    return [(part.instalment, str(part.component), part.amount) for part in allocation.parts]


def test_the_oldest_instalment_is_paid_whole_before_the_next() -> None:
    paid = allocate(owed(), 150, FIRST + timedelta(days=70), AllocationRule())

    assert told(paid) == [
        (1, "penalty", 5),
        (1, "interest", 20),
        (1, "principal", 100),
        (2, "penalty", 5),
        (2, "interest", 20),
    ]


def test_a_component_of_all_instalments_is_paid_before_the_next_component() -> None:
    paid = allocate(owed(), 50, FIRST + timedelta(days=70), AllocationRule(by=By.COMPONENT))

    assert told(paid) == [
        (1, "penalty", 5),
        (2, "penalty", 5),
        (3, "penalty", 5),
        (1, "interest", 20),
        (2, "interest", 15),
    ]


@pytest.mark.parametrize(("days", "first"), [(89, "penalty"), (90, "principal")])
def test_after_ninety_days_principal_goes_first(days: int, first: str) -> None:
    paid = allocate(owed(1), 50, FIRST + timedelta(days=days), AllocationRule(orders=AFTER_NINETY))

    assert told(paid)[0][1] == first


def test_overdue_days_are_the_loans_or_each_instalments_own() -> None:
    """T14: of 90 days the first instalment has them all, the second one sixty."""
    on = FIRST + timedelta(days=90)
    by_loan = allocate(owed(2), 130, on, AllocationRule(orders=AFTER_NINETY))
    by_own = allocate(owed(2), 130, on, AllocationRule(orders=AFTER_NINETY, days_of=DaysOf.INSTALMENT))

    assert told(by_loan)[-1] == (2, "principal", 5)
    assert told(by_own)[-1] == (2, "penalty", 5)


@pytest.mark.parametrize(
    ("ahead", "parts"),
    [
        (Ahead.NONE, {}),
        (Ahead.NEXT, {2: 100, 3: 31}),
        (Ahead.LAST, {3: 100, 2: 31}),
        (Ahead.SPREAD, {2: 66, 3: 65}),
    ],
)
def test_more_than_is_due_goes_ahead_by_rule_or_is_kept(ahead: Ahead, parts: dict[int, int]) -> None:
    paid = allocate(owed(principal=100), 231, FIRST, AllocationRule(ahead=ahead, surplus=Surplus.REFUND))

    assert {part.instalment: part.amount for part in paid.parts if part.instalment > 1} == parts
    assert paid.surplus == (0 if parts else 131)
    assert paid.surplus_goes is Surplus.REFUND


def test_what_one_instalment_cannot_take_goes_to_the_others() -> None:
    uneven = [*owed(1, principal=10), *owed(3, principal=100)[1:]]
    paid = allocate(uneven, 200, FIRST - timedelta(days=1), AllocationRule(ahead=Ahead.SPREAD))

    assert {part.instalment: part.amount for part in paid.parts} == {1: 10, 2: 95, 3: 95}


def test_interest_that_is_not_due_is_paid_ahead_only_where_the_product_says_so() -> None:
    both = (Component.INTEREST, Component.PRINCIPAL)
    paid = allocate(owed(), 245, FIRST, AllocationRule(ahead=Ahead.NEXT, ahead_pays=both))

    assert told(paid)[-2:] == [(2, "interest", 20), (2, "principal", 100)]


@pytest.mark.parametrize("components", [DEFAULT_ORDER[:-1], (*DEFAULT_ORDER, Component.FEE)])
def test_an_order_that_leaves_something_out_or_names_it_twice_is_refused(
    components: tuple[Component, ...],
) -> None:
    with pytest.raises(Refused, match="once"):
        Order(0, components)


@pytest.mark.parametrize(
    "changed",
    [
        {"orders": (Order(90),)},
        {"orders": (Order(), Order(90), Order(90, PRINCIPAL_FIRST))},
        {"ahead_pays": (Component.PRINCIPAL, Component.PRINCIPAL)},
        {"by": By.COMPONENT, "days_of": DaysOf.INSTALMENT},
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Refused):
        AllocationRule(**changed)  # type: ignore[arg-type]


def test_rules_come_as_data_and_wrong_ones_are_refused_there_too() -> None:
    told = {"orders": [{}, {"from_day": 90, "components": list(PRINCIPAL_FIRST)}], "ahead": "last"}

    rule = msgspec.convert(told, AllocationRule)

    assert (rule.orders, rule.ahead) == (AFTER_NINETY, Ahead.LAST)
    with pytest.raises(Refused, match="once"):
        msgspec.convert({"orders": [{"components": ["fee"]}]}, AllocationRule)


def test_an_instalment_that_owes_less_than_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="-5"):
        owed(1, fee=-5)


def test_an_instalment_that_is_told_twice_is_refused() -> None:
    with pytest.raises(Refused, match="twice"):
        allocate(owed(2) + owed(1), 100, FIRST, AllocationRule())


def test_a_payment_below_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="-1"):
        allocate(owed(), -1, FIRST, AllocationRule())


RULES = st.builds(
    AllocationRule,
    orders=st.permutations(list(Component)).map(
        lambda other: (Order(), Order(30, tuple(other)), Order(90, PRINCIPAL_FIRST))
    ),
    ahead=st.sampled_from(Ahead),
    by=st.sampled_from(By),
)
BOOKS = st.lists(st.dictionaries(st.sampled_from(Component), st.integers(0, 500)), max_size=6).map(
    lambda rows: [
        Owed(instalment=number, due=FIRST + timedelta(days=30 * number), amounts=amounts)
        for number, amounts in enumerate(rows)
    ]
)
PAYMENTS = st.lists(st.tuples(st.integers(-10, 200), st.integers(0, 900)), max_size=6).map(
    lambda said: [
        Payment(FIRST + timedelta(days=days), number, amount) for number, (days, amount) in enumerate(said)
    ]
)


@given(BOOKS, st.integers(0, 4000), st.integers(-10, 200), RULES)
def test_nothing_of_a_payment_vanishes_and_nothing_is_paid_twice(
    book: list[Owed], amount: int, days: int, rule: AllocationRule
) -> None:
    paid = allocate(book, amount, FIRST + timedelta(days=days), rule)

    assert sum(part.amount for part in paid.parts) + paid.surplus == amount
    left = settled(book, paid)
    assert all(open_ >= 0 for each in left for open_ in each.amounts.values())
    assert sum(each.open for each in left) == sum(each.open for each in book) - amount + paid.surplus


@given(BOOKS, st.integers(0, 4000), st.integers(0, 200), RULES)
def test_nothing_is_paid_before_what_the_order_names_first(
    book: list[Owed], amount: int, days: int, rule: AllocationRule
) -> None:
    """B10."""
    on = FIRST + timedelta(days=days)
    left = {each.instalment: each for each in settled(book, allocate(book, amount, on, rule))}
    order = rule.order(days_past_due(book, on))
    due = [each for each in book if each.due <= on]
    claims = (
        [(each, component) for component in order for each in due]
        if rule.by is By.COMPONENT
        else [(each, component) for each in due for component in order]
    )
    claims = [(each, component) for each, component in claims if each.of(component)]

    for (sooner, one), (later, two) in pairwise(claims):
        if left[later.instalment].of(two) < later.of(two):
            assert left[sooner.instalment].of(one) == 0


@given(BOOKS, PAYMENTS, RULES, st.data())
def test_payments_give_the_same_whenever_they_become_known(
    book: list[Owed], payments: list[Payment], rule: AllocationRule, data: st.DataObject
) -> None:
    """B11: one taken out and put back, or told late, changes nothing."""
    shuffled = data.draw(st.permutations(payments))

    assert replayed(book, shuffled, rule) == replayed(book, payments, rule)
