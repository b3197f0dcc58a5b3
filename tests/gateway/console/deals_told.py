"""Deals told to the console's hub, message by message: what a house that finances says and is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.product_data import SHIPPED as PRODUCTS
from adapters.wiring.product_data import read_product
from adapters.wiring.workflow_data import SHIPPED as CHAINS
from adapters.wiring.workflow_data import read_chain
from core import catalogue
from core.hub.failures import Failure
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.clock import FixedClock
from core.ledger import LimitGranted, VoucherLine
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
from core.workflow import ChainPublished, RoleHeld
from tests.core.hub.from_inside import documents_from_inside
from tests.core.loan.deal_papers import BORROWER, CORE, MILLION, STRANGER, SUPERVISOR, paper, rules_that_ask
from tests.gateway.console.money_seed import ROLES, books
from tests.gateway.console.seed import World

TODAY = 2026_11_23
CHANNEL, BANK = "qudao", "zijin"
NAMES = ((BORROWER, "闽江钢材"), (CORE, "核心钢厂"), (SUPERVISOR, "港口监管"), (STRANGER, "<b>海西</b>贸易"))


class Deals:
    """Tells one hub what a house that finances is told; a second apart, each handled at once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.count = 0
        self.goods = replace(read_product(PRODUCTS / "goods_dynamic.yaml"), bank=BANK, application_chain="")
        self.factoring = replace(read_product(PRODUCTS / "factoring_recourse.yaml"), bank=BANK)

    @property
    def store(self) -> Any:
        return self.world.hub.store

    def say(self, type_name: str, body: msgspec.Struct, partner: str = "hub") -> None:
        """AssertionError where it is refused: a seed that was not taken shows nothing."""
        self.count += 1
        assert isinstance(self.world.clock, FixedClock)
        self.world.clock.move(1)
        before = len(self.store.rows(Failure, limit=1_000))
        said = internal(type_name, body, partner=partner, site="", key=f"deals-{self.count}")
        with self.store.unit() as unit:
            store_arrivals(unit, self.world.hub.blobs, [said])
        self.world.work()
        failed = self.store.rows(Failure, limit=1_000)[before:]
        assert not failed, [f"{type_name}: {one.cause}: {one.text}" for one in failed]

    def fact(self, type_name: str, body: dict[str, Any], partner: str = "hub") -> None:
        with documents_from_inside():
            self.say(type_name, catalogue.read(type_name, body), partner)

    @property
    def when(self) -> str:
        return self.world.clock.now().isoformat()

    def open_house(self) -> None:
        """Books, calendar, chains and roles, rules, products, parties, and the lines the house grants."""
        books(self.world)
        years = CalendarPublished(
            calendar="china", said_day=2025_11_12, years=(2026, 2027), days=(), by="chen", approver="li"
        )
        self.say("loan.calendar_published.v1", years)
        for path in sorted(CHAINS.glob("*.yaml")):
            chain = read_chain(path, ChinaHolidays(), this_year=2026)
            self.say(
                "workflow.chain_published.v1", ChainPublished(chain=chain, publisher="li", approver="wang")
            )
        for role, people in ROLES.items():
            held = RoleHeld(role=role, people=people, proposer="li", approver="wang")
            self.say("workflow.role_held.v1", held)
        self.say("risk.rules_published.v1", rules_that_ask())
        for product in (self.goods, self.factoring):
            self.publish(product)
        for code, name in NAMES:
            known = self.world.clock.now() - timedelta(days=1)
            self.fact("party.master.v1", {"uscc": code, "name": name, "as_of": known.isoformat()})
        for line, owner, minor in (("supervisor", SUPERVISOR, 5), ("buyer", CORE, 6), ("core", CORE, 50)):
            self.grant(line, owner, minor * MILLION)

    def publish(self, product: Product) -> None:
        said = ProductPublished(product=product, version=1, from_day=2026_01_01, maker="chen", approver="li")
        self.say("loan.product_published.v1", said)

    def grant(self, line: str, owner: str, minor: int) -> None:
        pair = tuple(
            VoucherLine(account=account, side=side, currency="CNY", minor=minor, party=party)
            for account, side, party in (("granted", "debit", ""), (line, "credit", owner))
        )
        said = LimitGranted(
            book="limits", number=f"{line}/{owner}/{self.count}", business_day=TODAY, text=line,
            approver="li", lines=pair,
        )  # fmt: skip
        self.say("ledger.limit_granted.v1", said)

    # Applications.

    def apply(self, number: str, product: Product, borrower: str = BORROWER, **changed: Any) -> None:
        body: dict[str, Any] = {
            "application_no": number,
            "version": 1,
            "applied_at": self.when,
            "product": product.code,
            "borrower": {"id": borrower},
            "amount": {"amount": "8000000", "currency": "CNY"},
            "purpose": "采购热轧卷板",
            "channel": "portal",
            "status": "new",
            "core": {"id": CORE},
            "term_months": 3,
            "documents": [paper(kind) for kind in product.documents],
        }
        self.fact("finance.application.v1", body | changed, CHANNEL)

    def act(self, number: str, act: str, *, by: str = "wang", **more: Any) -> None:
        row = self.store.get(Application, number)
        assert row is not None
        said = ApplicationActed(
            application_no=number, version=row.version, act=act, by=by, business_day=TODAY, **more
        )
        self.say("loan.application_acted.v1", said)

    def through(self, number: str, *, until: str = "review") -> None:
        """Accepted, investigated, rated and put to review, as far as is said."""
        for act in ("accept", "investigate", "rate", "review"):
            self.act(number, act, second="zhao", reason="实地看过")
            if act == until:
                return

    # Facilities and draws.

    def sign(self, application: str, facility: str, product: Product, **changed: Any) -> None:
        said: dict[str, Any] = {
            "application_no": application,
            "facility_no": facility,
            "contract_no": "ZY-26-7",
            "amount_minor": 8 * MILLION,
            "rate": str(product.rate.usual),
            "advance_ppm": int(product.advance.usual * 1_000_000),
            "from_day": TODAY,
            "until_day": 2027_11_23,
            "business_day": TODAY,
            "signers": ("house", BORROWER, SUPERVISOR),
            "by": "wang",
            "account": f"6222-{facility}",
            "account_controlled": True,
            "core": CORE,
            "supervisor": SUPERVISOR,
        }
        self.say("loan.contract_signed.v1", ContractSigned(**(said | changed)))

    def act_on_facility(self, number: str, act: str, **more: Any) -> None:
        row = self.store.get(Facility, number)
        assert row is not None
        said = FacilityActed(
            facility_no=number, version=row.version, act=act, by="wang", business_day=TODAY, **more
        )
        self.say("loan.facility_acted.v1", said)

    def draw(self, number: str, yuan: str, facility: str = "SX-26-011") -> None:
        body = {
            "draw_no": number,
            "requested_at": self.when,
            "facility_no": facility,
            "amount": {"amount": yuan, "currency": "CNY"},
            "payee": {"id": BORROWER},
            "pay_to": {"number": "6222-77"},
            "term_months": 3,
        }
        self.fact("finance.drawdown.v1", body, CHANNEL)

    def pay_out(self, number: str) -> None:
        for act, by in (("approve", "wang"), ("route", "wang"), ("disburse", "zhao")):
            loan = self.store.get(Loan, number)
            said = DrawActed(loan_no=number, version=loan.version, act=act, by=by, business_day=TODAY)
            self.say("loan.draw_acted.v1", said)
        minor = self.store.get(Loan, number).cash_minor
        body = {
            "draw_no": number,
            "status": "paid",
            "told_at": self.when,
            "paid_amount": {"amount": f"{minor // 100}.{minor % 100:02}", "currency": "CNY"},
            "value_date": "2026-11-23",
            "bank_ref": f"REF-{number}",
        }
        self.fact("funder.disbursement_result.v1", body, BANK)
