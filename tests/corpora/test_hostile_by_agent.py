"""K-H1 to K-H3 at the agents' door: every hostile file is kept as it came and answered, and stops nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.arrivals import Arrival
from core.hub.documents import Effect
from core.hub.enrol import Invitation, enrol, invite
from core.hub.status import status_of
from gateway.worker import Worker
from tests.frames import FrameMaker, document
from tests.hub_world import CONTRACT, SLIPS, slip
from tests.prepared import sqlite_with_tables

HOSTILE = Path(__file__).parents[3] / "shared" / "corpora" / "hostile"
if not HOSTILE.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
FILES = sorted(path for path in HOSTILE.rglob("*") if path.is_file() and path.stat().st_size <= 256 * 1024)
FEEDS = """
feeds:
  - {source: slips, rules: [{mapping: in/slips.yaml}]}
  - {source: json, rules: [{mapping: in/slips.yaml}]}
  - {source: xml, rules: [{mapping: in/xml.yaml}]}
  - {source: csv, rules: [{mapping: in/csv.yaml}]}
"""
# The same slips, read of another format: what is there to be hurt is the reader.
ROWS = SLIPS.replace("lots: lots", "lots: row").replace("each: lots", "each: row")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("hostile")
    partner = folder / "mappings" / "wms"
    (partner / "in").mkdir(parents=True)
    (partner / "partner.yaml").write_text(CONTRACT.partition("feeds:")[0] + FEEDS)
    (partner / "in" / "slips.yaml").write_text(SLIPS)
    for format_ in ("xml", "csv"):
        said = ROWS.replace("format: json", f"format: {format_}")
        (partner / "in" / f"{format_}.yaml").write_text(said)
    made = make_hub(name="hub", home=folder / "home", database_url=sqlite_with_tables(folder / "hub.db"))
    made.publish(read_folder(partner))
    yield made
    made.store.engine.dispose()


def _agent(hub: Hub) -> FrameMaker:
    maker = FrameMaker("agent-1")
    with hub.store.unit() as unit:
        token = invite(unit, Invitation(agent="agent-1", partner="wms", shard=0), ttl_s=60)
        enrol(unit, token, maker.public_key, "test")
    return maker


def test_every_hostile_file_is_kept_and_answered_by_any_reader_and_good_ones_are_booked_behind(
    hub: Hub,
) -> None:
    agent = _agent(hub)
    frames = [agent.open()]
    for source in ("json", "xml", "csv"):
        named = [(f"{source}/{path.relative_to(HOSTILE)}", path.read_bytes()) for path in FILES]
        frames += [agent.data(document(payload, source=source, name=name)) for name, payload in named]
    good = document(slip("in", "IN-1", ("L1", "10")), name="good")
    frames.append(agent.data(good))

    for begin in range(0, len(frames), 50):
        [receipt] = hub.frames.take(frames[begin : begin + 50])
    Worker(hub, "test", partitions_max=4).drain()

    assert (receipt.contiguous, receipt.refused) == (len(frames), [])
    arrivals = [row for row in hub.store.rows(Arrival, limit=10_000) if row.kind == "document"]
    assert len(arrivals) == 3 * len(FILES) + 1
    for arrival in arrivals:
        status = status_of(hub.store, arrival.partition, arrival.number)
        assert status is not None
        if arrival.name == "good":
            assert status.state == "done"
            continue
        assert hub.normalizer.payload(arrival) == (HOSTILE / arrival.name.partition("/")[2]).read_bytes()
        assert status.state == "unreadable", arrival.name
        assert all(fault.text and fault.place for fault in status.faults), (arrival.name, status.faults)
    assert [row.key for row in hub.store.rows(Effect, limit=9)] == ["W1/L1"]
