"""Certificates of agents: given for 30 days at most, renewed over the one before, taken back at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509

from certs.authority import Authority
from certs.keys import make_key
from certs.requests import make_request
from core.hub.agents import Agent, AgentKey, Quarantined
from core.hub.alert_book import Alert
from core.hub.broker_names import Speaker, speaking, wanted_by
from core.hub.certificates import (
    AGENT,
    LIFE_S_MAX,
    PARTNER,
    VALID_MAX,
    Certificate,
    Wanted,
    certify,
)
from core.hub.enrol import Invitation, enrol, invite
from core.hub.renewal import GRACE, Proof, Renewals
from core.hub.revocation import revoke_agent, revoke_certificate
from core.hub.signed_text import sign_text
from core.hub.standing import CACHED, Standing
from core.kernel.errors import Refused
from tests.core.hub.agents_on_the_wire import WireAgent
from tests.frames import document
from tests.hub_world import HubWorld, slip

DAY = 86_400.0


@pytest.fixture
def authority(world: HubWorld, tmp_path: Path) -> Authority:
    return Authority(tmp_path / "certs", clock=world.clock)


def csr() -> bytes:
    return make_request(make_key(), "agent")


def given(world: HubWorld, authority: Authority, asked: bytes = b"", **changed: Any) -> Certificate:
    """A certificate for the agent agent-1."""
    wanted = Wanted(kind=AGENT, name="agent-1", csr=asked or csr())
    with world.store.unit() as unit:
        return certify(unit, authority, msgspec.structs.replace(wanted, **changed), life_s=LIFE_S_MAX)


def renewed(world: HubWorld, authority: Authority, *, shown: bool, seed: bytes = b"\x01" * 32) -> str:
    """The serial of the newest certificate after agent-1 has asked, with this signing key."""
    renewals = Renewals(world.store, world.key, authority, life_s=LIFE_S_MAX)
    signer = _Signer(seed)
    text = sign_text("renew", {"agent": "agent-1", "csr": csr().decode()}, signer=signer)
    renewals.answer(renewals.open(text), Proof(shown=shown))
    rows = world.store.rows(Certificate, limit=99)
    return max(rows, key=lambda row: row.issued_at).serial


class _Signer:
    def __init__(self, seed: bytes) -> None:
        self._agent = WireAgent(seed=seed)

    @property
    def public_key(self) -> bytes:
        return self._agent.public_key

    def sign(self, text: bytes) -> bytes:
        return self._agent.key.sign(text).signature


def test_a_certificate_lives_thirty_days_by_the_databases_clock(
    world: HubWorld, authority: Authority
) -> None:
    row = given(world, authority)

    assert (row.not_after - world.clock.now()).total_seconds() <= LIFE_S_MAX
    assert (row.not_after - world.clock.now()).total_seconds() > LIFE_S_MAX - 1
    with world.store.unit() as unit, pytest.raises(Refused, match="at most 2592000 s"):
        certify(unit, authority, Wanted(kind=AGENT, name="a-1", csr=csr()), life_s=LIFE_S_MAX + 1)


def test_the_same_key_gets_the_same_certificate_again(world: HubWorld, authority: Authority) -> None:
    asked = csr()

    assert given(world, authority, asked) == given(world, authority, asked)
    assert given(world, authority).serial != given(world, authority).serial
    assert len(world.store.rows(Certificate, limit=99)) == 3


def test_nobody_collects_certificates(world: HubWorld, authority: Authority) -> None:
    for _ in range(VALID_MAX):
        given(world, authority)

    with pytest.raises(Refused, match="use one of them, or revoke them"):
        given(world, authority)


def test_an_agent_renews_over_the_one_before_and_both_hold(world: HubWorld, authority: Authority) -> None:
    world.publish()
    world.agent()
    first = given(world, authority)
    world.clock.move(20 * DAY)

    second = renewed(world, authority, shown=True)

    standing = Standing(world.store, world.clock)
    assert second != first.serial
    assert not standing.is_revoked(first.serial)
    assert not standing.is_revoked(second)


def test_without_the_one_before_it_is_given_only_when_that_is_over_and_not_long(
    world: HubWorld, authority: Authority
) -> None:
    world.publish()
    world.agent()
    first = given(world, authority)

    with pytest.raises(Refused, match=r"is in force until .*: show it"):
        renewed(world, authority, shown=False)
    world.clock.move(31 * DAY)
    second = renewed(world, authority, shown=False)
    world.clock.move(30 * DAY + GRACE.total_seconds() + DAY)
    with pytest.raises(Refused, match="new token and enrol with --again"):
        renewed(world, authority, shown=False)

    assert second != first.serial


def test_an_agent_from_before_there_were_certificates_gets_its_first_by_its_signature(
    world: HubWorld, authority: Authority
) -> None:
    world.publish()
    world.agent()

    with pytest.raises(Refused, match="is not a key of who is speaking"):
        renewed(world, authority, shown=False, seed=b"\x02" * 32)
    assert renewed(world, authority, shown=False)


def test_an_agent_that_was_revoked_is_given_nothing_until_it_is_invited_anew(
    world: HubWorld, authority: Authority
) -> None:
    world.publish()
    world.agent()
    row = given(world, authority)
    with world.store.unit() as unit:
        [gone] = revoke_agent(unit, "agent-1", why="the laptop was stolen")
        assert revoke_agent(unit, "agent-1", why="again") == []
    world.clock.move(40 * DAY)

    assert (gone.serial, gone.why) == (row.serial, "the laptop was stolen")
    with pytest.raises(Refused, match="is not a key of who is speaking"):
        renewed(world, authority, shown=False)
    assert all(key.revoked for key in world.store.rows(AgentKey, limit=9))
    with world.store.unit() as unit:
        assert invite(unit, Invitation(agent="agent-1", partner="wms", shard=0), ttl_s=60)
    known = world.store.get(Agent, "agent-1")
    assert known is not None
    assert known.state == "invited"


def test_one_certificate_of_an_agent_takes_the_agent_with_it_and_a_partners_stands_alone(
    world: HubWorld, authority: Authority
) -> None:
    world.publish()
    world.agent()
    mine, other = given(world, authority), given(world, authority)
    partners = given(world, authority, kind=PARTNER, name="acme")

    with world.store.unit() as unit:
        gone = revoke_certificate(unit, mine, why="copied")
    with world.store.unit() as unit:
        alone = revoke_certificate(unit, partners, why="over")

    assert {row.serial for row in gone} == {mine.serial, other.serial}
    assert [row.serial for row in alone] == [partners.serial]
    known = world.store.get(Agent, "agent-1")
    assert known is not None
    assert known.state == "revoked"


def test_a_door_feels_a_revocation_within_two_seconds(world: HubWorld, authority: Authority) -> None:
    world.publish()
    world.agent()
    row = given(world, authority)
    standing = Standing(world.store, world.clock)
    assert standing.admit(row.serial, row.fingerprint) == row
    with world.store.unit() as unit:
        revoke_agent(unit, "agent-1", why="")

    world.clock.move(CACHED.total_seconds())

    assert standing.is_revoked(row.serial)
    with pytest.raises(Refused, match="was revoked at"):
        standing.admit(row.serial, row.fingerprint)


def test_a_door_knows_nothing_of_what_we_never_issued_or_what_is_over(
    world: HubWorld, authority: Authority
) -> None:
    row = given(world, authority)
    standing = Standing(world.store, world.clock)

    assert standing.is_revoked("abc")
    with pytest.raises(Refused, match="none that this hub issued"):
        standing.admit("abc", "")
    with pytest.raises(Refused, match="none that this hub issued"):
        standing.admit(row.serial, "0" * 64)
    world.clock.move(30 * DAY)
    with pytest.raises(Refused, match="renew it"):
        standing.admit(row.serial, row.fingerprint)


def test_frames_of_an_agent_whose_certificate_is_over_are_verified_as_ever(
    world: HubWorld, authority: Authority
) -> None:
    world.publish()
    agent = world.agent()
    given(world, authority)
    old = [agent.open(), agent.data(document(slip("in", "IN-1", ("L1", "1"))))]
    world.clock.move(60 * DAY)

    receipt = world.take(*old)
    world.work()

    assert (receipt.contiguous, receipt.refused) == (2, [])
    assert [row.outcome for row in world.documents("wms.inbound.v1")] == ["done"]


def test_late_frames_of_a_revoked_agent_are_kept_told_once_and_move_nothing(
    world: HubWorld, authority: Authority
) -> None:
    world.publish()
    agent = world.agent()
    world.take(agent.open(), agent.data(document(slip("in", "IN-1", ("L1", "1")))))
    late = [agent.data(document(slip("in", f"IN-{number}", ("L1", "1")))) for number in (2, 3)]
    with world.store.unit() as unit:
        revoke_agent(unit, "agent-1", why="")

    receipts = [world.take(one) for one in late]
    world.work()

    assert [one.refused[0].code for one in receipts] == ["revoked", "revoked"]
    assert receipts[-1].contiguous == 2
    assert {row.frame for row in world.store.rows(Quarantined, limit=9)} == set(late)
    assert [(alert.code, alert.object) for alert in world.store.rows(Alert, limit=9)] == [("H13", "agent-1")]
    assert [row.outcome for row in world.documents("wms.inbound.v1")] == ["done"]


def test_an_agent_that_was_replaced_comes_back_under_another_name_at_the_broker(
    world: HubWorld, authority: Authority
) -> None:
    world.publish()
    world.agent()
    before = given(world, authority)
    assert set(_speaking(world)) == {"agent-1"}

    with world.store.unit() as unit:
        again = Invitation(agent="agent-1", partner="wms", shard=0, replace=True)
        token = invite(unit, again, ttl_s=60)
        enrol(unit, token, b"n" * 32, "0.1.0")

    standing = Standing(world.store, world.clock)
    assert standing.is_revoked(before.serial)
    assert _speaking(world) == {"agent-1.1": Speaker("agent-1", 0)}
    with world.store.unit() as unit:
        row = certify(unit, authority, wanted_by(unit, "agent-1", csr().decode()), life_s=60)
    first = x509.load_pem_x509_certificates(row.chain)[0]
    assert first.subject.rfc4514_string() == "CN=agent-1.1"


def _speaking(world: HubWorld) -> dict[str, Speaker]:
    return speaking(world.store.rows(Agent, limit=9), world.store.rows(AgentKey, limit=9))
