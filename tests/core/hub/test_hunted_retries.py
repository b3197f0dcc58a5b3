"""Retries that were found to lose, double or misread."""

from __future__ import annotations

import pytest

from core.hub.agents import Gap
from core.hub.failures import Failure
from core.kernel.errors import Broken
from tests.core.hub.test_hunted import _break_handler, _unavailable_once
from tests.frames import FrameMaker, document
from tests.hub_world import CONTRACT, HubWorld, slip


def test_what_was_corrected_while_it_waited_does_not_replace_its_correction(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = _unavailable_once(world, monkeypatch, "IN-1")
    first = world.deliver(slip("in", "IN-1", ("LOT-1", "1")), "one")
    second = world.deliver(slip("in", "IN-1", ("LOT-1", "2")), "two")
    world.work()
    away["away"] = False
    world.clock.move(seconds=10)

    world.work()

    assert world.status(first).state == "noted"
    assert world.status(second).state == "done"
    assert world.store.rows(Failure, limit=10)[0].state == "mended"


def test_a_stop_that_comes_again_is_alarmed_again(world: HubWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    _break_handler(world, monkeypatch, OverflowError("too big"))
    poison = world.deliver(slip("out", "OUT-1", ("LOT-1", "1")), "one")
    for _ in range(2):
        with pytest.raises(Broken):
            world.work()
        world.work()
        world.store.start(poison.partition)
        world.clock.move(seconds=60)

    raised = [row for row in world.documents("alert.raised.v1") if b"H04" in row.body]
    assert [row.outcome for row in raised] == ["done", "done"]


def test_a_contract_behind_a_stop_is_not_in_force_before_it(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.work()
    handlers = world.rooms.handlers
    world.deliver(slip("in", "IN-0", ("LOT-0", "1")), "zero")
    poison = world.deliver(slip("out", "OUT-1", ("LOT-1", "1")), "one")
    after = world.deliver(slip("in", "IN-1", ("LOT-1", "1")), "two")
    world.publish(contract=CONTRACT.replace("source: slips", "source: other"))
    _break_handler(world, monkeypatch, OverflowError("too big"))
    with pytest.raises(Broken):
        world.work()
    monkeypatch.setattr(world.rooms, "handlers", handlers)
    world.store.start(poison.partition)

    world.work()

    assert world.status(after).state == "done"


def test_a_late_frame_that_its_successor_does_not_follow_is_a_fork(world: HubWorld) -> None:
    """A spool copied back from yesterday seals other content under a number that is missing here."""
    agent, copied = world.agent(), FrameMaker("agent-1")
    world.take(agent.open())
    agent.data(document(slip("in", "IN-1", ("LOT-1", "1"))))
    world.take(agent.data(document(slip("in", "IN-2", ("LOT-2", "1")))))
    world.clock.move(seconds=10)
    world.frames.go_on_without(waited_s=lambda _partner: 5.0)
    copied.open()

    receipt = world.take(copied.data(document(slip("in", "IN-9", ("LOT-9", "1")))))
    world.work()

    assert [one.code for one in receipt.refused] == ["fork"]
    assert [row.key for row in world.documents("wms.inbound.v1")] == ["IN-2"]


def test_frames_nobody_can_verify_open_no_gap(world: HubWorld) -> None:
    """Anybody can write a frame with a far number and an unknown key; the stream must not run ahead to it."""
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=b"\x09" * 32)
    world.take(agent.open())
    stranger.number = 1_000_000
    world.take(stranger.data(document(slip("in", "IN-9", ("LOT-9", "1")))))
    world.clock.move(seconds=10)

    world.frames.go_on_without(waited_s=lambda _partner: 5.0)
    receipt = world.take(agent.data(document(slip("in", "IN-1", ("LOT-1", "1")))))
    world.work()

    assert receipt.contiguous == 2
    assert world.store.rows(Gap, limit=10) == []
    assert [row.key for row in world.documents("wms.inbound.v1")] == ["IN-1"]
