"""R40 to R46 fed by the warehouse, the price source and the loan side."""

from __future__ import annotations

from typing import Any

import pytest

from core.custody import FeedCheckDue, SiteRuled
from core.hub.message import Message
from tests.core.collateral.pledges import contract_opened, exposure, mark_due, pledge, price_check, quote
from tests.core.custody.documents import (
    count,
    inbound,
    outbound,
    release_order,
    snapshot,
    void,
)
from tests.core.risk.wants import Wants, outcome
from tests.core.rooms import at, ordered

NOT_JUDGED, PASS = ("not judged", ""), ("pass", "")
PLEDGE: dict[str, Any] = {"contract_no": "PC-1"}


@pytest.fixture
def wants() -> Wants:
    """10,600 t at 1,000.00 pledged under PC-1, which owes 6,500,000.00 (G6)."""
    wants = Wants().hears(contract_opened())
    wants.hears(inbound("IN-1", {"L1": "10600 TNE"}, at(1)), quote("1000", at(2)))
    pledge(wants.rooms, {"L1": "10600 TNE"}, at(3))
    return wants.hears(exposure("6500000", at(4)))


def asked(wants: Wants, code: str, days: float = 1, **more: Any) -> tuple[str, str]:
    return outcome(wants, code, **PLEDGE, when=at(days=days), **more)


# --- R40 ---


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        (("1000", "950.1"), PASS),
        (("1000", "950"), ("fail", "W")),
        (("980", "960", "940", "920", "900.1"), PASS),
        (("980", "960", "940", "920", "900"), ("fail", "C")),
    ],
)
def test_r40_the_price_falls_in_a_day_or_in_five(
    wants: Wants, prices: tuple[str, ...], expected: tuple[str, str]
) -> None:
    for day, price in enumerate(prices, 1):
        wants.hears(quote(price, at(2, days=day)))

    assert asked(wants, "R40", len(prices) + 0.5) == expected


def test_r40_is_not_judged_without_a_price_or_a_contract(wants: Wants) -> None:
    assert outcome(wants, "R40") == NOT_JUDGED
    assert outcome(Wants().hears(contract_opened()), "R40", **PLEDGE) == NOT_JUDGED


# --- R41, R42 ---


@pytest.mark.parametrize(
    ("owed", "expected"),
    [
        ("7949999.99", PASS),
        ("7950000", ("fail", "W")),
        ("8480000", ("fail", "C")),
        ("9010000", ("fail", "C")),
    ],
)
def test_r41_loan_to_value_at_its_lines(wants: Wants, owed: str, expected: tuple[str, str]) -> None:
    assert asked(wants.hears(exposure(owed, at(5))), "R41") == expected


@pytest.mark.parametrize("code", ["R41", "R42"])
def test_r41_and_r42_are_not_judged_of_a_contract_nobody_opened(wants: Wants, code: str) -> None:
    assert outcome(wants, code, contract_no="PC-9") == NOT_JUDGED


def test_r41_is_not_judged_before_anybody_said_what_is_owed() -> None:
    assert outcome(small(), "R41", **PLEDGE) == NOT_JUDGED


def test_r42_goods_above_the_floor_and_all_there_pass(wants: Wants) -> None:
    assert asked(wants, "R42") == PASS


@pytest.mark.parametrize(
    ("heard", "why"),
    [
        ([quote("940", at(5))], "below the floor (C03)"),
        ([count("CT-1", {"L1": "10599 TNE"}, at(5))], "short stock (C02)"),
        ([snapshot("SN-1", {"L1": "10599 TNE"}, at(5))], "short stock (C02)"),
        ([outbound("OUT-1", {"L1": "1 TNE"}, at(5))], "left without leave (C01)"),
    ],
)
def test_r42_below_the_floor_short_or_gone_without_leave_blocks(
    wants: Wants, heard: list[Message], why: str
) -> None:
    judged = wants.hears(*heard).judged("R42", **PLEDGE)

    assert (judged.outcome, judged.action) == ("fail", "B")
    assert why in " ".join(judged.reasons)


def test_r42_more_than_the_book_is_not_short(wants: Wants) -> None:
    assert asked(wants.hears(count("CT-1", {"L1": "10601 TNE"}, at(5))), "R42") == PASS


# --- R43 ---


def test_r43_a_fresh_price_and_a_site_that_speaks_pass(wants: Wants) -> None:
    assert asked(wants, "R43") == PASS


