"""A release order reserves, changes, ends; one that comes late explains what had already left on it."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest

from core.custody.breach import Breach
from core.custody.lot import Lot
from core.custody.release import ReleaseLine, ReleaseOrder
from core.custody.site import Site
from core.kernel.errors import Refused
from tests.core.custody.documents import inbound, outbound, pledge_confirm, release_order, void
from tests.core.rooms import Rooms, at

MICRO = 1_000_000


@pytest.fixture
def rooms() -> Rooms:
    """100 t of lot L1 at WH1, all of it pledged under PC-1."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))
    rooms.produced.clear()
    return rooms


def lot(rooms: Rooms, lot_no: str = "L1") -> Lot:
    return rooms.row(Lot, "WH1", lot_no)


def test_the_inbound_of_an_unknown_lot_that_comes_late_explains_its_departure() -> None:
    rooms = Rooms("custody")
    rooms.receive(outbound("OUT-1", {"L9": "5 TNE"}, at(2)))

    rooms.receive(inbound("IN-9", {"L9": "8 TNE"}, at(1), received=at(3)))

    assert rooms.alerts() == {}
    assert lot(rooms, "L9").on_hand_micro == 3 * MICRO
    assert lot(rooms, "L9").known
    assert rooms.row(Site, "WH1").stopped_since is None


def test_an_order_that_came_late_explains_what_left_on_it_and_opens_the_site_again(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1"))
    assert "there is no release order RO-1" in rooms.alerts()["C01:WH1/OUT-1/L1"]

    answers = rooms.receive(release_order("RO-1", {"L1": "40 TNE"}, at(2), received=at(4)))

    assert rooms.alerts() == {}
    [cleared] = [each for each in answers if each.type == "alert.cleared.v1"]
    assert "release order RO-1, issued before OUT-1 left, came late and covers it" in cleared.body.text
    assert rooms.row(Site, "WH1").stopped_since is None
    assert rooms.row(ReleaseLine, "WH1", "RO-1", "L1").taken_micro == 30 * MICRO
    assert lot(rooms).reserved_micro == 10 * MICRO
    assert "came late" in rooms.row(Breach, "WH1", "OUT-1", "L1").closed


def test_an_order_written_after_the_goods_had_left_explains_nothing(rooms: Rooms) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1"))

    with pytest.raises(Refused, match="WH1 is stopped"):
        rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(3.5), received=at(4)))

    assert list(rooms.alerts()) == ["C01:WH1/OUT-1/L1"]


def test_an_order_between_two_departures_is_judged_by_the_one_that_is_not_explained(rooms: Rooms) -> None:
    """As when a hub was restored: what left is there first, and the orders come one after another."""
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1"))
    rooms.receive(outbound("OUT-2", {"L1": "20 TNE"}, at(5), order="RO-2"))
    with pytest.raises(Refused, match="WH1 is stopped"):
        rooms.receive(release_order("RO-3", {"L1": "10 TNE"}, at(4), received=at(6)))

    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), received=at(6)))
    assert rooms.row(Site, "WH1").stopped_since == at(5)
    rooms.receive(release_order("RO-3", {"L1": "10 TNE"}, at(4), received=at(7)))

    with pytest.raises(Refused, match="WH1 is stopped"):
        rooms.receive(release_order("RO-4", {"L1": "10 TNE"}, at(5.5), received=at(8)))


def test_late_or_in_time_the_order_leads_to_the_same_lot() -> None:
    def story(*, late: bool) -> Lot:
        rooms = Rooms("custody")
        rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
        rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))
        steps = [
            release_order("RO-1", {"L1": "50 TNE"}, at(2), received=at(5)),
            outbound("OUT-1", {"L1": "50 TNE"}, at(3), order="RO-1", received=at(4)),
        ]
        for message in reversed(steps) if late else steps:
            rooms.receive(message)
        return lot(rooms)

    assert story(late=True) == story(late=False)


