"""Free goods become pledged ones on a supervisor's word, never more than there is, never twice (C08)."""

from __future__ import annotations

import pytest

from core.custody.lot import Lot
from core.custody.messages import LotAssessed, LotsMoved
from core.custody.pledge import Notice
from core.kernel.errors import Refused
from tests.core.custody.documents import (
    inbound,
    outbound,
    pledge_confirm,
    pledge_notice,
    release_order,
)
from tests.core.rooms import Rooms, at, ordered

MICRO = 1_000_000


@pytest.fixture
def rooms() -> Rooms:
    """100 t of L1 at WH1, free."""
    rooms = Rooms("custody")
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at()))
    return rooms


def lot(rooms: Rooms) -> Lot:
    return rooms.row(Lot, "WH1", "L1")


def test_a_notice_alone_pledges_nothing_its_confirmation_does(rooms: Rooms) -> None:
    assert rooms.receive(pledge_notice("PN-1", {"L1": "80 TNE"}, at(1))) == []
    assert lot(rooms).pledged_micro == 0

    answers = rooms.receive(pledge_confirm("PCF-1", "PN-1", {}, at(2)))

    assert (lot(rooms).pledged_micro, lot(rooms).contract_no) == (80 * MICRO, "PC-1")
    assert rooms.row(Notice, "WH1", "PN-1").state == "accepted"
    [told] = [each.body for each in answers if isinstance(each.body, LotsMoved)]
    [moved] = told.lots
    assert (moved.eligible_before_micro, moved.eligible_after_micro) == (0, 80 * MICRO)


def test_a_rejected_notice_pledges_nothing(rooms: Rooms) -> None:
    rooms.receive(pledge_notice("PN-1", {"L1": "80 TNE"}, at(1)))

    rooms.receive(pledge_confirm("PCF-1", "PN-1", {}, at(2), result="reject", reason="not ours"))

    assert lot(rooms).pledged_micro == 0
    assert rooms.row(Notice, "WH1", "PN-1").state == "rejected"


def test_no_more_is_pledged_than_is_free_and_the_rest_is_alarmed(rooms: Rooms) -> None:
    """C3."""
    rooms.receive(pledge_notice("PN-1", {"L1": "120 TNE"}, at(1)))

    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "120 TNE"}, at(2)))

    assert lot(rooms).pledged_micro == 100 * MICRO
    text = rooms.alerts()["C07:WH1/L1/pledge"]
    assert "confirms to pledge 120 TNE of lot L1; the book of WH1 has 100 TNE for that" in text


def test_a_confirmed_lot_that_the_book_does_not_know_is_alarmed(rooms: Rooms) -> None:
    rooms.receive(pledge_notice("PN-1", {"L9": "1 TNE"}, at(1)))

    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L9": "1 TNE"}, at(2)))

    assert "confirms lot L9, which the book of WH1 does not know" in rooms.alerts()["C07:WH1/L9"]


def test_one_lot_under_two_contracts_is_alarmed_and_frozen(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))
    rooms.produced.clear()

    rooms.receive(pledge_confirm("PCF-2", "PN-2", {"L1": "40 TNE"}, at(2), contract_no="PC-2"))

    assert "is pledged under PC-1 and claimed under PC-2" in rooms.alerts()["C08:WH1/L1"]
    assert (lot(rooms).pledged_micro, lot(rooms).contract_no, lot(rooms).disputed) == (
        60 * MICRO,
        "PC-1",
        True,
    )
    with pytest.raises(Refused, match="lot L1 is disputed"):
        rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(3)))


def test_a_dispute_ends_when_the_pledgee_has_judged_it(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))
    rooms.receive(pledge_confirm("PCF-2", "PN-2", {"L1": "40 TNE"}, at(2), contract_no="PC-2"))

    judged = LotAssessed(site="WH1", lot_no="L1", approver="Li")
    rooms.receive(ordered("custody.lot_assessed.v1", judged, at(3)))

    assert "C08:WH1/L1" not in rooms.alerts()
    rooms.receive(release_order("RO-1", {"L1": "1 TNE"}, at(4)))


def test_the_same_confirmation_twice_pledges_once(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))

    assert lot(rooms).pledged_micro == 60 * MICRO