def test_r43_a_stale_price_warns_and_a_blind_site_blocks(wants: Wants) -> None:
    wants.hears(price_check(at(2, days=10)))
    assert asked(wants, "R43", 11) == ("fail", "W")

    ruled = SiteRuled(site="WH1", approver="li", snapshot_due_s=3_600)
    wants.hears(ordered("custody.site_ruled.v1", ruled, at(2, days=10)))
    due = FeedCheckDue(site="WH1", at=at(5, days=10))
    wants.hears(ordered("custody.feed_check_due.v1", due, at(5, days=10)))

    assert asked(wants, "R43", 11) == ("fail", "B")


@pytest.mark.parametrize("code", ["R43", "R44"])
def test_r43_and_r44_are_not_judged_where_nothing_is_pledged(code: str) -> None:
    assert outcome(Wants().hears(contract_opened()), code, **PLEDGE) == NOT_JUDGED


# --- R44, R45 ---


def test_r44_a_pile_that_nobody_moves(wants: Wants) -> None:
    assert asked(wants, "R44", 90 + 3 / 24) == PASS
    assert asked(wants, "R44", 90.01 + 3 / 24) == ("fail", "F")


def small() -> Wants:
    """500 t under PC-1 without a floor, and nothing said of what is owed."""
    wants = Wants().hears(contract_opened(floor_value=None))
    wants.hears(inbound("IN-1", {"L1": "500 TNE"}, at(1)), quote("1000", at(2)))
    pledge(wants.rooms, {"L1": "500 TNE"}, at(3))
    return wants


def left(wants: Wants, no: int, tonnes: int, day: float) -> None:
    """With leave, so that it is only outflow."""
    lots = {"L1": f"{tonnes} TNE"}
    wants.hears(release_order(f"RO-{no}", lots, at(days=day)))
    wants.hears(outbound(f"OUT-{no}", lots, at(1, days=day), order=f"RO-{no}"))


@pytest.mark.parametrize(("this_week", "expected"), [(50, PASS), (51, ("fail", "F"))])
def test_r44_five_times_the_usual_outflow_of_a_week(this_week: int, expected: tuple[str, str]) -> None:
    """Eight weeks of 10 t, then this one."""
    wants = small()
    for week in range(8):
        left(wants, week, 10, 7 * week + 1)
    left(wants, 99, this_week, 7 * 8 + 2)

    assert asked(wants, "R44", 7 * 9) == expected


def test_r44_of_a_contract_of_a_few_weeks_nothing_is_usual(wants: Wants) -> None:
    judged = wants.judged("R44", **PLEDGE)

    assert (judged.outcome, judged.missing) == ("not judged", ("turnover_multiple",))


@pytest.mark.parametrize(
    ("tonnes", "hours", "expected"),
    [
        (150, 1, PASS),
        (151, 1, ("fail", "W")),
        (151, 24, ("fail", "W")),
        (151, 25.1, PASS),  # more than a day ago
    ],
)
def test_r45_what_left_in_a_day_of_what_was_there(
    tonnes: int, hours: float, expected: tuple[str, str]
) -> None:
    wants = small()
    left(wants, 1, tonnes, 1)

    assert asked(wants, "R45", 1 + hours / 24) == expected


def test_r45_an_outbound_that_was_taken_back_never_flowed() -> None:
    wants = small()
    left(wants, 1, 200, 1)
    assert asked(wants, "R45", 1.1) == ("fail", "W")

    wants.hears(void("V-1", "wms.outbound.v1", "OUT-1", at(2, days=1)))

    assert asked(wants, "R45", 1.1) == PASS


def test_r45_is_not_judged_without_goods_under_the_contract() -> None:
    assert outcome(Wants().hears(contract_opened()), "R45", **PLEDGE) == NOT_JUDGED


# --- R46 ---


@pytest.mark.parametrize(
    ("counted", "expected"), [("10653", PASS), ("10653.01", ("fail", "C")), ("10546.99", ("fail", "C"))]
)
def test_r46_the_count_beside_the_book(wants: Wants, counted: str, expected: tuple[str, str]) -> None:
    assert asked(wants.hears(count("CT-1", {"L1": f"{counted} TNE"}, at(5))), "R46") == expected


def test_r46_the_last_count_of_each_site_is_the_one_that_counts(wants: Wants) -> None:
    wants.hears(count("CT-1", {"L1": "9000 TNE"}, at(5)), count("CT-2", {"L1": "10600 TNE"}, at(6)))
    assert asked(wants, "R46") == PASS

    wants.hears(count("CT-0", {"L1": "9000 TNE"}, at(4)))

    assert asked(wants, "R46") == PASS


def test_r46_is_not_judged_before_anybody_counted(wants: Wants) -> None:
    assert asked(wants, "R46") == NOT_JUDGED


def test_a_mark_by_the_clock_feeds_as_any_other(wants: Wants) -> None:
    wants.hears(mark_due(at(6)))

    assert asked(wants, "R41") == PASS
