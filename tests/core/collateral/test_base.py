"""What a pledge lends, and what keeps money from it: the floor, not the stock, and every gate by its name."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.collateral import Base, CollateralWork, base_of
from core.custody import FeedCheckDue, SiteRuled
from core.kernel.errors import Refused
from tests.core.collateral.pledges import (
    contract_opened,
    exposure,
    golden,
    item,
    money,
    pledge,
    quote,
)
from tests.core.collateral.test_floor import confirm, notice
from tests.core.custody.documents import inbound, outbound, pledge_confirm
from tests.core.rooms import Rooms, RoomUnit, at, ordered

GOODS = ("pledged", "priced", "feed", "frozen")


def base(rooms: Rooms, when: datetime, contract_no: str = "PC-1") -> Base:
    return base_of(CollateralWork(RoomUnit(rooms.tables)), contract_no, at=when)


def lent(rooms: Rooms, when: datetime) -> int:
    return base(rooms, when).base_minor // 100


def test_a_dynamic_pledge_lends_on_its_floor_and_never_on_the_stock_above_it() -> None:
    """G6, T1: 10,600,000 are there, the floor of 10,000,000 lends 7,000,000, of which 6,500,000 are owed."""
    rooms = golden()

    assert base(rooms, at(5)).value_minor // 100 == 10_600_000
    assert lent(rooms, at(5)) == 7_000_000
    assert lent(rooms, at(5)) - 6_500_000 == 500_000


def test_goods_below_the_floor_lend_only_what_they_are_worth() -> None:
    """G6: 16 % lower they are worth 8,904,000, and 267,200 are missing at 70 %."""
    rooms = golden()

    rooms.receive(quote("920", at(5)))
    rooms.receive(quote("840", at(5.5)))

    assert lent(rooms, at(6)) == 6_232_800
    assert 6_500_000 - lent(rooms, at(6)) == 267_200


def test_a_static_pledge_lends_on_every_item_at_its_own_rate() -> None:
    rooms = golden(mode="static", floor_value=None, items=(item(rate_ppm=650_000),))

    assert lent(rooms, at(5)) == 6_890_000
    assert base(rooms, at(5)).kind == "goods_static"


def test_a_higher_floor_lends_nothing_more_before_the_supervisor_has_confirmed_it() -> None:
    rooms = golden(gates=("floor",))

    rooms.receive(notice("F-1", "10500000", at(5)))
    assert lent(rooms, at(6)) == 7_000_000
    assert base(rooms, at(6)).closed == ("floor: floor notice F-1 is not confirmed",)

    rooms.receive(confirm("F-1", at(7)))
    assert lent(rooms, at(8)) == 7_350_000
    assert base(rooms, at(8)).closed == ()


def test_a_lower_floor_lends_less_from_its_notice_on() -> None:
    rooms = golden()

    rooms.receive(notice("F-1", "9500000", at(5)))

    assert lent(rooms, at(6)) == 6_650_000


def test_which_gates_a_contract_needs_is_its_own_data() -> None:
    assert [each.partition(":")[0] for each in base(golden(), at(5)).closed] == ["insured"]
    assert base(golden(gates=GOODS), at(5)).closed == ()
    with pytest.raises(Refused, match="blessed: no gate of this name; there are "):
        golden(gates=("pledged", "blessed"))


def test_before_the_supervisor_confirms_nothing_is_pledged_registered_or_lent() -> None:
    rooms = Rooms()
    rooms.receive(contract_opened(gates=("pledged", "registered")))
    rooms.receive(inbound("IN-1", {"L1": "10600 TNE"}, at(1)))
    rooms.receive(quote("1000", at(2)))

    assert base(rooms, at(3)).closed == (
        "pledged: no goods are pledged under it by a supervisor",
        "registered: no number of the registry is known for PC-1",
    )
    assert lent(rooms, at(3)) == 0

    pledge(rooms, {"L1": "10600 TNE"}, at(3))
    assert base(rooms, at(4)).closed == ()


def test_a_price_older_than_a_trading_day_closes_the_gate_though_it_still_values() -> None:
    """The quote of Monday 10:00 opens Tuesday; on Wednesday it is two trading days old."""
    rooms = golden(gates=("priced",))

    assert base(rooms, at(days=1)).closed == ()
    [shut] = base(rooms, at(days=2)).closed
    assert shut == "priced: HRC was last quoted 2025-06-02 10:00Z, over 1 trading days before"
    assert base(golden(gates=("priced",), price_days=2), at(days=2)).closed == ()


def test_goods_that_were_never_quoted_open_no_gate() -> None:
    rooms = Rooms()
    rooms.receive(contract_opened(gates=("priced",)))
    rooms.receive(inbound("IN-1", {"L1": "10600 TNE"}, at(1)))
    pledge(rooms, {"L1": "10600 TNE"}, at(3))

    [shut] = base(rooms, at(4)).closed
    assert "HRC: no price: nothing was quoted" in shut


def test_a_blind_site_closes_the_gate_of_every_contract_whose_goods_lie_there() -> None:
    rooms = golden(gates=GOODS)
    ruled = SiteRuled(site="WH1", approver="Li", snapshot_due_s=3600)
    rooms.receive(ordered("custody.site_ruled.v1", ruled, at(5)))
    rooms.receive(ordered("custody.feed_check_due.v1", FeedCheckDue(site="WH1", at=at(8)), at(8)))

    [shut] = base(rooms, at(9)).closed
    assert shut.startswith("feed: WH1 is blind since 2025-06-02")


def test_a_called_or_frozen_contract_lends_nothing_new() -> None:
    called = golden(gates=("frozen",))
    called.receive(exposure("9100000", at(5)))
    assert base(called, at(6)).closed == ("frozen: it is at LIQUIDATE",)

    frozen = golden(gates=("frozen",))
    frozen.receive(outbound("OUT-1", {"L1": "1 TNE"}, at(5)))
    assert base(frozen, at(6)).closed == ("frozen: 1 unauthorised releases are open",)


def test_a_lot_claimed_by_a_second_contract_closes_the_gate_of_the_first() -> None:
    rooms = golden(gates=("frozen",))
    rooms.receive(contract_opened(contract_no="PC-2", floor_value=money("1")))
    rooms.receive(pledge_confirm("PCF-2", "PN-2", {"L1": "600 TNE"}, at(5), contract_no="PC-2"))

    assert base(rooms, at(6)).closed == ("frozen: lot L1 at WH1 is claimed by two contracts",)


def test_a_contract_that_is_not_open_here_lends_nothing() -> None:
    with pytest.raises(Refused, match="contract PC-9 is not open here"):
        base(golden(), at(5), "PC-9")
