"""Asks the rules about a facility whose money is out (贷后), with what only this room knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from fractions import Fraction
from typing import Literal

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.days import date_of
from core.ledger import Balance
from core.loan.deciding import Judged, parties_in, refs_of
from core.loan.factory import product_of
from core.loan.limiting import BOOK, FUNDER
from core.loan.loan import Loan
from core.loan.post_messages import FacilityDue, JudgementDue
from core.loan.post_rows import FacilityWatch
from core.loan.product import Product
from core.loan.reading import RUNNING
from core.loan.records import Facility
from core.loan.work import LoanWork
from core.risk import Decider, DecisionWanted, RuleSetInForce, RuleSetVersion, ThingRef, decider_of, number

STAGE: Literal["post"] = "post"
SUBJECT = "facility"
REFS_MAX = 1_000


def decider_for(work: LoanWork, rule_set: str) -> Decider | None:
    """The rules in force, or None where nothing is to be judged while money is out."""
    current = work.unit.shelf(RuleSetInForce).get(rule_set)
    if current is None:
        return None
    version = work.unit.shelf(RuleSetVersion).get(rule_set, current.version)
    decider = decider_of(version) if version is not None else None
    return decider if decider is not None and decider.asked(STAGE) else None


def judge(message: Message, work: LoanWork, said: JudgementDue, due: FacilityDue) -> list[Message]:
    """Asks about one facility; nothing where it was judged since, or nothing of it is out."""
    facility = work.facilities.get(due.facility_no) if wants(work, said, due) else None
    if facility is None:
        return []
    product = product_of(work, facility.product, facility.product_version)
    decider = decider_for(work, product.rules)
    watch = work.facility_watches.get(facility.facility_no)
    watch = watch or FacilityWatch(facility_no=facility.facility_no)
    loans = running_under(work, facility.facility_no)
    out = bool(loans or due.given or watch.failed)
    if decider is None or not out:
        return []
    given = {**given_of(work, facility, loans, said.business_day), **due.given}
    wanted = _wanted(work, (product, facility), loans, said.business_day)
    wanted = replace(
        wanted,
        number=f"{STAGE}/{facility.facility_no}/{watch.times + 1}",
        given={name: value for name, value in given.items() if name in decider.kinds},
    )
    work.facility_watches.put(
        replace(
            watch,
            times=watch.times + 1,
            asked=wanted.number,
            judged_day=max(said.business_day, watch.judged_day),
            judged_at=message.record_time,
        )
    )
    return [message.reply("risk.decision_wanted.v1", key=wanted.number, body=wanted)]


def wants(work: LoanWork, said: JudgementDue, due: FacilityDue) -> bool:
    """Not where it was judged since, with all that was known by then; what the asker brings is new."""
    watch = work.facility_watches.get(due.facility_no)
    judged_at = watch.judged_at if watch is not None else None
    return bool(due.given) or judged_at is None or judged_at <= said.at.astimezone(UTC)


def running_under(work: LoanWork, facility_no: str) -> list[Loan]:
    """Its loans whose money is out."""
    return [loan for loan in work.loans.find(facility_no=facility_no, over=False) if loan.state in RUNNING]


def given_of(work: LoanWork, facility: Facility, loans: Sequence[Loan], day: int) -> Judged:
    """The latest of its loans counts; what this room does not know is not in it, and is not judged."""
    standings = [row for loan in loans if (row := work.standings.get(loan.loan_no)) is not None]
    given: Judged = {
        "days_past_due": max((row.past_due_days for row in standings), default=0),
        "days_since_due": max((_days_since_due(work, loan, day) for loan in loans), default=0),
    }
    used = [share for name in _funders(facility, loans) if (share := _used(work, facility, name)) is not None]
    if used:
        given["funder_quota_used_pct"] = number(max(used))
    return given


def _wanted(
    work: LoanWork, deal: tuple[Product, Facility], loans: Sequence[Loan], day: int
) -> DecisionWanted:
    product, facility = deal
    standings = [row for loan in loans if (row := work.standings.get(loan.loan_no)) is not None]
    funders = _funders(facility, loans)
    roles = {
        "buyer": facility.buyer or facility.core,
        "supervisor": facility.supervisor,
        "funder": funders[0] if funders else "",
    }
    refs = dict.fromkeys((ref.kind, ref.number) for loan in loans for ref in refs_of(loan))
    return DecisionWanted(
        number=facility.facility_no,
        subject_kind=SUBJECT,
        subject=facility.facility_no,
        rule_set=product.rules,
        stage=STAGE,
        business_day=day,
        parties=parties_in(product, facility.borrower, facility.core, roles),
        contract_no=facility.contract_no,
        refs=tuple(ThingRef(kind=kind, number=ref) for kind, ref in list(refs)[:REFS_MAX]),
        minor=sum(row.outstanding_minor for row in standings),
        currency=facility.currency,
    )


def _days_since_due(work: LoanWork, loan: Loan, day: int) -> int:
    """Since the due day of the oldest instalment that is open; days of grace count with it."""
    standing = work.standings.get(loan.loan_no)
    due = None if standing is None else work.dues.get(loan.loan_no, loan.plan, standing.first_open)
    if due is None or due.settled_day or due.due >= day or not due.open_minor:
        return 0
    return (date_of(day) - date_of(due.due)).days


def _funders(facility: Facility, loans: Sequence[Loan]) -> list[str]:
    """Who lends under it, the facility's own first."""
    return [name for name in dict.fromkeys((facility.funder, *(loan.funder for loan in loans))) if name]


def _used(work: LoanWork, facility: Facility, funder: str) -> Fraction | None:
    """Of a funder's line, what is held with it; None where it granted none."""
    line: Balance | None = work.ledger.balances.get(BOOK, FUNDER, facility.currency, funder)
    if line is None or line.credits_posted <= 0:
        return None
    return Fraction(100 * (line.debits_posted + line.debits_pending), line.credits_posted)
