"""Deals as tests need them: parties, pledged goods, rules, and the way from application to running loan."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from core.catalogue.finance_status import FinanceStatus
from core.collateral import ContractOpened
from core.hub.message import Message
from core.ledger import Balance, Entry, Line
from core.loan import (
    AnswerOverdue,
    Application,
    ApplicationActed,
    DrawActed,
    Facility,
    FacilityActed,
    Loan,
    Product,
)
from tests.core.collateral.pledges import item, quote
from tests.core.collateral.test_insurance import policy
from tests.core.custody.documents import inbound, pledge_confirm, pledge_notice
from tests.core.loan.deal_papers import (
    BANK,
    BORROWER,
    CORE,
    SHOP,
    SUPERVISOR,
    application,
    cny,
    drawdown,
    iso,
    rules_that_ask,
    signed,
)
from tests.core.loan.rooms import DAY, LoanRooms, a_product
from tests.core.rooms import at, told


class DealRooms(LoanRooms):
    """A house with rules, known parties and, for goods, 10,000 t pledged under PC-1 at 1,000.00."""

    def __init__(self, *products: Product) -> None:
        super().__init__(*(products or (a_product(),)))
        self.product = (products or (a_product(),))[0]
        self.tell("risk.rules_published.v1", rules_that_ask())
        for code, name in ((BORROWER, "闽江钢材"), (CORE, "核心钢厂"), (SUPERVISOR, "港口监管")):
            self.hear("party.master.v1", {"uscc": code, "name": name, "as_of": at(-24).isoformat()}, "house")

    def hear(
        self, type_name: str, body: dict[str, Any], partner: str, *, hours: float | None = None
    ) -> list[Message]:
        """A document from outside, from this partner, taken in a second after the last one."""
        self.count += 1
        when = at(self.count / 3600) if hours is None else at(hours)
        said = told(type_name, body, received=when)
        return self.receive(replace(said, partner=partner, site=""))

    @property
    def now(self) -> datetime:
        """Just behind all that was told."""
        return at(self.count / 3600) + timedelta(seconds=1)

    # What a deal is made of, each told once with only what a test cares about changed.

    def apply(self, **changed: Any) -> list[Message]:
        return self.hear("finance.application.v1", application(self.product, **changed), SHOP)

    def act(self, act: str, by: str = "wang", *, application_no: str = "A-1", **rest: Any) -> list[Message]:
        version = rest.pop("version", None) or self.row(Application, application_no).version
        said = ApplicationActed(
            application_no=application_no, version=version, act=act, by=by, business_day=DAY, **rest
        )
        return self.tell("loan.application_acted.v1", said)

    def approve(self, **changed: Any) -> None:
        """An application through all its steps, the investigation signed by wang and zhao."""
        self.apply(**changed)
        number = changed.get("application_no", "A-1")
        self.act("accept", application_no=number)
        self.act("investigate", application_no=number)
        self.act("rate", second="zhao", application_no=number)
        self.act("review", second="zhao", application_no=number, reason="fine")

    def sign(self, **changed: Any) -> list[Message]:
        return self.tell("loan.contract_signed.v1", signed(self.product, **changed))

    def act_on_facility(self, act: str, by: str = "wang", **rest: Any) -> list[Message]:
        number = rest.pop("facility_no", "F-1")
        version = rest.pop("version", None) or self.row(Facility, number).version
        day = rest.pop("day", DAY)
        said = FacilityActed(facility_no=number, version=version, act=act, by=by, business_day=day, **rest)
        return self.tell("loan.facility_acted.v1", said)

    def open_facility(self, **changed: Any) -> None:
        """A facility in effect: F-1 of 8,000,000.00 unless the product or the test says otherwise."""
        number = changed.get("application_no", "A-1")
        if not self.rows(Application, application_no=number):
            self.approve(application_no=number, **changed.pop("applied", {}))
        self.sign(**changed)
        self.act_on_facility(
            "effect",
            approver="zhao",
            conditions=self.product.conditions,
            facility_no=changed.get("facility_no", "F-1"),
        )

    def pledge(self, lots: str = "10000 TNE", **changed: Any) -> None:
        """Goods pledged by a supervisor under PC-1, registered, priced and insured."""
        terms: dict[str, Any] = {
            "contract_no": "PC-1",
            "pledgee": "House",
            "pledgor": "闽江钢材",
            "currency": "CNY",
            "mode": "static",
            "rate_ppm": 700_000,
            "items": (item(),),
            "opened_at": at(-20),
            "sites": ("WH1",),
            "policies": ("POL-1",),
        }
        self.tell("collateral.contract_opened.v1", ContractOpened(**(terms | changed)))
        self.receive(inbound("IN-1", {"L1": lots}, at(-19)))
        self.receive(quote("1000", at(-1)))
        self.receive(pledge_notice("PN-1", {"L1": lots}, at(-18)))
        self.receive(policy(at(-18), loss_payee={"name": "House"}))
        self.receive(pledge_confirm("PCF-1", "PN-1", {"L1": lots}, at(-17), registry_no="REG-1"))

    def draw(self, yuan: str = "1000000", draw_no: str = "D-1", **changed: Any) -> list[Message]:
        hours = changed.pop("hours", None)
        partner = changed.pop("partner", SHOP)
        return self.hear("finance.drawdown.v1", drawdown(yuan, draw_no, **changed), partner, hours=hours)

    def act_on_draw(self, act: str, by: str = "wang", *, draw_no: str = "D-1", **rest: Any) -> list[Message]:
        version = rest.pop("version", None) or self.row(Loan, draw_no).version
        hours = rest.pop("hours", None)
        said = DrawActed(
            loan_no=draw_no, version=version, act=act, by=by, business_day=rest.pop("day", DAY), **rest
        )
        return self.tell("loan.draw_acted.v1", said, hours=hours)

    def send_out(self, draw_no: str = "D-1", funder: str = "", **rest: Any) -> list[Message]:
        """Approved by wang, routed, disbursed by zhao: the request for the money is out."""
        self.act_on_draw("approve", draw_no=draw_no)
        self.act_on_draw("route", draw_no=draw_no, funder=funder)
        return self.act_on_draw("disburse", "zhao", draw_no=draw_no, **rest)

    def answer(self, status: str = "paid", draw_no: str = "D-1", **changed: Any) -> list[Message]:
        partner = changed.pop("partner", BANK)
        body = self.result(status, draw_no, **changed)
        return self.hear("funder.disbursement_result.v1", body, partner)

    def result(self, status: str = "paid", draw_no: str = "D-1", **changed: Any) -> dict[str, Any]:
        loan = self.row(Loan, draw_no)
        body: dict[str, Any] = {"draw_no": draw_no, "status": status, "told_at": self.now.isoformat()}
        if status == "paid":
            body |= {
                "paid_amount": cny(loan.cash_minor),
                "value_date": iso(loan.wanted_day),
                "bank_ref": f"REF-{draw_no}",
                "funder_loan_no": f"FL-{draw_no}",
            }
        if status == "failed":
            body |= {"fail_code": "E07", "fail_text": "account closed"}
        return body | changed

    def active_loan(self, amount: str = "1000000", draw_no: str = "D-1", **changed: Any) -> Loan:
        """Drawn, sent out and paid."""
        self.draw(amount, draw_no, **changed)
        self.send_out(draw_no)
        self.answer(draw_no=draw_no)
        return self.row(Loan, draw_no)

    def overdue(self, draw_no: str = "D-1", *, hours: float = 1) -> list[Message]:
        """The clock says that no answer came."""
        return self.tell("loan.answer_overdue.v1", AnswerOverdue(loan_no=draw_no), hours=hours)

    # What came of it.

    def line(self, account: str, owner: str) -> tuple[int, int, int]:
        """(granted, held, used) of a line in the book of limits."""
        for row in self.rows(Balance, book="limits", account=account, owner=owner):
            return row.credits_posted, row.debits_pending, row.debits_posted
        return 0, 0, 0

    def balance(self, account: str, book: str = "general", **of: str) -> int:
        """Debits less credits of an account, in minor units, over all posted entries."""
        posted = {
            each.entry_id for each in self.rows(Entry, book=book) if each.kind in {"posted", "reversal"}
        }
        lines = [
            each for each in self.rows(Line, book=book, account=account, **of) if each.entry_id in posted
        ]
        return sum(each.minor if each.side == "debit" else -each.minor for each in lines)


def statuses(made: list[Message]) -> list[tuple[str, str, str]]:
    """(partner, about, state) of what partners are told."""
    return [
        (each.partner, each.body.about, each.body.state)
        for each in made
        if isinstance(each.body, FinanceStatus)
    ]
