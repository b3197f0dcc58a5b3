"""A deal as the seven modes share it: a product that ships, desks that decide, a loan that runs and ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adapters.calendar.china import ChinaHolidays
from adapters.wiring import workflow_data
from adapters.wiring.product_data import SHIPPED, read_product
from core.catalogue.parts import PartyRef
from core.collateral import Call, CollateralWork, Security, SecurityOpened, base_of
from core.hub.alert_book import Alert
from core.hub.failures import Failure
from core.kernel.days import date_of
from core.ledger import LimitGranted, Line, VoucherLine
from core.loan import Application, ApplicationActed, Due, Facility, FacilityActed
from core.workflow import ChainPublished, Instance, RoleHeld, Task, WorkflowActed
from tests.core.hub.financing import BUYER, TODAY
from tests.core.hub.from_inside import SELLER
from tests.core.hub.test_loan_back import Running
from tests.core.loan.deal_papers import BORROWER, CORE, SUPERVISOR, paper
from tests.hub_world import HubWorld

DESKS = {"reviewer": ("zhao", "qian"), "risk_officer": ("sun", "li"), "manager": ("zhou", "wu")}
HOUSE = {"name": "House"}


def yuan(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


class Journey(Running):
    """One deal under a product of the house, told message by message; what is refused is named."""

    def __init__(self, world: HubWorld, code: str) -> None:
        self.seen: set[tuple[int, int, int]] = set()
        self.expecting = False
        super().__init__(world, read_product(SHIPPED / f"{code}.yaml"))
        for path in sorted(workflow_data.SHIPPED.glob("*.yaml")):
            chain = workflow_data.read_chain(path, ChinaHolidays(), this_year=2026)
            said = ChainPublished(chain=chain, publisher="han", approver="shen")
            self.say("workflow.chain_published.v1", said)
        for line, owner in (("core", CORE), ("buyer", CORE), ("supervisor", SUPERVISOR)):
            if line in self.product.limits:
                self.grant(line, owner)
        for role, people in DESKS.items():
            held = RoleHeld(role=role, people=people, proposer="han", approver="shen")
            self.say("workflow.role_held.v1", held)

    # From the application to the money.

    def approve(self, **changed: Any) -> None:
        """An application with the papers the product asks for, decided by whoever sits at the desks."""
        papers = [paper(kind) for kind in self.product.documents]
        body: dict[str, Any] = {
            "application_no": "A-1",
            "version": "1",
            "applied_at": self.now.isoformat(),
            "product": self.product.code,
            "borrower": {"id": BORROWER},
            "amount": yuan("8000000"),
            "purpose": "steel",
            "channel": "portal",
            "status": "new",
            "core": {"id": CORE},
            "term_months": "3",
            "documents": papers,
        }
        self.send("shop", "finance.application.v1", body | changed)
        for act in ("accept", "investigate", "rate", "review"):
            said = ApplicationActed(
                application_no="A-1",
                version=self._application().version,
                act=act,
                by="wang",
                second="zhang",
                business_day=TODAY,
                reason="fine",
            )
            self.say("loan.application_acted.v1", said)
        while self._application().state == "IN_REVIEW":
            self._decide()

    def grant(self, line: str, owner: str, yuan: int = 20_000_000) -> None:
        """The house trusts a core enterprise, a buyer or a supervisor with so much."""
        pair = tuple(
            VoucherLine(account=account, side=side, currency="CNY", minor=yuan * 100, party=party)
            for account, side, party in (("granted", "debit", ""), (line, "credit", owner))
        )
        said = LimitGranted(
            book="limits", number=f"{line}/{owner}", business_day=TODAY, text=line, approver="li", lines=pair
        )
        self.say("ledger.limit_granted.v1", said)

    def sign(self, contract_no: str, **changed: Any) -> None:
        """Signed by all, then in effect by two once the product's conditions are met."""
        usual = {
            "rate": str(self.product.rate.usual),
            "advance_ppm": int(self.product.advance.usual * 1_000_000),
            "signers": ("house", BORROWER, CORE, SUPERVISOR),
            "core": CORE,
            "buyer": CORE,
        }
        effect = self.refused(lambda: super(Journey, self).sign(contract_no, **(usual | changed)))
        assert "is not met" in effect, "no facility is in effect before its conditions"
        row = self._facility()
        said = FacilityActed(
            facility_no="F-1",
            version=row.version,
            act="effect",
            by="wang",
            approver="zhao",
            business_day=TODAY,
            conditions=self.product.conditions,
        )
        self.say("loan.facility_acted.v1", said)

    def pay_out(self) -> None:
        """Approved, routed and disbursed; the bank has paid."""
        for act, by in (("approve", "wang"), ("route", "wang"), ("disburse", "zhao")):
            self.act_on_draw(act, by)
        self.paid()
        assert self.loan().state == "ACTIVE"

    def pays(self, amount: str, ref: str, payer: str = BORROWER, **more: Any) -> None:
        """Money of today on the collection account."""
        body: dict[str, Any] = {
            "payment_no": ref,
            "bank_ref": ref,
            "amount": yuan(amount),
            "value_date": date_of(self.today).isoformat(),
            "payer": {"id": payer},
            "payee_account": {"number": "6222-01"},
        }
        self.fact("erp.payment.v1", body | more)

    def owed(self) -> str:
        """Principal, interest and what lateness costs, as of now."""
        stands = self.stands()
        minor = stands.outstanding_minor + stands.accrued_minor - stands.interest_paid_minor
        return self.money(minor + stands.penalty_minor + stands.compound_minor)

    def pay_all(self, ref: str, payer: str = BORROWER) -> None:
        """All that is owed comes from this one, and nothing is owed any more."""
        self.pays(self.owed(), ref, payer)
        assert self.loan().state == "SETTLED"
        self.assert_ties()

    def instalment(self, number: int) -> str:
        [due] = [each for each in self.world.store.rows(Due, limit=99) if each.number == number]
        return self.money(due.principal_minor + due.interest_minor)

    def close(self) -> None:
        """What was paid too much goes back, and nothing is left of the loan in the books."""
        if self.stands().surplus_minor:
            self.act("refund_surplus")
        self.act("close")
        assert self.loan().state == "CLOSED"
        self.assert_ties()
        for account in ("1303.01", "1305.01", "1305.02", "1132", "1304", "2241.01", "2241.04"):
            assert self.books(account) == 0, account
        assert self.off("SC-1") == self.off("PC-1") == {}, "what is over secures nothing off the balance"

    # Securities that are no goods.

    def open_security(self, kind: Any, rate_ppm: int, **rest: Any) -> None:
        said: dict[str, Any] = {
            "contract_no": "SC-1",
            "kind": kind,
            "financier": PartyRef(**HOUSE),
            "provider": PartyRef(**SELLER),
            "currency": "CNY",
            "rate_ppm": rate_ppm,
            "opened_at": self.now,
        }
        self.say("collateral.security_opened.v1", SecurityOpened(**(said | rest)))

    def invoice(self, no: str, amount: str, **rest: Any) -> None:
        body: dict[str, Any] = {
            "invoice_no": no,
            "kind": "invoice",
            "currency": "CNY",
            "payable": amount,
            "seller": SELLER,
            "buyer": BUYER,
            "issued_at": self.now.isoformat(),
            "issue_date": "2026-11-20",
            "due_date": "2026-12-03",
        }
        self.fact("erp.invoice.v1", body | rest)

    def offer(self, no: str, amount: str) -> None:
        item = {"item_no": no, "invoice_no": no, "kind": "invoice", "buyer": BUYER, "gross": yuan(amount)}
        days = {"issue_date": "2026-11-20", "due_date": "2026-12-03"}
        self._letter("request", "B-1", [item | days])

    def verify(self, no: str) -> None:
        said = {"request_no": f"V-{no}", "invoice_no": no, "result": "match", "source": "tax office"}
        self.fact("invoice.verification.v1", said | {"verified_at": self.now.isoformat()})

    def file(self, kind: str, op: str = "init", subject: str = "SC-1") -> None:
        said = {"kind": kind, "op": op, "subject_no": subject, "pledgor": SELLER, "filing_no": "ZD-7"}
        text = {"property_text": "as listed", "status": "accepted", "told_at": self.now.isoformat()}
        self.fact("registry.filing.v1", said | text)

    # What is asked of the books.

    def refused(self, act: Callable[[], None]) -> str:
        """Why the hub says no to what is told now; an AssertionError where it says yes."""
        self.expecting = True
        try:
            act()
        finally:
            self.expecting = False
        new = self._failures()
        assert new, "nothing was refused"
        assert {each.outcome for each in new} == {"refused"}, new
        self.seen |= {(each.partition, each.number, each.ordinal) for each in new}
        return "; ".join(each.text for each in new)

    def shut(self, contract_no: str = "SC-1") -> tuple[str, ...]:
        with self.world.store.unit() as unit:
            return base_of(CollateralWork(unit), contract_no, at=self.now).closed  # type: ignore[arg-type]

    def lends(self, contract_no: str = "SC-1") -> str:
        with self.world.store.unit() as unit:
            base = base_of(CollateralWork(unit), contract_no, at=self.now)  # type: ignore[arg-type]
        return self.money(base.base_minor)

    def exposure(self) -> str:
        """What the security is told to carry."""
        row = self.world.store.get(Security, "SC-1")
        assert row is not None
        return self.money(row.exposure_minor)

    def books(self, account: str) -> int:
        """Debits less credits of an account of the general ledger, minor units."""
        lines = self.world.store.rows(Line, limit=99_999, book="general", account=account)
        return sum(line.minor if line.side == "debit" else -line.minor for line in lines)

    def off(self, contract_no: str = "SC-1") -> dict[str, int]:
        """What stands off the balance for a security contract: by account, minor units."""
        found = {"collateral": 0, "assigned": 0}
        for line in self.world.store.rows(Line, limit=99_999, book="off_balance"):
            if line.contract == contract_no:
                found[line.account] += line.minor
        return {account: minor for account, minor in found.items() if minor}

    def calls(self) -> list[tuple[str, str]]:
        """What was called for, in money, and what became of it."""
        rows = sorted(self.world.store.rows(Call, limit=99), key=lambda each: each.called_at)
        return [(each.state, self.money(each.asked_cash_minor)) for each in rows]

    def alarms(self) -> set[str]:
        """Codes of the alarms that are on."""
        return {row.code for row in self.world.store.rows(Alert, limit=999) if row.state != "closed"}

    @staticmethod
    def money(minor: int) -> str:
        return f"{minor // 100}.{minor % 100:02}"

    def _work(self) -> None:
        self.world.work()
        if not self.expecting:
            failed = [f"{each.cause}: {each.text}" for each in self._failures()]
            assert not failed, failed

    def _failures(self) -> list[Failure]:
        rows = self.world.failures()
        return [each for each in rows if (each.partition, each.number, each.ordinal) not in self.seen]

    def _decide(self) -> None:
        """Whoever has the task says yes."""
        task = min(self.world.store.rows(Task, limit=99, state="open"), key=lambda each: each.person)
        instance = self.world.store.get(Instance, task.number)
        assert instance is not None
        said = WorkflowActed(
            number=task.number, version=instance.version, verb="approve", by=task.person, reason="fine"
        )
        self.say("workflow.acted.v1", said)

    def _application(self) -> Application:
        row = self.world.store.get(Application, "A-1")
        assert row is not None
        return row

    def _facility(self) -> Facility:
        row = self.world.store.get(Facility, "F-1")
        assert row is not None
        return row
