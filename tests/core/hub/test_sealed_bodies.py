"""Bodies encrypted to the hub's key: opened where they stand and nowhere else, kept and told where not."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from core.hub import reopening
from core.hub.agents import Quarantined
from core.hub.alert_book import Alert
from core.hub.arrivals import Arrival
from core.hub.failures import Uncertain
from core.hub.frames import parse_frame
from core.hub.suites import suite_named
from front_end_agent.body_lock import BodyLock, bound_to
from tests.frames import FrameMaker, document
from tests.hub_world import CONTRACT, HubWorld, slip

SUITES = ["intl", "gm"]
Change = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]


def _in(number: int) -> dict[str, object]:
    return document(slip("in", f"IN-{number}", (f"L{number}", "1")))


def _booked(world: HubWorld) -> list[str]:
    world.work()
    return sorted(row.key for row in world.documents("wms.inbound.v1") if row.outcome == "done")


def _alerts(world: HubWorld) -> list[str]:
    world.work()
    return [f"{alert.code} {alert.object}" for alert in world.store.rows(Alert, limit=9)]


def _agent(world: HubWorld, mode: str, suite: str = "intl", **more: Any) -> FrameMaker:
    """An agent of a partner whose contract says so, as it stands after its enrolment and first frame."""
    world.publish(contract=f"{CONTRACT}encrypt: {mode}\n")
    agent = world.agent(suite=suite, **more)
    receipt = world.take(agent.open())
    assert receipt.encrypt.mode == mode
    agent.lock = BodyLock(bytes.fromhex(receipt.encrypt.key)) if receipt.encrypt.key else None
    return agent


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("mode", ["allowed", "required"])
def test_an_encrypted_body_is_opened_and_booked_and_does_not_travel_in_clear(
    world: HubWorld, suite: str, mode: str
) -> None:
    agent = _agent(world, mode, suite)

    receipt = world.take(agent.data(_in(1)), agent.data(_in(2)))

    assert (receipt.contiguous, receipt.refused) == (3, [])
    assert _booked(world) == ["IN-1", "IN-2"]
    assert b"IN-1" not in agent.frames[2]


def test_where_the_contract_says_nothing_an_agent_is_told_no_key(world: HubWorld) -> None:
    agent = _agent(world, "off")

    assert agent.lock is None
    assert world.take(agent.data(_in(1))).contiguous == 2
    assert world.body_keys.ids("intl") == []


def test_a_plain_frame_is_taken_where_encryption_is_allowed(world: HubWorld) -> None:
    agent = _agent(world, "allowed")
    agent.lock = None

    world.take(agent.data(_in(1)))

    assert _booked(world) == ["IN-1"]


def test_where_it_is_required_a_plain_frame_is_refused_kept_and_told_and_the_chain_goes_on(
    world: HubWorld,
) -> None:
    agent = _agent(world, "required")
    lock, agent.lock = agent.lock, None
    plain = agent.data(_in(1))
    agent.lock = lock

    receipt = world.take(plain, agent.data(_in(2)))

    assert [(refused.number, refused.code) for refused in receipt.refused] == [(2, "plain")]
    assert receipt.contiguous == 3
    assert _booked(world) == ["IN-2"]
    assert _alerts(world) == ["H14 agent-1/encryption"]
    assert [(row.code, row.frame) for row in world.store.rows(Quarantined, limit=9)] == [("plain", plain)]


def _touched(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return said, body[:-1] + bytes([body[-1] ^ 1])


def _cut(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return said, body[: len(body) // 2]


def _empty(said: dict[str, Any], _body: bytes) -> tuple[dict[str, Any], bytes]:
    return said, b""


def _other_key(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return {**said, "key": "0" * 16}, body


def _other_nonce(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return {**said, "nonce": "00" * 12}, body


def _no_nonce(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return {**said, "nonce": "zz"}, body


def _wrapped_otherwise(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return {**said, "wrapped": said["wrapped"][:-2] + "00"}, body


def _unwrapped(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return {**said, "wrapped": ""}, body


def _moved(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return {**said, "place": {"epoch": "f" * 32, "number": 2}}, body


def _moved_within_its_epoch(said: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    return {**said, "place": {"epoch": "0" * 31 + "1", "number": 2}}, body


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(
    "change",
    [_touched, _cut, _empty, _other_key, _other_nonce, _no_nonce, _wrapped_otherwise, _unwrapped, _moved,
     _moved_within_its_epoch],
)  # fmt: skip
def test_what_no_key_opens_is_kept_and_told_and_the_chain_goes_on(
    world: HubWorld, suite: str, change: Change
) -> None:
    agent = _agent(world, "required", suite)
    agent.change = change
    bad = agent.data(_in(1))
    agent.change = None

    receipt = world.take(bad, agent.data(_in(2)))

    assert [(refused.number, refused.code) for refused in receipt.refused] == [(2, "sealed")]
    assert receipt.contiguous == 3
    assert _booked(world) == ["IN-2"]
    assert _alerts(world) == ["H14 agent-1/encryption"]
    assert [row.frame for row in world.store.rows(Quarantined, limit=9)] == [bad]


@pytest.mark.parametrize("suite", SUITES)
def test_a_body_of_one_agent_does_not_open_in_the_frame_of_another(world: HubWorld, suite: str) -> None:
    agent = _agent(world, "allowed", suite)
    stolen = parse_frame(agent.data(_in(1)))
    assert stolen.header.encryption is not None
    said = msgspec.to_builtins(stolen.header.encryption)
    thief = world.agent("agent-2", suite=suite, seed=b"\x04" * 32)
    world.take(thief.open())
    thief.lock, thief.change = agent.lock, lambda _said, _body: (said, stolen.packed)

    receipt = world.take(thief.data(_in(1)))

    assert [refused.code for refused in receipt.refused] == ["sealed"]
    assert _booked(world) == []


@pytest.mark.parametrize("suite", SUITES)
def test_what_was_sealed_in_an_epoch_before_is_opened_by_the_place_it_names(
    world: HubWorld, suite: str
) -> None:
    agent = _agent(world, "required", suite)
    assert agent.lock is not None
    body = msgspec.msgpack.encode([_in(1)])
    said, sealed = agent.lock.seal(body, bound=bound_to("agent-1", "9" * 32, 7))
    moved = {**said, "place": {"epoch": "9" * 32, "number": 7}}
    agent.change = lambda _said, _body: (moved, sealed)

    receipt = world.take(agent.data(_in(1), codec="none"))

    assert receipt.refused == []
    assert _booked(world) == ["IN-1"]


@pytest.mark.parametrize("suite", SUITES)
def test_after_a_rotation_the_old_key_opens_what_comes_and_the_new_one_is_told(
    world: HubWorld, suite: str
) -> None:
    agent = _agent(world, "required", suite)
    assert agent.lock is not None
    known = suite_named(suite)
    world.body_keys.rotate(known)

    receipt = world.take(agent.data(_in(1)))
    old, agent.lock = agent.lock, BodyLock(bytes.fromhex(receipt.encrypt.key))
    world.take(agent.data(_in(2)))

    assert world.body_keys.ids(known) == [old.id, agent.lock.id]
    assert old.id != agent.lock.id
    assert _booked(world) == ["IN-1", "IN-2"]


def test_a_body_of_another_suite_than_its_frames_does_not_open(world: HubWorld) -> None:
    agent = _agent(world, "required", "gm")
    agent.lock = BodyLock(world.body_keys.current("intl"))

    receipt = world.take(agent.data(_in(1)))

    assert [refused.code for refused in receipt.refused] == ["sealed"]


def test_chunks_of_a_file_are_encrypted_alike(world: HubWorld) -> None:
    agent = _agent(world, "required")
    whole = slip("in", "IN-9", ("L9", "1"))
    chunks = [{"kind": "chunk", "file": "f" * 32, "index": 0, "payload": whole}]
    manifest = {
        **document(b""), "kind": "manifest", "file": "f" * 32, "size": len(whole),
        "sha256": sha256(whole).hexdigest(), "chunks": 1,
    }  # fmt: skip

    world.take(agent.data(*chunks), agent.data(manifest))

    assert _booked(world) == ["IN-9"]
    assert b"IN-9" not in agent.frames[2]


def test_a_key_that_is_brought_back_opens_what_stood_aside_and_ends_the_alarm(world: HubWorld) -> None:
    agent = _agent(world, "required")
    [path] = world.keys_folder.glob("intl-*.key")
    lost = path.read_bytes()
    path.unlink()
    world.take(agent.data(_in(1)))
    assert _alerts(world) == ["H14 agent-1/encryption"]
    assert [row.scope for row in world.store.rows(Uncertain, limit=9)] != []
    assert world.frames.reopen("agent-1").frames == 0

    path.write_bytes(lost)
    assert world.frames.reopen("agent-1").frames == 1

    assert _booked(world) == ["IN-1"]
    assert [alert.state for alert in world.store.rows(Alert, limit=9)] == ["closed"]
    assert [row.late for row in world.store.rows(Arrival, limit=9) if row.source == "slips"] == [True]
    assert world.store.rows(Quarantined, limit=9) == []
    assert world.store.rows(Uncertain, limit=9) == []
    assert world.frames.reopen("agent-1").frames == 0


def test_plain_frames_that_stood_aside_are_taken_once_the_contract_allows_them(world: HubWorld) -> None:
    agent = _agent(world, "required")
    agent.lock = None
    world.take(agent.data(_in(1)), agent.data(_in(2)))
    assert [len(world.frames.reopen("agent-1").left), _booked(world)] == [2, []]

    world.publish(contract=f"{CONTRACT}encrypt: allowed\n")
    world.frames.reopen("agent-1")

    assert _booked(world) == ["IN-1", "IN-2"]


def test_more_that_stands_aside_than_is_taken_at_once_hides_none_of_it(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a day under a contract that asked for encryption too early, and frames of strangers beside."""
    monkeypatch.setattr(reopening, "AT_ONCE", 2)
    monkeypatch.setattr(reopening, "PAGE", 2)
    agent = _agent(world, "required")
    agent.lock = None
    world.take(*(agent.data(_in(number)) for number in range(1, 6)))
    with world.store.unit() as unit:
        for number in range(5):
            stranger = Quarantined(
                sha256=f"{number}", agent="agent-1", code="signature", text="", frame=b"",
                received_at=unit.now,
            )  # fmt: skip
            unit.shelf(Quarantined).add(stranger)
    world.publish(contract=f"{CONTRACT}encrypt: allowed\n")

    assert world.frames.reopen("agent-1").frames == 5

    assert _booked(world) == ["IN-1", "IN-2", "IN-3", "IN-4", "IN-5"]
    assert [alert.state for alert in world.store.rows(Alert, limit=9)] == ["closed"]
    assert {row.code for row in world.store.rows(Quarantined, limit=99)} == {"signature"}
