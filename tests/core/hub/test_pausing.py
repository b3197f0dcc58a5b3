"""A person pauses an endpoint, tries it, and lets it go on; nothing is lost and nothing is sent meanwhile."""

from __future__ import annotations

import json

import pytest

from adapters.memory.endpoint import away, cut
from core.hub.audit import AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.outbox import Outgoing
from core.hub.pausing import pause, resume
from core.hub.trying import intend_test
from core.kernel.errors import Refused
from tests.core.hub.outbound import HOOK, House


@pytest.fixture
def house() -> House:
    return House()


def move(house: House, act: str) -> None:
    with house.store.unit() as unit:
        if act == "pause":
            pause(unit, HOOK, "li", "they move house")
        else:
            resume(unit, HOOK, "li")


def tried(house: House) -> Outgoing:
    house.clock.move(1)
    with house.store.unit() as unit:
        send_id = intend_test(unit, HOOK, "li")
    ended = house.deliverer.try_now(send_id)
    assert ended is not None
    return ended


def test_what_must_leave_waits_while_its_endpoint_is_paused_and_goes_on_in_its_order(house: House) -> None:
    partner = house.partner()
    move(house, "pause")
    first, second = house.intend("lot-1"), house.intend("lot-1")
    assert house.later(3600) == 0
    assert (house.state(first), house.tries(first)) == ("waiting", [])

    move(house, "resume")
    house.deliver()
    house.deliver()

    assert partner.send_ids == [first, second]


def test_one_endpoint_is_paused_and_no_other(house: House) -> None:
    house.partner()
    other = house.partner("bank/files")
    move(house, "pause")
    house.intend()
    sent = house.intend(endpoint="bank/files")

    house.deliver()

    assert other.send_ids == [sent]


def test_a_deliverer_that_had_seen_it_due_before_the_pause_sends_nothing(house: House) -> None:
    partner = house.partner()
    send_id = house.intend()
    [head] = house.store.rows(Outgoing, limit=1)
    move(house, "pause")

    assert house.deliverer.try_now(head.send_id) is not None

    assert partner.arrived == []
    assert house.state(send_id) == "waiting"


def test_pausing_needs_a_reason_and_is_done_once_and_audited(house: House) -> None:
    with house.store.unit() as unit, pytest.raises(Refused, match="why is it paused"):
        pause(unit, HOOK, "li", " ")
    move(house, "pause")
    with pytest.raises(Refused, match="li has paused"):
        move(house, "pause")
    move(house, "resume")
    with pytest.raises(Refused, match="not paused"):
        move(house, "resume")

    noted = [noted_of(entry) for entry in house.store.rows(AuditEntry, limit=10)]
    assert [(one.what, one.on, one.why) for one in noted] == [
        ("endpoint.paused", HOOK, "they move house"), ("endpoint.resumed", HOOK, ""),
    ]  # fmt: skip


def test_a_test_goes_the_way_of_all_and_says_that_it_is_one(house: House) -> None:
    partner = house.partner()

    ended = tried(house)

    [(_, payload, headers)] = partner.arrived
    assert (ended.state, headers["type"]) == ("sent", "endpoint.tried.v1")
    said = json.loads(payload)
    assert (said["type"], said["body"]["test"], said["body"]["asked_by"]) == ("endpoint.tried.v1", True, "li")


def test_a_paused_endpoint_and_one_that_is_left_alone_can_be_tried(house: House) -> None:
    partner = house.partner()
    partner.before = away
    for _ in range(5):
        house.intend(f"lot-{_}")
        house.later(20)
    move(house, "pause")
    partner.before = lambda name, payload: None

    assert tried(house).state == "sent"

    assert len(partner.arrived) == 1


@pytest.mark.parametrize("repeat", ["safe", "never"])
def test_a_test_that_does_not_get_there_is_over_and_alarms_nobody(house: House, repeat: str) -> None:
    partner = house.partner(repeat=repeat)  # type: ignore[arg-type]
    partner.after = cut

    ended = tried(house)
    house.later(3600)

    assert ended.state == "given_up"
    assert "the line broke" in ended.text
    assert len(partner.arrived) == 1
    assert house.told() == []
