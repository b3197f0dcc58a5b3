"""What the clock and people tell a site: orders that end, snapshots overdue, rules, reopening."""

from __future__ import annotations

import pytest

from core.custody.breach import Breach
from core.custody.due import feeds_to_check, orders_over
from core.custody.lot import Lot
from core.custody.messages import FeedCheckDue, ReleaseOrderExpired, SiteReopened, SiteRuled
from core.custody.release import ReleaseOrder
from core.custody.site import Site
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.custody.documents import inbound, measure, outbound, release_order, snapshot
from tests.core.rooms import Rooms, at, ordered, told

MICRO = 1_000_000


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 at WH1."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    return rooms


def expired(hours: float) -> Message:
    body = ReleaseOrderExpired(site="WH1", order_no="RO-1", at=at(hours))
    return ordered("custody.release_order_expired.v1", body, at(hours))


def ruled(**rules: object) -> Message:
    body = SiteRuled(site="WH1", approver="Wang", **rules)  # type: ignore[arg-type]
    return ordered("custody.site_ruled.v1", body, at())


def check(hours: float) -> Message:
    return ordered("custody.feed_check_due.v1", FeedCheckDue(site="WH1", at=at(hours)), at(hours))


def test_an_order_that_is_over_gives_its_reserve_back(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(1), valid_to=at(5)))

    rooms.receive(expired(5))

    assert rooms.row(Lot, "WH1", "L1").reserved_micro == 0
    assert rooms.row(ReleaseOrder, "WH1", "RO-1").state == "expired"


def test_an_order_that_still_holds_does_not_end(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(1), valid_to=at(5)))

    with pytest.raises(Refused, match="it holds until 2025-06-02 13:00:00Z"):
        rooms.receive(expired(4.9))

    assert rooms.row(Lot, "WH1", "L1").reserved_micro == 30 * MICRO


def test_what_left_in_time_is_matched_even_if_it_is_told_after_the_order_ended(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(1), valid_to=at(5)))
    rooms.receive(expired(5))

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(4), order="RO-1", received=at(6)))

    assert rooms.alerts() == {}
    assert rooms.row(Lot, "WH1", "L1").reserved_micro == 0


def test_an_overdue_snapshot_makes_the_site_blind_and_the_next_one_ends_that(rooms: Rooms) -> None:
    rooms.receive(ruled(snapshot_due_s=86_400))
    rooms.receive(snapshot("S-1", {"L1": "100 TNE"}, at(1)))

    rooms.receive(check(25))
    assert rooms.alerts() == {}
    rooms.receive(check(25.1))
    assert "the last snapshot is of 2025-06-02 09:00:00Z" in rooms.alerts()["C05:WH1"]
    assert rooms.receive(check(25.2)) == []
    with pytest.raises(Refused, match="WH1 is blind since"):
        rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(26)))

    rooms.receive(snapshot("S-2", {"L1": "100 TNE"}, at(27)))
    assert rooms.alerts() == {}
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(28)))


def test_a_site_that_never_sent_a_snapshot_is_overdue_from_when_it_is_watched(rooms: Rooms) -> None:
    rooms.receive(ruled(snapshot_due_s=3_600))

    rooms.receive(check(1))
    assert rooms.alerts() == {}
    rooms.receive(check(1.1))

    assert list(rooms.alerts()) == ["C05:WH1"]


def test_a_site_without_a_due_time_is_never_overdue(rooms: Rooms) -> None:
    rooms.receive(ruled())

    assert rooms.receive(check(10_000)) == []


def test_where_every_outbound_needs_an_order_free_goods_need_one_too(rooms: Rooms) -> None:
    rooms.receive(ruled(order_required=True))

    rooms.receive(outbound("OUT-1", {"L1": "1 TNE"}, at(1)))

    assert list(rooms.alerts()) == ["C01:WH1/OUT-1/L1"]


