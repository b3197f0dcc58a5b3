"""Whether a funder takes a draw: the newest word of its quota for this product and core."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from core.hub.questions import Questions
from core.kernel.errors import Broken, Refused
from core.loan.loan import Loan
from core.loan.records import Facility, Quota, QuotaDay
from core.loan.work import LoanWork
from core.parties import Party, master_of

HOME_ZONE = "Asia/Shanghai"


def ask_quotas(questions: Questions, loans: Iterable[tuple[Loan, int]]) -> None:
    """What draws with their days will ask for, of those that are routed to a funder."""
    for loan, day in loans:
        if loan.funder:
            of = {"funder": loan.funder, "product": loan.product}
            questions.found(Quota, [of])
            questions.found(QuotaDay, [of | {"day": day}])
            questions.rows(Party, [(loan.borrower,)])


def require_quota(work: LoanWork, loan: Loan, facility: Facility, day: int) -> None:
    """Refused where the funder told no quota for it, or one with other bounds; its room is the ledger's."""
    minor = loan.principal_minor - loan.own_minor
    quota = quota_of(work, loan, facility)
    if quota.currency != loan.currency:
        _refuse(loan, f"lends in {quota.currency}, not in {loan.currency}")
    if minor < quota.ticket_min_minor or (quota.ticket_max_minor and minor > quota.ticket_max_minor):
        _refuse(loan, f"takes {quota.ticket_min_minor} to {quota.ticket_max_minor} minor units, not {minor}")
    if day < quota.from_day or (quota.until_day and day > quota.until_day):
        _refuse(loan, f"lends from {quota.from_day} to {quota.until_day}, today is {day}")
    months = loan.term_months
    if months and (months < quota.months_min or (quota.months_max and months > quota.months_max)):
        _refuse(loan, f"lends for {quota.months_min} to {quota.months_max} months, not {months}")
    _require_region(work, loan, quota)


def require_hours(work: LoanWork, loan: Loan, facility: Facility, at: datetime) -> None:
    """Refused outside the funder's working hours, by the clock of its zone."""
    quota = quota_of(work, loan, facility)
    opens, closes = quota.opens or "00:00", quota.closes or "24:00"
    zone = quota.zone or HOME_ZONE
    now = f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
    # Hours that end before they begin go over midnight.
    within = opens <= now < closes if opens < closes else now >= opens or now < closes
    if not within:
        _refuse(loan, f"works from {opens} to {closes} ({zone}), and there it is {now}; send it out then")


def take_day(work: LoanWork, loan: Loan, facility: Facility, day: int) -> str:
    """Takes the funder's part of that day, whole or not at all; gives what the loan keeps of it."""
    quota, minor = quota_of(work, loan, facility), loan.principal_minor - loan.own_minor
    row = work.quota_days.get(loan.funder, loan.product, day, quota.core) or QuotaDay(
        funder=loan.funder, product=loan.product, core=quota.core, day=day, taken_minor=0
    )
    if quota.daily_minor is not None and row.taken_minor + minor > quota.daily_minor:
        _refuse(
            loan,
            f"lends {quota.daily_minor} minor units on {day}, {row.taken_minor} of them are taken, and"
            f" {minor} are asked for",
        )
    work.quota_days.put(replace(row, taken_minor=row.taken_minor + minor))
    return f"{day} {quota.core}"


def free_day(work: LoanWork, loan: Loan) -> None:
    """Nothing came of it: its day has room again for what it took."""
    for key in day_of(loan):
        row = work.quota_days.get(*key)
        if row is None:
            raise Broken(f"{loan.loan_no} took of {key}, and nothing is kept of it", cause="loan.quota_day")
        minor = loan.principal_minor - loan.own_minor
        work.quota_days.put(replace(row, taken_minor=row.taken_minor - minor))


def day_of(loan: Loan) -> list[tuple[str, str, int, str]]:
    """The key of what it took of a day, if it did."""
    if not loan.quota_day:
        return []
    day, _, core = loan.quota_day.partition(" ")
    return [(loan.funder, loan.product, int(day), core)]


def zone_of(said: str) -> str:
    """Of a funder's hours; China's where it names none. Refused where no such zone is known."""
    try:
        return ZoneInfo(said or HOME_ZONE).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"{said!r} is no zone of hours", cause="loan.quota_zone") from None


def quota_of(work: LoanWork, loan: Loan, facility: Facility) -> Quota:
    """That of the core's programme before that for any."""
    for core in dict.fromkeys((facility.core, "")):
        found = work.quotas.get(loan.funder, loan.product, core)
        if found is not None:
            return found
    raise Refused(f"{loan.funder} told no quota for {loan.product}", cause="loan.no_quota")


def _require_region(work: LoanWork, loan: Loan, quota: Quota) -> None:
    """By where the borrower is registered: a province takes in its cities, a city its districts."""
    regions = (quota.regions or "").split()
    if not regions:
        return
    party = work.parties.parties.get(loan.borrower)
    region = master_of(party).region if party is not None else ""
    if not region:
        _refuse(loan, f"lends in {_shown(regions)}, and of {loan.borrower} no region is known")
    if not any(region.startswith(_stem(each)) for each in regions):
        _refuse(loan, f"lends in {_shown(regions)}, and {loan.borrower} is of {region}")


def _stem(code: str) -> str:
    """What all codes within a region begin with: 350000 is a province, 350100 a city of it."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def _shown(regions: list[str]) -> str:
    more = f" and {len(regions) - 10} more" if len(regions) > 10 else ""
    return f"{', '.join(regions[:10])}{more}"


def _refuse(loan: Loan, why: str) -> NoReturn:
    raise Refused(f"{loan.funder} {why} (draw {loan.loan_no})", cause="loan.quota")
