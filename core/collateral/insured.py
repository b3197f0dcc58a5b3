"""Receivables under a credit insurance: no more counts than the insurer covers, buyer by buyer (§2.7)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from core.collateral.eligible import Eligible
from core.collateral.insurance import LIVE, Insurance
from core.collateral.names import one, same
from core.collateral.units import PPM


class Insured(NamedTuple):
    """The parts as covered, the fraction covered, and what the policies pay at most still."""

    parts: list[Eligible]
    rate_ppm: int
    left_minor: int


def covered(parts: list[Eligible], rows: list[Insurance], currency: str, today: date) -> Insured:
    """Only declared invoices within their buyer's live limit; a paid claim uses its policy up."""
    policies = [each for each in rows if each.kind == "policy" and each.holds(today)]
    live = {each.policy_no for each in policies}
    usable = [each for each in rows if each.policy_no in live]
    declared = {each.invoice_no for each in usable if each.kind == "shipment" and each.status in LIVE}
    limits = [each for each in _live_limits(usable, today) if each.currency == currency]
    room = {each.number: each.amount_minor for each in limits}
    shown = [_part(each, declared, limits, room) for each in parts]
    claimed = sum(each.paid_minor for each in usable if each.kind == "claim")
    most = sum(each.amount_minor for each in policies if each.currency == currency)
    rate = min((each.rate_ppm for each in (*policies, *_live_limits(usable, today))), default=0)
    return Insured(shown, rate, max(0, most - claimed))


def not_covered(rows: list[Insurance], financier: str, today: date) -> str:
    """What the policy still lacks before money (R37): notice of cover, premium, claims made over."""
    policies = [each for each in rows if each.kind == "policy" and each.holds(today)]
    if not policies:
        return "no policy is live"
    policy = policies[0]
    if not same(policy.loss_payee, financier):
        return f"claims of policy {policy.policy_no} are not made over to {one(financier)}"
    unpaid = [each for each in rows if each.kind == "premium" and each.status != "paid"]
    if unpaid:
        return f"a premium of policy {policy.policy_no} is {unpaid[0].status}"
    if not any(each.kind == "cover_notice" and each.status in LIVE for each in rows):
        return f"no notice of cover under policy {policy.policy_no}"
    return ""


def base_insured(insured: Insured, rate_ppm: int) -> int:
    """At the contract's rate, but no more than is covered and no more than the policies pay."""
    rate = min(rate_ppm, insured.rate_ppm)
    total = sum(each.minor for each in insured.parts)
    return min(round(Fraction(total * rate, PPM)), insured.left_minor)


def _part(each: Eligible, declared: set[str], limits: list[Insurance], room: dict[str, int]) -> Eligible:
    """What of it the insurer covers; it uses up the limits of its buyer."""
    if each.receivable.invoice_no not in declared:
        return each._replace(minor=0, why="not declared to the insurer")
    left = each.minor
    for limit in limits:
        if same(limit.buyer, each.receivable.buyers):
            used = min(left, room[limit.number])
            room[limit.number] -= used
            left -= used
    why = f"over the insurer's limit by {left}" if left else each.why
    return each._replace(minor=each.minor - left, why=why)


def _live_limits(rows: list[Insurance], today: date) -> list[Insurance]:
    return [each for each in rows if each.kind == "limit" and each.holds(today)]
