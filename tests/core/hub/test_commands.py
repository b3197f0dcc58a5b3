"""Commands: from a fixed list, numbered upwards, until done or expired; some the hub gives itself."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from core.hub.agents import Agent
from core.hub.commands import DONE, EXPIRED, FAILED, GIVEN, HubCommand, give
from core.hub.due_commands import due_commands
from core.kernel.errors import Refused
from tests.core.hub.agents_on_the_wire import WireAgent, document, read_down
from tests.core.hub.world import MemoryHub


@pytest.fixture
def hub() -> MemoryHub:
    return MemoryHub()


@pytest.fixture
def agent(hub: MemoryHub) -> WireAgent:
    agent = WireAgent()
    agent.enrol_in(hub.store)
    return agent


def given(hub: MemoryHub, command: str = "pace", ttl_s: float = 60, **arguments: Any) -> HubCommand:
    with hub.store.unit() as unit:
        return give(unit, "wms-01", command, arguments or {"frames_per_s": 5}, ttl_s=ttl_s)


def states(hub: MemoryHub) -> list[str]:
    return [command.state for command in hub.store.rows(HubCommand, limit=100)]


def said(hub: MemoryHub) -> list[tuple[str, dict[str, Any]]]:
    """The commands the agent is told at its next heartbeat."""
    texts = [read_down(text) for text in hub.downlink.present("wms-01")]
    return [(text["command"], text["arguments"]) for text in texts if "command" in text]


def test_commands_are_numbered_and_told_until_the_agent_says_they_are_done(
    hub: MemoryHub, agent: WireAgent
) -> None:
    assert [given(hub).number, given(hub, "log_level", level="debug").number] == [1, 2]
    assert said(hub) == [("pace", {"frames_per_s": 5}), ("log_level", {"level": "debug"})]

    hub.heartbeats.hear_one(agent.beat(command=1))

    assert said(hub) == [("log_level", {"level": "debug"})]
    assert states(hub) == [DONE, GIVEN]


def test_what_the_agent_could_not_do_is_kept_with_its_words(hub: MemoryHub, agent: WireAgent) -> None:
    given(hub, "reread", source="gone", watermark=None)
    error = "command 1 (reread): there is no source 'gone' here"

    hub.heartbeats.hear_one(agent.beat(command=1, command_error=error))

    [command] = hub.store.rows(HubCommand, limit=10)
    assert (command.state, command.text) == (FAILED, error)


def test_a_command_past_its_time_is_told_no_more(hub: MemoryHub, agent: WireAgent) -> None:
    given(hub, ttl_s=60)
    hub.clock.move(60)

    assert said(hub) == []
    assert states(hub) == [EXPIRED]


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("shutdown", {"now": True}),
        ("resend", {"from": 0}),
        ("resend", {"from": "1"}),
        ("resend", {"start": 1}),
        ("reread", {"source": "wms"}),
        ("reread", {"source": "", "watermark": None}),
        ("reread", {"source": "wms", "watermark": None, "query": "DROP TABLE"}),
        ("pace", {"frames_per_s": -1}),
        ("pace", {"frames_per_s": 0.5}),
        ("log_level", {"level": "all"}),
    ],
)
def test_nothing_else_can_be_commanded(
    hub: MemoryHub, agent: WireAgent, command: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        given(hub, command, **arguments)

    assert states(hub) == []


def test_a_command_to_nobody_or_without_end_is_refused(hub: MemoryHub, agent: WireAgent) -> None:
    with hub.store.unit() as unit, pytest.raises(Refused, match="no agent 'nobody'"):
        give(unit, "nobody", "pace", {"frames_per_s": 1}, ttl_s=60)
    with pytest.raises(Refused, match="a command lives"):
        given(hub, ttl_s=0)


def test_a_new_spool_is_asked_to_read_its_sources_again_from_the_hubs_watermark(
    hub: MemoryHub, agent: WireAgent
) -> None:
    hub.frames.take([agent.open(), agent.data(document(b"1", facts={"watermark": "w-17"}))])
    fresh = WireAgent(epoch="f" * 32)

    told = hub.downlink.after(hub.frames.take([fresh.open({"epoch": "e" * 32, "number": 2})]))

    [receipt, command] = [read_down(down.text) for down in told]
    assert (receipt["epoch"], receipt["contiguous"]) == ("f" * 32, 1)
    assert (command["command"], command["arguments"]) == ("reread", {"source": "wms", "watermark": "w-17"})


def test_it_is_asked_once_however_often_it_speaks(hub: MemoryHub, agent: WireAgent) -> None:
    hub.frames.take([agent.open(), agent.data(document(b"1", facts={"watermark": "w-17"}))])
    fresh = WireAgent(epoch="f" * 32)
    [receipt] = hub.frames.take([fresh.open()])

    assert len(due_commands(hub.store, receipt)) == 1
    assert due_commands(hub.store, receipt) == []
    hub.heartbeats.hear_one(fresh.beat(command=1))
    assert due_commands(hub.store, receipt) == []


def test_an_agent_in_its_first_epoch_is_asked_nothing(hub: MemoryHub, agent: WireAgent) -> None:
    [receipt] = hub.frames.take([agent.open(), agent.data(document(b"1", facts={"watermark": "w"}))])

    assert due_commands(hub.store, receipt) == []


def test_frames_that_stay_missing_are_asked_for_again_but_not_at_each_receipt(
    hub: MemoryHub, agent: WireAgent
) -> None:
    first, _lost, third = agent.open(), agent.data(document(b"2")), agent.data(document(b"3"))
    [receipt] = hub.frames.take([first, third])

    assert due_commands(hub.store, receipt) == []
    hub.clock.move(1)
    assert [one.arguments for one in due_commands(hub.store, receipt)] == [b'{"from":2}']
    assert due_commands(hub.store, receipt) == []
    hub.clock.move(15)
    assert [one.command for one in due_commands(hub.store, receipt)] == ["resend"]


def test_frames_missing_in_a_gap_are_asked_for_at_the_next_heartbeat(
    hub: MemoryHub, agent: WireAgent
) -> None:
    first, _lost, third = agent.open(), agent.data(document(b"2")), agent.data(document(b"3"))
    hub.frames.take([first, third])
    hub.clock.move(5)
    hub.frames.go_on_without(waited_s=lambda _partner: 5)

    assert said(hub) == [("resend", {"from": 2})]


def test_a_stopped_agent_is_told_nothing_by_itself(hub: MemoryHub, agent: WireAgent) -> None:
    first, _lost, third = agent.open(), agent.data(document(b"2")), agent.data(document(b"3"))
    [receipt] = hub.frames.take([first, third])
    hub.clock.move(20)
    with hub.store.unit() as unit:
        known = unit.shelf(Agent).get("wms-01")
        assert known is not None
        unit.shelf(Agent).put(msgspec.structs.replace(known, state="stopped"))

    assert due_commands(hub.store, receipt) == []


def test_the_receipt_is_signed_and_says_what_the_wire_page_says(hub: MemoryHub, agent: WireAgent) -> None:
    hub.frames.take([agent.open(), agent.data(document(b"1", facts={"watermark": "w-17"}))])

    [text] = hub.downlink.present("wms-01")

    assert read_down(text) == {
        "agent": "wms-01", "suite": "intl", "hub": "hub", "incarnation": 1, "epoch": "e" * 32,
        "contiguous": 2, "held": [], "hash": agent.previous,
        "missing": [], "refused": [], "watermarks": {"wms": "w-17"},
        "encrypt": {"mode": "off", "key": ""}, "at": "2026-11-23T08:15:30.123456Z",
    }  # fmt: skip


def test_an_agent_that_has_not_spoken_has_no_receipt(hub: MemoryHub, agent: WireAgent) -> None:
    assert hub.downlink.present("wms-01") == []
