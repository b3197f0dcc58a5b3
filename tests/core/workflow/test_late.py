"""Whose time ran out twice has a deputy where the chain says so; where none is free an alarm calls."""

from __future__ import annotations

from typing import Any

from core.workflow import Step, Task, tasks_late
from tests.core.rooms import at
from tests.core.workflow.desks import Desks, a_chain, a_node


def late(desks: Desks, *, days: float) -> None:
    """The clock looks so many days after the beginning."""
    now = at(days=days)
    for said in tasks_late(desks.rooms.rows(Task), now):
        desks.tell("workflow.task_late.v1", said, when=now)


def house(**more: Any) -> Desks:
    said: dict[str, Any] = {"due_hours": 8, "late_to_deputy": True}
    desks = Desks(a_chain(a_node("first", **(said | more))))
    desks.hold("first", ["a1"])
    desks.start()
    return desks


def test_a_deputy_has_the_work_of_who_is_late_twice_and_new_time() -> None:
    desks = house()
    late(desks, days=0.5)
    assert desks.asked() == {"a1"}, "told once"
    late(desks, days=2)

    assert desks.asked() == {"s1"}
    [task] = desks.rooms.rows(Task, state="open")
    assert task.since == at(days=2)
    assert desks.rooms.alerts() == {}
    step = max(desks.rooms.rows(Step), key=lambda each: each.ordinal)
    assert (step.verb, step.by, step.to, step.reason) == (
        "escalate",
        "a1",
        "s1",
        "late since 2025-06-02 16:00 UTC",
    )
    assert desks.replays()
    desks.act("s1", "approve")
    assert desks.where() == "approved"


def test_deputies_follow_each_other_until_none_is_free_and_then_an_alarm_calls() -> None:
    desks = house()
    desks.hold("spare", ["mia", "s1", "s2"])
    for days, asked in ((2, "s1"), (4, "s2"), (6, "s2")):
        late(desks, days=days)
        assert desks.asked() == {asked}
    assert list(desks.rooms.alerts()) == ["W01:W1/1/s2"]
    desks.act("s2", "approve")
    assert desks.rooms.alerts() == {}
    assert desks.replays()


def test_a_claim_goes_to_the_deputy_too() -> None:
    desks = house()
    desks.hold("first", ["a1", "a2"])
    desks.start("W2")
    desks.act("a2", "claim", number="W2")
    late(desks, days=2)

    assert desks.asked("W2") == {"s1"}
    assert desks.replays("W2")


def test_who_stands_in_by_delegation_has_no_seat_to_give_up() -> None:
    desks = house()
    desks.act("a1", "delegate", "s1")
    late(desks, days=2)

    assert desks.asked() == {"s2"}, "s1 stood in for a1, whose seat s2 has now"
    assert [step.to for step in desks.rooms.rows(Step) if step.verb == "escalate"] == ["s2"]
    assert desks.rooms.alerts() == {}
    assert desks.replays()


def test_an_alarm_about_who_stands_in_ends_when_the_seat_is_given_up() -> None:
    desks = house()
    desks.act("a1", "delegate", "s1")
    now = at(days=2)
    late_ones = {said.person: said for said in tasks_late(desks.rooms.rows(Task), now)}
    desks.tell("workflow.task_late.v1", late_ones["s1"], when=now)
    assert list(desks.rooms.alerts()) == ["W01:W1/1/s1"]

    desks.tell("workflow.task_late.v1", late_ones["a1"], when=now)
    assert (desks.asked(), desks.rooms.alerts()) == ({"s2"}, {})
    assert desks.replays()


def test_where_the_chain_says_nothing_an_alarm_calls_and_the_work_stays() -> None:
    desks = house(late_to_deputy=False)
    late(desks, days=2)

    assert desks.asked() == {"a1"}
    assert list(desks.rooms.alerts()) == ["W01:W1/1/a1"]
