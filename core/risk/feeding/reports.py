"""R01, R02, R05 to R08, R12, R13, R19, R49, R50 and R57: what bureaus report of the parties of a case."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from core.kernel.currencies import minor_digits
from core.kernel.exact import nearest
from core.risk.feeders import Case, feeds, percent
from core.risk.firms import figure_of, registered_capital
from core.risk.values import Said, number_in
from core.risk.work import RiskWork

TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class Reported(NamedTuple):
    """A variable that a report's fact of the same name says: about whom, and what it is."""

    kind: str
    roles: tuple[str, ...] = ("borrower",)


CORE, WATCHER, FUNDER = ("core", "debtor"), ("supervisor", "warehouse"), ("funder",)
REPORTED = {
    "abnormal_operation": Reported("truth"),
    "dishonest_debtor": Reported("truth"),
    "executed_cases": Reported("whole"),
    "tax_major_violation": Reported("truth"),
    "bureau_npl_count": Reported("whole"),
    "bureau_overdue_times_24m": Reported("whole"),
    "lender_queries_3m": Reported("whole"),
    "supervisor_score": Reported("number", WATCHER),
    "supervised_value_pct": Reported("number", WATCHER),
    "core_negative_news": Reported("truth", CORE),
    "core_downgraded": Reported("truth", CORE),
    "core_bill_default": Reported("truth", CORE),
    "core_rating": Reported("text", CORE),
    "tax_drop_pct": Reported("number"),
    "electricity_drop_pct": Reported("number"),
    "social_security_drop_pct": Reported("number"),
    "funder_npl_pct": Reported("number", FUNDER),
    "industry_outlook": Reported("text"),
    "controller_record": Reported("text"),
    "bureau_grade": Reported("text"),
    "tax_grade": Reported("text"),
}
# The facts that amounts are made of.
AMOUNT_FACTS = ("paid_capital", "litigation_amount", "taxed_revenue", "external_guarantees", "bureau_overdue")
AMOUNTS = (
    "bureau_overdue_minor",
    "paid_capital_pct",
    "litigation_pct",
    "tax_revenue_gap_pct",
    "guarantees_pct",
)


@feeds(*REPORTED)
def feed_reported(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """What the newest report says, while it may be used."""
    return {
        name: _read(fact_of(case, work, case.party(*each.roles), name), each.kind)
        for name, each in REPORTED.items()
    }


@feeds(*AMOUNTS)
def feed_amounts(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Amounts of reports, in the currency itself, beside the capital, net assets and revenue of the firm."""
    party = case.party("borrower")
    equity, revenue = figure_of(case, work, "total_equity"), figure_of(case, work, "revenue")
    paid, capital = _minor(case, work, "paid_capital"), registered_capital(case, work, party)
    sued, taxed = _minor(case, work, "litigation_amount"), _minor(case, work, "taxed_revenue")
    guaranteed = _minor(case, work, "external_guarantees")
    if guaranteed is None:
        guaranteed = figure_of(case, work, "contingent_liabilities")
    found: dict[str, Said] = {"bureau_overdue_minor": _minor(case, work, "bureau_overdue")}
    if paid is not None and capital:
        found["paid_capital_pct"] = percent(paid, capital)
    # Of net assets that are gone no share can be told.
    if sued is not None and equity is not None and equity > 0:
        found["litigation_pct"] = percent(sued, equity)
    if guaranteed is not None and equity is not None and equity > 0:
        found["guarantees_pct"] = percent(guaranteed, equity)
    if taxed is not None and revenue:
        found["tax_revenue_gap_pct"] = percent(abs(taxed - revenue), abs(revenue))
    return found


def fact_of(case: Case, work: RiskWork, party: str, name: str) -> str | None:
    """What is reported of the party, unless the report is over."""
    fact = work.report_facts.get(party, name) if party else None
    over = fact is not None and fact.expires_at is not None and fact.expires_at <= case.at
    return None if fact is None or over else fact.value.strip()


def _read(text: str | None, kind: str) -> Said:
    """As its kind asks for it; None where it says something else."""
    if text is None or kind == "text":
        return text[:200] if text else None
    if kind == "truth":
        return TRUTHS.get(text.casefold())
    found = number_in(text)
    if found is None or (kind == "whole" and not isinstance(found, int)):
        return None
    return found if isinstance(found, int) else format(found, "f")


def _minor(case: Case, work: RiskWork, name: str) -> int | None:
    """An amount in minor units, half to even: a bureau rounds as it likes."""
    text = fact_of(case, work, case.party("borrower"), name)
    found = number_in(text) if text else None
    return None if found is None else nearest(Decimal(found), minor_digits(case.money))
