"""The custody board: each pledge against its floor and lines, each lot where it lies, prices with doubts."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime

import pytest

from core.collateral.contract import Contract, Terms
from core.collateral.mark import Mark
from core.collateral.series import PricePoint
from core.custody.site import Site
from gateway.console import custody
from gateway.console.charts import curve_of, prices_of
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import CONTRACT, SERIES, open_pledge, row


def watched(operator: Operator) -> None:
    open_pledge(operator.world)
    operator.world.quotes("q1.json", ("Q-1", "2026-11-20", "3812.00"))
    operator.world.work()


def test_a_pledge_stands_with_value_floor_exposure_and_ltv(operator: Operator) -> None:
    watched(operator)

    text = text_of(operator.page("/custody"))

    assert "ZY-2026-018 Normal bank / chengda" in text
    assert "2,287,200.00" in text  # 600 t at 3,812.00
    assert "2,000,000.00" in text
    assert "287,200.00" in text
    assert "1,450,000.00" in text
    assert "63.40 %" in text


def test_lots_show_what_is_on_hand_pledged_and_free(operator: Operator) -> None:
    watched(operator)
    operator.world.slips("rk-2.csv", row("入库", "RK-2", "DH-L9", "12.345678"))
    operator.world.work()

    text = text_of(operator.page("/custody"))

    assert "DH-L1 热轧卷板 Q235B 120 120 0 0 t ZY-2026-018" in text
    assert "DH-L9 热轧卷板 Q235B 12.345678 0 0 12.345678 t" in text


def test_goods_that_left_without_leave_freeze_the_pledge_and_stop_the_site(operator: Operator) -> None:
    watched(operator)
    operator.world.slips("ck-1.csv", row("出库", "CK-1", "DH-L1", "18.5"))
    operator.world.work()

    board = text_of(operator.page("/custody"))
    contract = text_of(operator.page(f"/custody/contract/{CONTRACT}"))
    site = text_of(operator.page("/custody/site/WH-DH-01"))

    assert "Frozen" in board
    assert "Releases stopped since" in board
    assert "C01 Unauthorised release" in contract
    assert "1 release not explained" in site
    assert "101.5 101.5 0 0" in site


def test_the_page_of_a_pledge_draws_its_curves_from_the_marks(operator: Operator) -> None:
    watched(operator)

    page = operator.page(f"/custody/contract/{CONTRACT}")
    found = re.search(r"data-chart=\"ltv\" data-rows='([^']+)'", page)
    assert found is not None
    rows = json.loads(html.unescape(found[1]))

    assert rows["lines"] == [75.0, 80.0, 85.0]
    assert rows["ltv"][-1] == 63.3963
    assert rows["value"][-1] == 2287200.0
    assert len(rows["t"]) == len(rows["value"]) == len(rows["floor"]) == len(rows["exposure"])


def test_doubtful_prices_are_listed_with_their_reason(operator: Operator) -> None:
    watched(operator)
    operator.world.quotes("q2.json", ("Q-2", "2026-11-21", "5100.00"), ("Q-3", "2026-11-23", "-5"))
    operator.world.work()

    text = text_of(operator.page(f"/custody/contract/{CONTRACT}"))

    assert "5,100" in text
    assert "−5 Unconfirmed" in text
    assert "nobody confirms it" in text


def test_a_long_list_of_lots_goes_on_on_the_next_page(operator: Operator) -> None:
    rows = [row("入库", f"RK-{number}", f"LOT-{number:03d}", "1") for number in range(105)]
    operator.world.slips("many.csv", *rows)
    operator.world.work()

    first = operator.page("/custody/site/WH-DH-01")
    second = operator.page("/custody/site/WH-DH-01?after=LOT-099")

    assert first.count('<tr id="l-') == 100
    assert "after=LOT-099" in first
    assert second.count('<tr id="l-') == 5


def test_the_board_shows_the_first_lots_of_a_site_and_where_all_of_them_are(operator: Operator) -> None:
    shown = custody.LOTS_ON_BOARD
    rows = [row("入库", f"RK-{number}", f"LOT-{number:03d}", "1") for number in range(shown)]
    operator.world.slips("as-many.csv", *rows)
    operator.world.work()
    assert "All lots of WH-DH-01" not in operator.page("/custody")

    operator.world.slips("one-more.csv", row("入库", "RK-99", "LOT-999", "1"))
    operator.world.work()

    board = operator.page("/custody")
    assert board.count('<tr id="l-') == shown
    assert "LOT-999" not in board
    assert "All lots of WH-DH-01" in board


def test_of_many_sites_those_in_trouble_stand_first_and_the_rest_by_name(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(custody, "SITES_SHOWN", 2)
    with operator.world.hub.store.unit() as unit:
        for name, since in (("W1", None), ("W2", None), ("W3", None), ("W4", unit.now)):
            unit.shelf(Site).put(Site(site=name, blind_since=since))

    board = text_of(operator.page("/custody"))

    assert re.search(r"W4 Blind since .* W1 Nothing lies here Other sites W2 · W3", board)


def test_an_unknown_pledge_or_site_is_not_found(operator: Operator) -> None:
    assert operator.get("/custody/contract/NONE").status_code == 404
    assert operator.get("/custody/site/NONE").status_code == 404


def test_an_empty_board_says_what_will_stand_there(operator: Operator) -> None:
    assert "No pledge is under watch" in operator.page("/custody")


AT = datetime(2026, 11, 2, 7, tzinfo=UTC)  # a Monday


def a_point(
    day: int, price: int, *, source: str = "gangjia", state: str = "valid", record: int = 0
) -> PricePoint:
    at = AT.replace(day=day)
    return PricePoint(
        series=SERIES, quote_time=at, source=source, record_time=at.replace(minute=record), quote_day=day,
        commodity="HRC", price_micro=price * 1_000_000, unit="TNE", currency="CNY", tax_included=True,
        state=state,
    )  # fmt: skip


TERMS = Terms(
    contract_no="Z", sku="HRC", series=SERIES, unit="TNE", rate_ppm=700_000, approved_micro=3_900_000_000,
    tax_included=True, tax_ppm=130_000, quality_ppm=1_000_000, conditions="", basis_micro=0, missing_ppm=0,
    minimum_micro=None,
)  # fmt: skip


def test_a_missing_weekday_is_a_gap_and_a_weekend_is_none() -> None:
    friday, monday, thursday = a_point(6, 3800), a_point(9, 3810), a_point(12, 3820)

    chart = prices_of(TERMS, None, [monday, friday, thursday])

    assert chart["price"] == [3800.0, 3810.0, None, 3820.0]


def test_a_doubtful_price_is_a_point_beside_the_line() -> None:
    chart = prices_of(TERMS, None, [a_point(2, 3800), a_point(3, 5100, state="held"), a_point(4, 3810)])

    assert chart["price"] == [3800.0, None, 3810.0]
    assert chart["doubt"] == [None, 5100.0, None]
    assert [point.quote_day for point in chart["doubtful"]] == [3]


def test_of_two_quotes_for_one_moment_the_last_recorded_counts() -> None:
    chart = prices_of(TERMS, None, [a_point(2, 3800), a_point(2, 3805, record=5)])

    assert chart["price"] == [3805.0]


def test_of_two_marks_of_one_moment_the_last_recorded_counts(operator: Operator) -> None:
    watched(operator)
    store = operator.world.hub.store
    contract = store.get(Contract, CONTRACT)
    marks = store.rows(Mark, limit=100, contract_no=CONTRACT)
    assert contract is not None

    curve = curve_of(contract, marks)

    assert len(curve["t"]) == len({mark.event_time for mark in marks})
