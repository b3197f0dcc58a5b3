"""What a payment becomes in the books: its parts by component, split as the posting rules ask for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from core.loan.allocation import Component, Part
from core.loan.loan import Standing
from core.loan.taxes import vat_in

_CHARGES = (Component.PENALTY, Component.COMPOUND)


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts of one payment, minor units; together they are `paid`.

    interest: of what was booked as income and is owed. unaccrued: income that was not booked before, less
    its VAT; suspended: the part of that which stood off the books, VAT included. penalty: compound interest
    with it, less VAT. fee: less VAT. vat: of all three. surplus: pays nothing yet.
    """

    paid: int
    principal: int
    interest: int
    unaccrued: int
    suspended: int
    penalty: int
    fee: int
    vat: int
    surplus: int


def split(parts: Iterable[Part], surplus: int, standing: Standing, vat_ppm: int) -> Split:
    """Interest pays what is booked and owed first, then what stands off the books, then the rest."""
    sums: Counter[Component] = Counter()
    for part in parts:
        sums[part.component] += part.amount
    booked = max(standing.accrued_minor - standing.interest_paid_minor, 0)
    interest = min(sums[Component.INTEREST], booked)
    fresh = sums[Component.INTEREST] - interest
    charges = sum(sums[each] for each in _CHARGES)
    fee = sums[Component.FEE]
    taxes = [vat_in(each, vat_ppm) for each in (fresh, charges, fee)]
    return Split(
        paid=sum(sums.values()) + surplus,
        principal=sums[Component.PRINCIPAL],
        interest=interest,
        unaccrued=fresh - taxes[0],
        suspended=min(fresh, standing.suspended_minor),
        penalty=charges - taxes[1],
        fee=fee - taxes[2],
        vat=sum(taxes),
        surplus=surplus,
    )


def after(standing: Standing, said: Split) -> Standing:
    """How the loan stands once the payment is booked."""
    return replace(
        standing,
        outstanding_minor=standing.outstanding_minor - said.principal,
        interest_paid_minor=standing.interest_paid_minor + said.interest,
        suspended_minor=standing.suspended_minor - said.suspended,
        surplus_minor=standing.surplus_minor + said.surplus,
    )


def before(standing: Standing, said: Split) -> Standing:
    """How it stood before: the payment is taken back."""
    return replace(
        standing,
        outstanding_minor=standing.outstanding_minor + said.principal,
        interest_paid_minor=standing.interest_paid_minor - said.interest,
        suspended_minor=standing.suspended_minor + said.suspended,
        surplus_minor=standing.surplus_minor - said.surplus,
    )
