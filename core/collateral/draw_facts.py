"""What the rules of a draw want to know of its security (R22 to R37), as far as anybody has told it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from core.collateral.binding import insurances_of
from core.collateral.eligible import dilution_ppm
from core.collateral.filing import CLEAR, HIT
from core.collateral.insurance import Insurance
from core.collateral.lien import Lien
from core.collateral.odd_invoices import odd_facts
from core.collateral.pool import Pool, pool_of
from core.collateral.receivable import Receivable
from core.collateral.security import OF_RECEIVABLES, Security
from core.collateral.units import PPM
from core.collateral.work import CollateralWork

Said = dict[str, bool | int | str]
FRESH = frozenset({"PLEDGED", "ASSIGNED"})


def draw_facts(work: CollateralWork, contract_no: str, at: datetime) -> Said:
    """By the names of the shipped rules; what no feed tells is left out, so that it is not judged.

    Of several invoices the worst counts, of those that are not financed yet where there are any.
    """
    security = work.securities.get(contract_no)
    contract = security or work.contracts.get(contract_no)
    if contract is None:
        return {}
    insurances = insurances_of(work, contract_no)
    said: Said = _registry(work, contract_no) | _insurance(insurances, contract.day_of(at))
    if security is None or security.kind not in OF_RECEIVABLES:
        return said
    pool = pool_of(work, security, at)
    fresh = [each for each in pool.lives if each[0].state in FRESH] or pool.lives
    if not fresh:
        return said
    rows = [row for _, row in fresh]
    today = security.day_of(at)
    said |= _verification(rows, at) | _ages(rows, today) | odd_facts(work, rows, today)
    known = work.receivables.find(contract_no=contract_no)
    return said | _pool(security, pool, known, today) | _claims(fresh)


def percent(part: int, whole: int) -> str:
    """As the rules read it: a decimal as text, of four places."""
    exact = Fraction(part * 100 * 10_000, whole) if whole else Fraction(0)
    return f"{Decimal(round(exact)).scaleb(-4)}"


def _registry(work: CollateralWork, contract_no: str) -> Said:
    searches = [each for each in work.filings.find(contract_no=contract_no) if each.state in {HIT, CLEAR}]
    if not searches:
        return {}
    latest = max(searches, key=lambda each: each.told_at)
    return {"registry_prior_claim": latest.state == HIT}


def _insurance(rows: list[Insurance], today: date) -> Said:
    policies = [each for each in rows if each.kind == "policy"]
    if not policies:
        return {}
    said: Said = {"policy_live": any(each.holds(today) for each in policies)}
    premiums = [each for each in rows if each.kind == "premium"]
    if premiums:
        said["premium_paid"] = all(each.status == "paid" for each in premiums)
    return said


def _verification(rows: list[Receivable], at: datetime) -> Said:
    said: Said = {"invoice_state": next((each.status for each in rows if each.status), "normal")}
    answers = [each.verified for each in rows]
    if all(answers):
        worst = next((each for each in answers if each != "match"), "consistent")
        said["invoice_verification"] = worst
    times = [each.verified_at for each in rows]
    if None not in times:
        said["verification_age_days"] = max((at - each).days for each in times if each)
    return said


def _ages(rows: list[Receivable], today: date) -> Said:
    said: Said = {}
    issued = [date_of(each.issue_day) for each in rows if each.issue_day]
    due = [date_of(each.due_day) for each in rows if each.due_day]
    if len(issued) == len(rows):
        said["account_age_days"] = max((today - each).days for each in issued)
    if len(due) == len(rows):
        said["past_due_days"] = max(max(0, (today - each).days) for each in due)
    if len(issued) == len(due) == len(rows):
        said["invoice_to_due_days"] = min((end - begin).days for begin, end in zip(issued, due, strict=True))
    return said


def _pool(security: Security, pool: Pool, known: list[Receivable], today: date) -> Said:
    owed: dict[str, int] = {}
    late: dict[str, int] = {}
    for _, row in pool.lives:
        owed[row.buyer] = owed.get(row.buyer, 0) + row.open_minor
        if row.due_day and date_of(row.due_day) < today:
            late[row.buyer] = late.get(row.buyer, 0) + row.open_minor
    shares = [(late.get(buyer, 0), whole) for buyer, whole in owed.items() if whole]
    worst = max(shares, key=lambda each: Fraction(*each), default=(0, 1))
    return {
        "cross_age_pct": percent(*worst),
        "dilution_pct": percent(dilution_ppm(known, today), PPM),
        "net_receivable_minor": pool.eligible_minor,
    }


def _claims(fresh: list[tuple[Lien, Receivable]]) -> Said:
    acknowledged = all(row.acknowledged_at or row.confirmed_minor is not None for _, row in fresh)
    return {
        "invoice_used": any(lien.claims or row.doubt for lien, row in fresh),
        "buyer_confirmation": "verified" if acknowledged else "missing",
    }


def date_of(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
