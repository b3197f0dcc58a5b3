"""One word about a payment of an invoice: what an ERP told, or who holds the account."""

from __future__ import annotations

from typing import ClassVar

from core.hub.records import Record


class InvoicePayment(Record, frozen=True, kw_only=True):
    """One word about a payment of an invoice, by the number of the payment; words of one payment are a group.

    payment: the number that all of them have. minor: what was said; counted: what of it the invoice's `paid`
    has, of one word of a group alone. stated: who holds the account said it, not an ERP. pays: false while
    the money has not come, or went back.
    """

    TABLE: ClassVar[str] = "collateral_invoice_payment"
    KEY: ClassVar[tuple[str, ...]] = ("number", "thing")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("payment",),)
    BOOK: ClassVar[bool] = True

    number: str
    thing: str
    payment: str
    minor: int
    counted_minor: int
    stated: bool
    pays: bool
