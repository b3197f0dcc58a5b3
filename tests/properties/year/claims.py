"""What debtors owe secures a loan: invoices bought with recourse and without, pledged, pooled, insured."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core.catalogue.parts import PartyRef
from core.collateral import ContractClosed, Reassigned, Receivable, SecurityOpened
from tests.properties.year.deal import MILLION, Waits, money, yuan
from tests.properties.year.goods import HOUSE
from tests.properties.year.parties import party
from tests.properties.year.running import RunningDeal


class OnClaims(RunningDeal):
    """Invoices of one seller on one debtor, under one security contract."""

    kind = "receivable"
    rate_ppm = 800_000
    filing = "transfer"
    invoices = 1

    def life(self) -> Waits:
        self.debt: dict[str, int] = {}
        if not self.approve():
            return
        self.due = self.after(self.dice.randint(25, 110))
        self.open()
        for _ in range(self.invoices):
            self.bring_invoice()
        self.file(self.filing)
        self.letters()
        yield self.after(1)
        self.sign()
        if not self.draw(self.wanted(), **self.terms()):
            return
        yield from self.pay_out()
        if self.loan().state != "ACTIVE":
            return
        yield from self.run()
        yield from self.free()

    def wanted(self) -> int:
        return sum(self.debt.values()) * self.rate_ppm // 1_000_000 * self.dice.randint(80, 100) // 100

    def terms(self) -> dict[str, Any]:
        """The loan ends a while behind the debtor's day."""
        return {"maturity": (self.due + timedelta(days=self.dice.randint(0, 20))).isoformat()}

    # The security.

    def open(self) -> None:
        said = SecurityOpened(
            contract_no=self.contract,
            kind=self.kind,  # type: ignore[arg-type]
            financier=PartyRef(**HOUSE),
            provider=PartyRef(**party(self.borrower)),
            currency="CNY",
            rate_ppm=self.rate_ppm,
            opened_at=self.house.now,
            policies=(f"POL-{self.no}",) if self.kind == "policy" else (),
        )
        self.say("collateral.security_opened.v1", said, self.contract)

    def bring_invoice(self) -> None:
        """Told, offered, and known to the tax office."""
        number = f"INV-{self.no}-{len(self.debt) + 1}"
        minor = self.dice.randint(50, 200) * MILLION // 100
        body: dict[str, Any] = {
            "invoice_no": number,
            "kind": "invoice",
            "currency": "CNY",
            "payable": money(minor),
            "seller": party(self.borrower),
            "buyer": party(self.buyer),
            "issued_at": self.now,
            **self.days(),
        }
        self.fact("erp.invoice.v1", body, f"{number} {money(minor)}")
        item = {"item_no": number, "invoice_no": number, "kind": "invoice", "buyer": party(self.buyer)}
        self.assignment("request", f"B-{number}", [item | {"gross": yuan(minor)} | self.days()])
        self.verify(number)
        self.debt[number] = minor

    def days(self) -> dict[str, str]:
        issued: date = self.house.today - timedelta(days=3)
        return {"issue_date": issued.isoformat(), "due_date": self.due.isoformat()}

    def verify(self, number: str) -> None:
        said = {"request_no": f"V-{number}", "invoice_no": number, "result": "match", "source": "tax office"}
        body = said | {"verified_at": self.now}
        self.post.send(self.letter("bank", "invoice.verification.v1", body, number))

    def file(self, kind: str, op: str = "init") -> None:
        said = {"kind": kind, "op": op, "subject_no": self.contract, "filing_no": f"ZD-{self.no}"}
        text = {"property_text": "as listed", "status": "accepted", "told_at": self.now}
        body = said | text | {"pledgor": party(self.borrower)}
        self.post.send(self.letter("bank", "registry.filing.v1", body, f"{kind} {op}"))

    def letters(self) -> None:
        """The debtor is told, and acknowledges it."""
        about = [f"B-{number}" for number in self.debt]
        self.assignment("notice", f"N-{self.no}", [], about=about)
        self.assignment("acknowledgement", f"AK-{self.no}", [], about=about)

    def assignment(self, step: str, no: str, items: list[dict[str, Any]], **rest: Any) -> None:
        body = {
            "step": step,
            "batch_no": no,
            "issue_date": self.house.today.isoformat(),
            "assignor": party(self.borrower),
            "assignee": HOUSE,
            "contract_no": self.contract,
            "items": items,
        }
        self.fact("factoring.assignment.v1", body | rest, f"{step} {no}")

    def free(self, how: str = "released") -> Waits:
        """All is paid: what stood for it is its seller's again, and the contract ends."""
        yield self.after(1)
        if self.stands().outstanding_minor:
            return
        rows = self.house.store.rows(Receivable, limit=99_999)
        names = {number.replace("-", "") for number in self.debt}
        mine = [row.thing for row in rows if row.invoice_no in names]
        if mine:
            said = Reassigned(contract_no=self.contract, things=tuple(mine), how=how, approver="li")  # type: ignore[arg-type]
            self.say("collateral.reassigned.v1", said)
        self.file(self.filing, "cancel")
        self.say("collateral.contract_closed.v1", ContractClosed(contract_no=self.contract, approver="li"))


