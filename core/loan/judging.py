"""How good a loan is at the end of a day: category, whether its interest is income, what is set aside."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from core.loan.classification import (
    THRESHOLDS,
    Category,
    Classified,
    Facts,
    Thresholds,
    accrues_again,
    classify,
    non_accrual,
    reclassify,
)
from core.loan.dated import in_force
from core.loan.loan import Standing
from core.loan.provisions import RATES, ProvisionRates, provision
from core.loan.sharing import Share
from core.loan.suspending import taken_into_books
from core.loan.taxes import vat_in


class JudgedLoan(msgspec.Struct, frozen=True, kw_only=True):
    """What the day made of it, minor units.

    reversed_vat: the tax in booked and unpaid interest that is income no more (P12); below zero: again.
    provided: what is to be set aside more (P13) of our share; below zero: given back.
    """

    standing: Standing
    reversed_vat: int = 0
    provided: int = 0


def judged(standing: Standing, facts: Facts, on: date, vat_ppm: int, share: Share) -> JudgedLoan:
    """By the thresholds and rates of the day; a category gets better only after a payment (B19)."""
    thresholds, rates = _parameters(on)
    found = _classified(facts, on)
    before = Category(standing.category)
    category = reclassify(before, found, paid=standing.paid_since).category
    after = replace(standing, category=int(category), paid_since=False)
    unpaid = standing.accrued_minor - standing.interest_paid_minor
    begins = not standing.non_accrual and non_accrual(facts.days_past_due, category, thresholds)
    # A payment taken back brings booked interest to be owed again: it is no income either.
    if standing.non_accrual and accrues_again(facts, category, thresholds):
        after = taken_into_books(after)
    elif begins or (standing.non_accrual and unpaid > 0):
        after = replace(
            after,
            non_accrual=True,
            accrued_minor=standing.interest_paid_minor,
            suspended_minor=standing.suspended_minor + unpaid,
        )
    wanted = sum(provision({category: share.own(standing.outstanding_minor)}, rates))
    taxes = [vat_in(share.own(each.accrued_minor), vat_ppm) for each in (standing, after)]
    return JudgedLoan(
        standing=replace(after, provision_minor=wanted),
        reversed_vat=taxes[0] - taxes[1],
        provided=wanted - standing.provision_minor,
    )


@lru_cache(1_000)
def _parameters(on: date) -> tuple[Thresholds, ProvisionRates]:
    """Those of the day, found once for all its loans."""
    return in_force(THRESHOLDS, on), in_force(RATES, on)


@lru_cache(10_000)
def _classified(facts: Facts, on: date) -> Classified:
    """Of loans that are as late as each other on one day, the first is judged for all."""
    return classify(facts, _parameters(on)[0], on)
