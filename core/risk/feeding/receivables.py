"""R22, R29, R32 and R33: the named invoices as collateral knows them, and what their debtors owe in all."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from core.catalogue.parts import PartyRef
from core.collateral import CollateralWork, Lien, Receivable, find_receivable, near_doubles
from core.risk.feeders import Case, feeds, number
from core.risk.naming import days_from
from core.risk.values import Said
from core.risk.work import RiskWork

KIND = "receivable"
VERIFIED, MISSING = "verified", "missing"
AGE, PAST_DUE = 90, 60


@feeds("invoice_used")
def feed_use(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """It stands for another contract, somebody claims it, or it may be another one under a new number."""
    rows = receivables_of(case, work)
    return {"invoice_used": any(_is_used(case, work, each) for each in rows)} if rows else {}


@feeds("account_age_days", "past_due_days", "cross_age_pct")
def feed_ages(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of several invoices the oldest; of their debtors the one of whose balance most is too old."""
    rows = receivables_of(case, work)
    if not rows or not all(each.issue_day and each.due_day for each in rows):
        return {}
    today = case.business_day
    shares = [_old_share(case, work, each) for each in rows]
    found: dict[str, Said] = {
        "account_age_days": max(days_from(each.issue_day, today) for each in rows),
        "past_due_days": max(0, *(days_from(each.due_day, today) for each in rows)),
    }
    known = [each for each in shares if each is not None]
    if len(known) == len(shares):
        found["cross_age_pct"] = number(max(known))
    return found


@feeds("buyer_confirmation")
def feed_confirmation(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Every debtor acknowledged the invoice or its assignment, by a message of its own."""
    rows = receivables_of(case, work)
    confirmed = [each.confirmed_minor is not None or each.acknowledged_at is not None for each in rows]
    return {"buyer_confirmation": VERIFIED if all(confirmed) else MISSING} if rows else {}


@feeds("net_receivable_minor")
def feed_net(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """What is still owed on the invoices, less what is disputed and what the seller owes their debtors."""
    rows = receivables_of(case, work)
    if not rows:
        return {}
    ends = {(each.seller, each.buyer, each.currency) for each in rows}
    contra = sum(_owed(work, buyer, seller, currency) for seller, buyer, currency in sorted(ends) if buyer)
    return {"net_receivable_minor": sum(each.open_minor - each.disputed_minor for each in rows) - contra}


def receivables_of(case: Case, work: RiskWork) -> list[Receivable]:
    """The named invoices; empty where none is named or one of them is not known."""
    shelves = CollateralWork(work.unit)
    seller = case.party("seller", "borrower")
    known = [_receivable(shelves, seller, name) for name in case.refs.get("invoice", ())]
    return [each for each in known if each is not None] if None not in known else []


def _receivable(shelves: CollateralWork, seller: str, name: str) -> Receivable | None:
    code, _, no = name.rpartition("/")
    return find_receivable(shelves, PartyRef(id=seller) if seller else None, no, code)


def _is_used(case: Case, work: RiskWork, row: Receivable) -> bool:
    lien = work.unit.shelf(Lien).get(KIND, row.thing)
    elsewhere = lien is not None and lien.lives and lien.contract_no != case.contract_no
    claimed = lien is not None and lien.claims > 0
    # The same seller, day and amount under another number, which stands for a contract already; of one that
    # was offered itself a person may have judged since that they are two.
    double = bool(row.doubt) if row.contract_no else bool(near_doubles(CollateralWork(work.unit), row))
    return elsewhere or claimed or double


def _old_share(case: Case, work: RiskWork, row: Receivable) -> Fraction | None:
    """Of all that the debtor owes this seller, what is too old or too long past due, in per cent."""
    age, late = case.parameter("R29.age", AGE), case.parameter("R29.past_due", PAST_DUE)
    owed = old = 0
    for each in work.unit.shelf(Receivable).find(seller=row.seller, buyer=row.buyer):
        if each.status or each.currency != row.currency:
            continue
        owed += each.open_minor
        too_old = each.issue_day and days_from(each.issue_day, case.business_day) > age
        too_late = each.due_day and days_from(each.due_day, case.business_day) > late
        old += each.open_minor if too_old or too_late else 0
    return Fraction(100 * old, owed) if owed else None


def _owed(work: RiskWork, seller: str, buyer: str, currency: str) -> int:
    rows = work.unit.shelf(Receivable).find(seller=seller, buyer=buyer)
    return sum(each.open_minor for each in rows if each.currency == currency and not each.status)
