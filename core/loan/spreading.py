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
    with it, less VAT. fee: less VAT. vat: of all three. surplus: pays nothing yet. reserve: is the seller's,
    of a collection. invoice: leaves what was bought without recourse; kept: comes out of its reserve.
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
    reserve: int = 0
    invoice: int = 0
    kept: int = 0


def split(parts: Iterable[Part], surplus: int, standing: Standing, vat_ppm: int) -> Split:
    """Interest pays what is booked and owed first, then what stands off the books, then the rest."""
    sums: Counter[Component] = Counter()
    for part in parts:
        sums[part.component] += part.amount
    # Paid before it is earned it waits on the account of interest due, and its days are booked as they come.
    booked = max(standing.accrued_minor - standing.interest_paid_minor, 0)
    interest = min(sums[Component.INTEREST], booked) if standing.non_accrual else sums[Component.INTEREST]
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


def of_debtor(said: Split, standing: Standing) -> Split:
    """A payment on a receivable we own: what is over is the seller's 尾款, once no advance is left.

    Of what was bought without recourse the whole receivable stands in the books, the seller's part beside it:
    the last payment takes all that is left of it, and what is missing comes out of the seller's part.
    """
    if not standing.bought_minor:
        if standing.outstanding_minor > said.principal:
            return said
        return replace(said, reserve=said.surplus, surplus=0)
    income = said.interest + said.unaccrued + said.penalty + said.fee + said.vat
    last = standing.outstanding_minor == said.principal
    invoice = standing.bought_minor if last else min(said.paid - income, standing.bought_minor)
    return replace(said, invoice=invoice, kept=invoice + income - said.paid, surplus=0)


def after(standing: Standing, said: Split, sign: int = 1) -> Standing:
    """How the loan stands once the payment is booked; sign -1: before it was, for it is taken back."""
    return replace(
        standing,
        outstanding_minor=standing.outstanding_minor - sign * said.principal,
        interest_paid_minor=standing.interest_paid_minor + sign * said.interest,
        suspended_minor=standing.suspended_minor - sign * said.suspended,
        surplus_minor=standing.surplus_minor + sign * said.surplus,
        bought_minor=standing.bought_minor - sign * said.invoice,
        reserve_minor=standing.reserve_minor + sign * (said.reserve - said.kept),
    )
