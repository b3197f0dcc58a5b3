"""Pledged goods on the road keep one lien (T17); what the seller owes its buyer comes off what it is owed."""

from __future__ import annotations

from core.collateral.lien import Claim, Lien
from tests.core.collateral.pledges import contract_opened, golden
from tests.core.collateral.receivables import BUYER, SELLER, assigned, base, credit_note, invoice, lent
from tests.core.custody.documents import pledge_confirm, transfer
from tests.core.rooms import Rooms, at


def liens(rooms: Rooms) -> dict[str, tuple[str, str]]:
    return {row.thing: (row.contract_no, row.state) for row in rooms.rows(Lien)}


def test_goods_moved_to_another_supervisor_stand_for_their_contract_there_and_no_longer_here() -> None:
    """T17: the supervisor of the new warehouse cannot pledge them to anybody else."""
    rooms = golden()
    rooms.receive(transfer("T-1", {"L1": "10600 TNE"}, "depart", at(5)))
    assert liens(rooms) == {"WH1|L1": ("PC-1", "FINANCED")}

    rooms.receive(transfer("T-1", {"L1": "10600 TNE"}, "arrive", at(8)))
    assert liens(rooms) == {"WH1|L1": ("PC-1", "RELEASED"), "WH2|L1": ("PC-1", "FINANCED")}
    assert base(rooms, at(9), "PC-1").base_minor == 700_000_000

    rooms.receive(contract_opened(contract_no="PC-2"))
    again = pledge_confirm("PCF-2", "PN-2", {"L1": "600 TNE"}, at(10), contract_no="PC-2", warehouse="WH2")
    rooms.receive(again)
    assert "pledged under PC-1 and claimed under PC-2 as well" in rooms.alerts()["C08:WH2/L1"]
    assert liens(rooms)["WH2|L1"] == ("PC-1", "FINANCED")


def test_goods_moved_where_the_contract_does_not_approve_secure_nothing() -> None:
    rooms = golden(sites=("WH1",))
    rooms.receive(transfer("T-1", {"L1": "10600 TNE"}, "depart", at(5)))

    rooms.receive(transfer("T-1", {"L1": "10600 TNE"}, "arrive", at(8)))

    assert dict(liens(rooms).values()) == {"PC-1": "RELEASED"}
    assert base(rooms, at(9), "PC-1").base_minor == 0
    assert rooms.rows(Claim) == []


def test_what_the_seller_owes_its_buyer_comes_off_and_what_is_settled_does_not() -> None:
    """R33: the buyer may set off an invoice of its own."""
    rooms = assigned({"INV-1": "1000"})

    rooms.receive(invoice("B-77", "300", at(8), seller=BUYER, buyer=SELLER))
    assert lent(rooms) == "560.00"

    rooms.receive(invoice("B-77", "300", at(9), seller=BUYER, buyer=SELLER, status="void"))
    assert lent(rooms, at(10)) == "800.00"


def test_much_that_is_credited_lowers_the_rate_and_too_much_lends_nothing_new() -> None:
    """R30: 12 % off the rate, then over 15 %."""
    rooms = assigned({"INV-1": "1000"})

    rooms.receive(credit_note("CN-1", "-120", "INV-1", at(8)))
    assert lent(rooms) == "598.40"

    rooms.receive(credit_note("CN-2", "-31", "INV-1", at(8.5)))
    assert lent(rooms) == "0.00"
    assert "frozen: a dilution of 151000 ppm is over 150000" in base(rooms, at(9), "F-1").closed
