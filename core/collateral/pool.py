"""Receivables as a base: those that have come far enough, each with its eligible part, at one rate."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from core.collateral.eligible import Eligible, dilution_ppm, eligible, rate_after_dilution
from core.collateral.lien import Lien
from core.collateral.receivable import Receivable
from core.collateral.security import Security
from core.collateral.units import PPM
from core.collateral.work import CollateralWork

RECEIVABLE = "receivable"


class Pool(NamedTuple):
    """The receivables of a contract at a moment: those that count with their parts, those that live."""

    parts: list[Eligible]
    lives: list[tuple[Lien, Receivable]]
    rate_ppm: int

    @property
    def value_minor(self) -> int:
        """What the debtors of those that count have still to pay."""
        return sum(each.receivable.open_minor for each in self.parts)

    @property
    def eligible_minor(self) -> int:
        return sum(each.minor for each in self.parts)

    @property
    def base_minor(self) -> int:
        """Rounded once, half to even."""
        return round(Fraction(self.eligible_minor * self.rate_ppm, PPM))


def pool_of(work: CollateralWork, security: Security, at: datetime) -> Pool:
    """All receivables under the contract as they are known now."""
    known = work.receivables.find(contract_no=security.contract_no)
    liens = {each.thing: each for each in work.liens.find(contract_no=security.contract_no)}
    lives = [(liens[each.thing], each) for each in known if each.thing in liens and liens[each.thing].lives]
    today = security.day_of(at)
    held = [each for lien, each in lives if lien.counts and not _stale(security, lien, each, at)]
    parts = eligible(security, held, _contra(work, security, held), today)
    return Pool(parts, lives, rate_after_dilution(security, dilution_ppm(known, today)))


def _contra(work: CollateralWork, security: Security, held: list[Receivable]) -> dict[str, int]:
    """What the provider owes each debtor, from invoices that go the other way."""
    buyers = sorted({each.buyer for each in held if each.buyer})
    return {
        buyer: sum(
            each.open_minor
            for each in work.receivables.find(seller=buyer, buyer=security.provider)
            if each.currency == security.currency and not each.status
        )
        for buyer in buyers
    }


def _stale(security: Security, lien: Lien, each: Receivable, at: datetime) -> bool:
    """Not financed yet, and verified too long ago (R23): nothing new is lent on it."""
    return lien.state in {"PLEDGED", "ASSIGNED"} and verified_too_old(security, each, at)


def verified_too_old(security: Security, each: Receivable, at: datetime) -> bool:
    return each.verified_at is not None and (at - each.verified_at).days > security.verify_days
