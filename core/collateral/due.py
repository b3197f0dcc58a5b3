"""What a clock asks of collateral: jobs read these rows, and send the message for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.collateral.call import OPEN, Call
from core.collateral.call_messages import CallCheckDue
from core.collateral.closing_messages import ExpiryCheckDue, RestateDue
from core.collateral.contract import Contract, Terms
from core.collateral.expiry import next_stage
from core.collateral.filing import LIVE, Filing
from core.collateral.insurance import Insurance
from core.collateral.limit import SITE, Limit
from core.collateral.messages import LimitCheckDue, MarkDue, PriceCheckDue
from core.collateral.receipt import Receipt
from core.collateral.security import Security
from core.collateral.series import Series
from core.custody import Lot, LotAged


def prices_to_check(series: Iterable[Series], now: datetime) -> list[PriceCheckDue]:
    """Series that are not known to be stale: `collateral.price_check_due.v1` for each."""
    return [PriceCheckDue(series=each.series, at=now) for each in series if not each.stale]


def contracts_to_mark(contracts: Iterable[Contract], now: datetime) -> list[MarkDue]:
    """Contracts not yet marked at this moment: `collateral.mark_due.v1` for each."""
    living = [each for each in contracts if each.closed_at is None]
    due = (each for each in living if each.marked_at is None or each.marked_at < now)
    return [MarkDue(contract_no=each.contract_no, at=now) for each in due]


def lots_over_age(terms: Iterable[Terms], lots: Iterable[Lot], now: datetime) -> list[LotAged]:
    """Lots older than their contract allows, not judged as that: `custody.lot_aged.v1` for each."""
    limits = {(each.contract_no, each.sku): each.age_days for each in terms if each.age_days is not None}
    found = []
    for lot in lots:
        days = limits.get((lot.contract_no, lot.sku))
        old = days is not None and lot.aged_from is not None and now - lot.aged_from > timedelta(days=days)
        if days is not None and old and lot.aged is None:
            found.append(LotAged(site=lot.site, lot_no=lot.lot_no, age_days=days, at=now))
    return found


def limits_to_check(limits: Iterable[Limit], now: datetime) -> list[LimitCheckDue]:
    """What a site or supervisor may watch over: `collateral.limit_check_due.v1` for each."""
    return [
        LimitCheckDue(kind="site" if each.kind == SITE else "supervisor", holder=each.holder, at=now)
        for each in limits
    ]


def expiries_to_check(
    filings: Iterable[Filing], insurances: Iterable[Insurance], receipts: Iterable[Receipt], now: datetime
) -> list[ExpiryCheckDue]:
    """Contracts and policies of which something may soon end: `collateral.expiry_check_due.v1` for each.

    The day before ours may be tomorrow elsewhere, so one is asked about a day early and not told twice.
    """
    soon = (now + timedelta(days=1)).date()
    contracts = {
        each.contract_no
        for each in filings
        if each.state == LIVE and next_stage(each.until_day, each.warned, soon) >= 0
    }
    contracts |= {
        each.contract_no
        for each in receipts
        if each.contract_no and next_stage(each.valid_until, each.warned, soon) >= 0
    }
    policies = {each.policy_no for each in insurances if next_stage(each.until_day, each.warned, soon) >= 0}
    return [
        *(ExpiryCheckDue(subject="contract", number=each, at=now) for each in sorted(contracts)),
        *(ExpiryCheckDue(subject="policy", number=each, at=now) for each in sorted(policies)),
    ]


def calls_to_check(calls: Iterable[Call], now: datetime) -> list[CallCheckDue]:
    """Open calls whose time is over: `collateral.call_check_due.v1` for each."""
    late = (each for each in calls if each.state == OPEN and each.due_at <= now)
    return [CallCheckDue(contract_no=each.contract_no, at=now) for each in late]


def securities_to_restate(securities: Iterable[Security], now: datetime) -> list[RestateDue]:
    """Open securities not yet restated at this moment: `collateral.restate_due.v1` for each."""
    living = [each for each in securities if each.closed_at is None]
    due = (each for each in living if each.restated_at is None or each.restated_at < now)
    return [RestateDue(contract_no=each.contract_no, at=now) for each in due]
