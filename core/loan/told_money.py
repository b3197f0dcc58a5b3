"""Who told of which money: each word about a receipt, and the accounts of which their bank tells."""

from __future__ import annotations

from typing import ClassVar

from core.hub.records import Record


class ToldMoney(Record, frozen=True, kw_only=True):
    """One word about money that came, by the number it was told under; several may be of one receipt.

    alike: what money must have in common to be one (account, currency, amount, month). by_bank: a statement
    said it, else teller, by a document of his own. referenced: under the bank's reference. own: the teller's
    own number of it.
    """

    TABLE: ClassVar[str] = "loan_told_money"
    KEY: ClassVar[tuple[str, ...]] = ("number",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("alike",),)
    BOOK: ClassVar[bool] = True

    number: str
    receipt_no: str
    alike: str
    by_bank: bool
    teller: str
    referenced: bool
    own: str = ""


class ToldAccount(Record, frozen=True, kw_only=True):
    """A collection account of which its bank tells, without what people put in to read it."""

    TABLE: ClassVar[str] = "loan_told_account"
    KEY: ClassVar[tuple[str, ...]] = ("account",)
    BOOK: ClassVar[bool] = True

    account: str
    message_id: str
