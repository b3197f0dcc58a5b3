"""Warehouse receipts: one paper, one lien, through split and merge (T12); valued as their goods are."""

from __future__ import annotations

from core.collateral.receipt import Receipt
from tests.core.collateral.papers import (
    lent,
    offered,
    opened,
    pledged,
    receipt,
    refusals,
    state,
)
from tests.core.collateral.pledges import quote
from tests.core.collateral.receivables import SELLER, filing, owed, shut
from tests.core.rooms import Rooms, at


def test_a_receipt_lends_on_its_goods_once_answered_for_filed_and_held() -> None:
    rooms = Rooms()
    rooms.receive(opened())
    rooms.receive(quote("1000", at(1)))
    rooms.receive(receipt("R-1", "100 TNE", at(1)))
    assert shut(rooms, contract_no="W-1") == [
        "verified: no receipt is offered",
        "registered: no receipt is offered",
        "pledged: no receipt is offered",
    ]

    seen = []
    for step in (
        offered("W-1", at(2), "R-1"),
        receipt("R-1", "100 TNE", at(3), "verified"),
        filing("ZD-9", at(4), subject_no="W-1", kind="receipt"),
        receipt("R-1", "100 TNE", at(5), "verified", pledged_to={"name": "Bank"}),
        owed("60000", at(6), "W-1"),
    ):
        rooms.receive(step)
        seen.append((state(rooms, "R1"), lent(rooms)))

    assert seen == [
        ("PROPOSED", 0),
        ("VERIFIED", 0),
        ("REGISTERED", 0),
        ("PLEDGED", 60_000),
        ("FINANCED", 60_000),
    ]
    assert shut(rooms, contract_no="W-1") == []


def test_a_receipt_endorsed_to_the_pledgee_is_held_for_him() -> None:
    rooms = pledged(("R-1", "100 TNE"), gates=("verified", "pledged"))
    rooms.receive(receipt("R-2", "50 TNE", at(5)))
    rooms.receive(offered("W-1", at(5), "R-2"))
    hands = [{"endorser": SELLER, "endorsee": {"name": "Bank"}, "at": at(6)}]

    rooms.receive(receipt("R-2", "50 TNE", at(6), "endorsed", holder={"name": "Bank"}, endorsements=hands))
    rooms.receive(receipt("R-2", "50 TNE", at(7), "verified", holder={"name": "Bank"}))

    assert (state(rooms, "R2"), lent(rooms)) == ("PLEDGED", 90_000)


def test_the_price_moves_what_receipts_lend_and_a_fall_calls() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("60000", at(6), "W-1"))

    rooms.receive(quote("900", at(7)))

    assert lent(rooms) == 54_000
    assert "secures 54000.00 CNY, 60000.00 are owed: 6000.00 short" in rooms.alerts()["C04:W-1:SHORTFALL"]


def test_a_stale_price_closes_the_gate() -> None:
    rooms = pledged(("R-1", "100 TNE"))

    assert shut(rooms, at(days=2), "W-1") == ["priced: HRC was last quoted 2025-06-02 09:00Z"]


def test_a_receipt_stands_for_one_contract() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(opened("W-2"))

    rooms.receive(offered("W-2", at(6), "R-1"))

    assert refusals(rooms) == ["receipt R1 of PORTWAREHOUSE stands for W-1"]
    assert "is claimed for W-2" in rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1"]
    assert lent(rooms, contract_no="W-2") == 0
    assert shut(rooms, contract_no="W-1")[-1].startswith("frozen: receipt PORTWAREHOUSE|R1 is claimed")


def test_what_is_split_from_a_pledged_receipt_is_pledged_and_cannot_be_pledged_again() -> None:
    """T12: the children inherit the lien of their root, whatever contract they are offered for."""
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("60000", at(5), "W-1"))
    rooms.receive(opened("W-2"))

    rooms.receive(receipt("R-1A", "40 TNE", at(6), "split", parents=["R-1"]))
    assert (state(rooms, "R1"), state(rooms, "R1A"), lent(rooms)) == ("FINANCED", "FINANCED", 60_000)
    rooms.receive(receipt("R-1B", "60000 KGM", at(7), "split", parents=["R-1"]))
    assert (state(rooms, "R1"), state(rooms, "R1B"), lent(rooms)) == ("SUBSTITUTED", "FINANCED", 60_000)
    assert rooms.alerts() == {}

    rooms.receive(offered("W-2", at(8), "R-1A", "R-1"))

    assert refusals(rooms) == [
        "receipt R1A of PORTWAREHOUSE stands for W-1",
        "receipt R-1: nothing is left on it: it was split, merged, picked or cancelled",
    ]
    assert {row.root for row in rooms.rows(Receipt)} == {"R1"}


def test_a_part_split_off_before_is_not_pledged_with_the_rest() -> None:
    """T12, the other way: the old paper still says 100, 40 of them have a paper of their own."""
    rooms = pledged(("R-1", "100 TNE"), gates=("verified",))
    other = Rooms()
    other.receive(opened(gates=("verified",)))
    other.receive(quote("1000", at(1)))
    other.receive(receipt("R-1", "100 TNE", at(1)))
    other.receive(receipt("R-1A", "40 TNE", at(2), "split", parents=["R-1"]))
    other.receive(offered("W-1", at(3), "R-1"))
    other.receive(receipt("R-1", "100 TNE", at(4), "verified", pledged_to={"name": "Bank"}))

    assert (lent(rooms), lent(other)) == (60_000, 36_000)


def test_a_split_that_is_told_after_its_part_was_pledged_elsewhere_disputes_both() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(opened("W-2"))
    rooms.receive(receipt("R-1A", "40 TNE", at(5)))
    rooms.receive(offered("W-2", at(6), "R-1A"))

    rooms.receive(receipt("R-1A", "40 TNE", at(7), "split", parents=["R-1"]))

    assert (state(rooms, "R1"), state(rooms, "R1A")) == ("DISPUTED", "DISPUTED")
    assert "is claimed for W-2" in rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1"]


def test_parts_of_more_than_the_whole_are_alarmed_and_do_not_count() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(receipt("R-1A", "70 TNE", at(6), "split", parents=["R-1"]))

    rooms.receive(receipt("R-1B", "50 TNE", at(7), "split", parents=["R-1"]))

    text = "receipt R1B of PORTWAREHOUSE is for 20 TNE more than R1 had left"
    assert rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1B"] == text
    assert lent(rooms) == 42_000


def test_merged_receipts_go_on_in_the_one_they_became() -> None:
    rooms = pledged(("R-1", "100 TNE"), ("R-2", "50 TNE"))

    rooms.receive(receipt("R-3", "150 TNE", at(6), "merged", parents=["R-1", "R-2"]))

    assert [state(rooms, each) for each in ("R1", "R2", "R3")] == ["SUBSTITUTED", "SUBSTITUTED", "PLEDGED"]
    assert lent(rooms) == 90_000


def test_a_parent_told_anew_after_a_split_says_what_is_left_on_it() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(receipt("R-1A", "40 TNE", at(6), "split", parents=["R-1"]))

    rooms.receive(receipt("R-1", "60 TNE", at(7), "verified", pledged_to={"name": "Bank"}))

    assert lent(rooms) == 60_000


def test_an_older_word_of_the_issuer_changes_nothing() -> None:
    rooms = pledged(("R-1", "100 TNE"))

    rooms.receive(receipt("R-1", "500 TNE", at(2)))

    assert lent(rooms) == 60_000
