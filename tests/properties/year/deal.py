"""A deal from its application to the money: what borrower, desks and bank tell the hub about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from core.kernel.days import date_of
from core.loan import (
    Application,
    ApplicationActed,
    ContractSigned,
    DrawActed,
    Facility,
    FacilityActed,
    Loan,
    LoanActed,
    Standing,
)
from core.workflow import Instance, Task, WorkflowActed
from tests.core.loan.deal_papers import paper
from tests.properties.year.house import House, Letter, day_of, products
from tests.properties.year.parties import BUYERS, CORES, SUPERVISORS, code_of, party
from tests.properties.year.post import Post

MILLION = 100_000_000
Waits = Iterator[date]


def yuan(minor: int) -> dict[str, str]:
    return {"amount": money(minor), "currency": "CNY"}


def money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


class Deal:
    """One borrower, one facility, one security contract, a draw or two; `life` yields the day it goes on."""

    code = ""
    prefix = "SC"

    def __init__(self, house: House, post: Post, number: int, dice: Random) -> None:
        self.house, self.post, self.dice = house, post, dice
        self.no = f"{number:03}"
        self.product = products()[self.code]
        self.borrower = code_of(1_000 + number)
        self.core, self.buyer = dice.choice(CORES), dice.choice(BUYERS)
        self.supervisor = dice.choice(SUPERVISORS)
        self.application, self.facility_no = f"A-{self.no}", f"F-{self.no}"
        self.contract, self.account = f"{self.prefix}-{self.no}", f"6222-{self.no}"
        self.draws = 0
        self.loan_no = ""
        self.payments = 0

    def life(self) -> Waits:
        """What happens, in its order; it yields the day on which it goes on."""
        raise NotImplementedError

    # Telling.

    def say(self, type_name: str, body: Any, text: str = "") -> str:
        return self.house.say(type_name, body, deal=self.no, text=text)

    def fact(self, type_name: str, body: dict[str, Any], text: str = "") -> str:
        return self.house.fact(type_name, body, deal=self.no, text=text)

    def letter(self, partner: str, type_name: str, body: dict[str, Any], text: str = "") -> Letter:
        return Letter(partner, type_name, body, self.post.key(), self.no, text)

    def after(self, days: int) -> date:
        return self.house.today + timedelta(days=days)

    @property
    def now(self) -> str:
        return self.house.now.isoformat()

    @property
    def today(self) -> int:
        return day_of(self.house.today)

    # From the application to the facility.

    def approve(self) -> bool:
        """Applied for with the papers the product asks for, decided by whoever sits at the desks."""
        self.house.know(self.borrower, f"borrower {self.no}")
        body = {
            "application_no": self.application,
            "version": "1",
            "applied_at": self.now,
            "product": self.product.code,
            "borrower": party(self.borrower),
            "amount": yuan(8 * MILLION),
            "purpose": "steel",
            "channel": "portal",
            "status": "new",
            "core": party(self.core),
            "term_months": "6",
            "documents": [paper(kind) for kind in self.product.documents],
        }
        self.post.send(self.letter("shop", "finance.application.v1", body, self.product.code))
        for act in ("accept", "investigate", "rate", "review"):
            self._act_on_application(act)
        while self._application().state == "IN_REVIEW":
            self._decide()
        return self._application().state == "APPROVED"

    def sign(self, **changed: Any) -> None:
        """Signed by all, and in effect by two with the product's conditions met."""
        said: dict[str, Any] = {
            "application_no": self.application,
            "facility_no": self.facility_no,
            "contract_no": self.contract,
            "amount_minor": 8 * MILLION,
            "rate": str(self.product.rate.usual),
            "advance_ppm": int(self.product.advance.usual * 1_000_000),
            "from_day": self.today,
            "until_day": self.today + 10_000,
            "business_day": self.today,
            "signers": ("house", self.borrower, self.core, self.supervisor, self.buyer),
            "by": "wang",
            "account": self.account,
            "account_controlled": True,
            "core": self.core,
            "buyer": self.buyer,
            "supervisor": self.supervisor,
        }
        self.say("loan.contract_signed.v1", ContractSigned(**(said | changed)), self.contract)
        effect = FacilityActed(
            facility_no=self.facility_no,
            version=self.facility().version,
            act="effect",
            by="wang",
            approver="zhao",
            business_day=self.today,
            conditions=self.product.conditions,
        )
        self.say("loan.facility_acted.v1", effect, "effect")

    # From the draw to the money.

    def draw(self, minor: int, **changed: Any) -> bool:
        """Whether it is held; a number is used once."""
        self.draws += 1
        number = f"D-{self.no}-{self.draws}"
        body: dict[str, Any] = {
            "draw_no": number,
            "requested_at": self.now,
            "facility_no": self.facility_no,
            "amount": yuan(minor),
            "payee": {"id": self.borrower},
            "pay_to": {"number": "6222-77"},
        }
        other = {"amount": yuan(minor + 100)}
        letter = self.letter("shop", "finance.drawdown.v1", body | changed, f"{number} {money(minor)}")
        self.post.send(letter, other)
        loan = self.house.store.get(Loan, number)
        if loan is None or loan.state != "PRE_OCCUPIED":
            return False
        self.loan_no = number
        return True

    def pay_out(self) -> Waits:
        """Approved, routed and sent out; the bank fails now and then, is late now and then, and pays."""
        for _ in range(4):
            state = self.loan().state
            if state == "CANCELLED":
                return
            for act, by in (("approve", "wang"), ("route", "wang"), ("disburse", "zhao")):
                if state == "PRE_OCCUPIED" or act != "approve":
                    self.act_on_draw(act, by)
            if self.loan().state != "DISBURSING":
                self.act_on_draw("cancel", "wang")
                return
            sent = self.house.today
            if self.dice.random() < 0.15:
                yield self.after(self.dice.choice((1, 3)))
            if self.dice.random() < 0.1:
                self._answers("failed", fail_code="E07", fail_text="account closed")
                continue
            self._paid(sent)
            return

    def act_on_draw(self, act: str, by: str) -> str:
        loan = self.loan()
        said = DrawActed(
            loan_no=loan.loan_no, version=loan.version, act=act, by=by, business_day=self.today, reason="so"
        )
        return self.say("loan.draw_acted.v1", said, f"{loan.loan_no} {act}")

    def act(self, name: str, **more: Any) -> str:
        """Two people do something to the running loan; why it was refused, "" where it was not."""
        loan = self.loan()
        said = LoanActed(
            loan_no=loan.loan_no, version=loan.version, act=name, by="wang", approver="zhao",
            business_day=self.today, **more,
        )  # fmt: skip
        return self.say("loan.acted.v1", said, f"{loan.loan_no} {name}")

    # How it stands.

    def loan(self) -> Loan:
        row = self.house.store.get(Loan, self.loan_no)
        assert row is not None, self.loan_no
        return row

    def stands(self) -> Standing:
        row = self.house.store.get(Standing, self.loan_no)
        assert row is not None, self.loan_no
        return row

    def facility(self) -> Facility:
        row = self.house.store.get(Facility, self.facility_no)
        assert row is not None, self.facility_no
        return row

    # Within.

    def _paid(self, sent: date) -> None:
        loan = self.loan()
        paid: dict[str, Any] = {
            "paid_amount": yuan(loan.cash_minor),
            "value_date": date_of(max(loan.wanted_day, day_of(sent))).isoformat(),
            "bank_ref": f"OUT-{loan.loan_no}",
        }
        self._answers("paid", **paid)
        if self.loan().state == "ACTIVE":
            self.house.cash -= loan.cash_minor

    def _answers(self, status: str, **rest: Any) -> None:
        loan = self.loan()
        body = {"draw_no": loan.loan_no, "status": status, "told_at": self.now}
        letter = self.letter("bank", "funder.disbursement_result.v1", body | rest, f"{loan.loan_no} {status}")
        self.post.send(letter, {"paid_amount": yuan(loan.cash_minor + 1)} if status == "paid" else None)

    def _act_on_application(self, act: str) -> None:
        said = ApplicationActed(
            application_no=self.application,
            version=self._application().version,
            act=act,
            by="wang",
            second="zhang",
            business_day=self.today,
            reason="fine",
        )
        self.say("loan.application_acted.v1", said, act)

    def _decide(self) -> None:
        """Whoever has the task says yes."""
        review = self._application().review
        tasks = [row for row in self.house.store.rows(Task, limit=999, state="open") if row.number == review]
        instance = self.house.store.get(Instance, review)
        assert instance is not None
        task = min(tasks, key=lambda each: each.person)
        said = WorkflowActed(
            number=review, version=instance.version, verb="approve", by=task.person, reason="fine"
        )
        self.say("workflow.acted.v1", said, f"{task.person} approves")

    def _application(self) -> Application:
        row = self.house.store.get(Application, self.application)
        assert row is not None, self.application
        return row
