"""A house that finances, as pages show it: applications in every state, facilities, lines, pledged goods."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core import catalogue
from core.custody import FeedSilent, WatchPlanned
from core.hub.rights import Grant
from core.kernel.canonical import canonical_bytes
from core.ledger import Balance
from core.loan import Application, Facility
from gateway.console.people_acts import Administration
from tests.core.loan.deal_papers import BORROWER, CORE, MILLION, STRANGER, SUPERVISOR, paper
from tests.gateway.console.conftest import Operator, open_console
from tests.gateway.console.deals_told import CHANNEL, TODAY
from tests.gateway.console.goods_told import PLEDGE, STATIC, GoodsToo
from tests.gateway.console.seed import World

APPROVED, MISSING, REVIEWED = "SQ-26-101", "SQ-26-102", "SQ-26-103"
TURNED_DOWN, FRESH, SIGNED, UNSIGNED = "SQ-26-104", "SQ-26-105", "SQ-26-106", "SQ-26-107"
LIVE, FROZEN = "SX-26-011", "SX-26-012"
PAID, FLYING, TOO_MUCH = "TK-26-31", "TK-26-32", "TK-26-33"
WAITS, FETCHED, WITHOUT = "TH-26-1", "TH-26-2", "TH-26-3"


def applications(deals: GoodsToo) -> None:
    """One of each: decided, lacking papers that were asked for twice, in review, turned down, and new."""
    goods, factoring = deals.goods, deals.factoring
    deals.apply(APPROVED, goods)
    deals.through(APPROVED)
    few = [paper(kind) for kind in factoring.documents[:3]]
    deals.apply(MISSING, factoring, STRANGER, documents=few, purpose="<script>alert(1)</script>")
    deals.apply(REVIEWED, factoring, amount={"amount": "3500000", "currency": "CNY"})
    deals.act(REVIEWED, "accept")
    deals.act(REVIEWED, "ask", items=("tax_returns",), reason="近两年")
    papers = [paper(kind) for kind in (*factoring.documents, "tax_returns")]
    deals.apply(REVIEWED, factoring, amount={"amount": "3500000", "currency": "CNY"}, version=2,
                status="supplement", documents=papers)  # fmt: skip
    for act in ("investigate", "rate", "review"):
        deals.act(REVIEWED, act, second="zhao", reason="实地看过")
    deals.apply(TURNED_DOWN, goods, SUPERVISOR)
    deals.act(TURNED_DOWN, "accept")
    deals.act(TURNED_DOWN, "investigate")
    deals.act(TURNED_DOWN, "rate", second="zhao", reason="有执行案件", judged={"executed_cases": 2})
    deals.apply(FRESH, goods, CORE, core=None)


def facilities(deals: GoodsToo) -> None:
    """A facility with a running loan, a draw in flight and one that found no room; another one is frozen."""
    deals.pledge()
    deals.insure()
    deals.floor("DX-1")
    deals.sign(APPROVED, LIVE, deals.goods)
    deals.act_on_facility(LIVE, "effect", approver="zhao", conditions=deals.goods.conditions)
    deals.draw(PAID, "3000000")
    deals.pay_out(PAID)
    deals.draw(FLYING, "1500000")
    deals.draw(TOO_MUCH, "1000000")


def frozen(deals: GoodsToo) -> None:
    """Another facility of the same borrower, in effect and then frozen; and one application not signed."""
    deals.apply(SIGNED, deals.goods, amount={"amount": "2000000", "currency": "CNY"})
    deals.through(SIGNED)
    deals.apply(UNSIGNED, deals.goods, SUPERVISOR)
    deals.through(UNSIGNED)
    deals.sign(SIGNED, FROZEN, deals.goods, amount_minor=2 * MILLION, until_day=2026_12_10)
    deals.act_on_facility(FROZEN, "effect", approver="zhao", conditions=deals.goods.conditions)
    deals.act_on_facility(FROZEN, "freeze", reason="监管方失联")


def releases(deals: GoodsToo) -> None:
    """One whose code waits, one that was fetched with its code, one that somebody came for without it."""
    deals.pledge(STATIC, "WH-YS", mode="static")
    for order, code in ((WAITS, "4711"), (FETCHED, "0815"), (WITHOUT, "1234")):
        deals.order_release(order, code)
    deals.goes_out("CK-1", FETCHED, "0815")
    deals.goes_out("CK-2", WITHOUT, "9999")


def looks(deals: GoodsToo) -> None:
    """A count that found less, a patrol that is missed, and a site whose feed fell silent."""
    site, now = "WH-GK", deals.world.clock.now()
    line = {"lot_no": f"{PLEDGE}-1", "counted": {"value": "4990", "unit": "TNE"}}
    body = {"count_no": "PD-7", "kind": "surprise", "event_time": deals.when, "warehouse": site}
    deals.fact("wms.stock_count.v1", body | {"lines": [line]})
    planned = WatchPlanned(
        site=site,
        kind="patrol",
        every_s=86_400,
        first_due=now - timedelta(hours=3),
        approver="li",
        owner="港口监管",
    )
    deals.say("custody.watch_planned.v1", planned)
    silent = FeedSilent(
        site="WH-YS", cause="feed/yangshan", since=now - timedelta(hours=2), text="feed slips is silent"
    )
    deals.say("custody.feed_silent.v1", silent)


def a_house_that_finances(world: World) -> GoodsToo:
    """Something to see on every page of applications, limits and goods."""
    deals = GoodsToo(world)
    deals.open_house()
    applications(deals)
    facilities(deals)
    frozen(deals)
    releases(deals)
    looks(deals)
    return deals


ALIKE: dict[str, Any] = {
    "version": 1, "product": "any", "product_version": 1, "borrower": BORROWER, "core": "",
    "currency": "CNY", "amount_minor": 100, "partner": CHANNEL, "site": "",
}  # fmt: skip


def bare_deal(world: World) -> None:
    """One application, its facility and the borrower's line, as rows: enough for pages to open."""
    facility = Facility(
        facility_no=LIVE, state="SIGNED", application_no=APPROVED, buyer="", supervisor="", funder="",
        contract_no=PLEDGE, rate="0.05", advance_ppm=1, from_day=TODAY, until_day=TODAY, account="",
        account_controlled=False, signers="", conditions="", **ALIKE,
    )  # fmt: skip
    with world.hub.store.unit() as unit:
        unit.shelf(Application).put(_bare_application(world))
        unit.shelf(Facility).put(facility)
        unit.shelf(Balance).put(Balance(book="limits", account="borrower", currency="CNY", owner=BORROWER))


