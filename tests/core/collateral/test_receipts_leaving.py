"""Receipts that are picked, released, cancelled, given away or refused: what each does to the base."""

from __future__ import annotations

from datetime import date

import pytest

from core.collateral.closing_messages import ExpiryCheckDue
from core.collateral.due import expiries_to_check
from core.collateral.lien import Claim, Lien
from core.collateral.receipt import Receipt
from core.collateral.security_messages import ClaimJudged
from core.kernel.errors import Refused
from tests.core.collateral.papers import (
    lent,
    offered,
    opened,
    pledged,
    receipt,
    refusals,
    released,
    state,
)
from tests.core.collateral.pledges import contract_opened, money
from tests.core.collateral.receivables import SELLER, owed
from tests.core.custody.documents import inbound, pledge_confirm
from tests.core.rooms import Rooms, at, ordered


def test_goods_picked_on_a_release_use_it_up_and_others_are_alarmed() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("30000", at(5), "W-1"))
    rooms.receive(released("R1", at(6), "40 TNE"))
    assert (state(rooms, "R1"), lent(rooms)) == ("PARTIAL_RELEASE", 36_000)

    rooms.receive(receipt("R-1", "60 TNE", at(7), "picked"))
    assert (lent(rooms), rooms.alerts()) == (36_000, {})

    rooms.receive(receipt("R-1", "55 TNE", at(8), "picked"))
    assert lent(rooms) == 33_000
    assert rooms.alerts()["C01:receipt/PORTWAREHOUSE|R1"] == (
        "5 TNE of receipt R1 left without leave; it was for 60 TNE and stands for W-1"
    )


def test_no_more_is_released_than_what_stays_can_do_without() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("30000", at(5), "W-1"))

    for step, text in (
        (released("R1", at(6), "50.01 TNE"), "secures 2999400 minor units of CNY, W-1 owes 3000000"),
        (released("R1", at(6)), "what stays secures 0 minor units"),
        (released("R1", at(6), "101 TNE"), "101 TNE of receipt R1, which has 100 TNE left"),
        (released("R9", at(6)), r"PORTWAREHOUSE\|R9 does not stand for W-1"),
        (released("R1", at(6), approver=""), "released by a named person"),
    ):
        with pytest.raises(Refused, match=text):
            rooms.receive(step)

    rooms.receive(released("R1", at(6), "50 TNE"))
    assert lent(rooms) == 30_000


def test_a_receipt_released_whole_is_free_and_stays_so() -> None:
    rooms = pledged(("R-1", "100 TNE"), ("R-2", "50 TNE"))
    rooms.receive(released("R1", at(6)))
    assert (state(rooms, "R1"), lent(rooms)) == ("RELEASED", 30_000)
    with pytest.raises(Refused, match="receipt R1 is not held any more"):
        rooms.receive(released("R1", at(7)))

    rooms.receive(receipt("R-1", "10 TNE", at(7), "picked"))
    assert rooms.alerts() == {}


def test_a_pledged_receipt_that_is_cancelled_secures_nothing_and_is_alarmed() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("30000", at(5), "W-1"))

    rooms.receive(receipt("R-1", "100 TNE", at(6), "cancelled"))

    assert lent(rooms) == 0
    assert {key.split(":")[0] for key in rooms.alerts()} == {"C01", "C04"}


def test_a_pledged_receipt_endorsed_to_a_third_is_disputed() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    hands = [{"endorser": SELLER, "endorsee": {"name": "Trader"}, "at": at(6)}]

    rooms.receive(receipt("R-1", "100 TNE", at(6), "endorsed", holder={"name": "Trader"}, endorsements=hands))
    assert (state(rooms, "R1"), lent(rooms)) == ("DISPUTED", 0)
    assert "claimed for TRADER, by endorsement" in rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1"]

    said = ClaimJudged(kind="receipt", thing="PORTWAREHOUSE|R1", verdict="holder", approver="Li")
    rooms.receive(ordered("collateral.claim_judged.v1", said, at(7)))
    assert (state(rooms, "R1"), lent(rooms)) == ("PLEDGED", 60_000)


def test_a_receipt_its_issuer_holds_for_another_is_disputed() -> None:
    rooms = Rooms()
    rooms.receive(opened())
    rooms.receive(receipt("R-1", "100 TNE", at(1)))
    rooms.receive(offered("W-1", at(2), "R-1"))

    rooms.receive(receipt("R-1", "100 TNE", at(3), "verified", pledged_to={"name": "Other Bank"}))

    assert state(rooms, "R1") == "DISPUTED"
    [claim] = rooms.rows(Claim)
    assert claim.claimant == "OTHERBANK, as its issuer tells"


