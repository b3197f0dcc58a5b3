"""What a pledge is worth stands off the balance (P2): in at its value then, out as it was booked."""

from __future__ import annotations

import pytest

from core.collateral.closing_messages import ContractClosed
from core.collateral.contract import Contract
from core.ledger import Late, PeriodLocked
from tests.core.collateral.off_books import assert_ties, entries, lines, off, publish
from tests.core.collateral.pledges import (
    approved,
    contract,
    contract_opened,
    item,
    mark_due,
    money,
    pledge,
    quote,
)
from tests.core.custody.documents import (
    exchange,
    inbound,
    outbound,
    pledge_confirm,
    pledge_notice,
    release_order,
    transfer,
    void,
)
from tests.core.rooms import Rooms, at, ordered


def rooms_with(lots: dict[str, str], **rest: object) -> Rooms:
    """PC-1 is open, coil is at 1,000.00; these lots have come in, and nothing is pledged yet."""
    rooms = publish(Rooms())
    rooms.receive(contract_opened(mode="static", floor_value=money("0"), **rest))
    rooms.receive(inbound("IN-1", lots, at(1)))
    rooms.receive(quote("1000", at(2)))
    return rooms


def pledged(lots: dict[str, str], **rest: object) -> Rooms:
    rooms = rooms_with(lots, **rest)
    pledge(rooms, lots, at(3))
    return rooms


def test_pledged_goods_are_booked_at_what_they_are_appraised_at_a_line_a_lot() -> None:
    rooms = pledged({"L1": "100 TNE", "L2": "50.5 TNE"})

    assert off(rooms) == 15_050_000
    [entry] = entries(rooms)
    assert (entry.business_day, entry.lines) == (2025_06_02, 2)
    assert {(line.lot, line.minor) for line in lines(rooms)} == {("L1", 10_000_000), ("L2", 5_050_000)}
    assert_ties(rooms)


def test_a_price_that_moves_later_moves_nothing() -> None:
    rooms = pledged({"L1": "100 TNE"})

    rooms.receive(quote("900", at(20)))
    rooms.receive(mark_due(at(24)))

    assert off(rooms) == 10_000_000
    assert len(entries(rooms)) == 1


def test_what_leaves_takes_its_share_and_the_last_of_it_the_rest() -> None:
    """Three times a third of 100.00 is 33.33, 33.34 and 33.33: no cent stays."""
    rooms = pledged({"L1": "0.1 TNE"})
    rooms.receive(quote("2000", at(4)))
    thirds = ("0.033333 TNE", "0.033333 TNE", "0.033334 TNE")

    for number, part in enumerate(thirds):
        rooms.receive(release_order(f"RO-{number}", {"L1": part}, at(5 + number)))
        rooms.receive(outbound(f"OUT-{number}", {"L1": part}, at(5 + number), order=f"RO-{number}"))
        assert_ties(rooms)

    assert [line.minor for line in lines(rooms)] == [10_000, -3_333, -3_334, -3_333]
    assert off(rooms) == 0


def test_a_release_order_moves_nothing_before_the_goods_have_left() -> None:
    rooms = pledged({"L1": "100 TNE"})
    rooms.receive(release_order("RO-1", {"L1": "40 TNE"}, at(5)))

    assert off(rooms) == 10_000_000
    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(6), order="RO-1"))
    assert off(rooms) == 6_000_000


def test_goods_that_left_without_leave_have_left_the_book_too() -> None:
    rooms = pledged({"L1": "100 TNE"})

    rooms.receive(outbound("OUT-1", {"L1": "130 TNE"}, at(5)))

    assert off(rooms) == 0
    assert_ties(rooms)


