"""Feeds and agents that fall silent leave goods unseen until they speak again and have caught up."""

from __future__ import annotations

import msgspec
import pytest

from core.custody import Blindness, Site
from core.hub.agents import Agent
from tests.hub_world import CONTRACT, slip
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import Ticking

WATCHED = CONTRACT.replace("source: slips,", "source: slips, silent_after_s: 3600,")


def blind(ticking: Ticking) -> list[str]:
    return [site.site for site in ticking.hub.store.rows(Site, limit=99) if site.blind_since]


def beats(ticking: Ticking, *, depth: int = 0) -> None:
    """A heartbeat of the agent's, as the hub keeps it."""
    with ticking.hub.store.unit() as unit:
        known = unit.shelf(Agent).get("agent-1")
        status = msgspec.json.encode({"depth": depth})
        agent = known or Agent(
            agent="agent-1", partner="wms", state="enrolled", shard=0, token_hash="", token_until=None,
            epoch="", beat=0, beat_at=None, skew_ms=0, status=b"", command=0,
        )  # fmt: skip
        beaten = msgspec.structs.replace(
            agent, beat=agent.beat + 1, beat_at=ticking.clock.now(), status=status
        )
        unit.shelf(Agent).put(beaten)


def test_the_sites_of_a_silent_feed_are_blind_until_it_speaks(ticking: Ticking) -> None:
    ticking.publish(WATCHED)
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    ticking.run("find_stale_feeds", after_s=3599)
    assert blind(ticking) == []

    ticking.run("find_stale_feeds", after_s=60)
    assert blind(ticking) == ["W1"]
    assert [row.cause for row in ticking.hub.store.rows(Blindness, limit=9)] == ["feed wms/slips"]

    ticking.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    ticking.run("find_stale_feeds", after_s=60)
    assert (blind(ticking), ticking.alerts("open")) == ([], [])
    assert_rebuilds(ticking.hub)


def test_an_agent_is_alarmed_after_45_s_and_its_goods_are_unseen_after_five_minutes(ticking: Ticking) -> None:
    ticking.publish()
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    beats(ticking)

    ticking.run("find_silent_agents", after_s=45)
    assert ticking.alerts() == []
    ticking.run("find_silent_agents", after_s=15)
    assert (ticking.alerts("open"), blind(ticking)) == (["C05 agent-1/silent"], [])

    ticking.run("find_silent_agents", after_s=240)
    assert blind(ticking) == []
    ticking.run("find_silent_agents", after_s=15)
    assert blind(ticking) == ["W1"]
    ticking.run("find_silent_agents", after_s=15)
    assert len(ticking.hub.store.rows(Blindness, limit=9)) == 1
    assert_rebuilds(ticking.hub)


def test_its_goods_are_seen_when_it_has_sent_all_that_it_kept(ticking: Ticking) -> None:
    ticking.publish()
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    beats(ticking)
    ticking.run("find_silent_agents", after_s=400)
    assert blind(ticking) == ["W1"]

    beats(ticking, depth=120)
    ticking.run("find_silent_agents", after_s=15)
    assert (ticking.alerts("open"), blind(ticking)) == ([], ["W1"])

    beats(ticking)
    ticking.run("find_silent_agents", after_s=15)
    assert blind(ticking) == []
    assert_rebuilds(ticking.hub)


@pytest.mark.parametrize("state", ["invited", "stopped"])
def test_an_agent_that_is_not_to_speak_is_not_missed(ticking: Ticking, state: str) -> None:
    ticking.publish()
    beats(ticking)
    with ticking.hub.store.unit() as unit:
        agent = unit.shelf(Agent).get("agent-1")
        assert agent is not None
        unit.shelf(Agent).put(msgspec.structs.replace(agent, state=state))

    ticking.run("find_silent_agents", after_s=4000)

    assert (ticking.alerts(), blind(ticking)) == ([], [])
