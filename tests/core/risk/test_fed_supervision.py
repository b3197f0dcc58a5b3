"""R51, R52 and R56 fed by plates, photos and patrols of the sites where pledged goods lie."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.message import Message
from tests.core.collateral.pledges import contract_opened, pledge, quote
from tests.core.custody.documents import inbound, lines, measure
from tests.core.custody.test_watch_plan import patrol, planned
from tests.core.risk.wants import Wants, outcome
from tests.core.rooms import at, told

NOT_JUDGED, PASS = ("not judged", ""), ("pass", "")
PLEDGE: dict[str, Any] = {"contract_no": "PC-1"}


@pytest.fixture
def wants() -> Wants:
    """10,600 t at WH1 pledged under PC-1."""
    wants = Wants().hears(contract_opened())
    wants.hears(inbound("IN-1", {"L1": "10600 TNE"}, at(1)), quote("1000", at(2)))
    pledge(wants.rooms, {"L1": "10600 TNE"}, at(3))
    return wants


def asked(wants: Wants, code: str, days: float = 1, **more: Any) -> tuple[str, str]:
    return outcome(wants, code, **PLEDGE, when=at(days=days), **more)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (26, PASS),  # the first was due at 24, with two hours of grace
        (26.01, PASS),  # one missed
        (50, PASS),
        (50.01, ("fail", "W")),  # two in a row
        (200, ("fail", "W")),
    ],
)
def test_r56_two_patrols_missed_in_a_row(wants: Wants, hours: float, expected: tuple[str, str]) -> None:
    wants.hears(planned())

    assert asked(wants, "R56", hours / 24, given={"rotation_missed": False}) == expected


def test_r56_a_patrol_makes_up_for_those_before_it(wants: Wants) -> None:
    wants.hears(planned(), patrol("P-1", 70))

    assert asked(wants, "R56", 74 / 24, given={"rotation_missed": False}) == PASS
    assert asked(wants, "R56", 74 / 24, given={"rotation_missed": True}) == ("fail", "W")


def test_r56_is_not_judged_where_no_patrol_is_planned(wants: Wants) -> None:
    judged = wants.judged("R56", **PLEDGE, given={"rotation_missed": False})

    assert (judged.outcome, judged.missing) == ("not judged", ("patrols_missed",))


@pytest.mark.parametrize("document", ["count", "patrol"])
def test_r52_a_photo_of_a_count_or_an_earlier_patrol_is_an_old_one(wants: Wants, document: str) -> None:
    first = photographed("CT-1", "a", 5) if document == "count" else patrol("P-1", 5, photos=[photo("a")])
    wants.hears(first, patrol("P-2", 6, photos=[photo("b")]))
    assert asked(wants, "R52") == PASS

    wants.hears(patrol("P-3", 7, photos=[photo("b"), photo("a")]))

    assert asked(wants, "R52") == ("fail", "F")


def test_r51_is_not_judged_where_no_plate_was_told(wants: Wants) -> None:
    assert asked(wants, "R51") == NOT_JUDGED


@pytest.mark.parametrize(
    ("minutes", "site", "expected"),
    [(29, "WH2", ("fail", "F")), (-29, "WH2", ("fail", "F")), (30, "WH2", PASS), (1, "WH1", PASS)],
)
def test_r51_one_vehicle_at_two_warehouses_at_once(
    wants: Wants, minutes: float, site: str, expected: tuple[str, str]
) -> None:
    wants.hears(brought("IN-2", 0, "WH1", "闽A 12345"), brought("IN-3", minutes, site, "闽a12345"))

    assert asked(wants, "R51") == expected
    if expected == PASS:
        return
    assert outcome(wants, "R51", refs=(), contract_no="", when=at(24)) == NOT_JUDGED
    # A month later it is no longer held against the site.
    assert asked(wants, "R51", 31) == PASS


def brought(no: str, minutes: float, site: str, vehicle: str) -> Message:
    body: dict[str, Any] = {
        "inbound_no": no,
        "event_time": at(5 + minutes / 60),
        "warehouse": site,
        "vehicle": vehicle,
        "lots": lines({no: "1 TNE"}),
    }
    return told("wms.inbound.v1", body)


def photographed(no: str, digit: str, hours: float) -> Message:
    body: dict[str, Any] = {
        "count_no": no,
        "kind": "cycle",
        "event_time": at(hours),
        "warehouse": "WH1",
        "lines": [{"lot_no": "L1", "counted": measure("10600 TNE")}],
        "photos": [photo(digit)],
    }
    return told("wms.stock_count.v1", body)


def test_r52_a_photo_that_another_document_brought_before(wants: Wants) -> None:
    assert asked(wants, "R52") == NOT_JUDGED

    wants.hears(photographed("CT-1", "a", 5), photographed("CT-1", "b", 5.5))
    assert asked(wants, "R52") == PASS

    wants.hears(photographed("CT-2", "a", 6))
    assert asked(wants, "R52") == ("fail", "F")


def photo(digit: str) -> dict[str, str]:
    return {"name": "goods.jpg", "sha256": digit * 64}
