"""What must leave the house leaves it once, in order, and what is not known is not guessed."""

from __future__ import annotations

import hashlib
import json

import pytest

from adapters.memory.endpoint import MemoryEndpoint, away, cut, unwilling
from core.hub.alert_book import Alert
from core.hub.attempts import Attempts, Claim
from core.hub.decide_send import Decided, decide
from core.hub.outbox import Attempt, Breaker, Outgoing
from core.hub.payloads import Payloads
from core.kernel import steps
from core.kernel.errors import Refused
from tests.core.hub.outbound import HOOK, NOON, House, NoForms, NoMappings, hours


class Killed(BaseException):
    """Stands for kill -9: nothing of the process runs on."""


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def killed_at(monkeypatch: pytest.MonkeyPatch) -> object:
    """Kills the deliverer at a declared step."""

    def kill(name: str) -> None:
        def at(step: str) -> None:
            if step == name:
                raise Killed(name)

        monkeypatch.setattr(steps, "_listeners", [at])

    return kill


def die_and_come_back(house: House, kill: object, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kill(step)  # type: ignore[operator]
    with pytest.raises(Killed):
        house.deliver()
    monkeypatch.setattr(steps, "_listeners", [])


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


def test_safe_is_sent_again_after_doubt_under_the_same_name(house: House) -> None:
    partner = house.partner(repeat="safe")
    send_id = house.intend()
    partner.after = cut

    house.deliver()
    assert house.tries(send_id) == ["in_doubt"]
    partner.after = lambda name, payload: None
    house.later(10)

    assert house.state(send_id) == "sent"
    [(first, one, _), (second, other, _)] = partner.arrived
    assert (first, one) == (second, other)


def test_ask_finds_that_it_arrived_and_does_not_send_again(house: House) -> None:
    partner = house.partner(repeat="ask")
    send_id = house.intend()
    partner.after = cut

    house.deliver()
    house.later(10)

    assert house.state(send_id) == "sent"
    assert len(partner.arrived) == 1


def test_ask_finds_that_it_did_not_arrive_and_sends_it_at_once(house: House) -> None:
    partner = house.partner(repeat="ask")
    send_id = house.intend()
    partner.before = cut

    house.deliver()
    partner.before = lambda name, payload: None
    house.later(10)

    assert house.state(send_id) == "sent"
    assert house.tries(send_id) == ["not_arrived", "sent"]
    assert len(partner.arrived) == 1


def test_ask_without_an_answer_stays_in_doubt_and_is_never_sent_on_a_guess(house: House) -> None:
    partner = house.partner(repeat="ask", tries_max=3)
    send_id = house.intend()
    partner.after = cut
    partner.asking = away

    house.deliver()
    for _ in range(5):
        house.later(60)

    assert len(partner.arrived) == 1
    assert house.state(send_id) == "in_doubt"
    assert "raised H06" in house.told()


def test_never_goes_to_a_person_and_holds_its_queue(house: House) -> None:
    partner = house.partner(repeat="never")
    send_id, behind = house.intend(), house.intend()
    partner.after = cut

    house.deliver()
    house.later(hours(5))

    assert house.state(send_id) == "in_doubt"
    assert house.state(behind) == "waiting"
    assert house.told() == ["raised H06"]


def test_never_is_tried_again_where_nothing_left(house: House) -> None:
    partner = house.partner(repeat="never")
    send_id = house.intend()
    partner.before = away

    house.deliver()
    partner.before = lambda name, payload: None
    house.later(10)

    assert house.state(send_id) == "sent"


@pytest.mark.parametrize("step", ["deliver.claimed", "deliver.answered"])
@pytest.mark.parametrize("repeat", ["safe", "ask", "never"])
def test_a_deliverer_killed_in_the_middle_leaves_doubt_that_repeat_resolves(
    house: House, killed_at: object, monkeypatch: pytest.MonkeyPatch, step: str, repeat: str
) -> None:
    partner = house.partner(repeat=repeat)  # type: ignore[arg-type]
    send_id = house.intend()

    die_and_come_back(house, killed_at, step, monkeypatch)
    assert house.tries(send_id) == [""]
    assert house.deliver() == 0, "the claim still holds"
    house.later(41)

    left = step == "deliver.answered"
    if repeat == "never":
        assert (house.state(send_id), len(partner.arrived)) == ("in_doubt", int(left))
    else:
        assert house.state(send_id) == "sent"
        assert len(partner.arrived) == (2 if left and repeat == "safe" else 1)


def test_two_deliverers_never_send_one_intent_at_once(house: House) -> None:
    partner = house.partner()
    house.intend()
    other = house.another_deliverer()
    at_once: list[int] = []
    partner.before = lambda name, payload: at_once.append(other.run(limit=10))

    house.deliver()

    assert at_once == [0]
    assert len(partner.arrived) == 1


def test_of_two_who_saw_the_same_head_one_may_claim_it(house: House) -> None:
    house.partner()
    send_id = house.intend()
    send = house.destinations.known[HOOK].send
    payloads = Payloads(NoMappings(), NoForms())  # type: ignore[arg-type]

    def claim() -> Claim | None:
        with house.store.unit() as unit:
            return Attempts(unit).claim(send_id, send, payloads)

    assert claim() is not None
    assert claim() is None


def test_an_answer_that_comes_after_the_claim_ran_out_is_still_true(house: House) -> None:
    partner = house.partner(repeat="never")
    send_id = house.intend()
    other = house.another_deliverer()

    def slow(name: str, payload: bytes) -> None:
        house.clock.move(3600)
        other.run(limit=10)

    partner.after = slow
    house.deliver()

    assert house.state(send_id) == "sent"
    assert len(partner.arrived) == 1


# -- the breaker -----------------------------------------------------------------------------------------


def test_an_endpoint_that_fails_in_a_row_is_left_alone_and_one_probe_finds_it_back(house: House) -> None:
    partner = house.partner()
    sends = [house.intend(f"lot-{number}") for number in range(8)]
    asked: list[str] = []

    def note_and_be_away(name: str, payload: bytes) -> None:
        asked.append(name)
        away(name, payload)

    partner.before = note_and_be_away
    for _ in range(5):
        house.later(0)

    assert house.deliverer.lanes() == []
    assert len(asked) == 5
    assert house.told() == ["raised H04"]

    partner.before = lambda name, payload: asked.append(name)
    house.later(20)
    house.deliver()

    assert {house.state(send_id) for send_id in sends[5:]} == {"sent"}
    assert house.told() == ["raised H04", "cleared H04"]
    assert house.store.get(Breaker, HOOK).failures == 0  # type: ignore[union-attr]


def test_a_probe_that_fails_costs_the_send_no_try(house: House) -> None:
    partner = house.partner(tries_max=6)
    send_id = house.intend()
    partner.before = away

    for _ in range(100):
        house.later(400)

    assert house.state(send_id) == "waiting"
    partner.before = lambda name, payload: None
    house.later(400)
    assert house.state(send_id) == "sent"


def failing_until_it_opens(house: House, partner: MemoryEndpoint, *, keys: int) -> list[str]:
    sends = [house.intend(f"lot-{number}") for number in range(keys)]
    partner.before = away
    for _ in range(5):
        house.deliver()
    assert house.deliverer.lanes() == []
    return sends


def test_while_the_breaker_is_open_nobody_sends_whatever_he_was_about_to(house: House) -> None:
    partner = house.partner()
    sends = failing_until_it_opens(house, partner, keys=8)
    partner.before = lambda name, payload: None

    assert house.deliverer.run_lane(HOOK, limit=10) == 0

    assert {house.state(send_id) for send_id in sends} == {"waiting"}


def test_only_one_probe_is_under_way(house: House) -> None:
    partner = house.partner()
    failing_until_it_opens(house, partner, keys=8)
    others: list[int] = []

    def probe(name: str, payload: bytes) -> None:
        others.append(house.another_deliverer().run_lane(HOOK, limit=10))
        away(name, payload)

    partner.before = probe
    house.later(20)

    assert others == [0]


def test_a_lane_ends_with_the_first_failure(house: House) -> None:
    partner = house.partner()
    for number in range(4):
        house.intend(f"lot-{number}")
    partner.before = away

    assert house.deliver() == 1


def test_after_a_long_outage_a_send_has_its_tries_still(house: House) -> None:
    partner = house.partner(tries_max=12)
    send_id = house.intend()
    partner.before = away
    for _ in range(40):
        house.later(400)
    house.intend("lot-2")
    partner.before = lambda name, payload: away(name, payload) if send_id in name else None
    for _ in range(3):
        house.later(400)
    assert house.store.get(Breaker, HOOK).until is None  # type: ignore[union-attr]

    house.later(400)

    assert house.state(send_id) == "waiting"


def test_an_alarm_that_is_open_is_not_raised_again(house: House) -> None:
    partner = house.partner()
    partner.before = unwilling
    alert = Alert(
        code="H05", object=HOOK, opened=1, state="open", severity="high", text="", action="", site="",
        partner="bank", evidence="", count=1, first_at=NOON, last_at=NOON, raised_at=NOON, owner="",
        acknowledged_at=None, escalated=0, closed_at=None, close_reason="",
    )  # fmt: skip
    with house.store.unit() as unit:
        unit.shelf(Alert).add(alert)
    house.intend()

    house.deliver()

    assert house.told() == []


def test_a_dead_endpoint_does_not_slow_another(house: House) -> None:
    house.partner("bank/dead").before = away
    alive = house.partner("bank/alive")
    for number in range(20):
        house.intend(f"lot-{number}", endpoint="bank/dead")
    house.intend(endpoint="bank/alive")

    house.deliver()

    assert len(alive.arrived) == 1


def test_an_alarm_that_is_itself_refused_makes_no_endless_alarms(house: House) -> None:
    house.partner().before = unwilling
    for number in range(3):
        house.intend(f"lot-{number}")

    house.deliver()
    house.deliver()

    assert set(house.told()) == {"raised H05"}


# -- a person decides ------------------------------------------------------------------------------------


def in_doubt(house: House) -> str:
    partner = house.partner(repeat="never")
    send_id = house.intend()
    partner.after = cut
    house.deliver()
    partner.after = lambda name, payload: None
    return send_id


def test_a_person_says_that_it_arrived(house: House) -> None:
    send_id = in_doubt(house)
    behind = house.intend()

    decide(
        house.store, house.blobs, Decided(send_id=send_id, decision="arrived", by="li", reason="they called")
    )
    house.deliver()

    assert (house.state(send_id), house.state(behind)) == ("sent", "sent")
    assert house.told() == ["raised H06", "cleared H06"]


def test_a_person_has_it_sent_again(house: House) -> None:
    send_id = in_doubt(house)

    decide(house.store, house.blobs, Decided(send_id=send_id, decision="again", by="li", reason="not there"))
    house.deliver()

    assert house.state(send_id) == "sent"
    assert house.tries(send_id) == ["not_arrived", "sent"]


def test_a_person_gives_it_up(house: House) -> None:
    send_id = in_doubt(house)

    decide(house.store, house.blobs, Decided(send_id=send_id, decision="give_up", by="li", reason="too late"))

    row = house.store.get(Outgoing, send_id)
    assert row is not None
    assert (row.state, row.text) == ("given_up", "li: too late")


def test_nothing_is_decided_twice_or_without_a_reason(house: House) -> None:
    send_id = in_doubt(house)
    with pytest.raises(Refused, match="who decides and why"):
        decide(house.store, house.blobs, Decided(send_id=send_id, decision="again", by="li", reason=" "))
    decide(
        house.store, house.blobs, Decided(send_id=send_id, decision="arrived", by="li", reason="they called")
    )

    with pytest.raises(Refused, match="is sent"):
        decide(house.store, house.blobs, Decided(send_id=send_id, decision="again", by="li", reason="sure"))
    with pytest.raises(Refused, match="no send"):
        decide(house.store, house.blobs, Decided(send_id="none", decision="again", by="li", reason="sure"))
