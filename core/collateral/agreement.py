"""An agreement on which a gate of a contract depends."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Agreement(Record, frozen=True, kw_only=True):
    """One agreement of a contract; ended: it holds no more."""

    TABLE: ClassVar[str] = "collateral_agreement"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "agreement")
    BOOK: ClassVar[bool] = True

    contract_no: str
    agreement: str
    signed_at: datetime
    by: str
    evidence: str = ""
    ended: bool = False
