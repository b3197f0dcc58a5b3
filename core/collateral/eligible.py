"""What of each receivable lends: its amount less all that may never come, and why some lend nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from core.collateral.names import same
from core.collateral.receivable import Receivable
from core.collateral.security import Security
from core.collateral.units import PPM

YEAR_DAYS = 365


class Eligible(NamedTuple):
    """One receivable: what it lends on, in minor units, and what was taken from it, in words."""

    receivable: Receivable
    minor: int
    why: str


def eligible(
    security: Security, held: Iterable[Receivable], contra: dict[str, int], today: date
) -> list[Eligible]:
    """Each held receivable's part; contra: what the provider owes each debtor.

    First what is the invoice's own, then what is its debtor's: one with too much that is too old is out
    with all of it, what the provider owes the debtor comes off, and no debtor is more than its share.
    """
    alone = [_alone(security, each, today) for each in held]
    crossed = _without_slow_debtors(security, alone, today)
    return _concentrated(security, _without_contra(crossed, contra))


def dilution_ppm(known: Iterable[Receivable], today: date) -> int:
    """Non-cash reductions of the invoices of the last twelve months, of their gross."""
    rows = [each for each in known if 0 <= _days(each.issue_day, today) <= YEAR_DAYS]
    gross = sum(each.gross_minor for each in rows)
    return round(Fraction(sum(each.credited_minor for each in rows) * PPM, gross)) if gross else 0


def rate_after_dilution(security: Security, ppm: int) -> int:
    """The rate less the dilution where that is over what is normal; nothing where it is far over."""
    if ppm > security.dilution_stop_ppm:
        return 0
    return max(0, security.rate_ppm - ppm) if ppm > security.dilution_from_ppm else security.rate_ppm


def too_old(security: Security, each: Receivable, today: date) -> str:
    """Why it is over-aged, "" where it is not."""
    age = _days(each.issue_day, today)
    if age > security.ageing_days:
        return f"{age} days old, over {security.ageing_days}"
    late = _days(each.due_day, today)
    return f"{late} days past due, over {security.overdue_days}" if late > security.overdue_days else ""


def _alone(security: Security, each: Receivable, today: date) -> Eligible:
    out = _out(security, each, today)
    if out:
        return Eligible(each, 0, out)
    whole = each.gross_minor
    if each.confirmed_minor is not None:
        whole = min(whole, each.confirmed_minor)
    retention = -(-each.gross_minor * security.retention_ppm // PPM)
    paid = max(each.paid_minor, each.stated_paid_minor)
    left = whole - paid - each.credited_minor - each.disputed_minor - retention
    taken = (
        ("not confirmed", each.gross_minor - whole),
        ("paid", paid),
        ("credited", each.credited_minor),
        ("disputed", each.disputed_minor),
        ("retained", retention),
    )
    return Eligible(each, max(0, left), ", ".join(f"{word} {minor}" for word, minor in taken if minor))


def _out(security: Security, each: Receivable, today: date) -> str:
    """Why the whole invoice lends nothing, "" where it does."""
    if each.status:
        return f"the invoice is {each.status}"
    if each.currency != security.currency:
        return f"in {each.currency}, the contract is in {security.currency}"
    if each.asked_minor and each.from_seller and each.asked_minor > each.gross_minor:
        return f"the list says {each.asked_minor}, the invoice {each.gross_minor}"
    if each.doubt:
        return each.doubt
    if same(each.buyers, security.related):
        return "its debtor hangs together with the provider"
    if security.debtor and not same(each.buyers, security.debtor):
        return "of another debtor than the contract's"
    return too_old(security, each, today)


def _without_slow_debtors(security: Security, found: list[Eligible], today: date) -> list[Eligible]:
    """Cross-ageing: a debtor with too large a share that is too old lends nothing at all."""
    owed: dict[str, int] = {}
    old: dict[str, int] = {}
    for each in found:
        row = each.receivable
        owed[row.buyer] = owed.get(row.buyer, 0) + row.open_minor
        if too_old(security, row, today):
            old[row.buyer] = old.get(row.buyer, 0) + row.open_minor
    slow = {buyer for buyer, minor in old.items() if minor * PPM > owed[buyer] * security.cross_ppm}
    return [
        _slow(each, old, owed) if each.receivable.buyer in slow and each.minor else each for each in found
    ]


def _slow(each: Eligible, old: dict[str, int], owed: dict[str, int]) -> Eligible:
    buyer = each.receivable.buyer
    return each._replace(minor=0, why=f"{old[buyer]} of the {owed[buyer]} that its debtor owes is too old")


def _without_contra(found: list[Eligible], contra: dict[str, int]) -> list[Eligible]:
    """What the provider owes the debtor may be set off: it comes off, the latest due first."""
    left = dict(contra)
    taken: dict[str, Eligible] = {}
    for each in sorted(found, key=lambda one: (-one.receivable.due_day, one.receivable.thing)):
        off = min(each.minor, left.get(each.receivable.buyer, 0))
        if off:
            left[each.receivable.buyer] -= off
            why = _and(each.why, f"set off {off}")
            taken[each.receivable.thing] = each._replace(minor=each.minor - off, why=why)
    return [taken.get(each.receivable.thing, each) for each in found]


def _concentrated(security: Security, found: list[Eligible]) -> list[Eligible]:
    """No debtor counts for more than its share of the pool as it stands before this."""
    cap = sum(each.minor for each in found) * security.concentration_ppm // PPM
    left: dict[str, int] = {}
    shown = []
    for each in found:
        room = left.setdefault(each.receivable.buyer, cap)
        kept = min(each.minor, room)
        left[each.receivable.buyer] = room - kept
        why = (
            _and(each.why, f"over its debtor's share by {each.minor - kept}")
            if kept < each.minor
            else each.why
        )
        shown.append(each._replace(minor=kept, why=why))
    return shown


def _and(why: str, more: str) -> str:
    return f"{why}, {more}" if why else more


def _days(number: int, today: date) -> int:
    """Days since that day; 0 where it is unknown."""
    if not number:
        return 0
    return (today - date(number // 10_000, number // 100 % 100, number % 100)).days
