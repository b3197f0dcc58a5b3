"""Deals in the console's hub: told message by message as in the journeys, over the hub that pages show."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import msgspec

from adapters.wiring.folders import read_folder
from core.hub.deliveries import Delivery, Kept, keep_delivery
from core.hub.failures import Failure
from core.hub.publish import publish
from core.kernel.clock import FixedClock
from core.loan import Application, Facility, Loan
from tests.core.hub.from_inside import documents_from_inside
from tests.core.hub.test_loan_back import Running
from tests.core.loan.deal_papers import BORROWER, CORE
from tests.core.loan.test_factoring_draws import a_factoring
from tests.gateway.console.seed import World
from tests.hub_world import HubWorld
from tests.journeys.test_goods_modes import OnGoods


class DealWorld:
    """The console's hub as deals of the tests know theirs, `HubWorld`."""

    def __init__(self, world: World) -> None:
        self.hub = world.hub
        self.store: Any = world.hub.store
        self.blobs = world.hub.blobs
        assert isinstance(world.clock, FixedClock)
        self.clock = world.clock
        self.work = world.work
        self._folder: Path = world.hub.home / "told"

    def publish(self, slips: str, contract: str, *, partner: str) -> str:
        folder = self._folder / partner
        (folder / "in").mkdir(parents=True, exist_ok=True)
        (folder / "partner.yaml").write_text(contract)
        (folder / "in" / "slips.yaml").write_text(slips)
        read = read_folder(folder)
        # Not by way of the hub's own checks: the places that these partners send to are made nowhere here.
        with self.hub.store.unit() as unit:
            hash_, _ = publish(unit, self.hub.blobs, read.contract, read.mappings)
        self.hub.library.forget()
        return hash_

    def deliver(self, payload: bytes, key: str, **changed: Any) -> Kept:
        delivery = Delivery(
            partner="wms", door="rest", key=key, source="slips", site="W1", name=key,
            media="application/json", payload=payload,
        )  # fmt: skip
        kept = keep_delivery(self.hub.store, self.hub.blobs, msgspec.structs.replace(delivery, **changed))
        self.hub.arrived.notify()
        return kept

    def failures(self) -> list[Failure]:
        return self.hub.store.rows(Failure, limit=10_000)


def a_late_deal(world: World) -> OnGoods:
    """A-1: 6,000,000.00 on goods, in three instalments: the first is paid, the second overdue."""
    with documents_from_inside():
        deal = OnGoods(cast(HubWorld, DealWorld(world)), "goods_static")
        deal.approve(method="equal_instalment")
        deal.pledge_goods()
        deal.sign("PC-1")
        deal.refused(lambda: deal.draw("9000000", draw_no="D-0", term_months="2"))
        deal.draw("6000000", term_months="3")
        deal.pay_out()
        deal.go_on(30)
        deal.quote("1000")
        deal.pays(deal.instalment(1), "R-1")
        deal.order_release("RO-2", "4000")
        deal.goes_out("OUT-1", "4000", "RO-2")
        deal.go_on(40)
        deal.pays("100000.00", "R-2")
        deal.go_on(3)
    return deal


def a_factored_deal(world: World, *, days: int) -> Running:
    """A-1: 904,000.00 for an invoice of 1,130,000.00, its interest taken at the draw."""
    with documents_from_inside():
        deal = Running(cast(HubWorld, DealWorld(world)), a_factoring("recourse"))
        deal.assign_invoice()
        deal.apply()
        signed: dict[str, Any] = {"signers": ("house", BORROWER), "supervisor": "", "buyer": CORE}
        deal.sign("SC-1", rate="0.08", advance_ppm=800_000, **signed)
        deal.lend("904000", maturity="2027-02-21", trade_refs=[{"kind": "invoice", "number": "INV-1"}])
        deal.go_on(days)
    return deal


def more_deals(world: World, *numbers: str, **changed: Any) -> None:
    """Applications as A-1 was when it came, under these numbers: rows as the loan room keeps them."""
    store = world.hub.store
    first = store.get(Application, "A-1")
    assert first is not None
    same = {"state": "SUBMITTED", "facility_no": "", "review": "", "decision": "", "version": 1}
    with store.unit() as unit:
        for number in numbers:
            row = msgspec.structs.replace(first, application_no=number, **(same | changed))
            unit.shelf(Application).put(row)


def a_bare_deal(
    world: World, number: str, *, product: str = "goods_static", borrower: str = BORROWER, **changed: Any
) -> None:
    """An application, its facility and a draw that waits (or as said), as rows the loan room keeps."""
    deal: dict[str, Any] = {
        "version": 1,
        "product": product,
        "product_version": 1,
        "borrower": borrower,
        "currency": "CNY",
        "partner": "shop",
        "site": "",
    }
    application = Application(
        application_no=number, state="APPROVED", revision=1, core="", amount_minor=800_000_000, owner="wang",
        applied_at=world.clock.now(), body=b"{}", facility_no=f"F-{number}", **deal,
    )  # fmt: skip
    facility = Facility(
        facility_no=f"F-{number}", state="EFFECTIVE", application_no=number, core="", buyer="", supervisor="",
        funder="", contract_no="", amount_minor=800_000_000, rate="0.072", advance_ppm=650_000,
        from_day=2026_11_20, until_day=2027_11_20, account="", account_controlled=False, signers="",
        conditions="", **deal,
    )  # fmt: skip
    loan = Loan(
        loan_no=f"L-{number}", state="PRE_OCCUPIED", facility_no=f"F-{number}", contract_no="",
        principal_minor=100_000_000, rate="0.072", term_months=3, slice=1, requested_at=world.clock.now(),
        payee=borrower, pay_to="{}", maker="shop", **deal,
    )  # fmt: skip
    with world.hub.store.unit() as unit:
        unit.shelf(Application).put(application)
        unit.shelf(Facility).put(facility)
        unit.shelf(Loan).put(msgspec.structs.replace(loan, **changed))
