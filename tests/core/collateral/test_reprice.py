"""What comes late is booked at its own moment, and every mark behind it is made again (T8)."""

from __future__ import annotations

from core.collateral.contract import Contract
from core.collateral.mark import Mark
from tests.core.collateral.pledges import contract, curve, exposure, golden, pledge, quote, values
from tests.core.custody.documents import inbound, outbound, release_order, void
from tests.core.rooms import Rooms, at


def test_an_outbound_that_comes_late_lowers_every_mark_since_it_left() -> None:
    """T8."""
    rooms = golden()
    rooms.receive(quote("990", at(days=1)))
    rooms.receive(quote("980", at(days=2)))

    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(12), received=at(days=3)))

    assert values(rooms)[-3:] == [
        (12, 10_500 * 100_000),
        (24, 10_500 * 99_000),
        (48, 10_500 * 98_000),
    ]
    assert contract(rooms).value_minor == 10_500 * 98_000


def test_what_was_known_before_stays_readable_beside_it() -> None:
    rooms = golden()
    rooms.receive(quote("990", at(days=1)))

    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(12), received=at(days=3)))

    known = [(mark.record_time, mark.value_minor) for mark in rooms.rows(Mark, event_time=at(days=1))]
    assert sorted(known) == [(at(days=1), 10_600 * 99_000), (at(days=3), 10_500 * 99_000)]


def test_what_left_at_the_moment_of_a_mark_counts_in_it() -> None:
    rooms = golden()
    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(days=1)))

    rooms.receive(outbound("OUT-2", {"L1": "10 TNE"}, at(12), received=at(days=2)))

    assert values(rooms)[-2:] == [(12, 10_590 * 100_000), (24, 10_490 * 100_000)]


def test_a_mark_made_again_keeps_the_exposure_of_its_moment() -> None:
    rooms = golden()
    rooms.receive(exposure("7000000", at(5)))

    rooms.receive(quote("990", at(4), received=at(6)))

    assert [mark.exposure_minor for mark in curve(rooms)][-2:] == [650_000_000, 700_000_000]


def test_a_voided_outbound_brings_the_curve_back() -> None:
    """T8."""
    rooms = golden()
    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(5)))
    rooms.receive(quote("990", at(days=1)))

    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(5), received=at(days=2)))

    assert values(rooms)[-2:] == [(5, 10_600 * 100_000), (24, 10_600 * 99_000)]
    assert contract(rooms).frozen_since is None


def test_a_quote_that_comes_late_marks_only_until_the_next_one() -> None:
    rooms = golden()
    rooms.receive(quote("990", at(days=2)))

    rooms.receive(quote("950", at(days=1), received=at(days=3)))

    assert values(rooms)[-2:] == [(24, 10_600 * 95_000), (48, 10_600 * 99_000)]


def test_an_exposure_stated_late_holds_until_the_next_one() -> None:
    rooms = golden()
    rooms.receive(quote("990", at(days=1)))
    rooms.receive(exposure("7000000", at(days=2)))

    rooms.receive(exposure("6000000", at(12), received=at(days=3)))

    assert [mark.exposure_minor for mark in curve(rooms)][-4:] == [
        650_000_000,
        600_000_000,
        600_000_000,
        700_000_000,
    ]
    assert contract(rooms).exposure_minor == 700_000_000


def test_a_late_fact_that_ends_a_call_clears_its_alarm() -> None:
    rooms = golden()
    rooms.receive(exposure("8480000", at(5)))
    assert list(rooms.alerts()) == ["C04:PC-1:CALL"]

    rooms.receive(inbound("IN-2", {"L2": "2000 TNE"}, at(4.2), received=at(6)))
    pledge(rooms, {"L2": "2000 TNE"}, at(4.5), received=at(7))

    assert contract(rooms).level == "NORMAL"
    assert rooms.alerts() == {}


def test_in_time_or_late_the_last_mark_is_the_same() -> None:
    story = [
        outbound("OUT-1", {"L1": "100 TNE"}, at(12), received=at(days=5)),
        quote("990", at(days=1), received=at(days=5)),
        exposure("7000000", at(30), received=at(days=5)),
        quote("970", at(days=2), received=at(days=5)),
    ]

    def last(order: list[int]) -> tuple[Contract, list[tuple[float, int]]]:
        rooms: Rooms = golden()
        for index in order:
            rooms.receive(story[index])
        return contract(rooms), values(rooms)

    in_time = last([0, 1, 2, 3])
    assert last([3, 2, 1, 0]) == in_time
    assert last([1, 3, 0, 2]) == in_time


def test_what_is_older_than_the_look_back_is_booked_and_the_old_marks_stay() -> None:
    rooms = golden(lookback_days=5)
    rooms.receive(quote("990", at(days=1)))
    rooms.receive(quote("980", at(days=18)))

    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(12), received=at(days=20)))

    assert "only marks since 2025-06-17 08:00:00Z were made again" in rooms.alerts()["C15:PC-1"]
    assert dict(values(rooms))[24] == 10_600 * 99_000
    assert dict(values(rooms))[18 * 24] == 10_500 * 98_000


def test_a_late_order_leaves_the_same_curve_as_one_in_time() -> None:
    def story(*, late: bool) -> list[tuple[float, int]]:
        rooms = golden()
        rooms.receive(quote("1000", at(days=1)))
        order = release_order("RO-1", {"L1": "100 TNE"}, at(25), received=at(days=2))
        out = outbound("OUT-1", {"L1": "100 TNE"}, at(26), order="RO-1", received=at(days=2))
        for message in (out, order) if late else (order, out):
            rooms.receive(message)
        rooms.receive(quote("1000", at(1, days=2)))
        return values(rooms)

    assert story(late=True) == story(late=False)
