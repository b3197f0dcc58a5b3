"""A running loan as the machine drives it: the messages of its clock, its bank, its funder and its people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.days import day_number
from core.kernel.money import Money
from core.loan import DayEnded, LoanActed, ProductPublished, ReceiptActed
from core.loan.allocation import Ahead, AllocationRule, By, Component, Order
from core.loan.day_counts import DayCount
from core.loan.interest import Basis
from core.loan.penalty import CompoundBase, PenaltyRule, Step
from core.loan.product import Product, Repaying
from core.loan.slices import slice_of
from core.loan.terms import Method
from tests.core.loan.rooms import a_product
from tests.core.loan.running import LOAN, RunningLoan
from tests.core.rooms import ordered, told
from tests.properties.loan_sums import Contract

DRAWN = date(2025, 3, 3)


class LoanDesk(RunningLoan):
    """Every message comes a second behind the one before, on the day the machine has come to."""

    def __init__(self, contract: Contract, principal: int, periods: int) -> None:
        self.today, self.seconds = DRAWN, 0
        product = product_of(contract)
        super().__init__(
            product,
            principal=Money(principal, "CNY"),
            rate=_decimal(contract.rate),
            method=Method(contract.method),
            periods=periods,
        )

    def moment(self) -> datetime:
        """Ten in the morning in China and so many seconds."""
        self.seconds += 1
        day = datetime(self.today.year, self.today.month, self.today.day, 2, tzinfo=UTC)
        return day + timedelta(seconds=self.seconds)

    def order(self, type_name: str, body: Any) -> list[Message]:
        return self.receive(ordered(type_name, body, self.moment(), key=str(self.seconds)))

    def day_ends(self, day: date) -> None:
        self.order("loan.day_ended.v1", DayEnded(business_day=day_number(day), slice=slice_of(LOAN)))

    def bank_tells(self, number: str, minor: int, value: date) -> None:
        body = {
            "payment_no": f"P-{number}-{minor}",
            "amount": {"amount": _yuan(minor), "currency": "CNY"},
            "value_date": value.isoformat(),
            "payer": {"id": "91310000MA1FL0000N"},
            "payee_account": {"number": "622200"},
            "bank_ref": number,
        }
        self.receive(told("erp.payment.v1", body, received=self.moment()))

    def funder_tells(self, number: str, minor: int, value: date, kind: str) -> None:
        body = {
            "repay_no": f"F-{number}-{minor}",
            "loan_no": LOAN,
            "kind": kind,
            "amount": {"amount": _yuan(minor), "currency": "CNY"},
            "value_date": value.isoformat(),
            "bank_ref": number,
        }
        self.receive(told("funder.repayment.v1", body, received=self.moment()))

    def is_told(self, number: str, minor: int, value: date, early: str) -> None:
        """By the bank, or by a funder who says that it is early."""
        if early:
            self.funder_tells(number, minor, value, early)
        else:
            self.bank_tells(number, minor, value)

    def take_it_back(self, number: str, act: str = "take_back") -> None:
        said = ReceiptActed(
            receipt_no=number,
            act=act,
            by="chen",
            approver="li",
            business_day=day_number(self.today),
            reason="退汇",
        )
        self.order("loan.receipt_acted.v1", said)

    def people_act(self, name: str, *, until: date | None = None, **more: Any) -> None:
        said = LoanActed(
            loan_no=LOAN,
            version=self.loan.version,
            act=name,
            by="chen",
            approver="li",
            business_day=day_number(self.today),
            until_day=None if until is None else day_number(until),
        )
        self.order("loan.acted.v1", replace(said, **more))

    def publish_dearer(self, version: int) -> None:
        """The product's next version charges more and spreads otherwise."""
        product = replace(
            self.product,
            overdue=PenaltyRule(steps=(Step(0, Decimal(2)),)),
            allocation=AllocationRule(ahead=Ahead.LAST),
            repaying=replace(self.product.repaying, basis=Basis(monthly=True)),
            interest_vat_ppm=130_000,
            extendable=False,
        )
        self.order(
            "loan.product_published.v1",
            ProductPublished(
                product=product, version=version, from_day=2025_01_01, maker="chen", approver="li"
            ),
        )


def product_of(contract: Contract) -> Product:
    """The product that says what the contract says, in the words of the room."""
    orders = tuple(
        Order(days, (Component.COST, *(Component(each) for each in said))) for days, said in contract.orders
    )
    return a_product(
        extendable=True,
        repaying=Repaying(
            methods=(Method(contract.method),),
            basis=Basis(count=DayCount.ACT_360 if contract.year == 360 else DayCount.ACT_365F),
        ),
        overdue=PenaltyRule(
            steps=tuple(Step(days, _decimal(uplift)) for days, uplift in contract.uplifts),
            compound=CompoundBase(contract.compound),
            grace_days=contract.grace,
            grace_kept=contract.grace_kept,
        ),
        allocation=AllocationRule(
            orders=orders,
            by=By.COMPONENT if contract.by_component else By.INSTALMENT,
            ahead=Ahead(contract.ahead),
        ),
    )


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
