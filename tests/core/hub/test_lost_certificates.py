"""A restored hub does not know a certificate given after the backup: over that alone its agent renews."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from certs.authority import Authority
from certs.keys import make_key
from certs.requests import make_request
from core.hub.agents import Agent
from core.hub.audit import DESK, AuditEntry
from core.hub.audit_desk import Noted, noted_of
from core.hub.certificates import AGENT, CLOCKS_APART, LIFE_S_MAX, WORKER, Certificate, Wanted, certify
from core.hub.incarnations import newest
from core.hub.lost_certificates import BACKDATED, Unlisted
from core.hub.recovery import OPEN_UNIT, Restored, mark_restored
from core.hub.renewal import Proof, Renewals
from core.hub.revocation import revoke_agent
from core.kernel.errors import Refused
from tests.core.hub.agents_on_the_wire import WireAgent
from tests.hub_world import START, HubWorld

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
# The backup was taken at START, and put back an hour later.
COMPLETE, RESTORED = START - OPEN_UNIT, START + HOUR
SKEW = CLOCKS_APART
LOST = Unlisted(
    serial="abc", kind=AGENT, name="agent-1", not_before=START + HOUR / 2, not_after=START + 20 * 24 * HOUR
)


@pytest.fixture
def authority(world: HubWorld, tmp_path: Path) -> Authority:
    return Authority(tmp_path / "certs", clock=world.clock)


@pytest.fixture
def listed(world: HubWorld, authority: Authority) -> Certificate:
    """What agent-1 has had since before the backup, and is in force."""
    world.agent()
    wanted = Wanted(kind=AGENT, name="agent-1", csr=csr())
    with world.store.unit() as unit:
        return certify(unit, authority, wanted, life_s=LIFE_S_MAX)


def csr() -> bytes:
    return make_request(make_key(), "agent")


def restored(world: HubWorld) -> None:
    world.clock.move(HOUR.total_seconds())
    now = world.clock.now()
    said = Restored(complete_to=now - HOUR, at=now, by="li", why="the disk died")
    mark_restored(world.store, world.blobs, said)


def asks(
    world: HubWorld, authority: Authority, shown: Unlisted, *, seed: bytes = b"\x01" * 32, asked: bytes = b""
) -> None:
    """agent-1 asks for its next certificate and shows this one."""
    renewals = Renewals(world.store, world.key, authority, life_s=LIFE_S_MAX)
    said = {"agent": "agent-1", "csr": (asked or csr()).decode()}
    text = WireAgent(agent="agent-1", seed=seed).say("renew", said)
    renewals.answer(renewals.open(text), Proof(unlisted=shown))


def certificates(world: HubWorld) -> list[Certificate]:
    return [row for row in world.store.rows(Certificate, limit=99) if row.kind == AGENT]


def acts(world: HubWorld) -> list[Noted]:
    rows = world.store.rows(AuditEntry, limit=99, chain=DESK)
    return [noted for noted in map(noted_of, rows) if noted.what == "certificate.recovered"]


def test_an_agent_renews_over_a_certificate_of_the_lost_time_and_the_audit_says_why(
    world: HubWorld, authority: Authority, listed: Certificate
) -> None:
    restored(world)

    asks(world, authority, LOST)

    [new] = [row for row in certificates(world) if row.serial != listed.serial]
    [act] = acts(world)
    life = newest(world.store)
    assert life is not None
    assert (act.by, act.on, act.change) == ("agent agent-1", "agent-1", f"unknown -> {new.serial}")
    assert "certificate abc began at" in act.why
    assert f"incarnation {life.number}" in act.why


def test_who_did_not_hear_the_answer_gets_the_same_again_and_it_is_noted_once(
    world: HubWorld, authority: Authority, listed: Certificate
) -> None:
    restored(world)
    asked = csr()

    asks(world, authority, LOST, asked=asked)
    asks(world, authority, LOST, asked=asked)

    assert len(certificates(world)) == 2
    assert len(acts(world)) == 1


@pytest.mark.parametrize(
    "not_before", [COMPLETE - BACKDATED - SKEW, START, RESTORED, RESTORED + SKEW], ids=lambda at: f"{at:%H%M}"
)
def test_the_lost_time_is_from_the_backup_to_the_restore_by_clocks_that_differ(
    world: HubWorld, authority: Authority, listed: Certificate, not_before: Any
) -> None:
    restored(world)

    asks(world, authority, msgspec.structs.replace(LOST, not_before=not_before))

    assert len(acts(world)) == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"not_before": COMPLETE - BACKDATED - SKEW - SECOND}, "no time that a restore lost"),
        ({"not_before": RESTORED + SKEW + SECOND}, "no time that a restore lost"),
        ({"not_after": RESTORED}, "it ended at"),
        ({"not_after": LOST.not_before + timedelta(days=31)}, "longer than the 30 days"),
        ({"name": "agent-2"}, "not agent-1's but that of agent agent-2"),
        ({"kind": WORKER}, "not agent-1's but that of worker agent-1"),
        ({"kind": "", "name": ""}, "not agent-1's"),
    ],
)
def test_any_other_certificate_that_nobody_knows_is_a_strangers(
    world: HubWorld, authority: Authority, listed: Certificate, changed: dict[str, Any], why: str
) -> None:
    restored(world)

    with pytest.raises(Refused, match=why) as refused:
        asks(world, authority, msgspec.structs.replace(LOST, **changed))

    assert refused.value.cause == "certificate.unknown"
    assert certificates(world) == [listed]
    assert acts(world) == []


def test_what_bears_a_serial_that_is_in_the_list_is_no_lost_certificate(
    world: HubWorld, authority: Authority, listed: Certificate
) -> None:
    """Of two processes one may have given it a moment ago: the unit of work that gives the next one looks."""
    restored(world)

    with pytest.raises(Refused, match="another than the one of this serial") as refused:
        asks(world, authority, msgspec.structs.replace(LOST, serial=listed.serial))

    assert refused.value.cause == "certificate.unknown"


def test_a_hub_that_was_never_restored_has_lost_no_time(
    world: HubWorld, authority: Authority, listed: Certificate
) -> None:
    world.clock.move(HOUR.total_seconds())

    with pytest.raises(Refused, match="no time that a restore lost") as refused:
        asks(world, authority, LOST)

    assert refused.value.cause == "certificate.unknown"


def test_what_an_earlier_restore_lost_is_still_known_after_another(
    world: HubWorld, authority: Authority, listed: Certificate
) -> None:
    """Its agent was away in between."""
    restored(world)
    world.clock.move(5 * HOUR.total_seconds())
    restored(world)

    asks(world, authority, LOST)

    [act] = acts(world)
    assert f"{RESTORED:%Y-%m-%d %H:%M}Z" in act.why


def test_a_signature_of_a_key_that_the_hub_does_not_know_gets_nothing_whatever_is_shown(
    world: HubWorld, authority: Authority, listed: Certificate
) -> None:
    restored(world)

    with pytest.raises(Refused, match="is not a key of who is speaking"):
        asks(world, authority, LOST, seed=b"\x02" * 32)


def test_who_is_revoked_again_after_the_restore_gets_nothing(
    world: HubWorld, authority: Authority, listed: Certificate
) -> None:
    """The revocation itself was lost: until a person says it again, the hub cannot know of it."""
    restored(world)
    with world.store.unit() as unit:
        revoke_agent(unit, "agent-1", why="from the papers: stolen on Tuesday")

    with pytest.raises(Refused, match="is not a key of who is speaking"):
        asks(world, authority, LOST)


@pytest.mark.parametrize("state", ["invited", "revoked"])
def test_an_agent_about_whom_a_person_decides_renews_over_nothing(
    world: HubWorld, authority: Authority, listed: Certificate, state: str
) -> None:
    restored(world)
    with world.store.unit() as unit:
        known = unit.shelf(Agent).get("agent-1")
        assert known is not None
        unit.shelf(Agent).put(msgspec.structs.replace(known, state=state))

    with pytest.raises(Refused, match=f"agent-1 is {state}; a person decides"):
        asks(world, authority, LOST)


def test_a_clock_that_was_set_back_opens_no_more(
    world: HubWorld, authority: Authority, listed: Certificate
) -> None:
    """What was lost is written down with the restore; the hour that it is now counts for the end alone."""
    restored(world)
    world.clock.move(-10 * HOUR.total_seconds())

    with pytest.raises(Refused, match="no time that a restore lost"):
        asks(world, authority, msgspec.structs.replace(LOST, not_before=START - 5 * HOUR))
