"""The hub tells a partner how far a financing has come."""

from __future__ import annotations

from typing import ClassVar, Literal

from core.catalogue.checks import require_moments, require_money_not_negative
from core.catalogue.fields import Key, Keys, Moment
from core.catalogue.finance_parts import ReasonsGiven
from core.catalogue.parts import Amount, Document


class FinanceStatus(Document, frozen=True, kw_only=True):
    """A fact made by the hub.

    about: what kind of thing
    number: of it
    state: what it is now, by the word of its own table of states
    at: since when
    amount: ≥ 0; what it is about, where that is money
    reasons: why
    refs: numbers of what it belongs to
    """

    TYPE: ClassVar[str] = "finance.status.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("number", "refs")
    TIMES: ClassVar[tuple[str, ...]] = ("at",)

    about: Literal["application", "facility", "security", "drawdown", "loan", "repayment", "release"]
    number: Key
    state: Key
    at: Moment
    amount: Amount | None = None
    reasons: ReasonsGiven = ()
    refs: Keys = ()

    def __post_init__(self) -> None:
        require_moments(at=self.at)
        require_money_not_negative("amount", self.amount)
