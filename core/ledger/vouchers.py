"""Vouchers that people write: made, checked and signed by three, and posted by the last."""

from __future__ import annotations

from typing import ClassVar

from core.hub.records import Record

MADE, CHECKED, SIGNED, SENT_BACK = "made", "checked", "signed", "sent_back"


class Voucher(Record, frozen=True, kw_only=True):
    """One voucher of a book, and who did what to it.

    state: MADE, then CHECKED or SENT_BACK, then SIGNED. body: the `VoucherMade` it was written as, in
    canonical bytes.
    """

    TABLE: ClassVar[str] = "ledger_voucher"
    KEY: ClassVar[tuple[str, ...]] = ("book", "number")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("book", "state"),)
    BOOK: ClassVar[bool] = True

    book: str
    number: str
    state: str
    body: bytes
    maker: str
    checker: str = ""
    signer: str = ""
    reason: str = ""
