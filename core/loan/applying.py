"""What an application must be to be taken: within its product, complete, and the only one that is open."""

from __future__ import annotations

from decimal import Decimal

from core.catalogue.finance_application import FinanceApplication
from core.kernel.days import date_of
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan.drawing import months_begun
from core.loan.product import Product
from core.loan.transitions import OPEN_APPLICATION
from core.loan.work import LoanWork


def require_within(product: Product, said: FinanceApplication, day: int) -> int:
    """The amount in minor units; Refused outside of what the product takes."""
    if said.amount.currency != product.currency:
        raise Refused(
            f"{said.amount.amount} {said.amount.currency}; product {product.code} lends {product.currency}",
            cause="loan.currency",
        )
    minor = Money.of(product.amount.taken(said.amount.amount, "an application"), product.currency).minor
    product.term_months.taken(Decimal(months_of(said, day)), "a term in months")
    if said.method and said.method not in {each.value for each in product.repaying.methods}:
        raise Refused(
            f"{said.method!r} is no way to repay {product.code};"
            f" {', '.join(each.value for each in product.repaying.methods)} are",
            cause="loan.method",
        )
    return minor


def months_of(said: FinanceApplication, day: int) -> int:
    """The term asked for, in months begun."""
    if said.term_months is not None:
        return said.term_months
    if said.maturity is None or said.maturity <= date_of(day):
        raise Refused(f"an application until {said.maturity}, and it is {date_of(day)}", cause="loan.no_term")
    return months_begun(date_of(day), said.maturity)


def missing_papers(product: Product, said: FinanceApplication, asked: str = "") -> list[str]:
    """Kinds of the product's list, and of those asked for, that are not there yet."""
    there = {each.kind for each in said.documents}
    wanted = dict.fromkeys((*product.documents, *asked.splitlines()))
    return [kind for kind in wanted if kind not in there]


def require_only_one(work: LoanWork, product: Product, borrower: str) -> None:
    """One open application per borrower and product: two in flight are how one is lent to twice."""
    for other in work.applications.find(borrower=borrower):
        if other.product == product.code and other.state in OPEN_APPLICATION:
            raise Refused(
                f"{borrower} has {other.application_no} open for {product.code} ({other.state}); one"
                " at a time",
                cause="loan.application_open",
            )
