"""Whether it arrived is not known: resolved as the endpoint declares, or by a person."""

from __future__ import annotations

import pytest

from adapters.memory.endpoint import away, cut
from core.hub.attempts import Attempts, Claim
from core.hub.decide_send import Decided, decide
from core.hub.outbox import Outgoing
from core.hub.payloads import Payloads
from core.kernel import steps
from core.kernel.errors import Refused
from tests.core.hub.outbound import HOOK, House, NoForms, NoMappings, hours


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
