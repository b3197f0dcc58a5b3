"""What a payment pays first: orders as data, which change with the days overdue; nothing of it vanishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from core.kernel.errors import Refused


class Component(StrEnum):
    """What an instalment may owe."""

    COST = "litigation_cost"
    FEE = "fee"
    PENALTY = "penalty"
    COMPOUND = "compound"
    INTEREST = "interest"
    PRINCIPAL = "principal"


class By(StrEnum):
    """All of the oldest instalment first, or a component of all instalments before the next component."""

    INSTALMENT = "instalment"
    COMPONENT = "component"


class DaysOf(StrEnum):
    """Whose overdue days choose the order: those of the oldest unpaid due date, or each instalment's own."""

    LOAN = "loan"
    INSTALMENT = "instalment"


class Ahead(StrEnum):
    """Where money goes that is more than what is due: to no instalment, the next, the last, or all alike."""

    NONE = "none"
    NEXT = "next"
    LAST = "last"
    SPREAD = "spread"


class Surplus(StrEnum):
    """What becomes of money that pays nothing: kept against the next due date, or given back."""

    OFFSET = "offset"
    REFUND = "refund"


DEFAULT_ORDER = tuple(Component)
PRINCIPAL_FIRST = (
    Component.COST,
    Component.PRINCIPAL,
    Component.INTEREST,
    Component.FEE,
    Component.PENALTY,
    Component.COMPOUND,
)


class Order(msgspec.Struct, frozen=True):
    """From so many overdue days on, this order; each component stands in it once."""

    from_day: int = 0
    components: tuple[Component, ...] = DEFAULT_ORDER

    def __post_init__(self) -> None:
        if sorted(self.components) != sorted(Component):
            raise Refused(
                f"an order of {', '.join(self.components)}: each of {', '.join(Component)} once",
                cause="loan.order",
            )


class AllocationRule(msgspec.Struct, frozen=True, kw_only=True):
    """How a product spreads a payment; `ahead_pays` is what may be paid before it is due."""

    orders: tuple[Order, ...] = (Order(),)
    by: By = By.INSTALMENT
    days_of: DaysOf = DaysOf.LOAN
    ahead: Ahead = Ahead.NONE
    ahead_pays: tuple[Component, ...] = (Component.PRINCIPAL,)
    surplus: Surplus = Surplus.OFFSET

    def __post_init__(self) -> None:
        days = [order.from_day for order in self.orders]
        if 0 not in days or len(set(days)) < len(days):
            raise Refused(f"orders from days {days}: one from day 0, each day once", cause="loan.order")
        if len(set(self.ahead_pays)) < len(self.ahead_pays):
            raise Refused(f"ahead {', '.join(self.ahead_pays)}: one twice", cause="loan.order")
        if self.by is By.COMPONENT and self.days_of is DaysOf.INSTALMENT:
            raise Refused("one order for all instalments cannot go by each one's days", cause="loan.order")

    def order(self, days: int) -> tuple[Component, ...]:
        """The order of the most days that are reached."""
        reached = (order for order in self.orders if order.from_day <= max(days, 0))
        return max(reached, key=lambda order: order.from_day).components


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """What is open of one instalment, in minor units; costs of the loan itself are of instalment 0."""

    instalment: int
    due: date
    amounts: Mapping[Component, int]

    def __post_init__(self) -> None:
        if min(self.amounts.values(), default=0) < 0:
            raise Refused(
                f"instalment {self.instalment} owes {dict(self.amounts)}: nothing is owed below zero",
                cause="loan.owed",
            )

    def of(self, component: Component) -> int:
        return self.amounts.get(component, 0)

    @property
    def open(self) -> int:
        return sum(self.amounts.values())


class Part(NamedTuple):
    """So much of the payment for that component of that instalment."""

    instalment: int
    component: Component
    amount: int


class Allocation(msgspec.Struct, frozen=True, kw_only=True):
    """Where a payment went; its parts and the surplus sum to it."""

    parts: tuple[Part, ...]
    surplus: int
    surplus_goes: Surplus


def allocate(owed: Sequence[Owed], amount: int, on: date, rule: AllocationRule) -> Allocation:
    """First what is due by then, in the product's order; then ahead, where the product lets it."""
    if amount < 0:
        raise Refused(f"a payment of {amount} minor units", cause="loan.payment")
    if len({each.instalment for each in owed}) < len(owed):
        raise Refused("an instalment is told twice", cause="loan.owed")
    by_age = sorted(owed, key=lambda each: (each.due, each.instalment))
    due = [each for each in by_age if each.due <= on]
    ahead = [each for each in by_age if each.due > on]
    parts: list[Part] = []
    left = _take(parts, amount, _due_claims(due, on, rule))
    if rule.ahead is Ahead.SPREAD:
        left = _spread(parts, left, ahead, rule)
    elif rule.ahead is not Ahead.NONE:
        waiting = ahead if rule.ahead is Ahead.NEXT else ahead[::-1]
        left = _take(parts, left, [(each, one) for each in waiting for one in rule.ahead_pays])
    return Allocation(parts=tuple(parts), surplus=left, surplus_goes=rule.surplus)


def days_past_due(owed: Iterable[Owed], on: date) -> int:
    """Days since the oldest unpaid due date, 0 where nothing is late (B19)."""
    return max((max((on - each.due).days, 0) for each in owed if each.open), default=0)


def _due_claims(due: list[Owed], on: date, rule: AllocationRule) -> list[tuple[Owed, Component]]:
    days = days_past_due(due, on)
    if rule.by is By.COMPONENT:
        return [(each, component) for component in rule.order(days) for each in due]
    own = rule.days_of is DaysOf.INSTALMENT
    return [
        (each, component) for each in due for component in rule.order((on - each.due).days if own else days)
    ]


def _take(parts: list[Part], left: int, claims: Iterable[tuple[Owed, Component]]) -> int:
    for each, component in claims:
        taken = min(left, each.of(component))
        if taken > 0:
            parts.append(Part(each.instalment, component, taken))
            left -= taken
    return left


def _spread(parts: list[Part], left: int, ahead: list[Owed], rule: AllocationRule) -> int:
    """Alike to all; what an instalment cannot take goes to the others alike."""
    for component in rule.ahead_pays:
        room = sorted((each.of(component), place) for place, each in enumerate(ahead) if each.of(component))
        taken: dict[int, int] = {}
        for count, (space, place) in zip(range(len(room), 0, -1), room, strict=True):
            taken[place] = min(space, -(-left // count))
            left -= taken[place]
        parts += [
            Part(ahead[place].instalment, component, part) for place, part in sorted(taken.items()) if part
        ]
    return left


def settled(owed: Sequence[Owed], allocation: Allocation) -> list[Owed]:
    """What is open afterwards."""
    paid: dict[tuple[int, Component], int] = {}
    for instalment, component, amount in allocation.parts:
        paid[instalment, component] = paid.get((instalment, component), 0) + amount
    return [
        msgspec.structs.replace(
            each,
            amounts={
                component: amount - paid.get((each.instalment, component), 0)
                for component, amount in each.amounts.items()
            },
        )
        for each in owed
    ]


class Payment(NamedTuple):
    """Money that came on a day; `number` orders those of one day."""

    on: date
    number: int
    amount: int


def replayed(
    owed: Sequence[Owed], payments: Iterable[Payment], rule: AllocationRule
) -> tuple[list[Owed], list[Allocation]]:
    """All payments in the order of their days, whenever they became known."""
    found = []
    left = list(owed)
    for payment in sorted(payments):
        found.append(allocate(left, payment.amount, payment.on, rule))
        left = settled(left, found[-1])
    return left, found
