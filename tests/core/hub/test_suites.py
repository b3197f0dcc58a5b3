"""Agents of the suite gm beside those of intl: their frames, receipts and keys, and no way down."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from core.hub import frames
from core.hub.agents import Agent, Quarantined
from core.hub.alert_book import Alert
from core.hub.downlink import Downlink
from core.hub.enrol import Invitation, enrol, invite
from core.hub.frames import parse_frame
from core.hub.suites import digest, key_id
from core.kernel.errors import Unreadable
from front_end_agent.signed import read_signed
from tests.frames import FrameMaker, document
from tests.hub_world import HubWorld, slip


def _in(number: int) -> dict[str, object]:
    return document(slip("in", f"IN-{number}", (f"L{number}", "1")))


def _booked(world: HubWorld) -> list[str]:
    world.work()
    return sorted(row.key for row in world.documents("wms.inbound.v1") if row.outcome == "done")


def test_the_frames_of_a_gm_agent_are_chained_by_sm3_and_booked(world: HubWorld) -> None:
    agent = world.agent(suite="gm")

    receipt = world.take(agent.open(), agent.data(_in(1)), agent.data(_in(2)))

    assert (receipt.suite, receipt.contiguous, receipt.refused) == ("gm", 3, [])
    assert receipt.hash == digest("gm", parse_frame(agent.frames[3]).header_bytes)
    assert _booked(world) == ["IN-1", "IN-2"]
    known = world.store.get(Agent, "agent-1")
    assert known is not None
    assert known.suite == "gm"


def test_a_gm_agent_changes_its_key_and_is_answered_by_the_hubs_sm2_key(world: HubWorld) -> None:
    agent = world.agent(suite="gm")
    world.take(agent.open(), agent.new_key(b"\x05" * 32), agent.data(_in(1)))

    [text] = Downlink(world.store, world.frames, world.key).present("agent-1")

    said = read_signed(text, public=world.key.of("gm").public_key)
    assert msgspec.json.decode(said.signed)["contiguous"] == 3
    assert said.key == key_id(world.key.of("gm").public_key) != key_id(world.key.public_key)


def test_both_suites_stand_side_by_side(world: HubWorld) -> None:
    gm, intl = world.agent("agent-1", suite="gm"), world.agent("agent-2")

    receipts = world.frames.take([gm.open(), intl.open(), gm.data(_in(1)), intl.data(_in(2))])

    assert [(one.agent, one.suite, one.contiguous) for one in receipts] == [
        ("agent-1", "gm", 2),
        ("agent-2", "intl", 2),
    ]


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_a_frame_that_names_another_suite_than_its_keys_is_refused(world: HubWorld, suite: str) -> None:
    agent = world.agent(suite=suite)
    world.take(agent.open(), agent.data(_in(1)))
    other = "gm" if suite == "intl" else "intl"
    hashes = {"body_sha256": "0" * 64, "body_sm3": "0" * 64}

    receipt = world.take(agent.data(_in(2), suite=other, **hashes))

    assert [refused.code for refused in receipt.refused] == ["signature"]
    assert receipt.contiguous == 2
    assert [row.code for row in world.store.rows(Quarantined, limit=9)] == ["signature"]
    assert _booked(world) == ["IN-1"]
    assert [alert.code for alert in world.store.rows(Alert, limit=9)] == ["H01"]


def test_a_key_frame_may_not_lead_to_another_suite(world: HubWorld) -> None:
    agent = world.agent(suite="gm")
    world.take(agent.open())
    agent.suite = "intl"
    key = agent.key_of(b"\x03" * 32)
    agent.suite = "gm"
    said = f"lianqiao-key-1\nagent-1\n{agent.epoch}\n2\n{key.public.hex()}".encode()
    fields: dict[str, Any] = {"new_key": key.public.hex(), "new_signature": key.sign(said).hex()}

    world.take(agent.seal({"kind": "key", "count": 0, **fields}, b""))

    agent.suite, agent.key = "intl", key
    assert [refused.code for refused in world.take(agent.data(_in(1))).refused] == ["signature"]
    assert _booked(world) == []


def test_an_agent_invited_anew_may_choose_the_other_suite(world: HubWorld) -> None:
    world.take(world.agent().open())
    with world.store.unit() as unit:
        token = invite(unit, Invitation(agent="agent-1", partner="wms", shard=0, replace=True), ttl_s=60)
    fresh = FrameMaker("agent-1", epoch="9" * 32, suite="gm")
    with world.store.unit() as unit:
        assert enrol(unit, token, fresh.public_key, "test").suite == "gm"

    assert world.take(fresh.open(), fresh.data(_in(1))).suite == "gm"
    assert _booked(world) == ["IN-1"]


def test_a_hub_whose_openssl_has_no_sm3_says_so_of_each_frame(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = world.agent(suite="gm").open()
    monkeypatch.setattr(frames, "HAS_GM", False)

    with pytest.raises(Unreadable, match="no SM3") as refused:
        parse_frame(raw)

    assert refused.value.cause == "frame.suite"
