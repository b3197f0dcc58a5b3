"""The list of deals: by mode, state, party and trouble, each once, page by page, and only so far at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from msgspec.structs import replace

from adapters.wiring.product_data import SHIPPED, read_product
from core.collateral import Contract
from core.kernel.canonical import canonical_bytes
from core.loan import Facility, Loan, ProductVersion
from core.parties import Party
from gateway.console import deal_list
from tests.core.loan.deal_papers import BORROWER, CORE
from tests.gateway.console.conftest import Operator, open_console, text_of
from tests.gateway.console.deal_seed import a_bare_deal
from tests.gateway.console.seed import CONTRACT, World, open_pledge


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """Eight deals: two overdue (one with two such loans), one in doubt and frozen, one called, four plain."""
    world = World(tmp_path_factory.mktemp("hub"))
    open_pledge(world)
    products(world, "goods_static", "order_confirmed")
    for number, changed in (
        ("D01", {"state": "ACTIVE"}),
        ("D02", {"state": "OVERDUE"}),
        ("D03", {"state": "CLOSED", "over": True}),
        ("D04", {"state": "UNKNOWN"}),
        ("D05", {"state": "ACTIVE"}),
        ("D06", {"state": "OVERDUE"}),
        ("D07", {"state": "ACTIVE", "product": "order_confirmed", "borrower": CORE}),
        ("D08", {"state": "ACTIVE"}),
    ):
        a_bare_deal(world, number, **changed)
    _change(world)
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        person = Operator(client=client, world=world, desk=desk, password=password)
        assert person.sign_in().status_code == 303
        yield person
    world.hub.store.engine.dispose()


def products(world: World, *codes: str) -> None:
    with world.hub.store.unit() as unit:
        for code in codes:
            body = canonical_bytes(read_product(SHIPPED / f"{code}.yaml"))
            row = ProductVersion(
                code=code, version=1, state="approved", from_day=2026_01_01, maker="chen", approver="li",
                body=body, hash="",
            )  # fmt: skip
            unit.shelf(ProductVersion).put(row)


def _change(world: World) -> None:
    """D02 has two overdue loans, D04 is frozen too, D05 is on a called pledge, D08 had a loan before."""
    store = world.hub.store
    with store.unit() as unit:
        loans, facilities = unit.shelf(Loan), unit.shelf(Facility)
        first, fourth, fifth = loans.get("L-D02"), facilities.get("F-D04"), facilities.get("F-D05")
        pledge = unit.shelf(Contract).get(CONTRACT)
        assert first is not None
        assert fourth is not None
        assert fifth is not None
        assert pledge is not None
        loans.put(replace(first, loan_no="L-D02-b"))
        loans.put(replace(first, loan_no="L-D08-a", facility_no="F-D08", state="CLOSED", over=True))
        facilities.put(replace(fourth, state="FROZEN", frozen_because="somebody said so"))
        facilities.put(replace(fifth, contract_no=CONTRACT))
        unit.shelf(Contract).put(replace(pledge, level="CALL"))


def listed(page: str) -> list[str]:
    return re.findall(r'<tr id="d-([^"]+)"', page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08"]),
        ("mode=order", ["D07"]),
        ("mode=policy", []),
        ("state=loan:ACTIVE", ["D01", "D05", "D07", "D08"]),
        ("state=loan:CLOSED", ["D03", "D08"]),
        ("state=facility:FROZEN", ["D04"]),
        ("state=application:APPROVED&mode=order", ["D07"]),
        ("state=nonsense", ["D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08"]),
        ("trouble=late", ["D02", "D06"]),
        ("trouble=doubt", ["D04"]),
        ("trouble=called", ["D05"]),
        ("trouble=papers", []),
        ("trouble=any", ["D02", "D06", "D04", "D05"]),
        ("trouble=late&mode=order", []),
        ("q=D04", ["D04"]),
        ("q=F-D04", ["D04"]),
        ("q=L-D02-b", ["D02"]),
        (f"q={CONTRACT}", ["D05"]),
        ("q=nobody", []),
    ],
)
def test_deals_are_found_by_what_they_are_and_each_once(desk: Operator, asked: str, found: list[str]) -> None:
    assert listed(desk.page(f"/deals?{asked}")) == found


def test_a_borrower_is_found_by_code_or_whole_name_with_what_else_is_asked(desk: Operator) -> None:
    with desk.world.hub.store.unit() as unit:
        unit.shelf(Party).put(a_party(CORE, "核心钢厂"))
        unit.shelf(Party).put(a_party(BORROWER, "闽江钢材"))

    assert listed(desk.page("/deals?q=核心钢厂")) == ["D07"]
    assert listed(desk.page(f"/deals?q={CORE.lower()}")) == ["D07"]
    assert listed(desk.page("/deals?q=闽江钢材&trouble=late")) == ["D02", "D06"]
    assert listed(desk.page("/deals?q=核心钢厂&trouble=late")) == []


def a_party(code: str, name: str) -> Party:
    return Party(
        uscc=code, version=1, name=name, roles="buyer", status="", known_at=datetime(2026, 11, 1, tzinfo=UTC),
        body=b"{}",
    )  # fmt: skip


def test_pages_lead_through_all_of_it_and_through_nothing_twice(
    desk: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked in ("", "trouble=any", "state=loan:ACTIVE"):
        whole = listed(desk.page(f"/deals?{asked}"))
        with monkeypatch.context() as small:
            small.setattr(deal_list, "ROWS", 2)
            small.setattr(deal_list, "PAGE", 2)
            assert walked(desk, f"/deals?{asked}") == whole
        with monkeypatch.context() as tired:
            tired.setattr(deal_list, "LOOKS", 1)
            assert walked(desk, f"/deals?{asked}") == whole


def walked(desk: Operator, path: str | None) -> list[str]:
    """What is listed from this page to the last one."""
    seen: list[str] = []
    pages = 0
    while path is not None:
        page = desk.page(path)
        seen += listed(page)
        older = re.search(r'rel="next" data-older href="/console([^"]+)"', page)
        path = older[1].replace("&amp;", "&") if older else None
        pages += 1
        assert pages < 30
    return seen


def test_no_more_is_looked_at_than_may_be_and_the_page_says_so(
    desk: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deal_list, "LOOKS", 3)

    page = desk.page("/deals?mode=order")

    assert listed(page) == []
    assert "Nothing so far; only a part was looked through." in text_of(page)
    assert "Look further" in page


@pytest.mark.parametrize("after", ["9|D01", "x", "0|", "-1|a", "|"])
def test_a_place_that_no_page_said_begins_anew(desk: Operator, after: str) -> None:
    assert listed(desk.page(f"/deals?after={after}"))[0] == "D01"


def test_an_empty_list_says_what_will_stand_there(operator: Operator) -> None:
    assert "No deal was begun" in operator.page("/deals")
    assert "No deal fits" in operator.page("/deals?trouble=late")


def test_the_search_leads_to_a_deal_and_to_a_loan(desk: Operator) -> None:
    hits = desk.page("/messages?q=L-D02")
    assert 'href="/console/deals/loan/L-D02"' in hits
    assert 'href="/console/deals/deal/D02"' in desk.page("/messages?q=D02")
    assert 'href="/console/deals/deal/D02"' in desk.page("/messages?q=F-D02")
