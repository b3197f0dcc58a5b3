"""What bureaus, the tax office and the registry told: the last of each, because no other room keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class ReportFact(Record, frozen=True, kw_only=True):
    """One fact about a party by a bureau's own name for it; the newest report that tells it counts."""

    TABLE: ClassVar[str] = "risk_report_fact"
    KEY: ClassVar[tuple[str, ...]] = ("party", "name")
    BOOK: ClassVar[bool] = True

    party: str
    name: str
    value: str
    report_no: str
    kind: str
    obtained_at: datetime
    expires_at: datetime | None = None


class Verified(Record, frozen=True, kw_only=True):
    """What the tax office last said of an invoice; number: with its code before it."""

    TABLE: ClassVar[str] = "risk_verified"
    KEY: ClassVar[tuple[str, ...]] = ("number", "seller")
    BOOK: ClassVar[bool] = True

    number: str
    seller: str
    result: str
    verified_at: datetime


class Looked(Record, frozen=True, kw_only=True):
    """The last look into the registry for a property (an invoice, a lot …) or contract of a pledgor.

    hits: numbers of the filings that were found, one a line.
    """

    TABLE: ClassVar[str] = "risk_looked"
    KEY: ClassVar[tuple[str, ...]] = ("number", "pledgor")
    BOOK: ClassVar[bool] = True

    number: str
    pledgor: str
    told_at: datetime
    hits: str


class Filed(Record, frozen=True, kw_only=True):
    """A filing that is ours: what the registry finds of it is no claim of somebody else."""

    TABLE: ClassVar[str] = "risk_filed"
    KEY: ClassVar[tuple[str, ...]] = ("filing_no",)
    BOOK: ClassVar[bool] = True

    filing_no: str
    contract_no: str
