"""A deal in a hub: people's acts from inside, borrower and bank by the house's own JSON, the rest as told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core import catalogue
from core.catalogue.parts import PartyRef
from core.collateral import ContractOpened, ItemTerms, SecurityOpened
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.loan import (
    Application,
    ApplicationActed,
    CalendarPublished,
    ContractSigned,
    DrawActed,
    Facility,
    FacilityActed,
    Loan,
    Product,
    ProductPublished,
)
from tests.core.hub.from_inside import SELLER, policy, quote
from tests.core.loan.deal_papers import BORROWER, CORE, MILLION, SUPERVISOR, rules_that_ask
from tests.hub_world import START, HubWorld

JSON = (Path(__file__).parents[3] / "mappings/standards/lianqiao/finance.yaml").read_text()
TODAY = 2026_11_23
CONTRACT = """
partner: {name}
name: {name}
parties: [{name}]
sites: [{{id: {name}-door, zone: Asia/Shanghai}}]
feeds: [{{source: slips, rules: [{{mapping: in/slips.yaml}}]}}]
sends: [{{name: out, adapter: collect, address: "collect:", types: [{types}], repeat: never}}]
"""
BUYER = {"id": CORE, "scheme": "USCC", "name": "核心钢厂"}


class Financing:
    """Tells one hub what a deal needs, and lets it work after each."""

    def __init__(self, world: HubWorld, product: Product) -> None:
        self.world = world
        self.product = product
        self.count = 0
        for name, types in (
            ("shop", "finance.status.v1"),
            ("bank", "funder.drawdown_request.v1, loan.status_asked.v1"),
        ):
            world.publish(JSON, CONTRACT.format(name=name, types=types), partner=name)
        self._open_house()

    def say(self, type_name: str, body: msgspec.Struct) -> None:
        """From inside the house; a minute later than the one before."""
        self.count += 1
        self.world.clock.move(60)
        arriving = internal(type_name, body, partner="hub", site="", key=str(self.count))
        with self.world.store.unit() as unit:
            store_arrivals(unit, self.world.blobs, [arriving])
        self._work()

    def fact(self, type_name: str, body: dict[str, Any]) -> None:
        self.say(type_name, catalogue.read(type_name, body))

    def send(self, partner: str, type_name: str, body: dict[str, Any]) -> None:
        """A document at the partners' door, in the house's own JSON."""
        self.count += 1
        self.world.clock.move(60)
        payload = msgspec.json.encode({"type": type_name, **body})
        self.world.deliver(payload, f"{partner}-{self.count}", partner=partner, site=f"{partner}-door")
        self._work()

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def pledge_goods(self, mode: Literal["static", "dynamic"] = "static") -> None:
        """10,000 t at 1,000.00 under PC-1, registered, priced and insured."""
        item = ItemTerms(
            sku="HRC",
            commodity="HRC",
            market="SH",
            quote_type="close",
            unit="TNE",
            rate_ppm=700_000,
            approved_price=Decimal(1000),
        )
        opened = ContractOpened(
            contract_no="PC-1",
            pledgee="House",
            pledgor="闽江钢材",
            currency="CNY",
            mode=mode,
            rate_ppm=700_000,
            items=(item,),
            opened_at=self.now,
            sites=("WH1",),
            policies=("POL-1",),
        )
        self.say("collateral.contract_opened.v1", opened)
        lots = [{"lot_no": "L1", "quantity": {"value": "10000", "unit": "TNE"}}]
        when = self.now.isoformat()
        goods = [{**lots[0], "sku": "HRC"}]
        self.fact(
            "wms.inbound.v1", {"inbound_no": "IN-1", "event_time": when, "warehouse": "WH1", "lots": goods}
        )
        pledge = {"action": "pledge", "contract_no": "PC-1", "warehouse": "WH1", "lots": lots}
        notice = {"notice_no": "PN-1", "pledgee": {"name": "House"}, "issued_at": when}
        self.fact("wms.pledge_notice.v1", pledge | notice)
        confirm = {"confirm_no": "PCF-1", "notice_no": "PN-1", "result": "accept", "event_time": when}
        self.fact("wms.pledge_confirm.v1", pledge | confirm | {"registry_no": "REG-1"})
        self.fact("insurance.cover.v1", policy(when))
        self.fact("price.quote.v1", quote(when))

    def assign_invoice(self) -> None:
        """An invoice of 1,130,000.00 under SC-1: verified, filed, noticed and acknowledged."""
        opened = SecurityOpened(
            contract_no="SC-1",
            kind="receivable",
            financier=PartyRef(name="House"),
            provider=PartyRef(**SELLER),
            currency="CNY",
            rate_ppm=800_000,
            opened_at=self.now,
        )
        self.say("collateral.security_opened.v1", opened)
        amount = {"amount": "1130000", "currency": "CNY"}
        days = {"issue_date": "2026-11-20", "due_date": "2027-02-20"}
        told = {"invoice_no": "INV-1", "seller": SELLER, "buyer": BUYER, "issued_at": self.now.isoformat()}
        money = {"kind": "invoice", "currency": "CNY", "payable": "1130000"}
        self.fact("erp.invoice.v1", told | money | days)
        item = {"item_no": "INV-1", "invoice_no": "INV-1", "kind": "invoice", "buyer": BUYER, "gross": amount}
        self._letter("request", "B-1", [item | days])
        verified = {"request_no": "V-1", "invoice_no": "INV-1", "result": "match", "source": "tax office"}
        self.fact("invoice.verification.v1", verified | {"verified_at": self.now.isoformat()})
        filed = {
            "kind": "transfer",
            "op": "init",
            "subject_no": "SC-1",
            "pledgor": SELLER,
            "filing_no": "ZD-7",
        }
        text = {"property_text": "receivables", "status": "accepted", "told_at": self.now.isoformat()}
        self.fact("registry.filing.v1", filed | text)
        self._letter("notice", "N-1", [], about=["B-1"])
        self._letter("acknowledgement", "A-1", [], about=["B-1"])

    def apply(self) -> None:
        body = {
            "application_no": "A-1",
            "version": "1",
            "applied_at": self.now.isoformat(),
            "product": self.product.code,
            "borrower": {"id": BORROWER},
            "amount": {"amount": "8000000", "currency": "CNY"},
            "purpose": "steel",
            "channel": "portal",
            "status": "new",
            "core": {"id": CORE},
            "term_months": "3",
        }
        self.send("shop", "finance.application.v1", body)
        for act in ("accept", "investigate", "rate", "review"):
            row = self.world.store.get(Application, "A-1")
            assert row is not None
            said = ApplicationActed(
                application_no="A-1",
                version=row.version,
                act=act,
                by="wang",
                second="zhao",
                business_day=TODAY,
                reason="fine",
            )
            self.say("loan.application_acted.v1", said)

    def sign(self, contract_no: str, **changed: Any) -> None:
        said: dict[str, Any] = {
            "application_no": "A-1",
            "facility_no": "F-1",
            "contract_no": contract_no,
            "amount_minor": 8 * MILLION,
            "rate": "0.072",
            "advance_ppm": 650_000,
            "from_day": TODAY,
            "until_day": 2027_11_23,
            "business_day": TODAY,
            "signers": ("house", BORROWER, SUPERVISOR),
            "by": "wang",
            "account": "6222-01",
            "account_controlled": True,
            "supervisor": SUPERVISOR,
        }
        self.say("loan.contract_signed.v1", ContractSigned(**(said | changed)))
        row = self.world.store.get(Facility, "F-1")
        assert row is not None
        effect = FacilityActed(
            facility_no="F-1",
            version=row.version,
            act="effect",
            by="wang",
            approver="zhao",
            business_day=TODAY,
        )
        self.say("loan.facility_acted.v1", effect)

    def draw(self, amount: str, **changed: Any) -> None:
        body: dict[str, Any] = {
            "draw_no": "D-1",
            "requested_at": self.now.isoformat(),
            "facility_no": "F-1",
            "amount": {"amount": amount, "currency": "CNY"},
            "payee": {"id": BORROWER},
            "pay_to": {"number": "6222-77"},
        }
        self.send("shop", "finance.drawdown.v1", body | changed)

    def act_on_draw(self, act: str, by: str = "wang", **more: Any) -> None:
        loan = self.loan()
        said = DrawActed(loan_no="D-1", version=loan.version, act=act, by=by, business_day=TODAY, **more)
        self.say("loan.draw_acted.v1", said)

    def paid(self, **changed: Any) -> None:
        loan = self.loan()
        minor = loan.cash_minor
        body: dict[str, Any] = {
            "draw_no": "D-1",
            "status": "paid",
            "told_at": self.now.isoformat(),
            "paid_amount": {"amount": f"{minor // 100}.{minor % 100:02}", "currency": "CNY"},
            "value_date": "2026-11-23",
            "bank_ref": "REF-1",
        }
        self.send("bank", "funder.disbursement_result.v1", body | changed)

    def loan(self) -> Loan:
        row = self.world.store.get(Loan, "D-1")
        assert row is not None
        return row

    def _work(self) -> None:
        self.world.work()
        failed = [f"{each.cause}: {each.text}" for each in self.world.failures()]
        assert not failed, failed

    def _open_house(self) -> None:
        charts = read_charts(SHIPPED, {"": 2026_01}, publisher="chen", approver="li")
        for chart in charts:
            self.say("ledger.chart_published.v1", chart)
        rules = read_rules(SHIPPED, from_day=2026_01_01, publisher="chen", approver="li")
        self.say("ledger.rules_published.v1", rules)
        years = CalendarPublished(
            calendar="china", said_day=2025_11_12, years=(2026, 2027), days=(), by="chen", approver="li"
        )
        self.say("loan.calendar_published.v1", years)
        self.say("risk.rules_published.v1", rules_that_ask())
        published = ProductPublished(
            product=self.product, version=1, from_day=2026_01_01, maker="chen", approver="li"
        )
        self.say("loan.product_published.v1", published)
        for code, name in ((BORROWER, "闽江钢材"), (CORE, "核心钢厂"), (SUPERVISOR, "港口监管")):
            when = (START - timedelta(days=1)).isoformat()
            self.fact("party.master.v1", {"uscc": code, "name": name, "as_of": when})

    def _letter(self, step: str, no: str, items: list[dict[str, Any]], **rest: Any) -> None:
        body = {
            "step": step,
            "batch_no": no,
            "issue_date": date(2026, 11, 23).isoformat(),
            "assignor": SELLER,
            "assignee": {"name": "House"},
            "contract_no": "SC-1",
            "items": items,
        }
        self.fact("factoring.assignment.v1", body | rest)
