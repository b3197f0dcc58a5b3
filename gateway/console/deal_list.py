"""Which deals fit: by an index where what is asked has one; the rest is looked through, so far at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from core.collateral import Contract
from core.hub.ports import Store
from core.hub.records import key_of
from core.loan import OVER, Application, Facility, Loan
from core.parties import Party
from gateway.console.deal_products import Products
from gateway.console.deal_reading import TROUBLES, Deal, deal_of

ROWS = 30
# So many rows are looked at for one page, so many deals put together; then it says how far it came.
PAGE, LOOKS, DEALS_LOOKS = 200, 2_000, 300
NAMED_MAX = 20
KINDS: dict[str, Any] = {"application": Application, "facility": Facility, "loan": Loan, "contract": Contract}


class Wanted(NamedTuple):
    """Which deals; "" is any. state: "kind:STATE". trouble: one of TROUBLES, or "any" of them.

    party: a code. after: where a page begins, as the one before said it.
    """

    mode: str = ""
    state: str = ""
    trouble: str = ""
    party: str = ""
    after: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """By which of these it is found; empty: by any."""
        troubles = [
            mark for name, marks in TROUBLES.items() for mark in marks if self.trouble in (name, "any")
        ]
        return tuple(troubles) if self.trouble else (self.state,) if self.state else ()


class Listed(NamedTuple):
    """A deal, and the loan it is listed for where it was found by one."""

    deal: Deal
    name: str


class Found(NamedTuple):
    """A page of deals; after: where the next one begins; cut: as many were looked at as may be."""

    rows: tuple[Listed, ...]
    after: str = ""
    cut: bool = False


def found_deals(store: Store, wanted: Wanted) -> Found:
    """The deals that fit, in the order of the numbers they are found by."""
    looking = _Looking(store, wanted)
    rows: list[Deal] = []
    last = ""
    for after, deals in looking.deals():
        if len(rows) + len(deals) > ROWS:
            return Found(_named(store, rows), last)
        rows += deals
        last = after
        if looking.tired:
            return Found(_named(store, rows), last, cut=True)
    return Found(_named(store, rows))


def named_deals(store: Store, text: str) -> list[Listed]:
    """Those of which the text is a number: application, facility, loan, or what secures it."""
    products = Products(store)
    rows = list(_by_number(store, text))[:NAMED_MAX]
    return list(_named(store, [deal_of(store, products, one) for one in dict.fromkeys(rows)]))


def party_of(store: Store, text: str) -> str:
    """The code of whom the text names by code or by its whole name, "" of nobody."""
    found = store.get(Party, text.upper()) or next(iter(store.rows(Party, limit=1, name=text)), None)
    return found.uscc if found is not None else ""


def _by_number(store: Store, text: str) -> Iterator[Application]:
    loan = store.get(Loan, text)
    numbers = [text, *([loan.facility_no] if loan is not None else [])]
    facilities = [one for number in numbers if (one := store.get(Facility, number)) is not None]
    facilities += store.rows(Facility, limit=NAMED_MAX, contract_no=text)
    for number in (text, *(one.application_no for one in facilities)):
        if (found := store.get(Application, number)) is not None:
            yield found


def _named(store: Store, deals: Iterable[Deal]) -> tuple[Listed, ...]:
    names: dict[str, str] = {}
    for one in deals:
        code = one.application.borrower
        if code not in names:
            party = store.get(Party, code)
            names[code] = party.name if party is not None else code
    return tuple(Listed(one, names[one.application.borrower]) for one in deals)


class _Looking:
    """Goes through what may fit, source by source; a source is an index, by a mark or by the borrower."""

    def __init__(self, store: Store, wanted: Wanted) -> None:
        self._store = store
        self._wanted = wanted
        self._products = Products(store)
        self._known: dict[str, Deal] = {}
        self._looked = 0
        marks = wanted.marks
        self._sources: tuple[str, ...] = ("",) if wanted.party or not marks else marks

    @property
    def tired(self) -> bool:
        return self._looked >= LOOKS or len(self._known) >= DEALS_LOOKS

    def deals(self) -> Iterator[tuple[str, list[Deal]]]:
        """(where to go on after it, the deals that fit) of every row."""
        at, key = _place(self._wanted.after, len(self._sources))
        for number, mark in list(enumerate(self._sources))[at:]:
            for row in self._rows(mark, (key,) if key else None):
                self._looked += 1
                fitting = [deal for deal in self._of(row) if self._fits(deal, mark, row)]
                yield f"{number}|{key_of(row)[0]}", fitting
            key = ""

    def _rows(self, mark: str, after: Any) -> Iterator[Any]:
        kind, _, state = mark.partition(":")
        record = KINDS[kind or "application"]
        equal = {"level" if record is Contract else "state": state} if mark else {}
        if self._wanted.party:
            equal = {"borrower": self._wanted.party}
        while page := self._store.rows(record, limit=PAGE, after=after, **equal):
            yield from page
            after = key_of(page[-1])

    def _of(self, row: Any) -> list[Deal]:
        """The deals of a row; of a security contract those of all facilities on it."""
        if not isinstance(row, Contract) and self._wanted.mode:
            product = self._products.of(row.product, row.product_version)
            if product is None or product.mode.value != self._wanted.mode:
                return []
        if isinstance(row, Application):
            self._keep(row)
            return [self._known[row.application_no]]
        if isinstance(row, Facility):
            facilities = [row]
        elif isinstance(row, Loan):
            facilities = [one for one in [self._store.get(Facility, row.facility_no)] if one is not None]
        else:
            facilities = self._store.rows(Facility, limit=NAMED_MAX, contract_no=row.contract_no)
        return self._deals([one.application_no for one in facilities])

    def _deals(self, numbers: list[str]) -> list[Deal]:
        for number in numbers:
            application = self._store.get(Application, number) if number not in self._known else None
            if application is not None:
                self._keep(application)
        return [self._known[number] for number in numbers if number in self._known]

    def _keep(self, application: Application) -> None:
        # Loans that are over are asked for where they are looked for, and where no other says how it stands.
        ended = self._wanted.state.removeprefix("loan:") in OVER
        deal = deal_of(self._store, self._products, application, ended=ended)
        self._known[application.application_no] = deal

    def _fits(self, deal: Deal, mark: str, row: Any) -> bool:
        """A deal that more than one row leads to is listed by the first of them."""
        if self._wanted.mode and deal.mode != self._wanted.mode:
            return False
        marks = self._wanted.marks
        if not mark:
            return not marks or bool(deal.marks & frozenset(marks))
        if next((one for one in marks if one in deal.marks), mark) != mark:
            return False
        if not isinstance(row, Loan):
            return True
        same = [one.loan_no for one in (*deal.loans, *deal.over) if one.state == row.state]
        return row.loan_no not in same or row.loan_no == min(same)


def _place(after: str, sources: int) -> tuple[int, str]:
    """(which source, behind which key) a page goes on."""
    number, _, key = after.partition("|")
    return (int(number), key) if number.isdecimal() and int(number) < sources else (0, "")