def test_a_fact_told_twice_is_posted_once() -> None:
    rooms = rooms_with({"L1": "100 TNE"})
    rooms.receive(pledge_notice("PN-1", {"L1": "100 TNE"}, at(3)))
    confirm = pledge_confirm("PC-1", "PN-1", {"L1": "100 TNE"}, at(3))

    rooms.receive(confirm, confirm)
    rooms.receive(confirm)
    rooms.receive(pledge_confirm("PC-2", "PN-1", {"L1": "100 TNE"}, at(4)))

    assert off(rooms) == 10_000_000
    assert len(entries(rooms)) == 1
    assert_ties(rooms)


def test_a_lot_without_terms_is_booked_once_it_has_them() -> None:
    rooms = publish(Rooms())
    rooms.receive(contract_opened(mode="static", floor_value=money("0"), items=()))
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at(1)))
    rooms.receive(quote("1000", at(2)))
    pledge(rooms, {"L1": "100 TNE"}, at(3))
    assert (off(rooms), contract(rooms).booked_at) == (0, None)
    # What leaves before it had a value was never booked.
    rooms.receive(outbound("OUT-1", {"L1": "10 TNE"}, at(4)))
    assert entries(rooms) == []

    rooms.receive(approved(item(), at(26)))

    assert off(rooms) == 9_000_000
    assert entries(rooms)[0].business_day == 2025_06_03
    assert contract(rooms).booked_at == at(26)


def test_a_lot_whose_series_was_never_quoted_is_booked_with_the_first_price() -> None:
    rooms = publish(Rooms())
    rooms.receive(contract_opened(mode="static", floor_value=money("0")))
    rooms.receive(inbound("IN-1", {"L1": "100 TNE", "L2": "5 TNE"}, at(1)))
    pledge(rooms, {"L1": "100 TNE", "L2": "5 TNE"}, at(3))
    rooms.receive(mark_due(at(4)))
    assert lines(rooms) == [], "an approved price less its haircut is no appraisal"

    rooms.receive(quote("800", at(5)))

    assert off(rooms) == 8_400_000
    assert entries(rooms)[0].lines == 2
    rooms.receive(quote("900", at(6)))
    assert off(rooms) == 8_400_000


def test_more_of_a_lot_is_appraised_when_it_is_pledged() -> None:
    rooms = pledged({"L1": "100 TNE"})
    rooms.receive(quote("900", at(5)))
    rooms.receive(inbound("IN-2", {"L1": "100 TNE"}, at(6)))
    rooms.receive(pledge_notice("PN-2", {"L1": "100 TNE"}, at(7)))
    rooms.receive(pledge_confirm("PC-2", "PN-2", {"L1": "100 TNE"}, at(7)))

    assert off(rooms) == 19_000_000
    rooms.receive(outbound("OUT-1", {"L1": "50 TNE"}, at(8)))
    assert off(rooms) == 14_250_000


def test_goods_moved_to_another_site_keep_what_they_were_booked_at() -> None:
    rooms = pledged({"L1": "100 TNE"})
    rooms.receive(quote("900", at(5)))
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(6)))
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(7)))

    assert off(rooms) == 10_000_000
    assert len(entries(rooms)) == 1
    assert_ties(rooms)
    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(8), site="WH2"))
    assert off(rooms) == 6_000_000
    rooms.receive(outbound("OUT-2", {"L1": "60 TNE"}, at(9)))
    assert off(rooms) == 0


def test_goods_moved_where_they_may_not_lie_leave_the_book() -> None:
    rooms = pledged({"L1": "100 TNE"}, sites=("WH1",))

    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "depart", at(6)))
    rooms.receive(transfer("T-1", {"L1": "40 TNE"}, "arrive", at(7)))

    assert off(rooms) == 6_000_000
    assert_ties(rooms)


def test_a_departure_taken_back_comes_back_at_what_it_left_with() -> None:
    rooms = pledged({"L1": "100 TNE"})
    rooms.receive(quote("800", at(4)))
    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(5)))
    assert off(rooms) == 0

    rooms.receive(void("V-1", "wms.outbound.v1", "OUT-1", at(6)))

    assert off(rooms) == 10_000_000
    assert_ties(rooms)


