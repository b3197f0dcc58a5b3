"""Pledged goods go against others 换货: the others first, both halves or neither, half done it is seen."""

from __future__ import annotations

from typing import Any

import pytest

from core.custody.asked import ExchangeCheckDue
from core.custody.due import exchanges_to_ask, orders_over
from core.custody.exchange import Exchange
from core.custody.lot import Lot
from core.custody.messages import LotAssessed, ReleaseOrderExpired, SiteRuled
from core.custody.release import ReleaseOrder
from core.custody.site_watch import SiteWatch
from core.hub.message import Message
from core.kernel.errors import Refused, Unreadable
from tests.core.custody.documents import exchange, inbound, outbound, pledge_confirm, release_order, snapshot
from tests.core.rooms import Rooms, at, ordered

MICRO = 1_000_000
OUT, IN = {"L1": "30 TNE"}, {"N1": "20 TNE", "N2": "12 TNE"}


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 pledged under PC-1; 20 t of N1 and 15 t of N2 lie there free."""
    rooms = Rooms("custody")
    body = SiteRuled(site="WH1", approver="Wang", exchange_due_s=4 * 3_600)
    rooms.receive(ordered("custody.site_ruled.v1", body, at()))
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.receive(inbound("IN-2", {"N1": "20 TNE", "N2": "15 TNE"}, at(1.5)))
    rooms.produced.clear()
    return rooms


def confirmed(no: str, lots: dict[str, str], hours: float, **rest: Any) -> Message:
    return pledge_confirm(no, "EX-1", lots, at(hours), **rest)


def asked(hours: float) -> Message:
    body = ExchangeCheckDue(site="WH1", order_no="EX-1", at=at(hours))
    return ordered("custody.exchange_check_due.v1", body, at(hours))


def expired(hours: float) -> Message:
    body = ReleaseOrderExpired(site="WH1", order_no="EX-1", at=at(hours))
    return ordered("custody.release_order_expired.v1", body, at(hours))


def lot(rooms: Rooms, lot_no: str = "L1") -> Lot:
    return rooms.row(Lot, "WH1", lot_no)


def state(rooms: Rooms) -> tuple[str, str]:
    return rooms.row(Exchange, "WH1", "EX-1").state, rooms.row(ReleaseOrder, "WH1", "EX-1").state


def test_the_new_goods_are_pledged_then_the_old_ones_may_go(rooms: Rooms) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))
    assert (state(rooms), lot(rooms).reserved_micro) == (("waiting", "waiting"), 30 * MICRO)

    rooms.receive(confirmed("PCF-2", {}, 3, contract_no=""))
    assert state(rooms) == ("covered", "open")
    assert (lot(rooms, "N1").pledged_micro, lot(rooms, "N2").pledged_micro) == (20 * MICRO, 12 * MICRO)

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(4), order="EX-1"))
    assert state(rooms) == ("done", "done")
    assert (lot(rooms).pledged_micro, lot(rooms).reserved_micro) == (70 * MICRO, 0)
    assert rooms.alerts() == {}


def test_goods_that_go_before_the_others_are_pledged_have_no_leave(rooms: Rooms) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))
    rooms.receive(confirmed("PCF-2", {"N1": "20 TNE"}, 3))

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3.5), order="EX-1"))

    assert "exchange EX-1 waits: the goods that come" in rooms.alerts()["C01:WH1/OUT-1/L1"]
    assert lot(rooms).on_hand_micro == 70 * MICRO


@pytest.mark.parametrize(("left", "explained"), [(3.5, True), (2.5, False)])
def test_a_confirmation_that_comes_late_explains_what_left_after_it(
    rooms: Rooms, left: float, explained: bool
) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(left), order="EX-1"))
    assert "C01:WH1/OUT-1/L1" in rooms.alerts()

    rooms.receive(confirmed("PCF-2", {}, 3, received=at(5)))

    assert ("C01:WH1/OUT-1/L1" not in rooms.alerts()) is explained


def test_a_part_of_the_new_goods_covers_nothing_and_is_alarmed_in_time(rooms: Rooms) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))
    rooms.receive(confirmed("PCF-2", {"N1": "20 TNE"}, 3))
    assert state(rooms) == ("waiting", "waiting")

    assert rooms.receive(asked(7)) == []
    rooms.receive(asked(7.1))
    text = rooms.alerts()["C11:WH1/EX-1/exchange"]
    assert "20 TNE of N1 pledged of 20 TNE, 0 TNE of N2 pledged of 12 TNE; 0 TNE of L1 gone of 30 TNE" in text
    assert rooms.receive(asked(8)) == []

    rooms.receive(confirmed("PCF-3", {"N2": "12 TNE"}, 9))
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(10), order="EX-1"))
    assert rooms.alerts() == {}


def test_an_exchange_that_nobody_began_is_not_half_done(rooms: Rooms) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))

    assert rooms.receive(asked(20)) == []
    rooms.receive(expired(26))

    assert state(rooms) == ("expired", "expired")
    assert (lot(rooms).reserved_micro, rooms.alerts()) == (0, {})


def test_one_that_is_over_half_done_keeps_both_pledged_and_is_alarmed(rooms: Rooms) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))
    rooms.receive(confirmed("PCF-2", {}, 3))

    rooms.receive(expired(26))

    assert "is half done" in rooms.alerts()["C11:WH1/EX-1/exchange"]
    assert "its time is over" in rooms.alerts()["C11:WH1/EX-1/exchange"]
    assert (lot(rooms).pledged_micro, lot(rooms, "N1").pledged_micro) == (100 * MICRO, 20 * MICRO)
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(27), order="EX-1"))
    assert "holds from" in rooms.alerts()["C01:WH1/OUT-1/L1"]


@pytest.mark.parametrize(("begun", "alarmed"), [(False, False), (True, True)])
def test_a_cancelled_exchange_lets_nothing_go_and_what_was_pledged_stays(
    rooms: Rooms, begun: bool, alarmed: bool
) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))
    if begun:
        rooms.receive(confirmed("PCF-2", {"N1": "20 TNE"}, 3))

    rooms.receive(exchange("EX-1", OUT, IN, at(4), status="cancelled", version=1))

    assert state(rooms) == ("cancelled", "cancelled")
    assert lot(rooms).reserved_micro == 0
    assert ("C11:WH1/EX-1/exchange" in rooms.alerts()) is alarmed


@pytest.mark.parametrize(("version", "said"), [(0, "known at version 0; send a higher one")])
def test_a_cancellation_needs_a_higher_version(rooms: Rooms, version: int, said: str) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))

    with pytest.raises(Refused, match=said):
        rooms.receive(exchange("EX-1", OUT, IN, at(4), status="cancelled", version=version))


def test_what_was_never_ordered_or_is_done_cannot_be_cancelled(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="exchange EX-1 at WH1 is unknown"):
        rooms.receive(exchange("EX-1", OUT, IN, at(4), status="cancelled", version=1))

    rooms.receive(exchange("EX-1", OUT, IN, at(5)))
    rooms.receive(confirmed("PCF-2", {}, 6))
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(7), order="EX-1"))
    with pytest.raises(Refused, match="exchange EX-1 at WH1 is done"):
        rooms.receive(exchange("EX-1", OUT, IN, at(8), status="cancelled", version=1))


@pytest.mark.parametrize(
    ("goods_out", "goods_in", "said"),
    [
        (OUT, {"N9": "1 TNE"}, "lot N9 at WH1 is not in the book"),
        (OUT, {"N1": "21 TNE"}, "lot N1 has 20 TNE that is free, exchange EX-1 takes in 21 TNE"),
        (OUT, {"N1": "0 TNE"}, "exchange EX-1 takes in 0 TNE"),
        ({"L1": "101 TNE"}, IN, "lot L1 has 100 TNE that is not reserved, order EX-1 asks for 101 TNE"),
        ({"L9": "1 TNE"}, IN, "lot L9 is not in the book of WH1"),
    ],
)
def test_goods_that_are_not_there_are_not_exchanged(
    rooms: Rooms, goods_out: dict[str, str], goods_in: dict[str, str], said: str
) -> None:
    before = rooms.books()

    with pytest.raises(Refused, match=said):
        rooms.receive(exchange("EX-1", goods_out, goods_in, at(2)))

    assert rooms.books() == before


def test_neither_disputed_goods_nor_those_of_another_contract_come_for_others(rooms: Rooms) -> None:
    body = LotAssessed(site="WH1", lot_no="N1", approver="Li", disputed=True)
    rooms.receive(ordered("custody.lot_assessed.v1", body, at(1.8)))
    rooms.receive(pledge_confirm("PCF-9", "PN-9", {"N2": "15 TNE"}, at(1.9), contract_no="PC-2"))

    for lots, said in (({"N1": "1 TNE"}, "disputed"), ({"N2": "1 TNE"}, "pledged under PC-2")):
        with pytest.raises(Refused, match=f"is {said}; exchange EX-1 cannot take it in"):
            rooms.receive(exchange("EX-1", OUT, lots, at(2)))


def test_goods_that_are_short_are_frozen(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "90 TNE", "N1": "20 TNE", "N2": "15 TNE"}, at(1.9)))

    with pytest.raises(Refused, match="lot L1 is short since the snapshot of 2025-06-02 09:54:00Z"):
        rooms.receive(exchange("EX-1", OUT, IN, at(2)))
    with pytest.raises(Refused, match="lot L1 is short since the snapshot"):
        rooms.receive(release_order("RO-1", OUT, at(2)))


def test_release_orders_and_exchanges_share_their_numbers(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(2)))
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))

    with pytest.raises(Refused, match="order RO-1 is known at WH1"):
        rooms.receive(exchange("RO-1", OUT, {"N1": "1 TNE"}, at(3)))
    with pytest.raises(Refused, match="EX-1 at WH1 is an exchange"):
        rooms.receive(release_order("EX-1", OUT, at(3), version=1))


def test_an_exchange_whose_time_was_over_when_it_came_is_refused(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="exchange EX-1 was over at 2025-06-03 10:00:00Z"):
        rooms.receive(exchange("EX-1", OUT, IN, at(2), received=at(26)))


def test_a_supervisor_that_rejects_it_is_heard(rooms: Rooms) -> None:
    rooms.receive(exchange("EX-1", OUT, IN, at(2)))

    rooms.receive(confirmed("PCF-2", {}, 3, result="reject", reason="rusty"))

    assert "PCF-2 rejects exchange EX-1: rusty" in rooms.alerts()["C07:WH1/EX-1"]
    assert state(rooms) == ("waiting", "waiting")


def test_a_lot_cannot_come_for_itself() -> None:
    with pytest.raises(Unreadable, match="lot L1 is to come and to go"):
        exchange("EX-1", OUT, {"L1": "1 TNE"}, at(2))


def test_the_clock_asks_of_what_is_half_done_too_long_and_ends_what_waits_too_long() -> None:
    def one(number: str, **rest: Any) -> Exchange:
        said: dict[str, Any] = {"state": "waiting", "begun_at": at(0)} | rest
        return Exchange(site="WH1", order_no=number, contract_no="PC-1", issued_at=at(0), **said)

    rows = [
        one("late"),
        one("covered", state="covered"),
        one("new", begun_at=at(1.5)),
        one("not begun", begun_at=None),
        one("done", state="done"),
        one("known", late=True),
    ]
    watch = SiteWatch(site="WH1", exchange_due_s=3_600)

    assert [each.order_no for each in exchanges_to_ask(rows, [watch], at(2))] == ["late", "covered"]
    waiting = ReleaseOrder(
        site="WH1", order_no="EX-1", contract_no="PC-1", version=0, state="waiting", issued_at=at(0),
        valid_from=at(0), valid_to=at(1), tolerance_ppm=0,
    )  # fmt: skip
    assert [each.order_no for each in orders_over([waiting], at(2))] == ["EX-1"]
