"""What a new spool reads again from: the hub's watermark promises nothing that lies behind a gap."""

from __future__ import annotations

import msgspec

from core.hub.agents import Watermark
from core.hub.commands import pending, settle
from core.hub.due_commands import due_commands
from core.hub.frame_intake import Receipt
from tests.frames import FrameMaker, document
from tests.hub_world import HubWorld, slip


def _in(number: int, watermark: str) -> dict[str, object]:
    said = slip("in", f"IN-{number}", (f"L{number}", "1"))
    return document(said, facts={"watermark": watermark})


def _go_on(world: HubWorld) -> None:
    world.clock.move(6)
    world.frames.go_on_without(waited_s=lambda _partner: 5)


def _new_spool(world: HubWorld, old: FrameMaker) -> Receipt:
    fresh = FrameMaker(old.agent, epoch="e" * 32)
    return world.take(fresh.open({"epoch": old.epoch, "number": old.number}))


def _reread_from(world: HubWorld, receipt: Receipt) -> list[object]:
    given = due_commands(world.store, receipt)
    return [msgspec.json.decode(one.arguments)["watermark"] for one in given if one.command == "reread"]


def test_what_was_lost_in_a_gap_is_read_again_when_the_spool_is_lost_too(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1, "w1")))
    agent.data(_in(2, "w2"))
    world.take(agent.data(_in(3, "w3")))
    _go_on(world)
    world.take(agent.data(_in(4, "w4")))

    receipt = _new_spool(world, agent)

    assert receipt.watermarks == {"slips": "w1"}
    assert _reread_from(world, receipt) == ["w1"]


def test_also_where_the_new_spool_ends_the_wait_behind_the_gap(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1, "w1")))
    agent.data(_in(2, "w2"))
    world.take(agent.data(_in(3, "w3")))

    receipt = _new_spool(world, agent)
    world.work()

    assert _reread_from(world, receipt) == ["w1"]
    assert [row.key for row in world.documents("wms.inbound.v1")] == ["IN-1", "IN-3"]


def test_a_source_first_heard_behind_a_gap_is_read_again_from_its_beginning(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open())
    agent.data(_in(1, "w1"))
    world.take(agent.data(_in(2, "w2")))
    _go_on(world)

    receipt = _new_spool(world, agent)

    assert _reread_from(world, receipt) == [None]


def test_a_gap_that_was_filled_is_none_and_the_watermark_goes_on(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1, "w1")))
    withheld = agent.data(_in(2, "w2"))
    world.take(agent.data(_in(3, "w3")))
    _go_on(world)
    world.take(withheld)

    world.take(agent.data(_in(4, "w4")))

    [mark] = world.store.rows(Watermark, limit=9)
    assert mark.watermark == "w4"


def test_a_late_frame_does_not_take_the_watermark_back(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1, "w1")))
    withheld = [agent.data(_in(2, "w2")), agent.data(_in(3, "w3"))]
    world.take(agent.data(_in(4, "w4")))
    _go_on(world)

    world.take(withheld[1])

    [mark] = world.store.rows(Watermark, limit=9)
    assert mark.watermark == "w1"


def test_frames_that_only_overtook_each_other_move_it_to_the_last(world: HubWorld) -> None:
    agent = world.agent()
    frames = [agent.open(), *(agent.data(_in(number, f"w{number}")) for number in range(1, 5))]

    world.take(frames[0], frames[3])
    world.take(frames[4], frames[2], frames[1])

    [mark] = world.store.rows(Watermark, limit=9)
    assert mark.watermark == "w4"


def _done(source: str = "slips") -> dict[str, object]:
    return {
        "kind": "notice", "what": "reread_done", "text": "read again", "site": "W1", "seen_at": "",
        "source": source,
    }  # fmt: skip


def test_a_spool_lost_again_before_all_was_read_again_reads_from_the_first_loss(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1, "w1")))
    second = FrameMaker("agent-1", epoch="2" * 32)
    world.take(second.open({"epoch": agent.epoch, "number": 5}), second.data(_in(9, "w9")))

    receipt = _new_spool(world, second)

    assert _reread_from(world, receipt) == ["w1"]


def test_a_source_that_was_read_again_promises_what_it_tells_from_then_on(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1, "w1")))
    second = FrameMaker("agent-1", epoch="2" * 32)
    world.take(second.open({"epoch": agent.epoch, "number": 5}), second.data(_in(2, "w2")))
    world.take(second.data(_done()), second.data(_in(9, "w9")))

    receipt = _new_spool(world, second)

    assert _reread_from(world, receipt) == ["w9"]


def test_a_source_first_heard_in_a_new_spool_is_not_asked_to_read_again(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1, "w1")))
    second = FrameMaker("agent-1", epoch="2" * 32)
    receipt = world.take(second.open({"epoch": agent.epoch, "number": 5}))
    assert _reread_from(world, receipt) == ["w1"]

    other = document(b"{}", source="counts", facts={"watermark": "c1"})
    receipt = world.take(second.data(other))

    assert _reread_from(world, receipt) == []


def test_a_source_whose_command_expired_is_asked_again_though_others_were_done(world: HubWorld) -> None:
    agent = world.agent()
    counts = document(b"{}", source="counts", facts={"watermark": "c1"})
    world.take(agent.open(), agent.data(_in(1, "w1"), counts))
    second = FrameMaker("agent-1", epoch="2" * 32)
    receipt = world.take(second.open({"epoch": agent.epoch, "number": 5}))
    given = due_commands(world.store, receipt)
    with world.store.unit() as unit:
        settle(unit, "agent-1", done=given[0].number, error="")
    world.take(second.data(_done("counts")))
    world.clock.move(8 * 86_400)
    with world.store.unit() as unit:
        pending(unit, "agent-1")

    receipt = world.take(second.frames[1])

    assert [msgspec.json.decode(one.arguments)["source"] for one in due_commands(world.store, receipt)] == [
        "slips"
    ]
