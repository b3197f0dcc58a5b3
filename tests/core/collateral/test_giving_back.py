"""Receivables leave a contract: bought back, paid off, or replaced by others that do as well."""

from __future__ import annotations

import pytest

from core.kernel.errors import Refused
from tests.core.collateral.receivables import (
    assigned,
    come_through,
    given_back,
    lent,
    offered,
    owed,
    row,
    security,
    state,
)
from tests.core.rooms import at


def test_receivables_bought_back_secure_nothing_and_may_be_assigned_again() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "500"})
    rooms.receive(owed("1000", at(7)))

    rooms.receive(given_back((row(rooms, "INV1").thing,), "reassigned", at(8)))

    assert (state(rooms, "INV1"), lent(rooms)) == ("REASSIGNED", "400.00")
    assert "600.00 short" in rooms.alerts()["C04:F-1:SHORTFALL"]
    rooms.receive(security(contract_no="F-2"))
    rooms.receive(offered("B-2", {"INV-1": "1000"}, at(9), contract_no="F-2"))
    assert row(rooms, "INV1").contract_no == "F-2"


def test_a_pool_lets_out_only_what_it_can_do_without() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "500"}, kind="pool", gates=("verified", "registered"))
    rooms.receive(owed("700", at(7)))
    assert state(rooms, "INV1") == "FINANCED"

    with pytest.raises(Refused, match="without them F-1 secures 40000 minor units of CNY and owes 70000"):
        rooms.receive(given_back((row(rooms, "INV1").thing,), "released", at(8)))
    rooms.receive(given_back((row(rooms, "INV2").thing,), "released", at(8)))

    assert (state(rooms, "INV2"), lent(rooms)) == ("RELEASED", "800.00")


def test_a_pool_replaces_one_by_another() -> None:
    rooms = assigned({"INV-1": "1000"}, kind="pool", gates=("verified", "registered"))
    rooms.receive(owed("800", at(7)))
    thing = row(rooms, "INV1").thing
    with pytest.raises(Refused, match="add others first"):
        rooms.receive(given_back((thing,), "substituted", at(8)))

    come_through(rooms, "B-2", {"INV-2": "1000.01"})
    rooms.receive(given_back((thing,), "substituted", at(9)))

    assert (state(rooms, "INV1"), lent(rooms)) == ("SUBSTITUTED", "800.01")


def test_what_does_not_stand_for_the_contract_cannot_leave_it() -> None:
    rooms = assigned({"INV-1": "1000"})

    with pytest.raises(Refused, match="INV-9 does not stand for F-1"):
        rooms.receive(given_back(("INV-9",), "released", at(8)))
    with pytest.raises(Refused, match="contract F-9 is not open here"):
        rooms.receive(given_back(("INV-9",), "released", at(8), contract_no="F-9"))
    with pytest.raises(Refused, match="given back by a named person"):
        rooms.receive(given_back((row(rooms, "INV1").thing,), "released", at(8), approver=""))
