"""A security contract that is no pledge of goods: receivables, receipts, orders, policies, prepayments."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from core.hub.records import Record

RECEIVABLE, PLEDGED_RECEIVABLE, POOL = "receivable", "pledged_receivable", "pool"
RECEIPT, ORDER, POLICY, PREPAYMENT = "receipt", "order", "policy", "prepayment"
OF_RECEIVABLES = frozenset({RECEIVABLE, PLEDGED_RECEIVABLE, POOL, POLICY})


class Security(Record, frozen=True, kw_only=True):
    """One security contract; the parameters mean what `SecurityOpened` says, money is in minor units.

    provider, insurer: as `names.who` has them; financier, debtor, related: all their names, one a line; of
    related, debtors that do not count. Standing: exposure as the loan side stated it; value and base of the
    last restatement; call_since: more is owed than it secures. overdue_since: the loan side said that what
    was due is owed.
    """

    TABLE: ClassVar[str] = "collateral_security"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("kind",), ("provider",))
    BOOK: ClassVar[bool] = True

    contract_no: str
    kind: str
    currency: str
    financier: str
    provider: str
    provider_name: str
    debtor: str
    insurer: str
    related: str
    rate_ppm: int
    gates: str
    price_days: int
    ageing_days: int
    overdue_days: int
    cross_ppm: int
    concentration_ppm: int
    dilution_from_ppm: int
    dilution_stop_ppm: int
    retention_ppm: int
    verify_days: int
    initial_ppm: int
    release_rule: str
    cure_s: int
    zone: str
    opened_at: datetime
    closed_at: datetime | None = None
    exposure_minor: int = 0
    exposure_at: datetime | None = None
    value_minor: int = 0
    base_minor: int = 0
    restated_at: datetime | None = None
    call_since: datetime | None = None
    overdue_since: datetime | None = None

    def day_of(self, at: datetime) -> date:
        """The contract's day at this moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()
