"""Frames in their chains: order, gaps, forks, epochs, keys; whatever way they come."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from core.hub.agents import Agent, Epoch, Gap, Quarantined
from core.hub.alert_book import Alert
from core.hub.audit import DESK, AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.failures import Uncertain
from core.hub.frames import parse_frame
from core.kernel.errors import Unreadable
from tests.frames import FrameMaker, document
from tests.hub_world import HubWorld, slip


def _in(number: int) -> dict[str, object]:
    return document(slip("in", f"IN-{number}", (f"L{number}", "1")))


def _booked(world: HubWorld) -> list[str]:
    world.work()
    inbound = [row for row in world.documents("wms.inbound.v1") if row.outcome == "done"]
    return [row.key for row in sorted(inbound, key=lambda row: (row.partition, row.number))]


def _codes(world: HubWorld) -> list[str]:
    return [f"{alert.code} {alert.state}" for alert in world.store.rows(Alert, limit=100)]


def test_frames_that_come_in_any_order_are_booked_in_their_own(world: HubWorld) -> None:
    agent = world.agent()
    frames = [agent.open(), *(agent.data(_in(n)) for n in range(1, 5))]

    receipts = [world.take(frames[index]) for index in (3, 1, 0, 4, 2)]

    assert [receipt.contiguous for receipt in receipts] == [0, 0, 2, 2, 5]
    assert receipts[0].held == [4]
    assert receipts[0].missing == [1, 2, 3]
    assert _booked(world) == ["IN-1", "IN-2", "IN-3", "IN-4"]


def test_a_frame_again_is_answered_and_booked_once(world: HubWorld) -> None:
    agent = world.agent()
    frames = [agent.open(), agent.data(_in(1))]
    world.take(*frames)

    receipt = world.take(*frames, *frames)

    assert receipt.contiguous == 2
    assert receipt.hash == parse_frame(frames[1]).hash
    assert receipt.refused == []
    assert _booked(world) == ["IN-1"]


def test_a_gap_is_waited_for_then_told_and_facts_behind_it_are_booked(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1)))
    withheld = agent.data(_in(2))
    world.take(agent.data(_in(3)))
    assert _booked(world) == ["IN-1"]

    world.clock.move(4.9)
    world.frames.go_on_without(waited_s=lambda _partner: 5)
    assert _booked(world) == ["IN-1"]
    world.clock.move(0.2)
    world.frames.go_on_without(waited_s=lambda _partner: 5)

    assert _booked(world) == ["IN-1", "IN-3"]
    assert _codes(world) == ["C15 open"]
    assert [row.scope for row in world.store.rows(Uncertain, limit=9)] == ["site:W1"]

    receipt = world.take(withheld)

    assert receipt.contiguous == 4
    assert receipt.missing == []
    assert _booked(world) == ["IN-1", "IN-3", "IN-2"]
    assert _codes(world) == ["C15 closed"]
    assert world.store.rows(Gap, limit=9) == []
    assert world.store.rows(Uncertain, limit=9) == []


def test_the_same_number_with_other_content_is_a_fork_and_stops_the_agent(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1)))
    twin = FrameMaker("agent-1")
    twin.open()

    receipt = world.take(twin.data(_in(99)))

    assert [refused.code for refused in receipt.refused] == ["fork"]
    assert _booked(world) == ["IN-1"]
    assert _codes(world) == ["C15 open"]
    known = world.store.get(Agent, "agent-1")
    assert known is not None
    assert known.state == "stopped"
    again = world.take(agent.data(_in(2)))
    assert [refused.code for refused in again.refused] == ["fork"]
    assert _booked(world) == ["IN-1"]


def test_a_frame_that_does_not_follow_its_forerunner_is_a_fork(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1)))

    receipt = world.take(agent.data(_in(2), previous="ab" * 32))

    assert [refused.code for refused in receipt.refused] == ["fork"]


def test_a_frame_signed_by_another_is_kept_in_quarantine_and_alarmed(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1)))
    stranger = FrameMaker("agent-1", seed=b"\x09" * 32)
    stranger.open()
    stranger.data(_in(1))

    receipt = world.take(stranger.data(_in(7)))

    assert [refused.code for refused in receipt.refused] == ["signature"]
    assert _booked(world) == ["IN-1"]
    assert _codes(world) == ["H01 open"]
    [kept] = world.store.rows(Quarantined, limit=9)
    assert kept.code == "signature"
    assert kept.frame == stranger.frames[3]
    assert world.take(agent.data(_in(2))).contiguous == 3


def test_a_stranger_cannot_open_an_epoch_nor_stop_the_agent(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1)))
    stranger = FrameMaker("agent-1", epoch="f" * 32, seed=b"\x09" * 32)

    world.take(stranger.open())

    assert [epoch.epoch for epoch in world.store.rows(Epoch, limit=9)] == [agent.epoch]
    assert world.take(agent.data(_in(2))).contiguous == 3


def test_an_unknown_agent_is_refused_and_its_frame_kept(world: HubWorld) -> None:
    stranger = FrameMaker("nobody")

    receipt = world.take(stranger.open())

    assert [refused.code for refused in receipt.refused] == ["unknown_agent"]
    assert [kept.code for kept in world.store.rows(Quarantined, limit=9)] == ["unknown_agent"]


def test_a_new_epoch_closes_the_old_one_and_says_up_to_where_it_is_whole(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(document(b"{}", facts={"watermark": "w7"})))
    fresh = FrameMaker("agent-1", epoch="e" * 32)

    receipt = world.take(fresh.open({"epoch": agent.epoch, "number": 2}))
    world.work()

    old = world.store.get(Epoch, "agent-1", agent.epoch)
    assert old is not None
    assert old.state == "closed"
    assert old.text == "contiguous up to 2, unknown after"
    assert receipt.epoch == fresh.epoch
    assert receipt.watermarks == {"slips": "w7"}
    assert "C15 open" in _codes(world)
    late = world.take(agent.data(_in(5)))
    assert [refused.code for refused in late.refused] == ["closed"]


def test_what_comes_late_of_an_epoch_nobody_saw_does_not_close_the_one_after_it(world: HubWorld) -> None:
    unseen = world.agent()
    late = [unseen.open(), unseen.data(_in(1))]
    fresh = FrameMaker("agent-1", epoch="e" * 32)
    world.take(fresh.open({"epoch": unseen.epoch, "number": 2}), fresh.data(_in(1)))

    refused = world.take(*late).refused

    assert [one.code for one in refused] == ["closed", "closed"]
    assert world.take(fresh.data(_in(2))).contiguous == 3
    assert _booked(world) == ["IN-1", "IN-2"]


def test_after_a_key_frame_the_new_key_signs_and_the_old_no_longer_need(world: HubWorld) -> None:
    agent = world.agent()
    first = agent.open()
    change = agent.new_key(b"\x22" * 32)
    by_new_key = agent.data(_in(1))

    receipt = world.take(by_new_key, change, first)
    desk = [noted_of(entry) for entry in world.store.rows(AuditEntry, limit=9, chain=DESK)]
    assert [(one.what, one.on) for one in desk][-1] == ("agent.key_changed", "agent-1")

    assert receipt.contiguous == 3
    assert receipt.refused == []
    assert _booked(world) == ["IN-1"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame: frame[:50], "header"),
        (lambda frame: b"XXXX" + frame[4:], "LQF1"),
        (lambda frame: frame[:-1], "bytes came"),
        (lambda frame: frame[:4] + b"\xff\xff\xff\xff" + frame[8:], "header"),
    ],
)
def test_a_damaged_frame_is_unreadable_and_says_where(change: Callable[[bytes], bytes], said: str) -> None:
    agent = FrameMaker("agent-1")
    agent.open()

    with pytest.raises(Unreadable, match=said):
        parse_frame(change(agent.data(_in(1))))


def test_a_body_larger_than_its_header_says_is_not_unpacked(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open())

    receipt = world.take(agent.data(document(b"0" * 200_000), body_size=10))

    assert [refused.code for refused in receipt.refused] == ["unreadable"]
    assert "10 bytes" in receipt.refused[0].text


def test_a_large_file_is_a_document_only_when_all_its_chunks_and_its_manifest_are_there(
    world: HubWorld,
) -> None:
    payload = slip("in", "IN-1", *((f"L{n}", "1") for n in range(30_000)))
    pieces = [payload[at : at + 400_000] for at in range(0, len(payload), 400_000)]
    agent = world.agent()
    world.take(agent.open())
    for index, piece in enumerate(pieces):
        world.take(agent.data({"kind": "chunk", "file": "f1", "index": index, "payload": piece}))
    assert _booked(world) == []

    manifest = document(b"", name="big.json") | {
        "kind": "manifest", "file": "f1", "size": len(payload), "chunks": len(pieces),
        "sha256": sha256(payload).hexdigest(),
    }  # fmt: skip
    world.take(agent.data(manifest))

    [arrival] = [one for one in world.store.run(1, 0, 10) if one.name == "big.json"]
    assert arrival.size == len(payload)
    assert arrival.body is None
    assert world.blobs.get(arrival.blob) == payload


def test_a_file_whose_hash_is_not_its_manifests_is_unreadable_and_not_booked(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data({"kind": "chunk", "file": "f1", "index": 0, "payload": b"abc"}))
    manifest = document(b"", name="big.json") | {
        "kind": "manifest", "file": "f1", "size": 3, "chunks": 1, "sha256": "00" * 32,
    }  # fmt: skip

    world.take(agent.data(manifest))
    world.work()

    [failure] = world.failures()
    assert failure.cause == "file.broken"
    assert "manifest" in failure.text