def test_an_order_in_local_time_holds_at_the_same_moments(rooms: Rooms) -> None:
    shanghai = timezone(timedelta(hours=8))
    issued = at(2).astimezone(shanghai)

    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, issued, valid_from=issued))

    order = rooms.row(ReleaseOrder, "WH1", "RO-1")
    assert (order.issued_at.tzinfo, order.issued_at) == (UTC, at(2))
    rooms.receive(outbound("OUT-1", {"L1": "1 TNE"}, at(1.9), order="RO-1"))
    assert "only issued at 2025-06-02 10:00:00Z" in rooms.alerts()["C01:WH1/OUT-1/L1"]


def test_an_order_reserves_no_more_than_there_is(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "70 TNE"}, at(2)))

    with pytest.raises(Refused, match="lot L1 has 30 TNE that is not reserved, order RO-2 asks for 31 TNE"):
        rooms.receive(release_order("RO-2", {"L1": "31 TNE"}, at(2)))

    rooms.receive(release_order("RO-3", {"L1": "30 TNE"}, at(2)))
    assert lot(rooms).reserved_micro == 100 * MICRO


def test_an_order_of_another_contract_cannot_release_the_lot(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="pledged under PC-1"):
        rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(2), contract_no="PC-2"))


def test_a_cancelled_order_gives_its_reserve_back_and_allows_nothing_more(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2)))

    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(3), status="cancelled", version=1))
    assert lot(rooms).reserved_micro == 0

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(4), order="RO-1"))
    assert "was cancelled at 2025-06-02 11:00:00Z" in rooms.alerts()["C01:WH1/OUT-1/L1"]


def test_a_new_version_of_an_order_keeps_count_of_what_was_taken(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2)))
    rooms.receive(outbound("OUT-1", {"L1": "20 TNE"}, at(3), order="RO-1"))

    rooms.receive(release_order("RO-1", {"L1": "50 TNE"}, at(4), version=1))

    assert lot(rooms).reserved_micro == 30 * MICRO
    assert rooms.row(ReleaseLine, "WH1", "RO-1", "L1").taken_micro == 20 * MICRO


def test_an_old_version_of_an_order_is_refused(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), version=2))

    with pytest.raises(Refused, match="known at version 2"):
        rooms.receive(release_order("RO-1", {"L1": "90 TNE"}, at(3), version=1))


def test_a_line_taken_twice_over_does_not_end_an_order_whose_other_lot_is_still_there(rooms: Rooms) -> None:
    rooms.receive(inbound("IN-2", {"L2": "10 TNE"}, at(1)))
    rooms.receive(release_order("RO-1", {"L1": "30 TNE", "L2": "10 TNE"}, at(2)))

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1"))
    rooms.receive(outbound("OUT-2", {"L1": "1 TNE"}, at(4), order="RO-1"))
    assert rooms.row(ReleaseOrder, "WH1", "RO-1").state == "open"

    rooms.receive(outbound("OUT-3", {"L2": "10 TNE"}, at(5), order="RO-1"))
    assert rooms.row(ReleaseOrder, "WH1", "RO-1").state == "done"


def test_one_pick_up_of_two_voided_is_reserved_again(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2)))
    rooms.receive(outbound("OUT-1", {"L1": "20 TNE"}, at(3), order="RO-1"))
    rooms.receive(outbound("OUT-2", {"L1": "5 TNE"}, at(4), order="RO-1"))

    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(3), received=at(5)))

    line = rooms.row(ReleaseLine, "WH1", "RO-1", "L1")
    assert (line.taken_micro, line.reserved_micro) == (5 * MICRO, 25 * MICRO)
    assert lot(rooms).reserved_micro == 25 * MICRO
    rooms.receive(outbound("OUT-3", {"L1": "25 TNE"}, at(6), order="RO-1"))
    assert rooms.row(ReleaseOrder, "WH1", "RO-1").state == "done"