def test_a_tolerance_is_the_sites_own(rooms: Rooms) -> None:
    rooms.receive(ruled(snapshot_tolerance_ppm=3_000))

    rooms.receive(snapshot("S-1", {"L1": "99.7 TNE"}, at(1)))
    assert rooms.alerts() == {}
    rooms.receive(snapshot("S-2", {"L1": "99.699999 TNE"}, at(2)))

    assert set(rooms.alerts()) == {"C07:WH1/L1", "C02:WH1/L1"}


def test_rules_without_a_name_or_out_of_bounds_are_refused(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="named approver"):
        rooms.receive(ordered("custody.site_ruled.v1", SiteRuled(site="WH1", approver=""), at()))
    with pytest.raises(Refused, match="nothing below 0"):
        rooms.receive(ruled(skew_s=-1))

    assert rooms.rows(Site) == []


def test_a_person_who_answers_for_the_breaches_reopens_the_site_and_the_alarm_stays(rooms: Rooms) -> None:
    rooms.receive(ruled(order_required=True))
    rooms.receive(outbound("OUT-1", {"L1": "1 TNE"}, at(1)))

    nameless = SiteReopened(site="WH1", approver="Wang", reason="")
    with pytest.raises(Refused, match="gives a reason"):
        rooms.receive(ordered("custody.site_reopened.v1", nameless, at(2)))
    reopening = SiteReopened(site="WH1", approver="Wang", reason="sample for the lab")
    rooms.receive(ordered("custody.site_reopened.v1", reopening, at(2)))

    assert rooms.row(Site, "WH1").stopped_since is None
    assert rooms.row(Breach, "WH1", "OUT-1", "L1").closed == "Wang answers for it: sample for the lab"
    assert list(rooms.alerts()) == ["C01:WH1/OUT-1/L1"]
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(3)))


def receipt(no: str, result: str, amount: str = "", **rest: object) -> Message:
    lots = [{"lot_no": "L1", "quantity": measure(amount)}] if amount else []
    body = {
        "receipt_no": no,
        "order_no": "RO-1",
        "result": result,
        "warehouse": "WH1",
        "event_time": at(3),
        "lots": lots,
    }
    return told("wms.release_receipt.v1", body | rest)


def test_a_receipt_is_kept_with_its_order_and_one_that_differs_from_the_outbound_is_alarmed(
    rooms: Rooms,
) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(1)))
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(2), order="RO-1"))

    rooms.receive(receipt("R-1", "accepted"))
    rooms.receive(receipt("R-2", "released", "30 TNE", outbound_no="OUT-1"))
    assert rooms.alerts() == {}
    assert rooms.row(ReleaseOrder, "WH1", "RO-1").receipt == "released"

    rooms.receive(receipt("R-3", "released", "29 TNE", outbound_no="OUT-1"))
    assert (
        "receipt R-3 says 29 TNE of lot L1, outbound OUT-1 says 30 TNE" in (rooms.alerts()["C07:WH1/RO-1/L1"])
    )


def test_a_receipt_for_an_order_nobody_gave_and_a_refusal_are_alarmed(rooms: Rooms) -> None:
    rooms.receive(receipt("R-1", "accepted"))
    assert "there is no release order RO-1" in rooms.alerts()["C07:WH1/RO-1"]

    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(1)))
    rooms.receive(receipt("R-2", "refused", reason="crane broken"))

    assert "will not serve it: crane broken" in rooms.alerts()["C07:WH1/RO-1"]


def test_a_clock_asks_only_for_what_is_due(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "10 TNE"}, at(1), valid_to=at(5)))
    rooms.receive(release_order("RO-2", {"L1": "10 TNE"}, at(1), valid_to=at(6)))
    orders = rooms.rows(ReleaseOrder)
    assert [each.order_no for each in orders_over(orders, at(5))] == ["RO-1"]
    rooms.receive(expired(5))
    assert orders_over(rooms.rows(ReleaseOrder), at(5)) == []

    assert feeds_to_check([Site(site="WH1")], at(5)) == []
    watched = Site(site="WH1", snapshot_due_s=60)
    assert feeds_to_check([watched], at(5)) == [FeedCheckDue(site="WH1", at=at(5))]
    assert feeds_to_check([watched], at(5), {"WH1"}) == []
