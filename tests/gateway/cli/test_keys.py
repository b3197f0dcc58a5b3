"""`hub keys`, `hub agent list` and `hub agent reopen`, and a machine that cannot do the suite gm."""

from __future__ import annotations

import pytest

from adapters.trust import libcrypto
from core.hub.enrol import Invitation, enrol, invite
from core.hub.suites import GM
from gateway.cli import health
from tests.frames import FrameMaker
from tests.gateway.cli.conftest import Office
from tests.hub_world import CONTRACT


def test_a_rotation_makes_the_key_that_agents_are_told_and_keeps_the_ones_before(office: Office) -> None:
    office.publish(contract=f"{CONTRACT}encrypt: required\n")
    first = office.done("keys", "rotate", "--by", "li").partition(" ")[0]
    second = office.done("keys", "rotate", "--by", "li").partition(" ")[0]

    assert f"intl  {first} {second}" in office.done("keys", "list")
    assert office.hub.body_keys.ids("intl") == [first, second]
    assert office.told("keys", "rotate", "rot13").exit_code != 0


def test_a_key_lies_in_a_file_of_its_own_that_others_cannot_read(office: Office) -> None:
    office.done("keys", "rotate", "gm", "--by", "li")

    [path] = (office.home / "keys" / "bodies").iterdir()
    assert path.name.startswith("gm-0001-")
    assert path.stat().st_mode & 0o077 == 0


def test_the_suite_of_an_agent_is_listed_and_its_frames_are_reopened(office: Office) -> None:
    maker = FrameMaker("wh-1", suite="gm")
    with office.hub.store.unit() as unit:
        token = invite(unit, Invitation(agent="wh-1", partner="wms", shard=0), ttl_s=60)
    with office.hub.store.unit() as unit:
        enrol(unit, token, maker.public_key, "test")

    assert " gm " in office.done("agent", "list")
    assert office.done("agent", "reopen", "wh-1", "--by", "li").startswith("0 frames taken, 0 stand aside")
    assert office.told("agent", "reopen", "wh-2").exit_code != 0


def test_a_hub_with_gm_agents_on_a_machine_without_sm2_is_not_well(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(health.suites(office.home)) == []
    office.hub.key.of(GM)
    assert list(health.suites(office.home)) == []

    libcrypto.libcrypto.cache_clear()
    monkeypatch.setattr(libcrypto, "CURVE_NID", 999_999)
    try:
        [finding] = health.suites(office.home)
        listed = office.done("keys", "list")
    finally:
        libcrypto.libcrypto.cache_clear()

    assert not finding.well
    assert finding.counts
    assert "the suite gm is not possible on this machine" in finding.text
    assert finding.text in listed
