"""Trade to come secures a loan: a confirmed order, goods a dealer paid for, goods on a receipt."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from core.catalogue.parts import Amount, PartyRef
from core.collateral import (
    ContractClosed,
    OfferedReceipt,
    ReceiptReleased,
    ReceiptsOffered,
    SecurityOpened,
)
from core.collateral.order_messages import AgreementSigned, OfferedOrder, OrderConfirmed, OrdersOffered
from core.collateral.prepayment_messages import DeliveryNoticed, DeliveryTold
from tests.properties.year.deal import MILLION, Waits, money
from tests.properties.year.goods import HOUSE, STEEL
from tests.properties.year.parties import party
from tests.properties.year.running import RunningDeal


def cny(minor: int) -> Amount:
    return Amount(amount=Decimal(money(minor)), currency="CNY")


class OnTrade(RunningDeal):
    """A deal whose security is no pledge of goods."""

    kind = "order"
    rate_ppm = 600_000

    def open(self, **rest: Any) -> None:
        said: dict[str, Any] = {
            "contract_no": self.contract,
            "kind": self.kind,
            "financier": PartyRef(**HOUSE),
            "provider": PartyRef(**party(self.borrower)),
            "currency": "CNY",
            "rate_ppm": self.rate_ppm,
            "opened_at": self.house.now,
        }
        self.say("collateral.security_opened.v1", SecurityOpened(**(said | rest)), self.contract)

    def agree(self, agreement: Any) -> None:
        said = AgreementSigned(
            contract_no=self.contract, agreement=agreement, signed_at=self.house.now, by="li"
        )
        self.say("collateral.agreement_signed.v1", said, agreement)

    def close_security(self) -> None:
        self.say("collateral.contract_closed.v1", ContractClosed(contract_no=self.contract, approver="li"))

    def until(self) -> dict[str, str]:
        return {"maturity": self.after(self.dice.randint(20, 120)).isoformat()}


class OnOrder(OnTrade):
    """An order that its buyer confirmed; he pays to the account under control, or the borrower does."""

    code = "order_confirmed"

    def life(self) -> Waits:
        if not self.approve():
            return
        self.payer = self.dice.choice((self.buyer, ""))
        self.open()
        minor = self.dice.randint(100, 400) * MILLION // 100
        self.order(minor)
        self.agree("account_control")
        said = OrderConfirmed(
            buyer=PartyRef(**party(self.buyer)), order_no=f"PO-{self.no}", confirmed=cny(minor), by="Wu"
        )
        yield self.after(1)
        self.say("collateral.order_confirmed.v1", said, money(minor))
        self.sign(payees=(self.supervisor,))
        drawn = minor * 6 // 10 * self.dice.randint(70, 100) // 100
        if not self.draw(drawn, payee={"id": self.supervisor}, **self.until()):
            return
        yield from self.pay_out()
        if self.loan().state == "ACTIVE":
            yield from self.run()

    def order(self, minor: int) -> None:
        line = {"line_no": "1", "sku": "HRC", "quantity": {"value": "1000", "unit": "TNE"}}
        body: dict[str, Any] = {
            "order_no": f"PO-{self.no}",
            "status": "new",
            "order_date": self.house.today.isoformat(),
            "ordered_at": self.now,
            "currency": "CNY",
            "buyer": party(self.buyer),
            "seller": party(self.borrower),
            "payable": money(minor),
            "lines": [line | {"line_amount": money(minor)}],
        }
        self.fact("erp.order.v1", body, money(minor))
        offered = OfferedOrder(buyer=PartyRef(**party(self.buyer)), order_no=f"PO-{self.no}")
        said = OrdersOffered(contract_no=self.contract, orders=(offered,))
        self.say("collateral.orders_offered.v1", said)


class OnPrepayment(OnTrade):
    """A dealer's margin comes first, more of it frees goods, the maker refunds what it did not deliver."""

    code, kind, rate_ppm = "prepayment_three_party", "prepayment", 700_000

    def life(self) -> Waits:
        self.delivered = 0
        if not self.approve():
            return
        self.open(debtor=PartyRef(**party(self.core)))
        self.agree("tripartite")
        self.sign()
        self.face = self.dice.randint(50, 300) * MILLION // 100
        self.margin(self.face * 3 // 10)
        yield self.after(1)
        if not self.draw(self.face, payee={"id": self.core}, **self.until()):
            return
        yield from self.pay_out()
        if self.loan().state != "ACTIVE":
            return
        self.tell("money_received", "MR")
        yield from self.dealers_margins()
        yield from self.ending()

    def margin(self, minor: int, delay: int = 0) -> None:
        self.pay(minor, payer=self.borrower, delay=delay)

    def dealers_margins(self) -> Waits:
        """Each frees goods of its own share, and the maker delivers them."""
        for number in range(self.dice.randint(0, 3)):
            yield self.after(self.dice.randint(2, 12))
            if self.over:
                return
            added = self.face * self.dice.randint(5, 15) // 100
            self.margin(added)
            value = added * 10 // 7 - 100
            notice = DeliveryNoticed(
                contract_no=self.contract, notice_no=f"DN-{self.no}-{number}", value=cny(value), approver="li"
            )
            if not self.say("collateral.delivery_noticed.v1", notice, money(value)):
                self.tell("delivered", f"DL-{number}", value)
                self.delivered += value

    def ending(self) -> Waits:
        """Margin pays what it can on the last day, and the maker the rest."""
        yield self.last_day()
        if self.facility().margin_minor and not self.over:
            self.act("apply_margin", minor=self.facility().margin_minor)
        if self.dice.random() < 0.3:
            yield self.after(self.dice.randint(3, 40))
            if not self.over and self.loan().state == "OVERDUE":
                self.act("demand_back", reason="not delivered")
        self.payer = self.core
        yield from self.repay_all()

    def finish(self) -> Waits:
        """What is left of the first margin goes back to the dealer."""
        yield self.after(1)
        held = self.facility().margin_minor + self.stands().first_margin_minor
        if self.loan().state == "SETTLED":
            self.give_back("return_margin", held)
        yield from super().finish()

    def tell(self, what: Any, no: str, minor: int = 0) -> None:
        said = DeliveryTold(
            contract_no=self.contract, what=what, number=f"{no}-{self.no}", told_at=self.house.now,
            value=cny(minor) if minor else None,
        )  # fmt: skip
        self.say("collateral.delivery_told.v1", said, f"{what} {money(minor)}")


class OnReceipt(OnTrade):
    """A warehouse receipt of so many tonnes at their price; it is split now and then."""

    code, kind = "receipt_ordinary", "receipt"

    def life(self) -> Waits:
        self.papers: list[str] = []
        if not self.approve():
            return
        self.open(items=(replace(STEEL, rate_ppm=600_000),))
        self.tonnes = self.dice.randint(5, 40) * 100
        paper = self.warehouse(f"W-{self.no}", self.tonnes, "issued")
        offered = ReceiptsOffered(
            contract_no=self.contract,
            receipts=(OfferedReceipt(issuer=PartyRef(**self.issuer), receipt_no=paper),),
        )
        self.say("collateral.receipts_offered.v1", offered, paper)
        yield self.after(1)
        self.warehouse(paper, self.tonnes, "verified", pledged_to=HOUSE)
        self.file("init")
        self.papers = [paper]
        self.sign()
        minor = self.tonnes * self.house.price * 100 // 100 * 6 // 10 * self.dice.randint(60, 95)
        if not self.draw(minor, **self.until()):
            return
        yield from self.pay_out()
        if self.loan().state != "ACTIVE":
            return
        if self.dice.random() < 0.4:
            yield self.after(2)
            self.split(paper)
        yield from self.run()
        self.let_go()

    def file(self, op: str) -> None:
        said = {"kind": "receipt", "op": op, "subject_no": self.contract, "filing_no": f"ZD-{self.no}"}
        text = {"property_text": "as listed", "status": "accepted", "told_at": self.now}
        body = said | text | {"pledgor": party(self.borrower)}
        self.post.send(self.letter("bank", "registry.filing.v1", body, op))

    @property
    def issuer(self) -> dict[str, str]:
        return {"name": f"Port Warehouse {int(self.no) % 3}"}

    def warehouse(self, no: str, tonnes: int, op: str, **rest: Any) -> str:
        body: dict[str, Any] = {
            "receipt_no": no,
            "kind": "ordinary",
            "op": op,
            "issuer": self.issuer,
            "holder": party(self.borrower),
            "warehouse": "WH1",
            "sku": "HRC",
            "quantity": {"value": str(tonnes), "unit": "TNE"},
            "issued_at": self.now,
            "event_time": self.now,
        }
        self.post.send(self.letter("port", "wms.warehouse_receipt.v1", body | rest, f"{no} {op} {tonnes} t"))
        return no

    def split(self, paper: str) -> None:
        part = self.tonnes // 4
        self.papers = [f"{paper}A", f"{paper}B"]
        for no, tonnes in zip(self.papers, (part, self.tonnes - part), strict=True):
            self.warehouse(no, tonnes, "split", parents=[paper])

    def let_go(self) -> None:
        if self.stands().outstanding_minor:
            return
        for paper in self.papers:
            thing = f"{''.join(self.issuer['name'].upper().split())}|{paper.replace('-', '')}"
            said = ReceiptReleased(contract_no=self.contract, thing=thing, approver="li")
            self.say("collateral.receipt_released.v1", said, paper)
        self.file("cancel")
        self.close_security()
