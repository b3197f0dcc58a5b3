"""Rooms with the books that ship, and what the book off the balance says of a contract."""

from __future__ import annotations

from collections import Counter

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.collateral.booked import holds
from core.collateral.lien import Lien
from core.collateral.receipt import Receipt
from core.collateral.receivable import Receivable
from core.custody import Lot
from core.ledger import Entry, Line
from tests.core.rooms import Rooms, at, ordered

BY = {"publisher": "chen", "approver": "li"}


def publish(rooms: Rooms, first_period: int = 2025_01) -> Rooms:
    """Charts and posting rules as they ship."""
    for chart in read_charts(SHIPPED, {"": first_period}, **BY):
        rooms.receive(ordered("ledger.chart_published.v1", chart, at(), key=chart.book))
    rooms.receive(ordered("ledger.rules_published.v1", read_rules(SHIPPED, from_day=2025_01_01, **BY), at()))
    return rooms


def off(rooms: Rooms, account: str = "collateral", contract_no: str = "PC-1") -> int:
    """What the account holds for the contract, in minor units."""
    return sum(line.minor for line in lines(rooms, account) if line.contract == contract_no)


def lines(rooms: Rooms, account: str = "collateral") -> list[Line]:
    return rooms.rows(Line, book="off_balance", account=account)


def entries(rooms: Rooms) -> list[Entry]:
    """Entries of pledges, as they were posted."""
    return sorted(rooms.rows(Entry, book="off_balance", rule="P2"), key=lambda each: each.record_time)


def assert_ties(rooms: Rooms) -> None:
    """Each contract's balance is what is booked of its things, and of each thing so much as of it stands."""
    booked: Counter[str] = Counter()
    for lien in rooms.rows(Lien):
        minor = lien.booked_minor or 0
        booked[lien.contract_no] += minor
        assert minor >= 0, f"{minor} is booked of {lien.kind} {lien.thing}"
        if not holds(lien):
            assert not minor, f"{lien.kind} {lien.thing} is {lien.state}, {minor} is booked"
        elif lien.kind == "receivable":
            row = rooms.row(Receivable, lien.thing)
            assert minor == (0 if row.status or row.doubt else row.open_minor), lien.thing
        elif lien.kind in {"lot", "receipt"}:
            assert (lien.booked_micro or 0) <= stands_micro(rooms, lien), f"more of {lien.thing} than stands"
    found: Counter[str] = Counter()
    for line in [*lines(rooms), *lines(rooms, "assigned")]:
        found[line.contract] += line.minor
    assert +found == +booked, f"the book has {dict(+found)}, booked are {dict(+booked)}"
    assert min(found.values(), default=0) >= 0


def stands_micro(rooms: Rooms, lien: Lien) -> int:
    if lien.kind == "receipt":
        return rooms.row(Receipt, lien.thing).left_micro
    site, _, number = lien.thing.partition("|")
    lot = rooms.row(Lot, site, number)
    return lot.eligible_micro if lot.contract_no == lien.contract_no else 0
