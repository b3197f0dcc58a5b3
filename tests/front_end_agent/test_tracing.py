"""Each record has a trace from the moment it is kept; a device's own is taken up, nonsense is not."""

import pytest

from front_end_agent.batch import Batch
from front_end_agent.spool import Spool
from front_end_agent.tracing import heard_trace
from tests.front_end_agent.homes import Home, a_document, drop
from tests.front_end_agent.hub_broker import HubBroker
from tests.front_end_agent.hub_door import HubDoor
from tests.front_end_agent.sources.test_push import Site
from tests.front_end_agent.spools import frames_of

SAID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def traces(spool: Spool) -> list[str]:
    return [str(record.get("trace", "")) for frame in frames_of(spool) for record in frame.records]


def test_every_record_has_a_trace_of_its_own(spool: Spool) -> None:
    spool.put(Batch(source="wms", items=tuple(a_document(name=str(number)) for number in range(3))))

    told = traces(spool)
    assert len({trace.split("-")[1] for trace in told}) == 3
    assert all(heard_trace(trace, "")[0] == trace for trace in told)


def test_a_record_sealed_again_in_a_new_epoch_keeps_its_trace(spool: Spool) -> None:
    spool.put(Batch(source="wms", items=(a_document(),)))
    before = traces(spool)

    spool.new_epoch()

    assert traces(spool) == before


def test_a_large_file_has_its_trace_in_its_manifest(home: Home, door: HubDoor) -> None:
    home.configure(home.folder())
    drop(home, "large.bin", bytes(600 * 1024))

    with home.running():
        door.wait(lambda: "large.bin" in door.book.files())

    [manifest] = [record for record in door.book.records() if record["kind"] == "manifest"]
    assert heard_trace(manifest["trace"], "")[0]


def test_a_device_s_trace_is_taken_up_and_what_else_it_carries(home: Home) -> None:
    site = Site(home)
    site.device.post(headers={"traceparent": SAID, "tracestate": "a=1,b=2"})
    site.device.post(headers={"traceparent": "00-nonsense", "tracestate": "a=1"})
    site.push.stop()

    first, second = [record for frame in frames_of(site.rounds.spool) for record in frame.records]
    assert (first["trace"], first["facts"]["tracestate"]) == (SAID, "a=1,b=2")
    assert second["trace"] not in ("", "00-nonsense")
    assert "tracestate" not in second["facts"]


@pytest.mark.parametrize("state", ["a=" + "1" * 600, "no member"])
def test_a_tracestate_over_its_limit_is_dropped_whole(state: str) -> None:
    assert heard_trace(SAID, state) == (SAID, "")


def test_a_frame_says_its_own_trace_which_is_its_hash(home: Home, door: HubDoor) -> None:
    home.configure(home.folder())
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: len(door.book.documents()) == 1)

    digest = door.book.by_number[1].hash
    assert door.traces[0] == f"00-{digest[:32]}-{digest[32:48]}-00"


def test_over_the_broker_each_frame_says_its_trace_in_a_header(
    door: HubDoor, broker_url: str, home: Home
) -> None:
    broker = HubBroker(broker_url, door).start()
    home.configure(home.folder(), top="beat_s = 1.0", uplink=f'amqp = "{broker_url}"\n')
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: len(door.book.documents()) == 1)
    broker.stop()

    hashes = {frame.hash for frame in door.book.by_number.values()}
    assert {f"00-{digest[:32]}-{digest[32:48]}-00" for digest in hashes} <= set(door.traces)
