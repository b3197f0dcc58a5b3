"""The watch over goods: what must stay, cover, prices and calls; releases with codes, counts, exceptions."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core.collateral import Call, Category, Contract, PricePoint
from core.collateral.series import SourcePrice
from core.custody import Blindness, ReleaseOrder, Site, WatchPlan
from core.hub.alert_book import Alert
from core.hub.rights import Grant
from gateway.console import custody_watch
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.facility_seed import FETCHED, WAITS, WITHOUT, as_another
from tests.gateway.console.facility_seed import house as house  # noqa: PLC0414
from tests.gateway.console.goods_told import PLEDGE, STATIC, GoodsToo
from tests.gateway.console.seed import World, open_pledge

PAGE = f"/custody/contract/{PLEDGE}"


def test_what_must_stay_stands_by_value_and_quantity_beside_what_is_there(house: Operator) -> None:
    text = text_of(house.page(PAGE))

    assert "all goods by value kept 10,000,000.00 CNY are there, 9,000,000.00 CNY must stay" in text
    assert "all goods by quantity kept 10,000 t are there, 7,000 t must stay" in text
    assert "floor under moving stock" in text


def test_cover_and_price_stand_with_their_age(house: Operator) -> None:
    text = text_of(house.page(PAGE))

    assert "Value for what is owed 222.22 %" in text
    assert "Prices may fall until the call 43.75 %" in text
    assert "May leave above the floor 1,000,000.00 CNY" in text
    assert re.search(r"HRC 1,000 CNY/t Mysteel 10:3\d:\d\d \(\d+ s\) believed first", text)
    assert "It was never called." in text


def test_a_pledge_without_a_floor_says_that_goods_leave_against_money(house: Operator) -> None:
    text = text_of(house.page(f"/custody/contract/{STATIC}"))

    assert "No floor and no category is asked for: goods leave against money." in text
    assert "Value for what is owed nothing is owed" in text
    assert "fixed goods" in text


def test_a_category_a_kind_and_a_share_stand_with_how_they_are_kept(operator: Operator) -> None:
    told = GoodsToo(operator.world)
    told.pledge(PLEDGE)
    contract = operator.world.hub.store.get(Contract, PLEDGE)
    assert contract is not None
    rows = [
        Category(contract_no=PLEDGE, category="flat", minimum_micro=3_000_000_000, unit="TNE"),
        Category(contract_no=PLEDGE, category="long", minimum_minor=500_000_00, max_share_ppm=250_000),
    ]
    broken = {"floors_broken": rows[1].object, "shares_over": rows[1].object}
    with operator.world.hub.store.unit() as unit:
        for row in rows:
            unit.shelf(Category).put(row)
        held = unit.shelf(Contract).get(PLEDGE)
        assert held is not None
        unit.shelf(Contract).put(_changed(held, **broken))

    text = text_of(operator.page(PAGE))

    assert "flat by quantity kept 0 t are there, 3,000 t must stay" in text
    assert "long by value below 500,000.00 CNY must stay" in text
    assert "long by share too large a share at most 25.00 % of the value of all goods" in text


def _changed(row: Contract, **changed: str) -> Contract:
    return replace(row, **changed)


def test_a_call_stands_with_what_is_asked_and_until_when_on_the_board_too(operator: Operator) -> None:
    open_pledge(operator.world)
    now = operator.world.clock.now()
    call = Call(
        contract_no="ZY-2026-018", called_at=now, due_at=now + timedelta(days=2), currency="CNY",
        asked_cash_minor=12_345_600, asked_goods_minor=20_000_000, cash_minor=2_345_600,
        goods_minor=3_000_000, because="LTV reached the call line", changed_at=now,
    )  # fmt: skip
    with operator.world.hub.store.unit() as unit:
        unit.shelf(Call).put(call)

    page = text_of(operator.page("/custody/contract/ZY-2026-018"))
    board = text_of(operator.page("/custody"))

    assert "Open cash 123,456.00 or goods worth 200,000.00 CNY still 23,456.00" in page
    assert "LTV reached the call line" in page
    assert "call until 11-25 10:30:00" in board


def test_a_price_that_is_in_doubt_or_old_says_so(operator: Operator) -> None:
    open_pledge(operator.world)
    operator.world.quotes("q1.json", ("Q-1", "2026-11-20", "3812.00"))
    operator.world.work()
    operator.world.quotes("q2.json", ("Q-2", "2026-11-23", "5100.00"))
    operator.world.work()
    [source] = operator.world.hub.store.rows(SourcePrice, limit=9)
    assert source.held_at is not None, operator.world.hub.store.rows(PricePoint, limit=9)

    text = text_of(operator.page("/custody/contract/ZY-2026-018"))

    assert "HRC-Q235 3,812 CNY/t gangjia 11-20" in text
    assert "believed first a newer one is in doubt" in text


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("open", [(WAITS, "Code not shown yet", "0")]),
        ("done", [(FETCHED, "Code shown", "100"), (WITHOUT, "Wrong or no code shown", "100")]),
        ("cancelled", []),
    ],
)
def test_a_release_stands_with_what_was_taken_and_what_became_of_its_code(
    house: Operator, state: str, found: list[tuple[str, str, str]]
) -> None:
    page = house.page(f"/custody/releases?state={state}")
    text = text_of(page)

    assert re.findall(r'<tr id="o-WH-YS-([^"]+)"', page) == [number for number, *_ in found]
    for number, code, taken in found:
        assert re.search(rf"{number} [\w ]+ {code} WH-YS {STATIC} {taken} / 100 t {STATIC}-1", text)
    assert ("No release order is in this state" in text) == (not found)
    assert "4711" not in page, "the code itself is known to nobody here"


def test_an_order_without_a_code_says_so_and_one_that_nobody_answered_is_late(operator: Operator) -> None:
    with operator.world.hub.store.unit() as unit:
        unit.shelf(ReleaseOrder).put(_order("O-1", "WH-1", operator.world, receipt_late=True))

    text = text_of(operator.page("/custody/releases"))

    assert "O-1 Open No code WH-1 anybody 11:30:00 late" in text


def _order(number: str, site: str, world: World, **changed: Any) -> ReleaseOrder:
    now = world.clock.now()
    return ReleaseOrder(
        site=site, order_no=number, contract_no="", version=1, state="open", issued_at=now, valid_from=now,
        valid_to=now + timedelta(hours=1), tolerance_ppm=0, **changed,
    )  # fmt: skip


def test_releases_go_on_on_the_next_page(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custody_watch, "ROWS", 2)
    with operator.world.hub.store.unit() as unit:
        for site, number in (("WH-1", "O-1"), ("WH-1", "O-2"), ("WH-2", "O-1"), ("WH-3", "O-0")):
            unit.shelf(ReleaseOrder).put(_order(number, site, operator.world))
    seen: list[str] = []
    path = "/custody/releases"
    while path:
        page = operator.page(path)
        seen += re.findall(r'<tr id="o-([^"]+)"', page)
        further = re.search(r'rel="next" data-older href="/console(/custody[^"]+)"', page)
        path = further[1].replace("&amp;", "&") if further else ""

    assert seen == ["WH-1-O-1", "WH-1-O-2", "WH-2-O-1", "WH-3-O-0"]


def test_counts_and_patrols_say_what_is_missed_and_what_was_found_otherwise(house: Operator) -> None:
    page = house.page("/custody/counts")
    text = text_of(page)

    assert re.findall(r'id="w-([^"]+)"', page)[:2] == ["WH-GK", "WH-YS"], "what is missed stands first"
    assert "not done patrol due 07:31" in text
    assert "港口监管" in text
    assert f"{PLEDGE}-1 PD-7 −10 t −10" in text
    assert "WH-YS Blind Releases stopped" in text


def test_a_plan_is_missed_only_behind_its_grace(operator: Operator) -> None:
    now = operator.world.clock.now()
    plans = [
        WatchPlan(site="A", kind="patrol", every_s=0, grace_s=3600, next_due=now - timedelta(hours=1)),
        WatchPlan(site="B", kind="check", every_s=0, grace_s=0, next_due=now + timedelta(hours=1)),
        WatchPlan(site="C", kind="count", every_s=0, grace_s=0, next_due=now, open=False),
    ]
    with operator.world.hub.store.unit() as unit:
        for plan in plans:
            unit.shelf(WatchPlan).put(plan)

    text = text_of(operator.page("/custody/counts"))

    assert "A last count — · last snapshot — due now patrol" in text
    assert "B last count — · last snapshot — planned check" in text
    assert "C last count — · last snapshot — Nothing is planned to be looked at here." in text


def test_exceptions_stand_by_code_with_what_to_do_first_and_sites_that_are_not_seen(house: Operator) -> None:
    text = text_of(house.page("/custody/exceptions"))

    assert "Sites that are not seen" in text
    assert "WH-YS feed slips is silent since 08:31" in text
    assert "C01 Unauthorised release 1 C02 Short stock 1 C03 Control floor broken C04" in text
    assert "a wrong one-time code was shown" in text
    assert "→ call the warehouse, the supervisor and the funder; freeze the line" in text
    assert "→ freeze the lot and count it by surprise within 24 h" in text


def test_what_the_hub_alarms_of_itself_is_no_exception_of_goods(operator: Operator) -> None:
    _alarm(operator, "H05")
    assert "No exception is open" in operator.page("/custody/exceptions")

    _alarm(operator, "C12")

    assert "C12 Insurance or registry ends 1" in text_of(operator.page("/custody/exceptions"))


def _alarm(operator: Operator, code: str, *, partner: str = "bank", site: str = "") -> None:
    now = operator.world.clock.now()
    raised = Alert(
        code=code, object=f"{site}/<i>x</i>", opened=1, state="open", severity="high", text="<b>t</b>",
        action="act", site=site, partner=partner, evidence="", count=1, first_at=now, last_at=now,
        raised_at=now, owner="", acknowledged_at=None, escalated=0, closed_at=None, close_reason="",
    )  # fmt: skip
    with operator.world.hub.store.unit() as unit:
        unit.shelf(Alert).put(raised)


def test_what_an_alarm_quotes_is_text(operator: Operator) -> None:
    _alarm(operator, "C01")
    page = operator.page("/custody/exceptions")

    assert "&lt;b&gt;t&lt;/b&gt;" in page
    assert "<b>t</b>" not in page
    assert "<i>x</i>" not in page


def test_who_sees_one_partners_goods_finds_no_other_site_named_anywhere(operator: Operator) -> None:
    with operator.world.hub.store.unit() as unit:
        for number, site in enumerate(("WH-DH-01", "WH-OTHER")):
            unit.shelf(Site).put(Site(site=site))
            unit.shelf(ReleaseOrder).put(_order(f"O-{number}", site, operator.world))
            since = operator.world.clock.now()
            unit.shelf(Blindness).put(
                Blindness(site=site, cause="feed", since=since, text=f"{site} is silent")
            )
    _alarm(operator, "C05", partner="donghai", site="WH-DH-01")
    _alarm(operator, "C05", partner="yangshan", site="WH-OTHER")

    with as_another(operator, "of-donghai", Grant("custody", ("donghai",))) as other:
        for path in ("releases", "counts", "exceptions"):
            page = other.page(f"/custody/{path}")
            assert "WH-DH-01" in page, path
            assert "WH-OTHER" not in page, path


def test_who_may_not_see_goods_sees_no_page_of_theirs(house: Operator) -> None:
    with as_another(house, "a-bookkeeper", Grant("accountant")) as other:
        for path in ("releases", "counts", "exceptions"):
            assert other.get(f"/custody/{path}").status_code == 403


def test_empty_pages_say_what_will_stand_there(operator: Operator) -> None:
    assert "No release order is in this state" in operator.page("/custody/releases")
    assert "No site is watched" in operator.page("/custody/counts")
    assert "No exception is open" in operator.page("/custody/exceptions")
    assert operator.get("/custody/releases?state=nonsense").status_code == 422
