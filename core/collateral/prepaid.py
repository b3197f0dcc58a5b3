"""The prepayment of a contract: what was paid, what margin is in, what was let go and what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.collateral.prepayment_rules import Prepayment
from core.hub.records import Record


class Prepaid(Record, frozen=True, kw_only=True):
    """One contract's prepayment, money in minor units; what each means stands at `Prepayment`.

    sent: value of what the seller says it delivered. paid_at: when the money left, received_at: when the
    seller confirmed it.
    """

    TABLE: ClassVar[str] = "collateral_prepaid"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no",)
    BOOK: ClassVar[bool] = True

    contract_no: str
    face_minor: int = 0
    initial_minor: int = 0
    added_minor: int = 0
    released_minor: int = 0
    sent_minor: int = 0
    stated_at: datetime | None = None
    paid_at: datetime | None = None
    received_at: datetime | None = None

    @property
    def now(self) -> Prepayment:
        return Prepayment(self.face_minor, self.initial_minor, self.added_minor, self.released_minor)


class Delivery(Record, frozen=True, kw_only=True):
    """One notice of delivery 提货通知, or one delivery told by the seller; money in minor units."""

    TABLE: ClassVar[str] = "collateral_delivery"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "kind", "number")
    BOOK: ClassVar[bool] = True

    contract_no: str
    kind: str
    number: str
    value_minor: int
    at: datetime
    by: str = ""
