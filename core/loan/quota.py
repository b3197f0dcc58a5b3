"""Whether a funder takes a draw: the newest word of its quota for this product and core."""

from __future__ import annotations

from core.kernel.errors import Refused
from core.loan.loan import Loan
from core.loan.records import Facility, Quota
from core.loan.work import LoanWork


def require_quota(work: LoanWork, loan: Loan, facility: Facility, day: int) -> None:
    """Refused where the funder told no quota for it, or one with other bounds; its room is the ledger's."""
    minor = loan.principal_minor - loan.own_minor
    quota = _quota(work, loan, facility)
    if quota.currency != loan.currency:
        _refuse(loan, f"lends in {quota.currency}, not in {loan.currency}")
    if minor < quota.ticket_min_minor or (quota.ticket_max_minor and minor > quota.ticket_max_minor):
        _refuse(loan, f"takes {quota.ticket_min_minor} to {quota.ticket_max_minor} minor units, not {minor}")
    if day < quota.from_day or (quota.until_day and day > quota.until_day):
        _refuse(loan, f"lends from {quota.from_day} to {quota.until_day}, today is {day}")
    months = loan.term_months
    if months and (months < quota.months_min or (quota.months_max and months > quota.months_max)):
        _refuse(loan, f"lends for {quota.months_min} to {quota.months_max} months, not {months}")


def _quota(work: LoanWork, loan: Loan, facility: Facility) -> Quota:
    """That of the core's programme before that for any."""
    for core in dict.fromkeys((facility.core, "")):
        found = work.quotas.get(loan.funder, loan.product, core)
        if found is not None:
            return found
    raise Refused(f"{loan.funder} told no quota for {loan.product}", cause="loan.no_quota")


def _refuse(loan: Loan, why: str) -> None:
    raise Refused(f"{loan.funder} {why} (draw {loan.loan_no})", cause="loan.quota")
