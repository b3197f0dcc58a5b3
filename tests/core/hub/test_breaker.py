"""Endpoints that fail: the breaker, its probe, alarms that do not multiply."""

from __future__ import annotations

import pytest

from adapters.memory.endpoint import MemoryEndpoint, away, unwilling
from core.hub.alert_book import Alert
from core.hub.outbox import Breaker
from tests.core.hub.outbound import HOOK, NOON, House


@pytest.fixture
def house() -> House:
    return House()


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
    assert house.told() == ["raised H08"]

    partner.before = lambda name, payload: asked.append(name)
    house.later(20)
    house.deliver()

    assert {house.state(send_id) for send_id in sends[5:]} == {"sent"}
    assert house.told() == ["raised H08", "cleared H08"]
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
