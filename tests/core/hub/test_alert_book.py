"""The book of alerts: one open alert for one cause, its evidence, its owner, its end, who is told again."""

from __future__ import annotations

from typing import Any

import msgspec

from core.hub.alert_book import Alert
from core.hub.alerts import AlertAcknowledged, AlertCleared, AlertClosed, AlertEscalated, AlertRaised
from core.hub.handlers.book_alert import EVIDENCE_MAX
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from tests.hub_world import HubWorld

LOT = "W1/OUT-1/L1"
RAISED = AlertRaised(
    code="C01", severity="critical", object=LOT, text="30 TNE left", action="stop the gate", site="W1"
)


def _say(world: HubWorld, type_name: str, body: msgspec.Struct, key: str = "k") -> None:
    with world.store.unit() as unit:
        store_arrivals(unit, world.blobs, [internal(type_name, body, partner="wms", site="W1", key=key)])
    world.work()


def _raise(world: HubWorld, number: int, **changed: Any) -> None:
    _say(world, "alert.raised.v1", msgspec.structs.replace(RAISED, **changed), f"e{number}")


def _opened(world: HubWorld) -> list[str]:
    """What endpoints outside are told."""
    return [row.key for row in world.documents("alert.opened.v1")]


def _alerts(world: HubWorld) -> list[Alert]:
    return sorted(world.store.rows(Alert, limit=99), key=lambda row: (row.object, row.opened))


def test_one_cause_is_one_open_alert_told_once_with_all_its_evidence(world: HubWorld) -> None:
    _raise(world, 1)
    world.clock.move(60)
    _raise(world, 2, text="50 TNE left", severity="high")
    _raise(world, 3, object="W1/OUT-2/L1")

    first, other = _alerts(world)
    assert (first.count, first.text, first.severity) == (2, "50 TNE left", "high")
    assert len(set(first.evidence.split(" "))) == 2
    assert (first.last_at - first.first_at).total_seconds() == 60
    assert other.count == 1
    assert _opened(world) == [f"C01:{LOT}:1", "C01:W1/OUT-2/L1:1"]


def test_its_evidence_has_a_bound_and_its_count_has_none(world: HubWorld) -> None:
    for number in range(EVIDENCE_MAX + 10):
        _raise(world, number)

    [alert] = _alerts(world)
    assert (len(alert.evidence.split(" ")), alert.count) == (EVIDENCE_MAX, EVIDENCE_MAX + 10)


def test_who_takes_it_owns_it_and_more_evidence_leaves_it_his(world: HubWorld) -> None:
    _raise(world, 1)
    now = world.clock.now()

    _say(world, "alert.acknowledged.v1", AlertAcknowledged(code="C01", object=LOT, by="Li", at=now))
    _raise(world, 2)

    [alert] = _alerts(world)
    assert (alert.state, alert.owner, alert.acknowledged_at, alert.count) == ("acknowledged", "Li", now, 2)
    assert len(_opened(world)) == 1


def test_its_cause_or_a_person_ends_it_and_the_next_one_is_another(world: HubWorld) -> None:
    _raise(world, 1)
    _say(world, "alert.cleared.v1", AlertCleared(code="C01", object=LOT, text="an order explains it"))
    _raise(world, 2)
    closed = AlertClosed(code="C01", object=LOT, by="Li", reason="counted", at=world.clock.now())
    _say(world, "alert.closed.v1", closed)

    assert [(row.opened, row.state, row.close_reason) for row in _alerts(world)] == [
        (1, "closed", "an order explains it"),
        (2, "closed", "Li: counted"),
    ]
    assert _opened(world) == [f"C01:{LOT}:1", f"C01:{LOT}:2"]


def test_what_nobody_takes_is_told_again_and_what_somebody_took_is_not(world: HubWorld) -> None:
    _raise(world, 1)

    for _ in range(2):
        _say(world, "alert.escalated.v1", AlertEscalated(code="C01", object=LOT, level=1))
    assert _opened(world) == [f"C01:{LOT}:1", f"C01:{LOT}:1:level-1"]

    taken = AlertAcknowledged(code="C01", object=LOT, by="Li", at=world.clock.now())
    _say(world, "alert.acknowledged.v1", taken)
    _say(world, "alert.escalated.v1", AlertEscalated(code="C01", object=LOT, level=2))
    assert len(_opened(world)) == 2


def test_what_is_not_open_can_neither_be_taken_nor_closed(world: HubWorld) -> None:
    now = world.clock.now()
    _say(world, "alert.acknowledged.v1", AlertAcknowledged(code="C01", object=LOT, by="Li", at=now))
    _say(world, "alert.closed.v1", AlertClosed(code="C01", object=LOT, by="Li", reason="x", at=now))

    assert [(row.outcome, row.text) for row in world.failures()] == [
        ("refused", f"no alert C01 on {LOT} is open")
    ] * 2
