"""What was computed of goods is led back to the cells that name the lot and say how much of it there was."""

from __future__ import annotations

from core.ledger import Entry, Line
from gateway.console.entry_source import root_of, source_of
from tests.gateway.console.conftest import Operator
from tests.gateway.console.money_seed import books
from tests.gateway.console.seed import open_pledge, row


def test_what_goods_stand_at_off_the_balance_leads_to_the_lot_and_its_quantity(operator: Operator) -> None:
    """P2: 120 t at 3,500.00, named by the bank; then 20 t of it, by the cells of the warehouse's slip."""
    world = operator.world
    books(world)
    world.quotes("bj-1.json", ("BJ-1", "2026-11-20", "3500"))
    open_pledge(world)
    world.slips("ck-1.csv", row("出库", "CK-1", "DH-L1", "20.000"))
    world.work()

    rows = world.hub.store.rows(Line, limit=99, book="off_balance", account="collateral")
    came, went = (
        next(line for line in rows if line.lot == "DH-L1" and (line.minor < 0) is red)
        for red in (False, True)
    )
    assert (came.minor, went.minor) == (42_000_000, -7_000_000)
    for line, types in ((came, "wms.pledge_confirm.v1"), (went, "wms.outbound.v1")):
        entry = world.hub.store.get(Entry, line.book, line.number)
        assert entry is not None
        root = root_of(world.hub.store, entry)
        assert root is not None
        assert root.type == types
        [said] = source_of(operator.desk, root, [line], personal=True).lines
        assert said.fields == ("lots[0].lot_no", "lots[0].quantity.value")
        assert len(said.marks.split()) == 2, "both cells are marked in the original"
    assert "lots[0].quantity.value" in operator.part(f"/ledger/source/off_balance/{went.number}")
