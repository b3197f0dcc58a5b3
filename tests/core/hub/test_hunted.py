"""Ways a message was once lost, doubled or misread, or the hub blocked by it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from core.hub.agents import Epoch
from core.kernel.errors import Broken, Unavailable
from tests.frames import FrameMaker, document
from tests.hub_world import CONTRACT, SLIPS, HubWorld, slip

HUGE = "9000000000000"  # A lot may hold it; two of them pass 2^63 millionths.


def test_a_sum_no_column_holds_is_a_dead_letter_and_the_next_slip_is_booked(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("LOT-1", HUGE)), "one")
    second = world.deliver(slip("in", "IN-2", ("LOT-1", HUGE)), "two")
    third = world.deliver(slip("in", "IN-3", ("LOT-2", "1")), "three")

    world.work()

    assert world.status(second).state in ("unreadable", "refused")
    assert world.status(third).state == "done"


class Faulty:
    """A library whose mapping has a fault of its own, of a kind that is none of the four errors."""

    def __init__(self, inner: Any, error: Exception) -> None:
        self._inner = inner
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def mapping(self, hash_: str) -> Any:
        raise self._error


@pytest.mark.parametrize(
    "error",
    [OverflowError("too big"), RecursionError("too deep"), ValueError("no"), KeyError("lot")],
    ids=repr,
)
def test_a_fault_in_understanding_is_a_dead_letter(world: HubWorld, error: Exception) -> None:
    world.normalizer._understanding._library = Faulty(world.library, error)
    kept = world.deliver(slip("in", "IN-1", ("LOT-1", "1")), "one")

    world.work()

    status = world.status(kept)
    assert status.state == "unreadable"
    assert type(error).__name__ in status.faults[0].text


def _break_handler(world: HubWorld, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    handlers = world.rooms.handlers

    def broken(message: Any, work: Any) -> Any:
        raise error

    def handlers_of(type_name: str) -> Any:
        found = handlers(type_name)
        return (
            [msgspec.structs.replace(one, function=broken) for one in found]
            if "outbound" in type_name
            else found
        )

    monkeypatch.setattr(world.rooms, "handlers", handlers_of)


def test_a_fault_in_a_handler_stops_its_partition_after_what_came_before(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break_handler(world, monkeypatch, OverflowError("too big"))
    before = world.deliver(slip("in", "IN-1", ("LOT-1", "1")), "one")
    poison = world.deliver(slip("out", "OUT-1", ("LOT-1", "1")), "two")

    with pytest.raises(Broken, match="OverflowError"):
        world.work()
    world.work()

    assert world.status(before).state == "done"
    assert world.status(poison).state == "taken"
    assert [row.body for row in world.documents("alert.raised.v1") if b"H04" in row.body]


def test_a_value_the_store_cannot_hold_is_a_dead_letter_and_its_stream_goes_on(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rooms bound what they know; what slips by them must not be tried for ever."""
    _break_handler(world, monkeypatch, Broken("the database cannot hold it", cause="store.value"))
    poison = world.deliver(slip("out", "OUT-1", ("LOT-1", "1")), "one")
    after = world.deliver(slip("in", "IN-1", ("LOT-1", "1")), "two")

    world.work()

    assert world.status(poison).state == "unreadable"
    assert world.status(after).state == "done"


def test_frames_held_behind_a_gap_are_booked_before_their_epoch_closes(world: HubWorld) -> None:
    """The spool is gone: what the hub holds is the only copy."""
    agent = world.agent()
    lost = [agent.open(), agent.data(document(slip("in", "IN-1", ("LOT-1", "1"))))]
    held = agent.data(document(slip("in", "IN-2", ("LOT-2", "1"))))
    world.take(lost[0], held)
    fresh = FrameMaker("agent-1", epoch="0" * 31 + "2")

    world.take(fresh.open(after={"epoch": agent.epoch, "number": 1}))
    world.work()

    assert [row.key for row in world.documents("wms.inbound.v1")] == ["IN-2"]
    [old] = world.store.rows(Epoch, limit=10, agent="agent-1", epoch=agent.epoch)
    assert (old.state, old.text) == ("closed", "contiguous up to 1, unknown after")


