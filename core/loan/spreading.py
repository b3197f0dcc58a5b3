"""What a payment becomes in the books: its parts by component, split as the posting rules ask for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from core.loan.allocation import Component, Part
from core.loan.loan import Standing
from core.loan.sharing import WHOLE, Share, held
from core.loan.taxes import vat_in

_CHARGES = (Component.PENALTY, Component.COMPOUND)


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts of one payment, minor units; together they are `paid`.

    interest: of what was booked as income and is owed. unaccrued: income that was not booked before, less
    its VAT; suspended: the part of that which stood off the books, VAT included. penalty: compound interest
    with it, less VAT. fee: less VAT. vat: of all three. surplus: pays nothing yet. reserve: is the seller's,
    of a collection. invoice: leaves what was bought without recourse; kept: comes out of its reserve.
    Of a loan lent together unaccrued, penalty, fee and vat are our part, and so are those that say `own`;
    partner: what it is owed of the payment, partner_principal: of that. partner_interest: what it has less to
    get of interest.
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
    own_principal: int = 0
    own_interest: int = 0
    own_suspended: int = 0
    partner: int = 0
    partner_principal: int = 0
    partner_interest: int = 0


def split(
    parts: Iterable[Part], surplus: int, standing: Standing, vat_ppm: int, share: Share = WHOLE
) -> Split:
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
    suspended = min(fresh, standing.suspended_minor)
    left = standing.suspended_minor - suspended
    ours = (
        share.own(standing.suspended_minor) - share.own(left) + share.own(fresh - suspended),
        share.own(charges),
        share.own(fee),
    )
    taxes = [vat_in(each, vat_ppm) for each in ours]
    said = Split(
        paid=sum(sums.values()) + surplus,
        principal=sums[Component.PRINCIPAL],
        interest=interest,
        unaccrued=ours[0] - taxes[0],
        suspended=suspended,
        penalty=ours[1] - taxes[1],
        fee=ours[2] - taxes[2],
        vat=sum(taxes),
        surplus=surplus,
    )
    return _shared(said, standing, share, fresh + charges + fee - sum(ours))


def _shared(said: Split, standing: Standing, share: Share, theirs: int) -> Split:
    """theirs: what the partner gets of interest that was not booked, of charges and of fees."""
    less = held(share, standing).less(held(share, after(standing, said)))
    return replace(
        said,
        own_principal=less.principal,
        own_interest=less.interest,
        own_suspended=less.suspended,
        partner=less.partner_principal + said.interest - less.interest + theirs,
        partner_principal=less.partner_principal,
        partner_interest=less.partner_interest,
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
