"""Margin calls: so much cash or so much goods, answered in part, cured, or lapsed; one at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from core.collateral.call import Call
from core.collateral.call_messages import CallCheckDue
from core.collateral.closing_messages import RestateDue
from core.collateral.due import calls_to_check, securities_to_restate
from core.collateral.security import Security
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import contract, exposure, golden, item, mark_due, quote
from tests.core.collateral.receivables import assigned, credit_note, owed, restated
from tests.core.rooms import Rooms, at, ordered


def due(contract_no: str, when: datetime) -> Message:
    return ordered("collateral.call_check_due.v1", CallCheckDue(contract_no=contract_no, at=when), when)


def call(rooms: Rooms) -> Call:
    [found] = rooms.rows(Call)
    return found


def amounts(rooms: Rooms) -> tuple[str, str, str]:
    """State, cash and goods as a person reads them."""
    row = call(rooms)
    return row.state, f"{row.cash_minor / 100:,.2f}", f"{row.goods_minor / 100:,.2f}"


def told(rooms: Rooms, kind: str) -> list[Message]:
    return [each for each in rooms.produced if each.type == f"collateral.{kind}.v1"]


def called_static() -> Rooms:
    """10,600 t at 840, static at 70 %, called at 73 %: 6,500,000 are owed on 8,904,000 (G6)."""
    rooms = golden(mode="static", floor_value=None, call_ppm=730_000, warn_ppm=720_000, items=(item(),))
    rooms.receive(quote("920", at(5)))
    rooms.receive(quote("840", at(6)))
    return rooms


def test_a_call_says_how_much_cash_or_how_much_in_goods_would_cure_it() -> None:
    """G6: 267,200.00 in cash or 381,714.29 in goods, in three days."""
    rooms = called_static()

    assert amounts(rooms) == ("open", "267,200.00", "381,714.29")
    assert call(rooms).due_at == at(6) + timedelta(days=3)
    [said] = told(rooms, "called")
    assert (str(said.body.cash.amount), str(said.body.goods.amount)) == ("267200.00", "381714.29")
    assert said.body.because == "loan to value is 73.00 %, CALL"


def test_a_broken_floor_calls_for_the_goods_that_are_missing_to_it() -> None:
    """G6: at −8 % the floor lacks 248,000 though 66.65 % need no cash."""
    rooms = golden()

    rooms.receive(quote("920", at(5)))

    assert amounts(rooms) == ("open", "0.00", "248,000.00")
    assert "248,000.00 below the floor of 10,000,000.00" in call(rooms).because


def test_with_the_debt_the_call_for_a_broken_floor_ends_at_once_and_the_floor_stays_alarmed() -> None:
    rooms = golden()
    rooms.receive(quote("920", at(5)))
    assert contract(rooms).level == "CALL"

    rooms.receive(exposure("0", at(6)))

    assert amounts(rooms) == ("cured", "0.00", "0.00")
    assert (contract(rooms).level, contract(rooms).call_since) == ("NORMAL", None)
    assert "C03:PC-1" in rooms.alerts()
    rooms.receive(mark_due(at(7)))
    assert contract(rooms).level == "NORMAL"

    rooms.receive(exposure("1", at(8)))
    assert contract(rooms).level == "CALL", "whoever owes again is called for what is missing"


def test_a_call_answered_in_part_asks_for_the_rest_and_is_cured_when_the_level_is_left() -> None:
    rooms = called_static()

    rooms.receive(exposure("6450000", at(7)))
    assert amounts(rooms) == ("open", "217,200.00", "310,285.71")
    [answered] = told(rooms, "call_answered")
    assert (answered.body.cured, str(answered.body.cash_left.amount)) == (False, "217200.00")
    assert len(told(rooms, "called")) == 1

    rooms.receive(exposure("6000000", at(8)))
    assert amounts(rooms)[0] == "open", "a level is left for two marks, and so is its call"
    rooms.receive(mark_due(at(9)))

    assert amounts(rooms) == ("cured", "0.00", "0.00")
    assert told(rooms, "call_answered")[-1].body.cured


def test_a_call_that_grows_is_told_again_and_stays_one_call() -> None:
    rooms = called_static()

    rooms.receive(quote("820", at(7)))

    assert len(rooms.rows(Call)) == 1
    assert [str(each.body.cash.amount) for each in told(rooms, "called")] == ["267200.00", "415600.00"]
    assert call(rooms).asked_cash_minor == 26_720_000
    assert call(rooms).due_at == at(6) + timedelta(days=3)


def test_a_call_that_is_not_cured_in_time_lapses_once_and_the_goods_may_be_sold() -> None:
    rooms = called_static()
    rooms.receive(due("PC-1", at(5, days=3)))
    assert told(rooms, "cure_lapsed") == []
    assert calls_to_check([call(rooms)], at(5, days=3)) == []
    assert calls_to_check([call(rooms)], at(6, days=3)) == [
        CallCheckDue(contract_no="PC-1", at=at(6, days=3))
    ]

    rooms.receive(due("PC-1", at(6, days=3)))
    rooms.receive(due("PC-1", at(7, days=3)))

    [lapsed] = told(rooms, "cure_lapsed")
    assert str(lapsed.body.cash_left.amount) == "267200.00"
    assert (call(rooms).state, contract(rooms).level) == ("lapsed", "LIQUIDATE")
    assert calls_to_check([call(rooms)], at(8, days=3)) == []


def test_a_lapsed_call_that_is_paid_after_all_is_cured() -> None:
    rooms = called_static()
    rooms.receive(due("PC-1", at(6, days=3)))

    rooms.receive(exposure("1", at(7, days=3)))
    rooms.receive(mark_due(at(8, days=3)))

    assert call(rooms).state == "cured"


def test_a_second_call_after_a_cured_one_is_another() -> None:
    rooms = called_static()
    rooms.receive(exposure("5000000", at(7)))
    rooms.receive(mark_due(at(8)))

    rooms.receive(exposure("7000000", at(9)))

    assert [(each.state, each.called_at) for each in rooms.rows(Call)] == [("cured", at(6)), ("open", at(9))]


def test_receivables_that_fall_short_call_and_a_repayment_cures() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "1000"})
    rooms.receive(owed("1600", at(7)))
    rooms.receive(credit_note("CN-1", "-100", "INV-1", at(8)))
    assert amounts(rooms) == ("open", "80.00", "100.00")

    rooms.receive(owed("1550", at(9)))
    assert amounts(rooms) == ("open", "30.00", "37.50")
    rooms.receive(owed("1520", at(10)))
    assert amounts(rooms) == ("cured", "0.00", "0.00")
    assert rooms.alerts() == {}


def test_a_call_on_receivables_lapses_too() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(owed("801", at(7)))

    rooms.receive(due("F-1", at(7, days=5)))

    assert [str(each.body.cash_left.amount) for each in told(rooms, "cure_lapsed")] == ["1.00"]


def test_an_invoice_that_grows_too_old_calls_when_the_day_changes() -> None:
    rooms = assigned({"INV-1": "1000"}, ageing_days=90)
    rooms.receive(owed("800", at(7)))
    rooms.receive(restated("F-1", at(days=89)))
    assert rooms.rows(Call) == []

    rooms.receive(restated("F-1", at(days=90)))

    assert amounts(rooms) == ("open", "800.00", "1,000.00")
    assert call(rooms).because == "the day has changed"


def test_the_clock_asks_for_every_open_security_once_a_day() -> None:
    rooms = assigned({"INV-1": "1000"})
    [row] = rooms.rows(Security)

    assert securities_to_restate([row], at(6)) == []
    assert securities_to_restate([row], at(7)) == [RestateDue(contract_no="F-1", at=at(7))]
    assert securities_to_restate([replace(row, closed_at=at(6))], at(7)) == []
    with pytest.raises(Refused, match="contract F-9 is not open here"):
        rooms.receive(restated("F-9", at(7)))
