"""Money comes back on a loan: asked for, or told to have come."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

import msgspec

from core.catalogue.bank_parts import differing
from core.catalogue.checks import require_money_not_negative
from core.catalogue.fields import Key, OptionalKey
from core.catalogue.financing import one_currency
from core.catalogue.parts import Amount, BankAccount, Document, Part
from core.catalogue.trade import Discrepancy
from core.kernel.exact import total


class RepaymentSplit(Part, frozen=True, kw_only=True):
    """What a repayment is counted against.

    principal, interest: ≥ 0
    penalty: ≥ 0; interest on what is overdue 罚息
    compound: ≥ 0; interest on unpaid interest 复利
    fee: ≥ 0
    """

    principal: Amount | None = None
    interest: Amount | None = None
    penalty: Amount | None = None
    compound: Amount | None = None
    fee: Amount | None = None

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            require_money_not_negative(name, getattr(self, name))


class FunderRepayment(Document, frozen=True, kw_only=True):
    """M30, a fact or an instruction: aligns with ISO 20022 camt.054 and pain.008.

    A split that does not come to the amount is kept as stated; `adds_up` and `discrepancies` tell.

    repay_no: its number
    loan_no: of the loan
    kind: normal, early, settle (all of it), compensation 代偿 by a guarantor, buyback 回购 by the seller
    amount: ≥ 0; in all
    value_date: from when it counts
    split: what it is counted against
    payer_account: where it came from
    bank_ref: the bank's reference
    """

    TYPE: ClassVar[str] = "funder.repayment.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("repay_no", "loan_no", "bank_ref")
    TIMES: ClassVar[tuple[str, ...]] = ("value_date",)

    repay_no: Key
    loan_no: Key
    kind: Literal["normal", "early", "settle", "compensation", "buyback"]
    amount: Amount
    value_date: date
    split: RepaymentSplit | None = None
    payer_account: BankAccount | None = None
    bank_ref: OptionalKey = ""

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The amount that its split does not come to, with both numbers; in several currencies none."""
        parts = [] if self.split is None else [each for each in msgspec.structs.astuple(self.split) if each]
        amounts = one_currency(parts, self.amount.currency)
        return differing(("amount", self.amount.amount, total(amounts) if amounts else None))

    @property
    def adds_up(self) -> bool:
        """Whether it may be posted without a person looking at it."""
        return not self.discrepancies