def test_what_is_to_be_unpledged_is_reserved_until_the_warehouse_answers(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))

    rooms.receive(pledge_notice("PN-2", {"L1": "50 TNE"}, at(2), action="unpledge"))
    assert lot(rooms).reserved_micro == 50 * MICRO
    with pytest.raises(Refused, match="can be unpledged up to 10 TNE, the notice asks for 11 TNE"):
        rooms.receive(pledge_notice("PN-3", {"L1": "11 TNE"}, at(2), action="unpledge"))

    rooms.receive(pledge_confirm("PCF-2", "PN-2", {}, at(3), action="unpledge"))
    assert (lot(rooms).reserved_micro, lot(rooms).pledged_micro) == (0, 10 * MICRO)


def test_an_unpledging_that_the_warehouse_rejects_changes_nothing(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))
    before = lot(rooms)

    rooms.receive(pledge_notice("PN-2", {"L1": "50 TNE"}, at(2), action="unpledge"))
    rooms.receive(pledge_confirm("PCF-2", "PN-2", {}, at(3), action="unpledge", result="reject"))

    assert lot(rooms) == before


def test_a_lot_wholly_unpledged_is_free_for_another_contract(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "60 TNE"}, at(1)))
    rooms.receive(pledge_notice("PN-2", {"L1": "60 TNE"}, at(2), action="unpledge"))
    rooms.receive(pledge_confirm("PCF-2", "PN-2", {}, at(3), action="unpledge"))
    assert lot(rooms).contract_no == ""

    rooms.receive(pledge_confirm("PCF-3", "PN-3", {"L1": "100 TNE"}, at(4), contract_no="PC-2"))

    assert (lot(rooms).contract_no, lot(rooms).pledged_micro) == ("PC-2", 100 * MICRO)


def test_a_confirmation_that_names_neither_notice_nor_contract_is_refused(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="names no contract, and there is no notice PN-1"):
        rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "1 TNE"}, at(1), contract_no=""))

    assert lot(rooms).pledged_micro == 0


def test_a_confirmation_of_a_whole_notice_that_is_not_there_waits_for_it(rooms: Rooms) -> None:
    answer = pledge_confirm("PCF-1", "PN-1", {}, at(2))
    with pytest.raises(Refused, match="accepts all of notice PN-1, which is not known at WH1"):
        rooms.receive(answer)
    assert lot(rooms).pledged_micro == 0

    rooms.receive(pledge_notice("PN-1", {"L1": "60 TNE"}, at(1)))
    rooms.receive(answer)

    assert lot(rooms).pledged_micro == 60 * MICRO


def test_what_the_pledgee_does_not_accept_secures_nothing(rooms: Rooms) -> None:
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(1)))

    judged = LotAssessed(site="WH1", lot_no="L1", approver="Li", approved="90")
    [told] = rooms.receive(ordered("custody.lot_assessed.v1", judged, at(2)))

    assert told.body.lots[0].eligible_after_micro == 90 * MICRO
    rooms.receive(outbound("OUT-1", {"L1": "5 TNE"}, at(3)))
    assert lot(rooms).eligible_micro == 90 * MICRO


def test_a_judgement_without_a_name_is_refused(rooms: Rooms) -> None:
    judged = LotAssessed(site="WH1", lot_no="L1", approver="", approved="90")

    with pytest.raises(Refused, match="named approver"):
        rooms.receive(ordered("custody.lot_assessed.v1", judged, at(2)))


def test_a_later_confirmation_that_agrees_ends_the_alarm(rooms: Rooms) -> None:
    rooms.receive(pledge_notice("PN-1", {"L1": "120 TNE"}, at(1)))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "120 TNE"}, at(2)))
    rooms.receive(inbound("IN-2", {"L1": "20 TNE"}, at(3)))

    rooms.receive(pledge_notice("PN-2", {"L1": "20 TNE"}, at(4)))
    rooms.receive(pledge_confirm("PCF-2", "PN-2", {"L1": "20 TNE"}, at(5)))

    assert rooms.alerts() == {}
    assert lot(rooms).pledged_micro == 120 * MICRO
