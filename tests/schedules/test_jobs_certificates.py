"""A certificate that ends soon is told 14, 7 and 1 days before, each once, and no more once it is renewed."""

from __future__ import annotations

import msgspec

from core.hub.agents import Agent
from core.hub.certificates import AGENT, AUTHORITY, SERVER, Certificate, Issued, recorded
from core.hub.enrol import Invitation, invite
from tests.schedules.ticking import Ticking

DAY = 86_400.0
JOB = "tell_certificates"


def given(ticking: Ticking, serial: str, *, use: str = AGENT, name: str = "wh-1", days: float = 30) -> None:
    """A certificate from now on."""
    now = ticking.hub.store.now()
    until = msgspec.convert(now.timestamp() + days * DAY, type=type(now), strict=False)
    issued = Issued(serial=serial, public_key=serial, fingerprint=serial, chain=b"", not_after=until)
    with ticking.hub.store.unit() as unit:
        unit.shelf(Certificate).put(recorded(issued, use, name, now))


def heard(ticking: Ticking) -> None:
    """The agent wh-1 has just sent its heartbeat."""
    with ticking.hub.store.unit() as unit:
        if unit.shelf(Agent).get("wh-1") is None:
            invite(unit, Invitation(agent="wh-1", partner="wms", shard=0), ttl_s=60)
        known = unit.shelf(Agent).get("wh-1")
        assert known is not None
        unit.shelf(Agent).put(msgspec.structs.replace(known, beat_at=unit.now))


def test_each_step_is_told_once(ticking: Ticking) -> None:
    given(ticking, "abc")
    ticking.run(JOB, after_s=15.9 * DAY)
    assert ticking.alerts() == []

    for days, told in ((0.2, 1), (1, 1), (6.2, 2), (6.0, 3), (0.9, 3)):
        ticking.run(JOB, after_s=days * DAY)
        assert len(ticking.alerts("open")) == told
        ticking.run(JOB, after_s=600)
        assert len(ticking.alerts("open")) == told

    assert set(ticking.alerts("open")) == {f"H12 agent wh-1 abc {days} d" for days in (14, 7, 1)}


def test_the_hubs_own_authority_is_told_at_every_step(ticking: Ticking) -> None:
    given(ticking, "r00t", use=AUTHORITY, name="root", days=100)

    ticking.run(JOB, after_s=85.9 * DAY)
    assert ticking.alerts() == []
    ticking.run(JOB, after_s=0.2 * DAY)
    assert ticking.alerts("open") == ["H12 authority root r00t 14 d"]


def test_who_is_at_work_and_not_yet_due_for_renewal_alarms_nobody(ticking: Ticking) -> None:
    given(ticking, "abc")
    given(ticking, "def", use=SERVER, name=ticking.hub.name)
    ticking.clock.move(15.5 * DAY)
    heard(ticking)

    ticking.run(JOB, after_s=0.9 * DAY)
    assert ticking.alerts() == []

    # Twenty days were time enough: now something keeps it from its renewal.
    ticking.clock.move(4 * DAY)
    heard(ticking)
    ticking.run(JOB, after_s=600)
    assert ticking.alerts("open") == ["H12 agent wh-1 abc 14 d", "H12 server hub def 14 d"]


def test_who_was_not_heard_of_for_a_day_will_hardly_renew_by_itself(ticking: Ticking) -> None:
    given(ticking, "abc")
    heard(ticking)

    ticking.run(JOB, after_s=16.5 * DAY)

    assert ticking.alerts("open") == ["H12 agent wh-1 abc 14 d"]


def test_a_renewal_ends_the_alarm(ticking: Ticking) -> None:
    given(ticking, "abc")
    ticking.run(JOB, after_s=25 * DAY)
    assert ticking.alerts("open") == ["H12 agent wh-1 abc 7 d"]

    given(ticking, "abd")
    ticking.run(JOB, after_s=600)

    assert ticking.alerts("open") == []
    ticking.run(JOB, after_s=600)
    assert ticking.alerts("open") == []