def _bare_application(world: World) -> Application:
    said = {
        "application_no": APPROVED, "version": 1, "applied_at": world.clock.now().isoformat(),
        "product": "any", "borrower": {"id": BORROWER}, "amount": {"amount": "1", "currency": "CNY"},
        "purpose": "any", "channel": "portal", "status": "new", "term_months": 3,
    }  # fmt: skip
    return Application(
        application_no=APPROVED, state="APPROVED", revision=1, owner="", applied_at=world.clock.now(),
        body=canonical_bytes(catalogue.read("finance.application.v1", said)), **ALIKE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """The operator of a house that finances, signed in, in English; made once, so tests only look."""
    world = World(tmp_path_factory.mktemp("hub"))
    a_house_that_finances(world)
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        made = Operator(client=client, world=world, desk=desk, password=password)
        assert made.sign_in().status_code == 303
        yield made
    world.hub.store.engine.dispose()


@contextmanager
def as_another(house: Operator, name: str, *grants: Grant) -> Iterator[Operator]:
    """Somebody else at the same console, with these roles."""
    password = Administration(house.desk.people, by="chief").add(name, grants)
    token = house.desk.people.sign_in(name, password).token
    headers = {"accept-language": "en"}
    client = TestClient(house.client.app, cookies={"lianqiao_session": token}, headers=headers)
    yield Operator(client=client, world=house.world, desk=house.desk, password=password)
