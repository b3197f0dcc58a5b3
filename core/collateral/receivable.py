"""A receivable: what one invoice says is owed, what lowers it, and how far it has come as a security."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Receivable(Record, frozen=True, kw_only=True):
    """One invoice as all documents together have it; money in minor units, days as yyyymmdd, 0 unknown.

    thing: its key; without a Chinese code the seller is in it. seller, buyer: as `names.who` has them.
    gross: tax included, as the seller's system says, or else the list it was proposed on; asked: as that
    list says; from_seller: the seller's own system has told it. paid: payments told one by one;
    stated_paid, disputed: as a statement says, of stated_day. credited: credit notes. confirmed: what the
    debtor acknowledged, None before. status: "", void or red. verified: what the verification said last;
    doubt: why it may be another one again. contract_no, batch_no: it was proposed under, "" while it only
    is known. noticed_at: the debtor was told of the assignment; acknowledged_at: and answered.
    """

    TABLE: ClassVar[str] = "collateral_receivable"
    KEY: ClassVar[tuple[str, ...]] = ("thing",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("contract_no",),
        ("batch_no",),
        ("invoice_no",),
        ("seller", "buyer"),
        ("seller", "gross_minor", "issue_day"),
    )
    BOOK: ClassVar[bool] = True

    thing: str
    seller: str
    seller_name: str = ""
    buyer: str = ""
    buyer_name: str = ""
    invoice_code: str = ""
    invoice_no: str
    issue_day: int = 0
    due_day: int = 0
    currency: str = ""
    gross_minor: int = 0
    asked_minor: int = 0
    from_seller: bool = False
    paid_minor: int = 0
    stated_paid_minor: int = 0
    stated_day: int = 0
    disputed_minor: int = 0
    credited_minor: int = 0
    confirmed_minor: int | None = None
    status: str = ""
    verified: str = ""
    verified_at: datetime | None = None
    doubt: str = ""
    contract_no: str = ""
    batch_no: str = ""
    noticed_at: datetime | None = None
    acknowledged_at: datetime | None = None
    known_at: datetime

    @property
    def buyers(self) -> str:
        """All that the debtor is called, one a line."""
        return f"{self.buyer}\n{self.buyer_name}"

    @property
    def open_minor(self) -> int:
        """What the debtor has still to pay, disputed or not."""
        paid = max(self.paid_minor, self.stated_paid_minor)
        return max(0, self.gross_minor - paid - self.credited_minor)
