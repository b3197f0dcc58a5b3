"""Figures for Prometheus: what flows, waits and fails by partner, and who may ask for them."""

from __future__ import annotations

from datetime import timedelta

import httpx
import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.database.views import DatabaseViews
from adapters.wiring.hub import Hub
from core.hub.agents import Agent
from core.hub.easing import Slowed
from core.hub.enrol import Invitation, invite
from core.hub.filling import Filling
from core.hub.heartbeats import Beat
from gateway.metrics import Figures
from gateway.rest.app import make_app
from gateway.serving import make_server, serving_loop
from gateway.worker import Worker
from tests.beside import running
from tests.hub_world import slip
from tests.patience import PATIENCE_S, until

GOOD, BAD = slip("in", "IN-1", ("L1", "10")), b'{"kind": "in"}'


def hand_in(door: httpx.Client, key: str, payload: bytes) -> None:
    door.post(
        "/v1/messages?source=slips&site=W1",
        content=payload,
        headers={"Idempotency-Key": key, "Content-Type": "application/json"},
    ).raise_for_status()


def figures(text: str) -> dict[tuple[str, ...], float]:
    """(name, the values of its labels by their names) → value."""
    return {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_what_flows_waits_and_fails_is_told_by_partner(door: httpx.Client, hub: Hub) -> None:
    hand_in(door, "k1", GOOD)
    hand_in(door, "k2", BAD)
    waiting = figures(door.get("/metrics").raise_for_status().text)
    assert waiting["lianqiao_messages_waiting", "wms", "W1"] == 2
    assert waiting["lianqiao_oldest_waiting_seconds", "wms", "W1"] >= 0

    Worker(hub, "test", partitions_max=8).drain()

    done = figures(door.get("/metrics").text)
    assert done["lianqiao_messages_taken_total", "wms", "W1"] == 2
    assert done["lianqiao_messages_handled_total", "wms", "W1"] == 2
    assert done["lianqiao_messages_waiting", "wms", "W1"] == 0
    assert done["lianqiao_failures", "wms", "open"] == 1
    assert ("lianqiao_oldest_waiting_seconds", "wms", "W1") not in done


def heard(hub: Hub, beat: int, used: int, after_s: int) -> None:
    """The agent's heartbeat of that number, so many seconds after the first."""
    with hub.store.unit() as unit:
        agent = unit.shelf(Agent).get("wh-1")
        assert agent is not None
        at = (agent.beat_at or unit.now) + timedelta(seconds=after_s)
        said = Beat(
            agent="wh-1", epoch="e", beat=beat, at=at, version="1", sealed=9, receipted=4, depth=5,
            bytes=used, bytes_max=1000, state="running", sources=[], command=0,
        )  # fmt: skip
        changed = msgspec.structs.replace(agent, beat=beat, beat_at=at, status=msgspec.json.encode(said))
        unit.shelf(Agent).put(changed)


def test_how_soon_a_spool_is_full_is_told_while_it_fills(hub: Hub) -> None:
    with hub.store.unit() as unit:
        invite(unit, Invitation(agent="wh-1", partner="wms", shard=0), ttl_s=60)
    told = Figures(hub.store, DatabaseViews(hub.store.engine))
    full_in = ("lianqiao_agent_spool_full_in_seconds", "wh-1", "wms")

    heard(hub, 1, 400, 0)
    first = figures(told.text().decode())
    heard(hub, 2, 600, 10)
    filling = figures(told.text().decode())
    heard(hub, 3, 500, 10)
    emptying = figures(told.text().decode())

    assert full_in not in first
    assert first["lianqiao_agent_spool_share", "wh-1", "wms"] == pytest.approx(0.4)
    assert first["lianqiao_agent_spool_frames", "wh-1", "wms"] == 5
    assert filling[full_in] == pytest.approx(20)
    assert full_in not in emptying


def test_without_a_token_only_this_machine_asks_and_nobody_through_a_proxy(door: httpx.Client) -> None:
    assert door.get("/metrics").status_code == 200
    refused = door.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})

    assert refused.status_code == 403
    assert "LIANQIAO_METRICS_TOKEN_FILE" in refused.json()["detail"]


def test_with_a_token_it_is_asked_for_of_everybody(hub: Hub) -> None:
    server = make_server(make_app(hub, metrics_token="scrape"), host="127.0.0.1", port=0)
    with running(serving_loop(server)):
        until(lambda: server.started, "the door")
        with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=PATIENCE_S) as client:
            answers = [
                client.get("/metrics", headers={"Authorization": said} if said else {}).status_code
                for said in ("", "Bearer other", "Bearer scrape")
            ]

    assert answers == [401, 401, 200]


def test_who_is_slowed_how_soon_its_backlog_is_empty_and_how_full_the_disk_is(hub: Hub) -> None:
    now = hub.store.now()
    with hub.store.unit() as unit:
        unit.shelf(Slowed).add(
            Slowed(
                partner="wms",
                since=now - timedelta(seconds=60),
                at=now,
                waiting=30,
                handled=7,
                empty_in_s=12,
                told_at=now,
                until=now + timedelta(seconds=180),
            )
        )
        unit.shelf(Filling).add(Filling(what="disk", used=80, size=100, per_hour=10, at=now))

    found = figures(Figures(hub.store, DatabaseViews(hub.store.engine)).text().decode())

    assert found["lianqiao_partner_slowed_seconds", "wms"] == 60
    assert found["lianqiao_backlog_empty_in_seconds", "wms"] == 12
    assert found["lianqiao_disk_share",] == 0.8
    assert found["lianqiao_disk_full_in_seconds",] == 7200
