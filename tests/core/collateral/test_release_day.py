"""What a release is judged by beside its cover: what is overdue, and how much may go in a day."""

from __future__ import annotations

import pytest

from core.collateral.day_cap import Released
from core.collateral.messages import OverdueStated
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import contract_opened, golden, money
from tests.core.custody.documents import outbound, release_order
from tests.core.rooms import Rooms, at, ordered


def overdue(hours: float, *, still: bool = True) -> Message:
    body = OverdueStated(contract_no="PC-1", overdue=still, as_of=at(hours), text="DR-1")
    return ordered("collateral.overdue_stated.v1", body, at(hours))


def test_nothing_is_released_while_the_pledgor_owes_what_was_due() -> None:
    rooms = golden()
    rooms.receive(overdue(5))

    with pytest.raises(Refused, match="order RO-1: PC-1 is overdue since 2025-06-02 13:00:00Z; have it paid"):
        rooms.receive(release_order("RO-1", {"L1": "10 TNE"}, at(6)))

    rooms.receive(overdue(7, still=False))
    rooms.receive(release_order("RO-2", {"L1": "10 TNE"}, at(8)))


def test_an_order_of_before_it_was_overdue_is_judged_as_it_stood_then() -> None:
    rooms = golden()
    rooms.receive(overdue(6))

    rooms.receive(release_order("RO-1", {"L1": "10 TNE"}, at(5), received=at(7)))

    assert len(rooms.rows(Released)) == 1


def test_what_was_settled_before_it_was_overdue_settles_nothing() -> None:
    rooms = golden()
    rooms.receive(overdue(6))
    rooms.receive(overdue(5, still=False))

    with pytest.raises(Refused, match="PC-1 is overdue since"):
        rooms.receive(release_order("RO-1", {"L1": "10 TNE"}, at(7)))


def test_an_unknown_contract_is_not_overdue() -> None:
    with pytest.raises(Refused, match="contract PC-1 is not open here"):
        Rooms().receive(overdue(1))


def capped() -> Rooms:
    """Of PC-1 goods worth 300,000.00 may be ordered out in a day of China."""
    return golden(day_cap=money("300000"))


def test_the_orders_of_a_day_add_up_to_its_cap_and_no_further() -> None:
    rooms = capped()
    rooms.receive(release_order("RO-1", {"L1": "200 TNE"}, at(5)))
    rooms.receive(release_order("RO-2", {"L1": "100 TNE"}, at(6)))

    said = "order RO-3 makes 30000100 minor units of CNY on 20250602, PC-1 lets 30000000 go in a day"
    with pytest.raises(Refused, match=said):
        rooms.receive(release_order("RO-3", {"L1": "0.001 TNE"}, at(7)))

    # 16:00 UTC is midnight in China: the next day has a cap of its own.
    rooms.receive(release_order("RO-4", {"L1": "300 TNE"}, at(8)))


def test_an_order_that_is_changed_counts_once_and_one_that_is_cancelled_unused_not_at_all() -> None:
    rooms = capped()
    rooms.receive(release_order("RO-1", {"L1": "300 TNE"}, at(5)))
    rooms.receive(release_order("RO-1", {"L1": "100 TNE"}, at(5.1), version=1))
    rooms.receive(release_order("RO-2", {"L1": "200 TNE"}, at(5.2)))
    rooms.receive(release_order("RO-2", {"L1": "200 TNE"}, at(5.3), version=1, status="cancelled"))

    rooms.receive(release_order("RO-3", {"L1": "200 TNE"}, at(5.4)))


def test_a_cancelled_order_of_which_something_went_has_used_its_day() -> None:
    rooms = capped()
    rooms.receive(release_order("RO-1", {"L1": "200 TNE"}, at(5)))
    rooms.receive(outbound("OUT-1", {"L1": "50 TNE"}, at(5.1), order="RO-1"))
    rooms.receive(release_order("RO-1", {"L1": "200 TNE"}, at(5.3), version=1, status="cancelled"))

    with pytest.raises(Refused, match="lets 30000000 go in a day"):
        rooms.receive(release_order("RO-3", {"L1": "200 TNE"}, at(5.4)))


def test_a_cap_in_another_currency_or_below_zero_opens_no_contract() -> None:
    for cap in (money("1", "USD"), money("-1")):
        with pytest.raises(Refused, match="a day's cap of"):
            Rooms().receive(contract_opened(day_cap=cap))
