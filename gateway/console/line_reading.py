"""Lines of limits as their pages ask for them: granted, held, used and free, and who hangs on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from core.hub.ports import Store
from core.hub.records import Key
from core.ledger import Balance, Line
from core.loan import Facility, Quota
from gateway.console.application_reading import name_of
from gateway.console.deal_products import Products

BOOK = "limits"
FACILITY, BORROWER, FUNDER = "facility", "borrower", "funder"
KINDS = (BORROWER, "core", "buyer", "supervisor", FUNDER)
# States in which a facility stands on lines; one that is signed stands on none yet.
IN_USE = ("EFFECTIVE", "FROZEN", "EXPIRED")
ROWS, QUOTAS_MAX, OWN_MAX = 30, 50, 200
# So many facilities stand below a line in the tree, and on its own page.
IN_TREE, ALONE = 5, 50
# Facilities have an index by borrower; for all others those in use are looked through, so many at most.
LOOKS, MOVES_SHOWN = 2_000, 100


class Amounts(NamedTuple):
    """A line of an owner in one currency, in minor units."""

    kind: str
    owner: str
    currency: str
    granted: int = 0
    held: int = 0
    used: int = 0

    @property
    def free(self) -> int:
        """Below zero where it was cut under what is used."""
        return self.granted - self.held - self.used

    @property
    def bar(self) -> tuple[float, float]:
        """Used and held in percent of what is granted, together at most 100; only drawing uses floats."""
        whole = max(self.granted, self.used + self.held, 1)
        used = min(100.0, max(0, self.used) * 100 / whole)
        return round(used, 2), round(min(100.0 - used, max(0, self.held) * 100 / whole), 2)


class Below(NamedTuple):
    """A facility that stands on a line, with its own line."""

    facility: Facility
    amounts: Amounts
    mode: str
    borrower: str


class Branch(NamedTuple):
    """A line with what hangs on it; more: facilities that are not shown. quotas: of a funder."""

    amounts: Amounts
    name: str
    below: tuple[Below, ...]
    more: int
    quotas: tuple[Quota, ...] = ()


class Tree(NamedTuple):
    """A page of lines; after: where the next begins. cut: not every facility was looked at."""

    branches: tuple[Branch, ...]
    after: tuple[str, str] | None = None
    cut: bool = False


class Moves(NamedTuple):
    """What moved a line in a month, each with what it was, in the order it was posted.

    cut: not every line of it was looked at.
    """

    lines: tuple[tuple[Line, str], ...]
    cut: bool


def amounts_of(store: Store, kind: str, owner: str, currency: str) -> Amounts:
    """The line as it stands; all zero where nothing was ever granted."""
    row = store.get(Balance, BOOK, kind, currency, owner)
    return _amounts(row) if row is not None else Amounts(kind, owner, currency)


def tree_of(store: Store, kind: str, after: tuple[str, str] | None) -> Tree:
    """Lines of this kind by currency and owner, each with the facilities that stand on it."""
    key: Key | None = (BOOK, kind, *after) if after else None
    rows = store.rows(Balance, limit=ROWS + 1, after=key, book=BOOK, account=kind)
    shown = rows[:ROWS]
    below, cut = _hanging(store, kind, [row.owner for row in shown])
    branches = tuple(_branch(store, _amounts(row), below.get(row.owner, []), IN_TREE) for row in shown)
    more = (shown[-1].currency, shown[-1].owner) if len(rows) > ROWS else None
    return Tree(branches, more, cut)


def branch_of(store: Store, kind: str, owner: str, currency: str) -> tuple[Branch, bool] | None:
    """(one line, whether not every facility was looked at); None where there is no such line."""
    row = store.get(Balance, BOOK, kind, currency, owner)
    if row is None:
        return None
    below, cut = _hanging(store, kind, [owner])
    return _branch(store, _amounts(row), below.get(owner, []), ALONE), cut


def moves_of(store: Store, amounts: Amounts, month: int) -> Moves:
    """Lines have no index by owner: those of the account are looked through, a month at a time."""
    rows = store.rows(Line, limit=LOOKS + 1, book=BOOK, account=amounts.kind, period=month)
    found = [one for one in rows[:LOOKS] if _is_of(one, amounts)]
    shown = tuple((one, _what(one)) for one in found[-MOVES_SHOWN:])
    return Moves(shown, len(rows) > LOOKS or len(found) > MOVES_SHOWN)


def in_use(store: Store) -> tuple[list[Facility], bool]:
    """(facilities that stand on lines, whether there are more than are looked at)."""
    found: list[Facility] = []
    for state in IN_USE:
        found += store.rows(Facility, limit=LOOKS + 1 - len(found), state=state)
        if len(found) > LOOKS:
            return found[:LOOKS], True
    return found, False


def _hanging(store: Store, kind: str, owners: Sequence[str]) -> tuple[dict[str, list[Facility]], bool]:
    found: dict[str, list[Facility]] = defaultdict(list)
    if kind == BORROWER:
        for owner in owners:
            rows = store.rows(Facility, limit=OWN_MAX, borrower=owner)
            found[owner] += [one for one in rows if one.state in IN_USE]
        return found, False
    facilities, cut = in_use(store)
    for one in facilities:
        found[getattr(one, kind)].append(one)
    return found, cut


def _branch(store: Store, amounts: Amounts, facilities: Sequence[Facility], at_most: int) -> Branch:
    products = Products(store)
    alike = [one for one in facilities if one.currency == amounts.currency]
    below = [
        Below(
            one,
            amounts_of(store, FACILITY, one.facility_no, one.currency),
            products.mode_of(one.product, one.product_version),
            name_of(store, one.borrower),
        )
        for one in alike[:at_most]
    ]
    quotas = store.rows(Quota, limit=QUOTAS_MAX, funder=amounts.owner) if amounts.kind == FUNDER else []
    name = name_of(store, amounts.owner)
    return Branch(amounts, name, tuple(below), max(0, len(alike) - at_most), tuple(quotas))


def _amounts(row: Balance) -> Amounts:
    return Amounts(
        row.account, row.owner, row.currency, row.credits_posted, row.debits_pending, row.debits_posted
    )


def _what(line: Line) -> str:
    """granted, cut, held, used, given_back or came_back: the numbers of the book of limits say which."""
    if line.side == "credit":
        return "granted" if line.minor >= 0 else "cut"
    ends = {"post": "used", "void": "given_back"}.get(line.number.rpartition("/")[2])
    return ends or ("came_back" if line.minor < 0 else "held")


def _is_of(line: Line, amounts: Amounts) -> bool:
    """Whose line it is stands in the auxiliary that its account asks for."""
    owner = {FACILITY: line.contract, FUNDER: line.funder}.get(amounts.kind, line.party)
    return owner == amounts.owner and line.currency == amounts.currency
