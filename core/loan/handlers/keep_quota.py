"""A funder tells what it has to lend: its line follows, also below what is used."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from core.catalogue.funder_quota import FunderQuota
from core.catalogue.parts import Amount
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.days import day_number
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan.alarms import CONTRADICTED, alarm
from core.loan.limiting import BOOK, FUNDER, grow
from core.loan.quota import zone_of
from core.loan.records import Quota
from core.loan.stepping import business_day_of
from core.loan.work import LoanWork


@handles("funder.quota.v1")
def keep_quota(message: Message, work: LoanWork) -> list[Message]:
    """Who lends is who says so: nobody tells of another's money. What is older changes nothing."""
    said = message.read(FunderQuota)
    funder, core = message.partner, (said.core.id or said.core.name) if said.core else ""
    before = work.quotas.get(funder, said.product, core)
    told_at = said.told_at.astimezone(UTC)
    if before is not None and told_at < before.told_at:
        return []
    currency = _currency(said)
    if before is not None:
        _require_currency(before, currency)
    held = before.granted_minor if before is not None else 0
    granted = _granted(work, said, funder, held)
    kept = _kept(said, (funder, core), told_at, granted)
    if before is not None and said.quota_no == before.quota_no:
        return _again(message, before, kept)
    work.quotas.put(kept)
    if granted != held:
        number = f"quota/{funder}/{said.product}/{core}/{said.quota_no}"
        told = (number, business_day_of(message), currency)
        grow(message, work, (FUNDER, funder), told, granted - held)
    text = f"{funder} has {granted} minor units of {currency} for {said.product} {core}".rstrip()
    work.unit.effect(message, kind="quota.kept", key=f"{funder}/{said.product}/{core}", text=text)
    return []


def _kept(said: FunderQuota, of: tuple[str, str], told_at: datetime, granted: int) -> Quota:
    funder, core = of
    return Quota(
        funder=funder,
        product=said.product,
        core=core,
        quota_no=said.quota_no,
        told_at=told_at,
        currency=_currency(said),
        granted_minor=granted,
        ticket_min_minor=_minor(said.ticket_min),
        ticket_max_minor=_minor(said.ticket_max),
        months_min=said.term_months_min or 0,
        months_max=said.term_months_max or 0,
        from_day=day_number(said.valid_from) if said.valid_from else 0,
        until_day=day_number(said.valid_to) if said.valid_to else 0,
        daily_minor=None if said.daily is None else _minor(said.daily),
        opens=said.opens,
        closes=said.closes,
        zone=zone_of(said.zone),
        regions="\n".join(sorted(set(said.regions))),
    )


def _require_currency(before: Quota, currency: str) -> None:
    if before.currency != currency:
        raise Refused(
            f"{before.funder} lends {before.product} in {before.currency}, now in {currency}: its line is"
            " another one",
            cause="loan.quota_currency",
        )


def _again(message: Message, before: Quota, told: Quota) -> list[Message]:
    """The same once more is nothing; a number that says something else is for a person (T20)."""
    if msgspec.structs.replace(told, told_at=before.told_at) == before:
        return []
    text = (
        f"quota {told.quota_no} of {told.funder} gave {before.granted_minor} minor units of {told.currency},"
        f" and is told with {told.granted_minor} or other bounds; another word takes another number"
    )
    return [alarm(message, CONTRADICTED, f"quota/{told.funder}/{told.quota_no}", text)]


def _granted(work: LoanWork, said: FunderQuota, funder: str, held: int) -> int:
    """All it gives; where it tells what is left, that and what we occupy of it; where neither, as before."""
    if said.total is not None:
        return _minor(said.total)
    if said.remaining is None:
        return held
    line = work.ledger.balances.get(BOOK, FUNDER, said.remaining.currency, funder)
    return _minor(said.remaining) + (line.debits_posted + line.debits_pending if line is not None else 0)


def _currency(said: FunderQuota) -> str:
    for amount in (said.total, said.remaining, said.daily, said.ticket_min, said.ticket_max):
        if amount is not None:
            return amount.currency
    raise Refused(f"quota {said.quota_no} names no amount", cause="loan.quota_empty")


def _minor(amount: Amount | None) -> int:
    return Money.of(amount.amount, amount.currency).minor if amount is not None else 0
