"""Pledged goods go to another supervisor's site: traced on the road, confirmed where they arrive (T17)."""

from __future__ import annotations

from typing import Any

import pytest

from core.custody.asked import TransferCheckDue
from core.custody.due import transfers_to_ask
from core.custody.lot import Lot
from core.custody.messages import LotAssessed, SiteApproved, SiteRuled
from core.custody.site_watch import SiteWatch
from core.custody.transit import Transit
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.custody.documents import (
    inbound,
    outbound,
    pledge_confirm,
    pledge_notice,
    release_order,
    transfer,
    void,
)
from tests.core.rooms import Rooms, at, ordered

MICRO = 1_000_000
HOUR = 3_600


def ruled(site: str, supervisor: str, **rules: Any) -> Message:
    body = SiteRuled(site=site, approver="Wang", supervisor=supervisor, **rules)
    return ordered("custody.site_ruled.v1", body, at())


def approved(site: str) -> Message:
    return ordered("custody.site_approved.v1", SiteApproved(contract_no="PC-1", site=site), at())


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 pledged at WH1, watched by Sinotrans; PC-1 allows WH2 (CMST), WH4 (Sinotrans), not WH3."""
    rooms = Rooms("custody")
    for site in ("WH2", "WH4"):
        rooms.receive(approved(site))
    rooms.receive(ruled("WH1", "Sinotrans"))
    rooms.receive(ruled("WH2", "CMST", transit_due_s=24 * HOUR, confirm_due_s=2 * HOUR))
    rooms.receive(ruled("WH4", "Sinotrans"))
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.produced.clear()
    return rooms


def arrived(rooms: Rooms, *, site: str = "WH2") -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2), to_warehouse=site))
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5), to_warehouse=site))


def confirmed(lots: dict[str, str], hours: float, **rest: Any) -> Message:
    notice = rest.pop("notice", "T-1")
    return pledge_confirm("PCF-2", notice, lots, at(hours), **({"warehouse": "WH2"} | rest))


def asked(hours: float) -> Message:
    body = TransferCheckDue(transfer_no="T-1", from_site="WH1", lot_no="L1", at=at(hours))
    return ordered("custody.transfer_check_due.v1", body, at(hours))


def transit(rooms: Rooms) -> Transit:
    return rooms.row(Transit, "T-1", "WH1", "L1")


def lot(rooms: Rooms, site: str = "WH2") -> Lot:
    return rooms.row(Lot, site, "L1")


def test_the_pledge_follows_on_arrival_and_counts_and_nothing_of_it_goes_on_unconfirmed(rooms: Rooms) -> None:
    arrived(rooms)

    assert (lot(rooms).pledged_micro, lot(rooms).eligible_micro) == (40 * MICRO, 40 * MICRO)
    assert transit(rooms).confirm == "waiting"
    with pytest.raises(
        Refused, match="lot L1 is not confirmed by its supervisor since it arrived; order RO-1"
    ):
        rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(6), warehouse="WH2"))
    notice = pledge_notice("UN-1", {"L1": "1 TNE"}, at(6), action="unpledge", warehouse="WH2")
    with pytest.raises(Refused, match="not confirmed since it arrived"):
        rooms.receive(notice)


def test_what_leaves_before_it_is_confirmed_is_unauthorised(rooms: Rooms) -> None:
    arrived(rooms)

    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(6), site="WH2"))

    assert "C01:WH2/OUT-1/L1" in rooms.alerts()


def test_the_new_supervisor_confirms_by_the_transfers_number_and_the_goods_may_go(rooms: Rooms) -> None:
    arrived(rooms)

    rooms.receive(confirmed({}, 6, contract_no=""))

    assert rooms.alerts() == {}
    assert transit(rooms).confirm == "confirmed"
    assert (lot(rooms).pledged_micro, lot(rooms).unconfirmed) == (40 * MICRO, None)
    rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(7), warehouse="WH2"))


def test_or_by_a_notice_of_the_pledgee_and_may_confirm_more_that_was_free_there(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "10 TNE"}, at(1), site="WH2"))
    arrived(rooms)
    rooms.receive(pledge_notice("PN-2", {"L1": "50 TNE"}, at(5.5), warehouse="WH2"))

    rooms.receive(confirmed({}, 6, notice="PN-2"))

    assert rooms.alerts() == {}
    assert (lot(rooms).pledged_micro, lot(rooms).unconfirmed) == (50 * MICRO, None)


def test_a_confirmation_of_less_than_arrived_confirms_nothing_and_is_alarmed(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L1": "50 TNE"}, at(1), site="WH2"))
    arrived(rooms)

    rooms.receive(confirmed({"L1": "39 TNE"}, 6))

    assert "confirms to pledge 39 TNE of lot L1" in rooms.alerts()["C07:WH2/L1/pledge"]
    assert (lot(rooms).unconfirmed, lot(rooms).pledged_micro) == (True, 40 * MICRO)
    rooms.receive(confirmed({"L1": "40 TNE"}, 7))
    assert lot(rooms).unconfirmed is None


def test_goods_that_the_new_supervisor_rejects_secure_nothing_until_they_are_judged(rooms: Rooms) -> None:
    arrived(rooms)

    rooms.receive(confirmed({}, 6, result="reject", reason="rusty"))

    alert = rooms.alerts()["C11:WH1/T-1/L1"]
    assert "the supervisor of WH2 does not stand in for lot L1" in alert
    assert alert.endswith(": rusty")
    assert (lot(rooms).eligible_micro, lot(rooms).pledged_micro) == (0, 40 * MICRO)

    body = LotAssessed(site="WH2", lot_no="L1", approver="Li", approved="30")
    rooms.receive(ordered("custody.lot_assessed.v1", body, at(8)))
    assert "C11:WH1/T-1/L1" not in rooms.alerts()
    assert (lot(rooms).eligible_micro, lot(rooms).unconfirmed) == (30 * MICRO, None)


def test_between_sites_of_one_supervisor_nobody_is_asked(rooms: Rooms) -> None:
    arrived(rooms, site="WH4")

    assert transit(rooms).confirm is None
    rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(6), warehouse="WH4"))


def test_goods_that_are_too_long_on_the_road_are_traced_until_they_arrive(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2)))
    rooms.receive(asked(26))
    assert rooms.alerts() == {}

    rooms.receive(asked(26.1))
    text = rooms.alerts()["C11:WH1/T-1/L1"]
    assert "from WH1 to WH2: 40 TNE departed at 2025-06-02 10:00:00Z, not arrived" in text
    assert rooms.receive(asked(27)) == []

    rooms.receive(transfer("T-1", {"L1": "15 TNE"}, "arrive", at(28)))
    assert "C11:WH1/T-1/L1" in rooms.alerts()
    rooms.receive(transfer("T-1", {"L1": "25 TNE"}, "arrive", at(29)))
    rooms.receive(confirmed({"L1": "40 TNE"}, 30))
    assert rooms.alerts() == {}


def test_an_arrival_whose_departure_is_never_told_is_stuck_too(rooms: Rooms) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(2)))

    rooms.receive(asked(27))

    assert "40 TNE arrived, WH1 never told that they left" in rooms.alerts()["C11:WH1/T-1/L1"]


def test_what_nobody_confirms_in_time_is_alarmed(rooms: Rooms) -> None:
    arrived(rooms)
    rooms.receive(asked(7))
    assert rooms.alerts() == {}

    rooms.receive(asked(7.1))

    assert "its supervisor has not confirmed it; 7200 s are allowed" in rooms.alerts()["C11:WH1/T-1/L1"]
    rooms.receive(confirmed({}, 8))
    assert rooms.alerts() == {}


def test_goods_that_turn_up_at_a_site_nobody_approved_are_unauthorised_and_lose_the_pledge(
    rooms: Rooms,
) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2)))

    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5), to_warehouse="WH3"))

    assert "WH3 is no approved site of contract PC-1" in rooms.alerts()["C01:WH1/T-1/L1"]
    assert (lot(rooms, "WH3").on_hand_micro, lot(rooms, "WH3").pledged_micro) == (40 * MICRO, 0)
    assert lot(rooms, "WH1").under_way_micro == 0


def test_goods_that_turn_up_at_another_approved_site_keep_the_pledge_and_are_asked_about(
    rooms: Rooms,
) -> None:
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(2)))

    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(5), to_warehouse="WH4"))

    assert "arrived at WH4 by T-1, it was to go to WH2" in rooms.alerts()["C07:WH4/T-1/L1"]
    assert lot(rooms, "WH4").pledged_micro == 40 * MICRO


def test_an_arrival_that_is_taken_back_waits_for_nobody(rooms: Rooms) -> None:
    arrived(rooms)

    rooms.receive(void("V-1", "wms.transfer.v1", "T-1", at(6), site="WH2"))

    assert (transit(rooms).confirm, lot(rooms).unconfirmed) == (None, None)
    assert (lot(rooms, "WH1").under_way_micro, lot(rooms).pledged_micro) == (40 * MICRO, 0)


def test_the_clock_asks_of_each_stuck_transfer_once() -> None:
    def going(number: str, **rest: Any) -> Transit:
        return Transit(transfer_no=number, from_site="WH1", lot_no="L1", to_site="WH2", unit="TNE", **rest)

    transits = [
        going("stuck", departed_at=at(0)),
        going("new", departed_at=at(3)),
        going("known", departed_at=at(0), late="road"),
        going("there", departed_at=at(0), arrived_at=at(1), complete=True),
        going("waiting", departed_at=at(0), arrived_at=at(1), complete=True, confirm="waiting", late="road"),
    ]
    watch = SiteWatch(site="WH2", transit_due_s=2 * HOUR, confirm_due_s=2 * HOUR)

    asked_of = [each.transfer_no for each in transfers_to_ask(transits, [watch], at(4))]

    assert asked_of == ["stuck", "waiting"]
    assert transfers_to_ask(transits, [], at(4)) == []