def test_an_arrival_taken_back_takes_what_was_booked_and_brings_it_back_when_it_stands_again() -> None:
    rooms = pledged({"L1": "100 TNE"})
    rooms.receive(quote("800", at(4)))

    rooms.receive(void("V-1", "wms.inbound.v1", "IN-1", at(6)))
    assert [line.minor for line in lines(rooms)] == [10_000_000, -10_000_000]
    assert_ties(rooms)
    rooms.receive(void("V-2", "wms.correction.v1", "V-1", at(7)))

    assert off(rooms) == 10_000_000
    assert_ties(rooms)


def test_goods_that_come_for_others_are_booked_when_they_come_and_the_others_go_when_they_leave() -> None:
    rooms = pledged({"L1": "100 TNE"})
    rooms.receive(inbound("IN-2", {"L2": "120 TNE"}, at(4)))
    rooms.receive(quote("900", at(5)))
    rooms.receive(exchange("EX-1", {"L1": "100 TNE"}, {"L2": "120 TNE"}, at(6)))
    assert off(rooms) == 10_000_000

    rooms.receive(pledge_confirm("PC-2", "EX-1", {"L2": "120 TNE"}, at(7)))
    assert off(rooms) == 20_800_000
    rooms.receive(outbound("OUT-1", {"L1": "100 TNE"}, at(8), order="EX-1"))

    assert off(rooms) == 10_800_000
    assert_ties(rooms)


def test_a_contract_that_is_over_has_nothing_on_the_account() -> None:
    rooms = pledged({"L1": "100 TNE", "L2": "7 TNE"})
    rooms.receive(pledge_notice("UN-1", {"L1": "100 TNE"}, at(5), action="unpledge"))
    rooms.receive(pledge_confirm("UC-1", "UN-1", {"L1": "100 TNE"}, at(6), action="unpledge"))
    assert off(rooms) == 700_000
    rooms.receive(release_order("RO-1", {"L2": "7 TNE"}, at(7)))
    rooms.receive(outbound("OUT-1", {"L2": "7 TNE"}, at(8), order="RO-1"))

    rooms.receive(
        ordered("collateral.contract_closed.v1", ContractClosed(contract_no="PC-1", approver="Li"), at(9))
    )

    assert rooms.row(Contract, "PC-1").closed_at == at(9)
    assert off(rooms) == 0


def test_what_comes_late_for_a_locked_month_is_posted_in_the_next_and_keeps_its_day() -> None:
    rooms = pledged({"L1": "100 TNE"})
    locked = PeriodLocked(book="off_balance", period=2025_06, by="chen")
    rooms.receive(ordered("ledger.period_locked.v1", locked, at(days=30)))

    rooms.receive(outbound("OUT-1", {"L1": "40 TNE"}, at(days=2), received=at(days=31)))

    assert off(rooms) == 6_000_000
    [late] = rooms.rows(Late)
    assert (late.business_day, late.period) == (2025_06_04, 2025_07)


@pytest.mark.parametrize("first_period", [2025_01, 2025_07])
def test_what_was_pledged_before_anybody_booked_it_is_booked_at_the_next_mark(first_period: int) -> None:
    """So it is with contracts of before this posting; no fact is refused for want of a book."""
    rooms = Rooms()
    rooms.receive(contract_opened(mode="static", floor_value=money("0")))
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at(1)))
    rooms.receive(quote("1000", at(2)))
    pledge(rooms, {"L1": "100 TNE"}, at(3))
    rooms.receive(outbound("OUT-1", {"L1": "10 TNE"}, at(4)))
    assert lines(rooms) == []

    publish(rooms, first_period)
    rooms.receive(mark_due(at(28)))

    assert off(rooms) == 9_000_000
    assert entries(rooms)[0].business_day == max(2025_06_03, first_period * 100 + 1)
    rooms.receive(mark_due(at(52)))
    assert len(entries(rooms)) == 1
