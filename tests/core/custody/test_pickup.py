"""Who comes for the goods: the one-time code, the plates, the person, the scale, and an answer in time."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
import pytest

from core.custody.asked import ReceiptCheckDue
from core.custody.breach import Breach
from core.custody.due import receipts_to_ask
from core.custody.messages import SiteRuled
from core.custody.release import ReleaseLine, ReleaseOrder
from core.custody.site_watch import SiteWatch
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.custody.documents import inbound, outbound, pledge_confirm, release_order
from tests.core.rooms import Rooms, at, ordered, told

CODE = "7F3K-92QX"
HASH = sha256(CODE.encode()).hexdigest()


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 and 60 pieces of P1 at WH1, all pledged under PC-1."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE", "P1": "60 H87"}, at()))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE", "P1": "60 H87"}, at(1)))
    rooms.produced.clear()
    return rooms


def ruled(**rules: Any) -> Message:
    return ordered("custody.site_ruled.v1", SiteRuled(site="WH1", approver="Wang", **rules), at())


def receipt(no: str, result: str, hours: float) -> Message:
    body = {
        "receipt_no": no,
        "order_no": "RO-1",
        "result": result,
        "warehouse": "WH1",
        "event_time": at(hours),
    }
    return told("wms.release_receipt.v1", body)


def asked(hours: float) -> Message:
    body = ReceiptCheckDue(site="WH1", order_no="RO-1", at=at(hours))
    return ordered("custody.receipt_check_due.v1", body, at(hours))


def test_goods_go_with_the_code_that_only_the_picker_knows(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), code_hash=HASH))

    rooms.receive(outbound("OUT-1", {"L1": "20 TNE"}, at(3), order="RO-1", code=CODE))
    rooms.receive(outbound("OUT-2", {"L1": "10 TNE"}, at(4), order="RO-1", code=f" {CODE} "))

    assert rooms.alerts() == {}
    assert rooms.row(ReleaseOrder, "WH1", "RO-1").state == "done"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "no one-time code was shown, release order RO-1 has one"),
        ("7F3K-92QY", "a wrong one-time code was shown, release order RO-1 has one"),
        (HASH, "a wrong one-time code was shown"),
    ],
)
def test_without_the_code_it_is_no_leave_though_the_warehouse_knows_the_hash(
    rooms: Rooms, code: str, reason: str
) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), code_hash=HASH))

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1", code=code))

    assert reason in rooms.alerts()["C01:WH1/OUT-1/L1"]
    with pytest.raises(Refused, match="WH1 is stopped since"):
        rooms.receive(release_order("RO-2", {"P1": "1 H87"}, at(5)))


def test_the_books_keep_no_code_only_its_hash(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), code_hash=HASH))
    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(3), order="RO-1", code=CODE))

    assert all(CODE.encode() not in row for rows in rooms.books().values() for row in rows)
    assert CODE not in msgspec.json.encode([message.body for message in rooms.produced]).decode()
    assert rooms.row(Breach, "WH1", "OUT-1", "L1").code_hash == HASH


@pytest.mark.parametrize(("code", "open_after"), [(CODE, False), ("wrong", True)])
def test_an_order_that_comes_late_explains_only_who_had_its_code(
    rooms: Rooms, code: str, open_after: bool
) -> None:
    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1", code=code))
    assert "there is no release order RO-1" in rooms.alerts()["C01:WH1/OUT-1/L1"]

    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), code_hash=HASH, received=at(4)))

    assert rooms.row(Breach, "WH1", "OUT-1", "L1").open is open_after


@pytest.mark.parametrize("plate", ["沪A·12345", "沪a-12345", "沪A 12345", "沪Ａ１２３４５"])
def test_a_plate_is_the_same_however_it_is_written(rooms: Rooms, plate: str) -> None:
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), vehicles=["沪A12345", "苏B00001"]))

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1", vehicle=plate))

    assert rooms.alerts() == {}


@pytest.mark.parametrize(
    ("told_of", "reason"),
    [
        ({"vehicle": "沪A54321"}, "vehicle 沪A54321 is not named by release order RO-1"),
        (
            {"vehicle": "沪A12345", "picker": "Sun Wu"},
            "Sun Wu took it, release order RO-1 is for Steel",
        ),
    ],
)
def test_another_vehicle_or_another_person_has_no_leave(
    rooms: Rooms, told_of: dict[str, str], reason: str
) -> None:
    order = release_order("RO-1", {"L1": "30 TNE"}, at(2), vehicles=["沪A12345"], picker="Steel Trading")
    rooms.receive(order)

    rooms.receive(outbound("OUT-1", {"L1": "30 TNE"}, at(3), order="RO-1", **told_of))

    assert reason in rooms.alerts()["C01:WH1/OUT-1/L1"]


def test_where_the_site_must_say_who_came_saying_nothing_is_no_leave(rooms: Rooms) -> None:
    rooms.receive(ruled(identify=True))
    wanted = {"vehicles": ["沪A12345"], "picker": "Steel Trading"}
    for number in ("RO-1", "RO-2", "RO-3"):
        rooms.receive(release_order(number, {"L1": "10 TNE"}, at(2), **wanted))

    rooms.receive(outbound("OUT-1", {"L1": "10 TNE"}, at(3), order="RO-1", picker="steel trading"))
    rooms.receive(outbound("OUT-2", {"L1": "10 TNE"}, at(3), order="RO-2", vehicle="沪A12345"))
    said = {"picker": "Steel  Trading", "vehicle": "沪A12345"}
    rooms.receive(outbound("OUT-3", {"L1": "10 TNE"}, at(3), order="RO-3", **said))

    assert "no vehicle is told" in rooms.alerts()["C01:WH1/OUT-1/L1"]
    assert "nobody is told to have taken it" in rooms.alerts()["C01:WH1/OUT-2/L1"]
    assert "C01:WH1/OUT-3/L1" not in rooms.alerts()


def test_a_site_bounds_what_its_scale_may_be_off_by_unit(rooms: Rooms) -> None:
    rooms.receive(ruled(weigh_ppm={"TNE": 3_000}))
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2), tolerance="0.005"))

    rooms.receive(outbound("OUT-1", {"L1": "30.09 TNE"}, at(3), order="RO-1"))
    assert rooms.alerts() == {}
    rooms.receive(outbound("OUT-2", {"L1": "0.01 TNE"}, at(3), order="RO-1"))

    assert "allows 30 TNE and 3000 ppm more" in rooms.alerts()["C01:WH1/OUT-2/L1"]
    assert rooms.row(ReleaseLine, "WH1", "RO-1", "L1").tolerance_ppm == 3_000


def test_pieces_are_counted_so_no_scale_excuses_one_more(rooms: Rooms) -> None:
    rooms.receive(release_order("RO-1", {"P1": "30 H87"}, at(2), tolerance="0.05"))

    rooms.receive(outbound("OUT-1", {"P1": "31 H87"}, at(3), order="RO-1"))

    assert "allows 30 H87 and 0 ppm more" in rooms.alerts()["C01:WH1/OUT-1/P1"]


@pytest.mark.parametrize(
    "rules",
    [{"weigh_ppm": {"TNE": -1}}, {"night": "22-6"}, {"night": "25:00-06:00+08:00"}, {"transit_due_s": -1}],
)
def test_rules_that_say_nothing_are_refused(rooms: Rooms, rules: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="WH1: "):
        rooms.receive(ruled(**rules))


def test_rules_in_a_unit_nobody_knows_are_refused(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="'TON' is no unit this hub knows"):
        rooms.receive(ruled(weigh_ppm={"TON": 1}))


def test_an_order_that_nobody_answers_is_alarmed_once_and_its_answer_ends_that(rooms: Rooms) -> None:
    rooms.receive(ruled(receipt_due_s=7_200))
    rooms.receive(release_order("RO-1", {"L1": "30 TNE"}, at(2)))

    rooms.receive(asked(4))
    assert rooms.alerts() == {}
    rooms.receive(asked(4.1))
    assert "RO-1 of 2025-06-02 10:00:00Z is not answered by WH1" in rooms.alerts()["C07:WH1/RO-1/receipt"]
    assert rooms.receive(asked(4.2)) == []

    rooms.receive(receipt("RC-1", "accepted", 5))
    assert rooms.alerts() == {}
    assert rooms.receive(asked(6)) == []


def test_the_clock_asks_only_of_orders_that_are_open_unanswered_and_over_their_sites_time() -> None:
    def order(number: str, **rest: Any) -> ReleaseOrder:
        return ReleaseOrder(
            site=rest.pop("site", "WH1"), order_no=number, contract_no="PC-1", version=0,
            state=rest.pop("state", "open"), issued_at=rest.pop("issued", at(0)),
            valid_from=at(0), valid_to=at(9),
            tolerance_ppm=0, **rest,
        )  # fmt: skip

    orders = [
        order("late"),
        order("new", issued=at(1.5)),
        order("done", state="done"),
        order("answered", receipt="accepted"),
        order("alarmed", receipt_late=True),
        order("unwatched", site="WH2"),
    ]

    due = receipts_to_ask(orders, [SiteWatch(site="WH1", receipt_due_s=3_600), SiteWatch(site="WH2")], at(2))

    assert [each.order_no for each in due] == ["late"]
