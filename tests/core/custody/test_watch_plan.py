"""Somebody looks at a warehouse by plan, and within a day after a shortage; who does not is missed (C09)."""

from __future__ import annotations

from typing import Any

import pytest

from core.custody.asked import WatchCheckDue
from core.custody.due import watches_to_ask
from core.custody.messages import WatchPlanned
from core.custody.plan_row import WatchPlan
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.custody.documents import count, inbound, snapshot
from tests.core.rooms import Rooms, at, ordered, told

DAY = 86_400


def planned(kind: str = "patrol", **rest: Any) -> Message:
    said = {"every_s": DAY, "grace_s": 7_200, "first_due": at(24), "approver": "Wang", "owner": "Zhao"} | rest
    return ordered("custody.watch_planned.v1", WatchPlanned(site="WH1", kind=kind, **said), at())  # type: ignore[arg-type]


def patrol(no: str, hours: float, kind: str = "patrol", **rest: Any) -> Message:
    body = {"patrol_no": no, "kind": kind, "event_time": at(hours), "warehouse": "WH1", "inspector": "Zhao"}
    return told("wms.patrol.v1", body | rest)


def asked(kind: str, hours: float) -> Message:
    body = WatchCheckDue(site="WH1", kind=kind, at=at(hours))
    return ordered("custody.watch_check_due.v1", body, at(hours))


def plan(rooms: Rooms, kind: str = "patrol") -> WatchPlan:
    return rooms.row(WatchPlan, "WH1", kind)


@pytest.fixture
def rooms() -> Rooms:
    """A patrol of WH1 every day from the next morning on, with two hours of grace."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    rooms.receive(planned())
    return rooms


def test_a_patrol_that_does_not_come_is_missed_once_after_its_grace_and_made_up_for_later(
    rooms: Rooms,
) -> None:
    assert rooms.receive(asked("patrol", 26)) == []

    rooms.receive(asked("patrol", 26.1))
    text = rooms.alerts()["C09:WH1/patrol"]
    assert (
        "patrol of WH1 was due at 2025-06-03 08:00:00Z by Zhao, 7200 s may pass; there was none yet" in text
    )
    assert rooms.receive(asked("patrol", 27)) == []

    rooms.receive(patrol("PT-1", 30))
    assert rooms.alerts() == {}
    assert (plan(rooms).next_due, plan(rooms).missed) == (at(48), False)


def test_a_patrol_in_its_turn_keeps_the_plan_and_one_before_its_turn_does_not(rooms: Rooms) -> None:
    rooms.receive(patrol("PT-1", 0))
    assert plan(rooms).next_due == at(24)

    rooms.receive(patrol("PT-2", 20))
    assert plan(rooms).next_due == at(48)
    assert rooms.receive(asked("patrol", 27)) == []


def test_one_patrol_makes_up_for_all_that_were_missed_and_an_older_one_for_none(rooms: Rooms) -> None:
    rooms.receive(asked("patrol", 100))
    rooms.receive(patrol("PT-9", 101))
    assert plan(rooms).next_due == at(120)

    rooms.receive(patrol("PT-8", 50))
    assert (plan(rooms).next_due, plan(rooms).done_at) == (at(120), at(101))


def test_only_its_own_kind_keeps_a_plan(rooms: Rooms) -> None:
    rooms.receive(planned("check"))
    rooms.receive(planned("count"))

    rooms.receive(patrol("CK-1", 20, "check"))
    rooms.receive(count("CT-1", {"L1": "100 TNE"}, at(20)))

    assert [plan(rooms, kind).next_due for kind in ("patrol", "check", "count")] == [at(24), at(48), at(48)]


def test_a_plan_can_be_ended_and_then_misses_nothing(rooms: Rooms) -> None:
    rooms.receive(planned(every_s=0))

    assert rooms.receive(asked("patrol", 100)) == []


@pytest.mark.parametrize("rest", [{"approver": " "}, {"every_s": -1}, {"grace_s": -1}])
def test_a_plan_without_a_person_or_below_zero_is_refused(rooms: Rooms, rest: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="a named approver plans it, and nothing is below 0"):
        rooms.receive(planned(**rest))


def test_after_a_shortage_a_count_by_surprise_is_due_within_a_day(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "90 TNE"}, at(2)))
    assert plan(rooms, "surprise").next_due == at(26)

    rooms.receive(count("CT-1", {"L1": "90 TNE"}, at(20)))
    rooms.receive(asked("surprise", 26.1))
    assert "surprise of WH1 was due at 2025-06-03 10:00:00Z" in rooms.alerts()["C09:WH1/surprise"]

    rooms.receive(count("CT-2", {"L1": "100 TNE"}, at(27), kind="surprise"))
    assert "C09:WH1/surprise" not in rooms.alerts()
    assert not plan(rooms, "surprise").open


def test_a_second_shortage_does_not_put_the_count_off(rooms: Rooms) -> None:
    rooms.receive(snapshot("S-1", {"L1": "90 TNE"}, at(2)))
    rooms.receive(snapshot("S-2", {"L1": "80 TNE"}, at(20)))

    assert plan(rooms, "surprise").next_due == at(26)


@pytest.mark.parametrize(
    ("kind", "alert"),
    [
        ("damaged", "C14:WH1/L1/damaged"),
        ("seal", "C13:WH1/L1/seal"),
        ("missing", "C02:WH1/L1/patrol"),
        ("other", "C14:WH1/L1/other"),
    ],
)
def test_what_a_patrol_finds_is_alarmed_and_moves_nothing(rooms: Rooms, kind: str, alert: str) -> None:
    rooms.receive(patrol("PT-1", 20, findings=[{"kind": kind, "lot_no": "L1", "text": "wet"}]))

    assert f"PT-1 found {kind} at WH1, L1: wet" in rooms.alerts()[alert]
    assert "C07" not in str(rooms.alerts())


def test_the_clock_asks_of_what_is_missed_and_not_alarmed() -> None:
    def one(kind: str, **rest: Any) -> WatchPlan:
        said: dict[str, Any] = {"every_s": DAY, "grace_s": 60, "next_due": at(1)} | rest
        return WatchPlan(site="WH1", kind=kind, **said)

    plans = [
        one("patrol"),
        one("check", missed=True),
        one("count", next_due=at(2)),
        one("surprise", open=False),
    ]

    assert [each.kind for each in watches_to_ask(plans, at(2))] == ["patrol"]
