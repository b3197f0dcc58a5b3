"""Heartbeats: the agent's row shows the last one; only a change of state becomes a message."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from core.hub.agents import Agent, AgentKey
from core.hub.heartbeats import AgentStateChanged
from core.kernel.errors import Refused, Unreadable
from tests.core.hub.agents_on_the_wire import AT, WireAgent
from tests.core.hub.world import MemoryHub


@pytest.fixture
def hub() -> MemoryHub:
    return MemoryHub()


@pytest.fixture
def agent(hub: MemoryHub) -> WireAgent:
    agent = WireAgent()
    agent.enrol_in(hub.store)
    return agent


def row(hub: MemoryHub) -> Agent:
    found = hub.store.get(Agent, "wms-01")
    assert found is not None
    return found


def changes(hub: MemoryHub) -> list[AgentStateChanged]:
    stored = [one for one in hub.arrivals() if b"agent.state_changed.v1" in one.facts]
    return [msgspec.json.decode(one.body or b"", type=AgentStateChanged) for one in stored]


def source(state: str = "ok", error: str | None = None, watermark: str = "1") -> dict[str, Any]:
    return {"source": "wms", "state": state, "watermark": watermark, "seen_at": None, "error": error}


def test_a_beat_shows_how_the_agent_is(hub: MemoryHub, agent: WireAgent) -> None:
    beat = hub.heartbeats.hear_one(agent.beat(depth=17))

    assert beat.depth == 17
    assert (row(hub).beat, row(hub).beat_at, row(hub).skew_ms) == (1, AT, 0)
    assert msgspec.json.decode(row(hub).status)["depth"] == 17


def test_an_agent_ten_minutes_ahead_shows_its_skew(hub: MemoryHub, agent: WireAgent) -> None:
    hub.heartbeats.hear_one(agent.beat(at="2026-11-23T08:25:30.123456Z"))

    assert row(hub).skew_ms == 600_000


def test_beats_are_no_messages_but_a_change_of_state_is(hub: MemoryHub, agent: WireAgent) -> None:
    for state in ("running", "running", "full", "full", "running"):
        hub.heartbeats.hear_one(agent.beat(state=state))

    assert [(one.before, one.after) for one in changes(hub)] == [
        ("", "running"), ("running", "full"), ("full", "running"),
    ]  # fmt: skip
    assert len(hub.arrivals()) == 3


def test_a_source_that_fails_is_a_change_its_watermark_is_none(hub: MemoryHub, agent: WireAgent) -> None:
    hub.heartbeats.hear_one(agent.beat(sources=[source()]))
    hub.heartbeats.hear_one(agent.beat(sources=[source(watermark="2")]))
    hub.heartbeats.hear_one(agent.beat(sources=[source("failed", "no such folder")]))

    [first, failed] = changes(hub)
    assert first.before == ""
    assert [(one.source, one.error) for one in failed.sources] == [("wms", "no such folder")]


def test_an_old_beat_changes_nothing(hub: MemoryHub, agent: WireAgent) -> None:
    first = agent.beat(depth=1)
    hub.heartbeats.hear_one(agent.beat(depth=2))

    for late in (first, agent.beat(beat=2, depth=3)):
        with pytest.raises(Refused, match="is not above 2"):
            hub.heartbeats.hear_one(late)

    assert row(hub).beat == 2


def test_many_beats_are_one_run_and_a_bad_one_among_them_spoils_none(
    hub: MemoryHub, agent: WireAgent
) -> None:
    stranger = WireAgent(agent="nobody")
    liar = WireAgent(seed=b"x" * 32)

    heard = hub.heartbeats.hear([agent.beat(), b"{", stranger.beat(), liar.beat(), agent.beat(state="full")])

    assert [one.beat is not None for one in heard] == [True, False, False, False, True]
    assert [type(one.error) for one in heard[1:4]] == [Unreadable, Refused, Refused]
    assert row(hub).beat == 2
    assert [one.after for one in changes(hub)] == ["running", "full"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "asleep"},
        {"beat": "7"},
        {"at": "yesterday"},
        {"at": "2026-11-23T08:15:30"},
        {"sealed": None},
    ],
)
def test_a_beat_with_a_field_that_cannot_be_is_unreadable(
    hub: MemoryHub, agent: WireAgent, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Unreadable):
        hub.heartbeats.hear_one(agent.beat(**wrong))

    assert row(hub).beat == 0


def test_fields_of_a_later_version_are_ignored(hub: MemoryHub, agent: WireAgent) -> None:
    assert hub.heartbeats.hear_one(agent.beat(mood="fine")).beat == 1


def test_a_revoked_key_is_not_heard(hub: MemoryHub, agent: WireAgent) -> None:
    with hub.store.unit() as unit:
        key = unit.shelf(AgentKey).get("wms-01", agent.key_id)
        assert key is not None
        unit.shelf(AgentKey).put(msgspec.structs.replace(key, revoked=True))

    with pytest.raises(Refused, match="not a key of who is speaking"):
        hub.heartbeats.hear_one(agent.beat())
