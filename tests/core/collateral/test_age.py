"""Goods that get old, mixed or damaged secure less until a person has judged them (C14)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.collateral.contract import Terms
from core.collateral.due import lots_over_age
from core.custody.assessment import Assessment
from core.custody.due import assessments_over
from core.custody.lot import Lot
from core.custody.messages import AssessmentOver, LotAged, LotAssessed
from core.hub.message import Message
from tests.core.collateral.pledges import contract, golden, item
from tests.core.custody.documents import measure, snapshot
from tests.core.rooms import Rooms, at, ordered, told


def aged(days: int, when: datetime) -> Message:
    body = LotAged(site="WH1", lot_no="L1", age_days=days, at=when)
    return ordered("custody.lot_aged.v1", body, when)


def assessed(hours: float, **rest: Any) -> Message:
    body = LotAssessed(site="WH1", lot_no="L1", approver="Li", **rest)
    return ordered("custody.lot_assessed.v1", body, at(hours))


def over(hours: float) -> Message:
    body = AssessmentOver(site="WH1", lot_no="L1", at=at(hours))
    return ordered("custody.assessment_over.v1", body, at(hours))


def came(rooms: Rooms, no: str, **line: Any) -> None:
    lots = [{"lot_no": "L1", "quantity": measure("10 TNE")} | line]
    rooms.receive(
        told("wms.inbound.v1", {"inbound_no": no, "event_time": at(5), "warehouse": "WH1", "lots": lots})
    )


def lot(rooms: Rooms) -> Lot:
    return rooms.row(Lot, "WH1", "L1")


def test_a_lot_over_age_counts_as_aged_from_then_on_until_the_pledgee_has_judged_it() -> None:
    rooms = golden(items=(item(condition_ppm={"aged": 500_000}),))
    assert rooms.receive(aged(1, at(25))) == []

    rooms.receive(aged(1, at(25.1)))
    assert "lot L1 at WH1 is of 2025-06-02, over 1 days old" in rooms.alerts()["C14:WH1/L1/age"]
    assert (lot(rooms).condition, contract(rooms).value_minor) == ("aged", 530_000_000)
    assert rooms.receive(aged(1, at(26))) == []

    rooms.receive(assessed(27, condition="good"))
    assert "C14:WH1/L1/age" not in rooms.alerts()
    assert contract(rooms).value_minor == 1_060_000_000
    assert rooms.receive(aged(1, at(28))) == []


def test_by_itself_an_aged_lot_secures_nothing() -> None:
    rooms = golden()

    rooms.receive(aged(30, at(2, days=30)))

    assert contract(rooms).value_minor == 0


def test_goods_age_from_the_day_they_were_made_where_that_is_told() -> None:
    rooms = Rooms()
    came(rooms, "IN-1", made_on="2025-05-01")

    assert lot(rooms).aged_from == datetime(2025, 5, 1, tzinfo=UTC)
    rooms.receive(aged(31, at(6)))
    assert lot(rooms).aged


def test_damaged_goods_that_get_old_stay_damaged() -> None:
    rooms = Rooms()
    came(rooms, "IN-1", condition="damaged")

    rooms.receive(aged(1, at(days=9)))

    assert lot(rooms).condition == "damaged"
    assert "C14:WH1/L1/age" in rooms.alerts()


def test_a_judgement_that_ends_leaves_nothing_that_counts_until_the_next_one() -> None:
    rooms = golden()
    rooms.receive(assessed(5, approved="10000", valid_until=at(30)))
    assert contract(rooms).value_minor == 1_000_000_000
    assert rooms.receive(over(29)) == []

    rooms.receive(over(30))
    assert "Li judged lot L1 at WH1 until 2025-06-03 14:00:00Z" in rooms.alerts()["C14:WH1/L1/assessment"]
    assert contract(rooms).value_minor == 0
    assert rooms.receive(over(31)) == []

    rooms.receive(assessed(32, approved="9000"))
    assert "C14:WH1/L1/assessment" not in rooms.alerts()
    assert contract(rooms).value_minor == 900_000_000
    assert rooms.receive(over(99)) == []


def test_other_goods_in_a_known_lot_are_mixed_and_alarmed() -> None:
    rooms = golden()
    came(rooms, "IN-2", sku="HRC", spec="Q195")
    assert "C14:WH1/L1/mixed" not in rooms.alerts()

    came(rooms, "IN-3", sku="CRC")

    assert "IN-3 mixes lot L1 at WH1: sku CRC into HRC" in rooms.alerts()["C14:WH1/L1/mixed"]


def test_a_warehouse_makes_goods_worse_by_its_word_and_never_better() -> None:
    rooms = golden()
    bad = [{"lot_no": "L1", "on_hand": measure("10600 TNE"), "condition": "damaged"}]
    rooms.receive(snapshot("S-1", {}, at(5), lines=bad))
    assert "lot L1 at WH1 is told to be damaged, it was sound" in rooms.alerts()["C14:WH1/L1/damaged"]
    assert contract(rooms).value_minor == 0

    good = [{"lot_no": "L1", "on_hand": measure("10600 TNE"), "condition": "good"}]
    rooms.receive(snapshot("S-2", {}, at(6), lines=good))
    assert lot(rooms).condition == "damaged"

    rooms.receive(assessed(7, condition="good"))
    assert "C14:WH1/L1/damaged" not in rooms.alerts()
    assert contract(rooms).value_minor == 1_060_000_000


def test_an_older_snapshot_says_nothing_of_how_the_goods_are_now() -> None:
    rooms = golden()
    rooms.receive(snapshot("S-2", {"L1": "10600 TNE"}, at(6)))

    bad = [{"lot_no": "L1", "on_hand": measure("10600 TNE"), "condition": "damaged"}]
    rooms.receive(snapshot("S-1", {}, at(5), lines=bad, received=at(7)))

    assert lot(rooms).condition == ""


@pytest.mark.parametrize(("days", "asked"), [(29, 1), (30, 0)])
def test_the_clock_finds_the_lots_that_are_over_their_contracts_age(days: int, asked: int) -> None:
    rooms = golden(items=(item(age_days=days),))
    now = at(1, days=30)

    assert len(lots_over_age(rooms.rows(Terms), rooms.rows(Lot), now)) == asked
    assert lots_over_age([], rooms.rows(Lot), now) == []


def test_the_clock_finds_the_judgements_that_are_over() -> None:
    rows = [
        Assessment(site="WH1", lot_no="L1", approver="Li", until=at(1)),
        Assessment(site="WH1", lot_no="L2", approver="Li", until=at(3)),
        Assessment(site="WH1", lot_no="L3", approver="Li", until=at(1), over=True),
    ]

    assert [each.lot_no for each in assessments_over(rows, at(1))] == ["L1"]
