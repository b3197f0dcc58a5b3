"""R37 and R54: what insurers cover of a contract, and which of its papers ends first."""

from __future__ import annotations

from collections.abc import Mapping

from core.collateral import BoundPolicy, Contract, Filing, Insurance, Security
from core.risk.feeders import Case, feeds
from core.risk.naming import date_of, days_from
from core.risk.values import Said
from core.risk.work import RiskWork

POLICY, LIMIT, PREMIUM = "policy", "limit", "premium"
LIVE, PAID = "live", "paid"


@feeds("insurance_headroom_minor", "policy_live", "premium_paid")
def feed_insurance(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of the policies that are bound to the contract; nothing where none is."""
    rows = _covers(case, work)
    policies = [each for each in rows if each.kind == POLICY]
    if not policies:
        return {}
    today = date_of(case.business_day)
    holding = [each for each in policies if each.holds(today)]
    premiums = [each for each in rows if each.kind == PREMIUM]
    found: dict[str, Said] = {"policy_live": bool(holding)}
    if premiums:
        found["premium_paid"] = all(each.status == PAID for each in premiums)
    buyer = case.party("buyer", "debtor", "core")
    limits = [each for each in rows if each.kind == LIMIT and buyer and buyer in each.buyer.splitlines()]
    if limits and all(each.currency == case.money for each in limits):
        room = sum(each.amount_minor for each in limits if each.holds(today))
        found["insurance_headroom_minor"] = room - _exposure(case, work) - case.minor
    return found


@feeds("document_days_left")
def feed_expiry(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Days to the end of the filing or policy of the contract that ends first; at 0 it holds no more."""
    filings = work.unit.shelf(Filing).find(contract_no=case.contract_no) if case.contract_no else []
    ends = [each.until_day for each in filings if each.state == LIVE and each.until_day]
    ends += [each.until_day for each in _covers(case, work) if each.kind == POLICY and each.until_day]
    return {"document_days_left": days_from(case.business_day, min(ends))} if ends else {}


def _covers(case: Case, work: RiskWork) -> list[Insurance]:
    if not case.contract_no:
        return []
    bound = work.unit.shelf(BoundPolicy).find(contract_no=case.contract_no)
    covers = work.unit.shelf(Insurance)
    return [each for policy in bound for each in covers.find(policy_no=policy.policy_no)]


def _exposure(case: Case, work: RiskWork) -> int:
    """What is owed under the contract already."""
    security = work.unit.shelf(Security).get(case.contract_no)
    contract = work.unit.shelf(Contract).get(case.contract_no)
    row = security or contract
    return row.exposure_minor if row is not None else 0
