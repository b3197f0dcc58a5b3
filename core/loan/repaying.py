"""How principal is repaid: each method gives principal and interest of every period, summing to the loan."""

from __future__ import annotations

from typing import NamedTuple

from core.kernel.errors import Refused
from core.kernel.rounding import divided, divided_in, rounder
from core.kernel.shares import even
from core.loan.terms import Method, Residue, Terms

# Spreading mends most the first time; Fineract tries as often.
SPREADS_MAX = 3

Amounts = list[tuple[int, int]]


class Factors(NamedTuple):
    """Interest of each period on a balance of one, over one denominator.

    first: of a whole first period, where a broken one's interest is kept apart; else that of `each`.
    """

    each: list[int]
    denominator: int
    first: int


def repaying(terms: Terms, factors: Factors) -> Amounts:
    """Principal and interest of every period, in minor units; no amount is below zero."""
    count, grace = len(factors.each), terms.principal_grace
    if grace >= count and terms.method in {Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL}:
        raise Refused(f"grace of {grace} in {count} periods: nothing is ever repaid", cause="loan.grace")
    if terms.method is Method.EQUAL_INSTALMENT:
        return _equal_instalments(terms, factors)
    return _by_principal(terms, factors, principals(terms, count))


def principals(terms: Terms, count: int) -> list[int]:
    """What is repaid of the principal period by period, where interest has no say in it."""
    whole, grace = terms.principal.minor, terms.principal_grace
    if terms.method is Method.BY_PLAN:
        planned = [row.principal for row in terms.plan]
        if sum(planned) != whole or min(planned) < 0:
            raise Refused(
                f"the plan repays {sum(planned)} minor units of {whole}, none below zero is allowed",
                cause="loan.plan",
            )
        return planned
    if terms.method is not Method.EQUAL_PRINCIPAL:
        return [0] * (count - 1) + [whole]
    unit, paying = terms.cents.instalment_unit, count - grace
    if terms.cents.residue is Residue.SPREAD:
        parts = [part * unit for part in even(whole // unit, paying)]
        parts[-1] += whole % unit
        return [0] * grace + parts
    part = divided_in(unit, whole, paying, terms.cents.instalment_rounding)
    found = [0] * grace
    for _ in range(paying - 1):
        found.append(min(part, whole))
        whole -= found[-1]
    return [*found, whole]


def annuity(principal: int, factors: list[int], denominator: int) -> tuple[int, int]:
    """The equal instalment, exact: P x prod(1+r) / fn, where fn_1 = 1 and fn_k = 1 + fn_(k-1) (1+r_k)."""
    growth, power, sums = 1, 1, 0
    for factor in factors:
        grown = denominator + factor
        sums = sums * grown + power
        power *= denominator
        growth *= grown
    return principal * growth, denominator * sums


def _by_principal(terms: Terms, factors: Factors, repaid: list[int]) -> Amounts:
    balance, found = terms.principal.minor, []
    rounded = rounder(terms.cents.interest_unit, factors.denominator, terms.cents.rounding)
    for factor, principal in zip(factors.each, repaid, strict=True):
        found.append((principal, rounded(balance * factor)))
        balance -= principal
    return found


def _equal_instalments(terms: Terms, factors: Factors) -> Amounts:
    cents = terms.cents
    if terms.instalment:
        return _by_instalment(terms, factors, terms.instalment)
    regular = [factors.first, *factors.each[1:]][terms.principal_grace :]
    top, bottom = annuity(terms.principal.minor, regular, factors.denominator)
    amount = divided_in(cents.instalment_unit, top, bottom, cents.instalment_rounding)
    found = _by_instalment(terms, factors, amount)
    if cents.residue is Residue.SPREAD:
        return _spread(terms, factors, amount, found)
    return found


def _by_instalment(terms: Terms, factors: Factors, amount: int) -> Amounts:
    """Each instalment is interest first and principal with the rest; the last one takes what is left."""
    balance, found = terms.principal.minor, []
    rounded = rounder(terms.cents.interest_unit, factors.denominator, terms.cents.rounding)
    grace = terms.principal_grace
    apart = rounded(balance * factors.first) - rounded(balance * factors.each[0])
    for factor in factors.each[:-1]:
        interest = rounded(balance * factor)
        principal = amount - interest - apart
        apart = 0
        if grace or principal < 0:
            principal = 0
            grace -= grace > 0
        elif principal > balance:
            principal = balance
        found.append((principal, interest))
        balance -= principal
    found.append((balance, rounded(balance * factors.each[-1])))
    return found


def _spread(terms: Terms, factors: Factors, amount: int, found: Amounts) -> Amounts:
    """Fineract's rule: what the last one differs by goes to all, over half a unit each and if it mends."""
    count = len(factors.each) - terms.principal_grace
    for _ in range(SPREADS_MAX):
        gap = sum(found[-1]) - amount
        if abs(gap) <= count // 2:
            break
        unit, rounding = terms.cents.instalment_unit, terms.cents.instalment_rounding
        moved = divided(gap, count, rounding)
        tried_amount = divided_in(unit, amount + moved, 1, rounding)
        tried = _by_instalment(terms, factors, tried_amount)
        if tried_amount == amount or abs(sum(tried[-1]) - tried_amount) >= abs(gap):
            break
        amount, found = tried_amount, tried
    return found
