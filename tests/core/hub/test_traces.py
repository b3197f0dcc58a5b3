"""One message is one trace: from its record or its caller to every send that came of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from adapters.memory.endpoint import cut
from adapters.memory.store import MemoryStore
from core.hub.arrivals import Arrival
from core.hub.explain import explain
from core.hub.outbox import Outgoing
from core.hub.payloads import enclose
from core.hub.story import tell
from core.kernel.clock import FixedClock
from core.kernel.trace import read_trace
from tests.core.hub.outbound import House
from tests.frames import document
from tests.hub_world import CONTRACT, START, HubWorld, slip

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAID = f"00-{TRACE}-{SPAN}-01"
SENDS = """
sends:
  - name: hook
    adapter: webhook
    address: https://wms.example/hook
    secret_file: hook
    types: [wms.inbound.v1]
    repeat: safe
"""


@pytest.fixture
def world(tmp_path: Path) -> HubWorld:
    clock = FixedClock(START)
    world = HubWorld(MemoryStore(clock), clock, tmp_path)
    world.publish()
    return world


def arrivals(world: HubWorld) -> list[Arrival]:
    return [row for row in world.store.rows(Arrival, limit=100) if row.kind == "document"]


def test_a_record_s_trace_is_that_of_its_arrival(world: HubWorld) -> None:
    agent = world.agent()

    world.take(agent.open(), agent.data(document(slip("in", "IN-1", ("L1", "1")), trace=SAID)))

    [arrival] = arrivals(world)
    assert arrival.trace == bytes.fromhex(TRACE)
    story = tell(world.store, arrival.partition, arrival.number, handled=False)
    assert story is not None
    assert f"  trace     {TRACE}" in explain(story)


@pytest.mark.parametrize("said", [{}, {"trace": "00-nonsense"}])
def test_an_old_agent_s_records_and_nonsense_get_a_trace_here(world: HubWorld, said: dict[str, str]) -> None:
    agent = world.agent()
    records = [document(slip("in", f"IN-{number}", ("L1", "1")), **said) for number in range(2)]

    world.take(agent.open(), agent.data(*records))

    first, second = arrivals(world)
    assert first.trace is not None
    assert len(first.trace) == 16
    assert first.trace != second.trace


def test_what_leaves_is_of_the_same_trace_and_carries_what_others_want_carried(world: HubWorld) -> None:
    world.publish(contract=CONTRACT + SENDS)
    parent = read_trace(SAID, "vendor=1")
    assert parent is not None

    facts = {"tracestate": parent.state}
    world.deliver(slip("in", "IN-1", ("L1", "1")), "k1", trace=parent.trace, facts=facts)
    world.work()

    [outgoing] = world.store.rows(Outgoing, limit=100)
    assert (outgoing.trace, outgoing.trace_state) == (parent.trace, "vendor=1")
    inside = msgspec.json.decode(enclose(outgoing, 1).body)["trace"]
    assert inside.split("-")[1] == TRACE
    assert enclose(outgoing, 1).body == enclose(outgoing, 1).body


def test_each_try_of_a_send_is_a_span_of_its_own_in_one_trace() -> None:
    house = House()
    there = house.partner(repeat="safe")
    send_id = house.intend()
    with house.store.unit() as unit:
        row = unit.shelf(Outgoing).get(send_id)
        assert row is not None
        unit.shelf(Outgoing).put(msgspec.structs.replace(row, trace=bytes.fromhex(TRACE), trace_state="a=1"))
    there.after = cut
    house.deliver()
    house.later(600)

    sent = [headers for _, _, headers in there.arrived[:2]]
    parents = [headers["traceparent"].split("-") for headers in sent]
    assert [parent[1] for parent in parents] == [TRACE, TRACE]
    assert parents[0][2] != parents[1][2]
    assert {headers["tracestate"] for headers in sent} == {"a=1"}


def test_what_has_no_trace_is_sent_as_before() -> None:
    house = House()
    there = house.partner()
    house.intend()

    house.deliver()

    assert "traceparent" not in there.arrived[0][2]