class OnBoughtInvoice(OnClaims):
    """An advance on an invoice: its debtor pays, too little now and then, and the seller buys back."""

    code, identified_as = "factoring_recourse", "collection"

    def terms(self) -> dict[str, Any]:
        refs = [{"kind": "invoice", "number": number} for number in self.debt]
        return super().terms() | {"trade_refs": refs}

    def run(self) -> Waits:
        ways = ((0.4, self.debtor_pays), (0.6, self.debtor_pays_in_parts), (0.8, self.debtor_pays_short))
        drawn = self.dice.random()
        way = next((way for bound, way in ways if drawn < bound), self.never)
        yield from way()
        if not self.over:
            yield from self.bought_back()
        yield from self.finish()

    def debtor_pays(self) -> Waits:
        """All of it, around its day."""
        yield self.due + timedelta(days=self.dice.randint(-10, 12))
        self.collect(self.left())

    def debtor_pays_in_parts(self) -> Waits:
        """Twice, the first part told over the close of days."""
        yield self.due + timedelta(days=self.dice.randint(-10, 3))
        self.collect(self.left() // 3, delay=self.dice.choice((0, 2, 6)))
        yield self.after(self.dice.randint(1, 9))
        self.collect(self.left())
        yield self.after(8)

    def debtor_pays_short(self) -> Waits:
        """He takes something off, and somebody must pay what is missing."""
        yield self.due + timedelta(days=self.dice.randint(0, 5))
        self.collect(self.left() * self.dice.randint(60, 99) // 100)
        yield self.last_day() + timedelta(days=3)

    def left(self) -> int:
        return sum(self.debt.values())

    def collect(self, minor: int, delay: int = 0) -> None:
        """By the debtor, by the invoice's number, to the collection account."""
        number = next(iter(self.debt))
        self.debt[number] -= minor
        shares = [{"number": number, "amount": yuan(minor)}]
        rest = {"payee": party(self.borrower), "invoices": shares}
        self.pay(minor, payer=self.buyer, delay=delay, **rest)

    def bought_back(self) -> Waits:
        """The seller is asked to buy back, and pays what is owed."""
        yield self.last_day() + timedelta(days=self.dice.randint(2, 12))
        if not self.over:
            self.act("demand_back", reason="paid short")
        yield from self.repay_all()

    def free(self, how: str = "reassigned") -> Waits:
        yield from super().free(how)


class OnInvoiceBoughtForGood(OnBoughtInvoice):
    """Without recourse: the whole invoice is ours, the rest beside it is its seller's."""

    code, rate_ppm = "factoring_without_recourse", 900_000


class OnPledgedInvoice(OnClaims):
    """A claim that stays its seller's, who repays."""

    code, kind, rate_ppm, filing = "receivable_single", "pledged_receivable", 750_000, "pledge"


class OnPool(OnClaims):
    """Several invoices together."""

    code, kind, rate_ppm, filing, invoices = "receivable_pool", "pool", 750_000, "pledge", 4


class OnInsuredSale(OnClaims):
    """An invoice that an insurer covers; what its buyer does not pay the insurer does."""

    code, kind, filing = "policy_insured", "policy", "pledge"

    def bring_invoice(self) -> None:
        cover: dict[str, Any] = {"valid_from": "2026-01-01", "valid_until": "2027-12-31", "rate": "0.9"}
        self.insurer("policy", loss_payee=HOUSE, amount=yuan(50 * MILLION), **cover)
        limit: dict[str, Any] = {"limit_no": f"LIM-{self.no}", "amount": yuan(10 * MILLION)}
        self.insurer("limit", buyer=party(self.buyer), **limit, **cover)
        super().bring_invoice()
        number = f"INV-{self.no}-1"
        self.insurer("shipment", "accepted", declare_no=f"SH-{self.no}", invoice_no=number)
        self.insurer("cover_notice", "accepted", invoice_no=number)

    def insurer(self, kind: str, status: str = "live", **rest: Any) -> None:
        body: dict[str, Any] = {
            "kind": kind,
            "policy_no": f"POL-{self.no}",
            "insurer": {"name": "PICC"},
            "insured": party(self.borrower),
            "status": status,
            "told_at": self.now,
            "request_no": f"Q-{self.no}-{kind}-{status}",
        }
        self.post.send(self.letter("bank", "insurance.cover.v1", body | rest, f"{kind} {status}"))

    def never(self) -> Waits:
        """The insurer is asked, and pays all of it."""
        yield self.last_day() + timedelta(days=self.dice.randint(5, 30))
        claim = f"CL-{self.no}"
        if not self.over and not self.act("file_claim", number=claim, reason="the buyer did not pay"):
            self.insurer("claim", "accepted", claim_no=claim, amount=yuan(self.owed()))
            yield self.after(3)
            self.pay(self.owed(), payer=self.supervisor, purpose=f"{claim} {self.loan_no}")
            yield self.after(1)