def test_what_cannot_be_pledged_is_refused_by_itself() -> None:
    rooms = Rooms()
    rooms.receive(opened())
    rooms.receive(receipt("R-1", "100 TNE", at(1), holder={"name": "Trader"}))
    rooms.receive(receipt("R-2", "100 TNE", at(1), valid_until=date(2025, 6, 2)))
    rooms.receive(receipt("R-3", "100 TNE", at(1), sku="PVC"))
    rooms.receive(receipt("R-4", "100 TNE", at(1), "cancelled"))
    rooms.receive(receipt("R-5", "100 TNE", at(1)))

    rooms.receive(offered("W-1", at(2), "R-1", "R-2", "R-3", "R-4", "R-5", "R-6"))

    assert refusals(rooms) == [
        "receipt R-1: its holder is TRADER",
        "receipt R-2: it was valid until 20250602",
        "receipt R-3: the contract has no terms for PVC",
        "receipt R-4: nothing is left on it: it was split, merged, picked or cancelled",
        "receipt R-6: its issuer has told of no such receipt",
    ]
    assert [row.thing for row in rooms.rows(Lien)] == ["PORTWAREHOUSE|R5"]
    with pytest.raises(Refused, match="contract F-1 takes no receipts here"):
        rooms.receive(offered("F-1", at(2), "R-5"))


def test_a_receipt_past_its_validity_counts_for_nothing() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(receipt("R-1", "100 TNE", at(5), "verified", valid_until=date(2025, 6, 4)))

    assert (lent(rooms, at(days=1)), lent(rooms, at(days=2))) == (60_000, 0)

    due = ExpiryCheckDue(subject="contract", number="W-1", at=at(days=1))
    rooms.receive(ordered("collateral.expiry_check_due.v1", due, at(days=1)))
    text = rooms.alerts()["C12:W-1/receipt/PORTWAREHOUSE|R1:7"]
    assert text == "receipt R1 of PORTWAREHOUSE ends on 2025-06-04"
    paper = rooms.row(Receipt, "PORTWAREHOUSE|R1")
    assert expiries_to_check([], [], [paper], at(days=0.5)) == []
    assert expiries_to_check([], [], [paper], at(days=1.5)) != []


def test_goods_pledged_by_their_lot_are_not_pledged_again_on_paper_nor_the_other_way() -> None:
    """§2.4: a receipt, and the lot it is for, are one security."""
    rooms = Rooms()
    rooms.receive(contract_opened(floor_value=money("1")))
    rooms.receive(inbound("IN-1", {"L1": "100 TNE", "L2": "100 TNE"}, at(1)))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(2)))
    rooms.receive(opened())
    for no, lot in (("R-1", "L1"), ("R-2", "L2")):
        rooms.receive(receipt(no, "100 TNE", at(3), lot_no=lot))

    rooms.receive(offered("W-1", at(4), "R-1", "R-2"))
    assert refusals(rooms) == [
        "receipt R1 of PORTWAREHOUSE is for lot L1 at WH1, which stands for PC-1",
    ]
    assert "lot L1 at WH1 stands for PC-1" in rooms.alerts()["C08:lot/WH1|L1"]

    rooms.receive(pledge_confirm("PCF-2", "PN-2", {"L2": "100 TNE"}, at(5)))
    text = rooms.alerts()["C08:receipt/PORTWAREHOUSE|R2"]
    assert "receipt R2 on lot L2 at WH1 stands for W-1 (PROPOSED) and is claimed for PC-1" in text


def test_more_on_paper_than_lies_there_is_alarmed_until_it_does() -> None:
    rooms = Rooms()
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at(1)))
    rooms.receive(receipt("R-1", "100 TNE", at(2), lot_no="L1"))
    assert rooms.alerts() == {}

    rooms.receive(receipt("R-2", "30000 KGM", at(3), lot_no="L1"))
    text = "2 receipts on lot L1 at WH1 are for 130 TNE, 100 lie there"
    assert rooms.alerts()["C08:lot/WH1|L1:receipts"] == text

    rooms.receive(receipt("R-2", "30000 KGM", at(4), "cancelled", lot_no="L1"))
    assert rooms.alerts() == {}