@pytest.mark.parametrize(
    "record",
    [
        document(b"x", seen_at="0001-01-01T00:00:00+14:00"),
        {"kind": "chunk", "source": "slips", "site": "W1", "file": "f", "index": 2**63, "payload": b"x"},
        {"kind": "chunk", "source": "slips", "site": "W1", "file": "f", "index": -1, "payload": b"x"},
        {"kind": "manifest", "source": "slips", "site": "W1", "file": "f", "chunks": 2**60},
        document(b"x", name="n" * 10_000),
        document(b"x", site="W" * 10_000),
        document(b"x", site="W\x00"),
    ],
    ids=["seen_at", "index", "index-1", "chunks", "name", "site", "nul"],
)
def test_a_record_out_of_bounds_never_breaks_the_intake(world: HubWorld, record: dict[str, Any]) -> None:
    agent = world.agent()
    frames = [agent.open(), agent.data(record), agent.data(record)]

    for frame in frames:
        world.take(frame)

    world.work()


def test_a_body_that_is_no_text_or_nested_too_deep_is_refused(world: HubWorld) -> None:
    for number, change in enumerate([(b"AAAA", b"\xff" * 4), (b"AAAA", b"\x91" * 4)]):
        agent = world.agent(f"agent-{number}")
        world.take(agent.open())
        body = msgspec.msgpack.encode([document(b"x", name="AAAA")])
        if number:
            body = b"\x91\x82\xa4kind\xa8document\xa1x" + b"\x91" * 100_000 + b"\x01"
        receipt = world.take(agent.seal({"kind": "data", "count": 1}, body.replace(*change)))
        assert [one.code for one in receipt.refused] == ["unreadable"]


def test_a_new_key_that_is_no_key_is_told_and_breaks_nothing(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open())

    receipt = world.take(agent.seal({"kind": "key", "count": 0, "new_key": "zz", "new_signature": "zz"}, b""))

    assert receipt.contiguous == 2


def _unavailable_once(world: HubWorld, monkeypatch: pytest.MonkeyPatch, number: str) -> dict[str, bool]:
    """The room of inbound slips is away for this number while `away` says so."""
    away = {"away": True}
    handlers = world.rooms.handlers

    def through(inner: Any) -> Any:
        def handle(message: Any, work: Any) -> Any:
            if message.key == number and away["away"]:
                raise Unavailable("the room is away", cause="room.away")
            return inner(message, work)

        return handle

    def handlers_of(type_name: str) -> Any:
        found = handlers(type_name)
        if type_name != "wms.inbound.v1":
            return found
        return [msgspec.structs.replace(one, function=through(one.function)) for one in found]

    monkeypatch.setattr(world.rooms, "handlers", handlers_of)
    return away


def test_a_retry_whose_mapping_reads_another_document_ends(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failure of a document that is not read any more was due for ever; a person decides about it."""
    away = _unavailable_once(world, monkeypatch, "IN-1")
    kept = world.deliver(slip("in", "IN-1", ("LOT-1", "1")), "one")
    world.work()
    world.publish(SLIPS.replace('revision: {from: rev, default: "1"}', 'revision: {from: rev, default: "2"}'))
    world.work()
    away["away"] = False
    world.clock.move(seconds=10)

    world.work()

    [failure] = world.failures()
    assert (failure.state, failure.due_at, failure.cause) == ("open", None, "retry.vanished@wms.inbound.v1")
    assert world.status(kept).state == "unreadable"


def test_a_retry_that_cannot_read_the_whole_any_more_ends(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    _unavailable_once(world, monkeypatch, "IN-1")
    world.deliver(slip("in", "IN-1", ("LOT-1", "1")), "one")
    world.work()
    world.publish(contract=CONTRACT.replace("source: slips", "source: other"))
    world.work()
    world.clock.move(seconds=10)

    world.work()

    assert {row.state for row in world.failures()} == {"open"}
