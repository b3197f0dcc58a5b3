"""What must leave the house leaves it once, in order, and what is not known is not guessed."""

from __future__ import annotations

import hashlib
import json

import pytest

from adapters.memory.endpoint import away, unwilling
from core.hub.outbox import Attempt, Outgoing
from tests.core.hub.outbound import House, hours


@pytest.fixture
def house() -> House:
    return House()


def test_a_send_arrives_and_is_confirmed(house: House) -> None:
    partner = house.partner()
    send_id = house.intend()

    assert house.deliver() == 1

    assert house.state(send_id) == "sent"
    assert house.tries(send_id) == ["sent"]
    assert partner.send_ids == [send_id]


def test_what_was_sent_is_not_sent_again(house: House) -> None:
    partner = house.partner()
    house.intend()
    house.deliver()

    assert house.later(hours(24)) == 0

    assert len(partner.arrived) == 1


def test_the_attempt_stands_in_the_store_before_anything_leaves(house: House) -> None:
    partner = house.partner()
    send_id = house.intend()
    seen: list[list[str]] = []
    partner.before = lambda name, payload: seen.append(house.tries(send_id))

    house.deliver()

    assert seen == [[""]]
    [attempt] = house.store.rows(Attempt, limit=10, send_id=send_id)
    [(name, payload, _)] = partner.arrived
    assert attempt.sha256 == hashlib.sha256(payload).hexdigest()
    assert (attempt.name, attempt.size) == (name, len(payload))


def test_a_send_carries_its_id_sequence_and_totals_inside(house: House) -> None:
    partner = house.partner()
    first, second = house.intend("lot-1"), house.intend("lot-2")

    house.deliver()

    said = [json.loads(payload) for _, payload, _ in partner.arrived]
    assert [(one["document"], one["sequence"]) for one in said] == [(first, 1), (second, 2)]
    body = b'{"text":"10.50 t left"}'
    assert said[0]["totals"] == {
        "documents": 1, "size_bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    assert said[0]["body"] == json.loads(body)


def test_one_key_is_a_queue_and_a_failing_head_holds_only_its_own_key(house: House) -> None:
    partner = house.partner()
    first, second = house.intend("lot-1"), house.intend("lot-1")
    other = house.intend("lot-2")
    partner.before = lambda name, payload: away(name, payload) if first in name else None

    house.deliver()
    house.deliver()

    assert partner.send_ids == [other]
    assert house.state(second) == "waiting"

    partner.before = lambda name, payload: None
    house.later(60)

    assert partner.send_ids == [other, first, second]


def test_a_partner_who_is_away_is_tried_later_and_later(house: House) -> None:
    partner = house.partner()
    send_id = house.intend()
    partner.before = away

    waits = []
    for _ in range(4):
        house.deliver()
        row = house.store.get(Outgoing, send_id)
        assert row is not None
        assert row.due_at is not None
        wait = (row.due_at - house.clock.now()).total_seconds()
        waits.append(wait)
        house.clock.move(wait)

    assert all(base <= wait <= base * 1.25 for base, wait in zip((2, 4, 8, 16), waits, strict=True))
    assert house.tries(send_id) == ["unavailable"] * 4


def test_after_its_tries_a_send_is_given_up_with_an_alarm_and_its_queue_goes_on(house: House) -> None:
    partner = house.partner(tries_max=2)
    send_id, next_one = house.intend(), house.intend()
    partner.before = lambda name, payload: away(name, payload) if send_id in name else None

    house.deliver()
    house.later(60)
    house.deliver()

    assert house.state(send_id) == "given_up"
    assert house.state(next_one) == "sent"
    assert house.told() == ["raised H05"]


def test_what_the_partner_refuses_is_given_up_at_once(house: House) -> None:
    partner = house.partner()
    send_id = house.intend()
    partner.before = unwilling

    house.deliver()

    assert house.state(send_id) == "given_up"
    assert house.tries(send_id) == ["refused"]


def test_a_send_without_an_endpoint_in_the_contract_is_given_up_with_the_reason(house: House) -> None:
    send_id = house.intend(endpoint="bank/gone")

    house.deliver()

    row = house.store.get(Outgoing, send_id)
    assert row is not None
    assert (row.state, row.text) == ("given_up", "no contract names bank/gone")
    assert house.tries(send_id) == []


# -- doubt -----------------------------------------------------------------------------------------------


# -- the breaker -----------------------------------------------------------------------------------------


# -- a person decides ------------------------------------------------------------------------------------
