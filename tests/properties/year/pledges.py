"""What stands off the balance for each contract (P2), beside what is booked and what stands of its things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from core.collateral import Contract, Lien, Receipt, Receivable, Security
from core.collateral.booked import holds
from core.collateral.off_balance import EVENTS
from core.custody import Lot
from core.hub.ports import Store
from core.hub.records import Record

R = TypeVar("R", bound=Record)
ACCOUNTS = ("collateral", "assigned")


class Compared(NamedTuple):
    """Of which contract, what, and the two figures that must be the same."""

    contract_no: str
    what: str
    found: int
    wanted: int


def compared(
    store: Store, rows: Callable[[type[Lien]], Iterator[Lien]], books: Mapping[tuple[str, str, str], int]
) -> Iterator[Compared]:
    """books: balances by book, account and contract."""
    booked: Counter[str] = Counter()
    for lien in rows(Lien):
        security = store.get(Security, lien.contract_no)
        if security is not None and security.kind not in EVENTS:
            yield Compared(lien.contract_no, f"booked of {lien.thing}", lien.booked_minor or 0, 0)
            continue
        booked[lien.contract_no] += lien.booked_minor or 0
        yield from _thing(store, lien)
    contracts = {
        contract for book, account, contract in books if book == "off_balance" and account in ACCOUNTS
    }
    for name in sorted((contracts | set(booked)) - {"*"}):
        found = sum(books["off_balance", account, name] for account in ACCOUNTS)
        yield Compared(name, f"off the balance for {name}", found, booked[name])
        contract = store.get(Contract, name) or store.get(Security, name)
        if contract is not None and contract.closed_at is not None:
            yield Compared(name, f"left of {name}, which is over", found, 0)


def _thing(store: Store, lien: Lien) -> Iterator[Compared]:
    """All of it that stands is booked."""
    name, there = lien.contract_no, holds(lien)
    if lien.kind == "receivable":
        row = store.get(Receivable, lien.thing)
        owed = row.open_minor if row is not None and there and not row.status and not row.doubt else 0
        yield Compared(name, f"booked of {lien.thing}", lien.booked_minor or 0, owed)
    elif lien.kind == "receipt":
        paper = store.get(Receipt, lien.thing)
        left = paper.left_micro if paper is not None and there and not paper.doubt else 0
        yield Compared(name, f"millionths booked of {lien.thing}", lien.booked_micro or 0, left)
    elif lien.kind == "lot":
        lot = store.get(Lot, *lien.thing.split("|"))
        stands = lot.eligible_micro if lot is not None and there and lot.contract_no == name else 0
        yield Compared(name, f"millionths booked of {lien.thing}", lien.booked_micro or 0, stands)
