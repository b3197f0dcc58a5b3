"""Enrolment: a token works once, in its time, for its agent; a live agent keeps its key."""

from __future__ import annotations

import msgspec
import pytest

from core.hub.agents import Agent, AgentKey
from core.hub.enrol import Enrolled, Invitation, enrol, invite, shard_of
from core.hub.revocation import revoke_agent
from core.hub.suites import key_id
from core.kernel.errors import Refused, Unreadable
from tests.core.hub.world import MemoryHub

KEY, OTHER = b"a" * 32, b"b" * 32
WMS = Invitation(agent="wms-01", partner="acme", shard=1)


@pytest.fixture
def hub() -> MemoryHub:
    return MemoryHub()


def invited(hub: MemoryHub, invitation: Invitation = WMS, *, ttl_s: float = 3600) -> str:
    with hub.store.unit() as unit:
        return invite(unit, invitation, ttl_s=ttl_s)


def enrolled(hub: MemoryHub, token: str, key: bytes = KEY) -> Enrolled:
    with hub.store.unit() as unit:
        return enrol(unit, token, key, "0.1.0")


def keys(hub: MemoryHub) -> dict[bytes, bool]:
    """The agent's public keys, and whether each is revoked."""
    return {key.public_key: key.revoked for key in hub.store.rows(AgentKey, limit=10, agent="wms-01")}


def test_an_invited_agent_enrols_with_its_key(hub: MemoryHub) -> None:
    token = invited(hub)

    answer = enrolled(hub, token)

    assert answer == Enrolled(agent="wms-01", partner="acme", shard=1, key_id=key_id(KEY), suite="intl")
    assert keys(hub) == {KEY: False}
    agent = hub.store.get(Agent, "wms-01")
    assert agent is not None
    assert agent.state == "enrolled"


def test_the_token_itself_is_not_kept(hub: MemoryHub) -> None:
    secret = invited(hub).partition(".")[2]

    agent = hub.store.get(Agent, "wms-01")

    assert secret not in str(agent)
    assert len(secret) >= 40


def test_a_token_works_once(hub: MemoryHub) -> None:
    token = invited(hub)
    enrolled(hub, token)

    with pytest.raises(Refused, match="used with another key"):
        enrolled(hub, token, OTHER)

    assert keys(hub) == {KEY: False}


def test_an_answer_that_was_lost_is_given_again_to_the_same_key(hub: MemoryHub) -> None:
    token = invited(hub)
    first = enrolled(hub, token)

    again = enrolled(hub, token)

    assert again == first
    assert keys(hub) == {KEY: False}


def test_a_token_works_in_its_time_only(hub: MemoryHub) -> None:
    token = invited(hub, ttl_s=60)
    hub.clock.move(60)

    with pytest.raises(Refused, match="expired at 2026-11-23 08:16Z"):
        enrolled(hub, token)

    assert keys(hub) == {}


@pytest.mark.parametrize("wrong", ["", ".", "wms-01", "wms-01.", "wms-01.guess", "nobody.guess"])
def test_a_wrong_token_is_refused(hub: MemoryHub, wrong: str) -> None:
    invited(hub)

    with pytest.raises(Refused, match="unknown or was used"):
        enrolled(hub, wrong)


def test_the_token_of_another_agent_does_not_fit(hub: MemoryHub) -> None:
    invited(hub)
    secret = invited(hub, Invitation(agent="erp-01", partner="acme", shard=1)).partition(".")[2]

    with pytest.raises(Refused, match="unknown or was used"):
        enrolled(hub, f"wms-01.{secret}")


def test_a_second_invitation_makes_the_first_token_void(hub: MemoryHub) -> None:
    first, second = invited(hub), invited(hub)

    with pytest.raises(Refused, match="unknown or was used"):
        enrolled(hub, first)
    enrolled(hub, second)


def test_a_live_agent_gets_no_second_key_unless_it_is_replaced(hub: MemoryHub) -> None:
    enrolled(hub, invited(hub))

    with pytest.raises(Refused, match="wms-01 is enrolled; invite it with replace"):
        invited(hub)
    enrolled(hub, invited(hub, msgspec.structs.replace(WMS, replace=True)), OTHER)

    assert keys(hub) == {KEY: True, OTHER: False}


def test_a_replacing_invitation_that_nobody_uses_revokes_nothing(hub: MemoryHub) -> None:
    enrolled(hub, invited(hub))

    invited(hub, msgspec.structs.replace(WMS, replace=True))

    assert keys(hub) == {KEY: False}


def test_a_stopped_agent_cannot_enrol_its_way_out(hub: MemoryHub) -> None:
    token = invited(hub)
    with hub.store.unit() as unit:
        agent = unit.shelf(Agent).get("wms-01")
        assert agent is not None
        unit.shelf(Agent).put(msgspec.structs.replace(agent, state="stopped"))

    with pytest.raises(Refused, match="wms-01 is stopped"):
        enrolled(hub, token)
    with pytest.raises(Refused, match="wms-01 is stopped"):
        invited(hub, msgspec.structs.replace(WMS, replace=True))


def test_an_agent_id_belongs_to_one_partner(hub: MemoryHub) -> None:
    invited(hub)

    with pytest.raises(Refused, match="is an agent of acme, not of evil"):
        invited(hub, Invitation(agent="wms-01", partner="evil", shard=0))


@pytest.mark.parametrize("wrong", ["", "a", "Wms", "wms.01", "wms/01", "-wms", "w" * 64, "wms\n"])
def test_an_agent_id_that_the_wire_could_not_carry_is_refused(hub: MemoryHub, wrong: str) -> None:
    with pytest.raises(Refused, match="is no agent id"):
        invited(hub, Invitation(agent=wrong, partner="acme", shard=0))


@pytest.mark.parametrize("ttl_s", [0, -1, 31 * 86_400, float("nan")])
def test_a_token_always_has_an_end(hub: MemoryHub, ttl_s: float) -> None:
    with pytest.raises(Refused, match="a token lives"):
        invited(hub, ttl_s=ttl_s)


@pytest.mark.parametrize("key", [b"", b"a" * 31, b"a" * 33])
def test_a_key_of_the_wrong_length_is_unreadable_and_leaves_the_token_good(
    hub: MemoryHub, key: bytes
) -> None:
    token = invited(hub)

    with pytest.raises(Unreadable, match="an Ed25519 key has 32"):
        enrolled(hub, token, key)
    enrolled(hub, token)


def test_all_agents_of_a_partner_share_a_shard() -> None:
    shards = {shard_of(f"partner-{number}", 4) for number in range(100)}

    assert shards == {0, 1, 2, 3}
    assert shard_of("acme", 4) == shard_of("acme", 4)


def test_a_name_that_has_power_at_the_broker_is_no_agents(hub: MemoryHub) -> None:
    with pytest.raises(Refused, match="choose another id"):
        invited(hub, Invitation(agent="lianqiao", partner="acme", shard=0))


def test_a_key_that_was_revoked_is_never_believed_again(hub: MemoryHub) -> None:
    enrolled(hub, invited(hub))
    with hub.store.unit() as unit:
        revoke_agent(unit, "wms-01", why="stolen")

    token = invited(hub)
    with pytest.raises(Refused, match="may be in other hands"):
        enrolled(hub, token, KEY)
    enrolled(hub, token, OTHER)

    assert keys(hub) == {KEY: True, OTHER: False}
