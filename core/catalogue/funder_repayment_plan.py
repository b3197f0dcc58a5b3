"""A funder tells when a loan is to be repaid, term by term."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.checks import Wrong, require_moments, require_money_not_negative
from core.catalogue.fields import Key, Moment, OptionalKey
from core.catalogue.finance_parts import LIST_MAX, Version
from core.catalogue.parts import Amount, Document, Line


class PlanTerm(Line, frozen=True, kw_only=True):
    """One term 期.

    no: its running number
    due: when it is to be paid
    principal, interest: ≥ 0
    fee: ≥ 0
    """

    no: Annotated[int, Meta(ge=1, le=LIST_MAX)]
    due: date
    principal: Amount
    interest: Amount
    fee: Amount | None = None

    def __post_init__(self) -> None:
        for name in ("principal", "interest", "fee"):
            require_money_not_negative(name, getattr(self, name))


class FunderRepaymentPlan(Document, frozen=True, kw_only=True):
    """M29, a fact: the funder's plan, which counts once it is accepted.

    loan_no: the loan, by the number the funder and the hub share
    version: a later one takes the place of an earlier one
    told_at: when the funder said so
    terms: in their order, each number once, none due before the one ahead of it, all in one currency
    draw_no: the drawdown it comes from
    """

    TYPE: ClassVar[str] = "funder.repayment_plan.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("loan_no", "draw_no")
    TIMES: ClassVar[tuple[str, ...]] = ("told_at",)

    loan_no: Key
    version: Version
    told_at: Moment
    terms: Annotated[tuple[PlanTerm, ...], Meta(min_length=1, max_length=LIST_MAX)]
    draw_no: OptionalKey = ""

    def __post_init__(self) -> None:
        require_moments(told_at=self.told_at)
        for before, term in zip(self.terms, self.terms[1:], strict=False):
            if term.no <= before.no or term.due < before.due:
                raise Wrong(
                    f"term {term.no}, due {term.due}, stands behind term {before.no}, due {before.due}",
                    cause="catalogue.terms_disordered",
                    field="terms",
                )
        amounts = [each for term in self.terms for each in (term.principal, term.interest, term.fee) if each]
        currencies = sorted({amount.currency for amount in amounts})
        if len(currencies) > 1:
            raise Wrong(
                f"a plan is in one currency, and here are {', '.join(currencies)}",
                cause="catalogue.currencies_mixed",
                field="terms",
            )
