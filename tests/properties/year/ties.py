"""What must hold when a day is over: ledger, sub-ledgers, limits, custody and collateral say the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar, cast

from core.collateral import Contract, Security
from core.custody import Lot
from core.hub.records import Record
from core.ledger import Balance, Line
from core.loan import Due, Facility, Loan, Receipt, Standing
from core.loan.telling import IN_FLIGHT
from tests.properties.year.deal import Deal
from tests.properties.year.house import House, products
from tests.properties.year.pledges import compared

R = TypeVar("R", bound=Record)
# What the hub may say no with while partners err and markets move; everything else is a fault of ours.
ALLOWED = frozenset({"refused", "conflict"})
MICRO = 1_000_000
AMOUNTS = tuple(name for name in Standing.__struct_fields__ if name.endswith("_minor"))


class Untied(AssertionError):
    """Two places say other things; deal: of which it is."""

    def __init__(self, deal: str, what: str) -> None:
        super().__init__(what)
        self.deal = deal


class Ties:
    """Adds up every line once, and compares on every day with what the rooms keep."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lines = 0
        self._failures = 0
        self._came = 0
        self._of: Counter[tuple[str, str, str]] = Counter()
        self._sides: Counter[tuple[str, str]] = Counter()
        self._limits: Counter[tuple[str, str, str]] = Counter()
        self.checked = 0

    def hold(self, deals: Sequence[Deal], day: date) -> None:
        """Untied, with what differs and of which deal."""
        self._add_up()
        self._dues: dict[tuple[str, int], list[Due]] = defaultdict(list)
        for due in self._rows(Due):
            self._dues[due.loan_no, due.plan].append(due)
        self._loans: dict[str, list[tuple[Loan, Standing | None]]] = defaultdict(list)
        standings = {row.loan_no: row for row in self._rows(Standing)}
        for loan in self._rows(Loan):
            self._loans[loan.facility_no].append((loan, standings.get(loan.loan_no)))
        self._answers()
        self._books()
        for loan, standing in (pair for pairs in self._loans.values() for pair in pairs):
            if standing is not None:
                self._loan(loan, standing)
        for facility in self._rows(Facility):
            self._facility(facility)
        self._lines_of_limits()
        self._goods(deals)
        for one in compared(self._house.store, self._rows, self._of):
            self._same(one.contract_no, one.what, one.found, one.wanted)

    # Whole books.

    def _add_up(self) -> None:
        rows = self._house.store.tables.rows.get(Line.TABLE, {})
        for line in islice(rows.values(), self._lines, None):
            line = cast(Line, line)
            self._lines += 1
            minor = line.minor if line.side == "debit" else -line.minor
            self._of[line.book, line.account, line.contract] += minor
            self._of[line.book, line.account, "*"] += minor
            self._sides[line.book, line.currency] += minor
            if line.book == "limits":
                self._limits[line.account, line.side, line.contract or line.party or line.funder] += (
                    line.minor
                )

    def _answers(self) -> None:
        new = self._house.refusals[self._failures :]
        self._failures += len(new)
        for deal, row in new:
            if row.outcome not in ALLOWED:
                raise Untied(deal, f"{row.outcome} {row.cause}: {row.text}")

    def _books(self) -> None:
        for (book, currency), minor in self._sides.items():
            if book == "general":
                self._same("", f"debits less credits of {book} in {currency}", minor, 0)
        for deal, ref, minor in islice(self._house.came, self._came, None):
            self._came += 1
            receipt = self._house.store.get(Receipt, ref)
            self._same(deal, f"booked of {ref}", receipt.minor if receipt is not None else 0, minor)
        money = self._book("1002.01") + self._book("1002.02")
        self._same("", "money on our accounts, and what truly came and went", money, self._house.cash)
        nobodys = sum(row.minor for row in self._rows(Receipt) if row.state == "unidentified")
        self._same("", "2241.03 and what nobody identified", -self._book("2241.03"), nobodys)

    # One loan, one facility.

    def _loan(self, loan: Loan, stands: Standing) -> None:
        number = loan.loan_no
        bought = bool(loan.invoice_minor) and products()[loan.product].recourse == "no"
        interest = stands.accrued_minor - stands.interest_paid_minor
        lent = self._book("1303.01", number) + self._book("1305.01", number)
        self._same(number, f"principal of {number}", lent, 0 if bought else stands.outstanding_minor)
        self._same(number, f"1305.02 of {number}", self._book("1305.02", number), stands.bought_minor)
        self._same(number, f"1132 of {number}", self._book("1132", number), interest)
        self._same(number, f"2241.04 of {number}", -self._book("2241.04", number), stands.surplus_minor)
        self._same(number, f"2241.01 of {number}", -self._book("2241.01", number), stands.reserve_minor)
        deferred = -self._book("2401", number) - self._book("1303.02", number)
        self._same(number, f"deferred interest of {number}", deferred, stands.deferred_minor)
        if loan.state not in {"WRITTEN_OFF", "CLOSED"} and products()[loan.product].mode != "factoring":
            self._same(number, f"1304 of {number}", -self._book("1304", number), stands.provision_minor)
        kept_off = self._of["off_balance", "suspended_interest", number]
        self._same(number, f"suspended interest of {number}", kept_off, stands.suspended_minor)
        self._least(number, f"written off of {number}", self._of["off_balance", "written_off", number])
        rows = self._dues[number, loan.plan]
        if loan.state not in {"WRITTEN_OFF", "CLOSED"}:
            open_minor = sum(row.principal_minor - row.paid_principal_minor for row in rows)
            self._same(number, f"open instalments of {number}", open_minor, stands.outstanding_minor)
        for name in AMOUNTS:
            self._least(number, f"{name} of {number}", getattr(stands, name))

    def _facility(self, facility: Facility) -> None:
        number = facility.facility_no
        pairs = self._loans.get(number, [])
        running = [(loan, stands) for loan, stands in pairs if stands is not None]
        outstanding = sum(stands.outstanding_minor for _, stands in running)
        flying = sum(loan.principal_minor for loan, _ in pairs if loan.state in IN_FLIGHT)
        drawn = sum(loan.principal_minor for loan, _ in running)
        self._same(number, f"outstanding under {number}", facility.outstanding_minor, outstanding)
        self._same(number, f"in flight under {number}", facility.in_flight_minor, flying)
        self._same(number, f"drawn under {number}", facility.drawn_minor, drawn)
        first = sum(stands.first_margin_minor for _, stands in running)
        held = sum(loan.margin_minor for loan, _ in pairs if loan.state in IN_FLIGHT)
        margin = -self._book("2002", number)
        self._same(number, f"2002 of {number}", margin, facility.margin_minor + first + held)
        if facility.state in {"EFFECTIVE", "FROZEN"}:
            undrawn = self._of["off_balance", "undrawn", number]
            left = facility.amount_minor - drawn
            if products()[facility.product].cyclic:
                left += sum(self._came_back(loan) for loan, _ in running)
            self._same(number, f"undrawn of {number}", undrawn, left)
        self._secured(facility, outstanding, flying, first + held)

    def _came_back(self, loan: Loan) -> int:
        """Of what was drawn; what is written off did not."""
        rows = self._dues[loan.loan_no, loan.plan]
        return loan.principal_minor - sum(row.principal_minor - row.paid_principal_minor for row in rows)

    def _secured(self, facility: Facility, outstanding: int, flying: int, first: int) -> None:
        """What the security is told to carry is what is owed and asked for, less margin."""
        row = self._house.store.get(Contract, facility.contract_no) or self._house.store.get(
            Security, facility.contract_no
        )
        if row is None:
            return
        owed = max(outstanding + flying - first - facility.margin_minor, 0)
        self._same(facility.facility_no, f"exposure of {facility.contract_no}", row.exposure_minor, owed)

    # Limits.

    def _lines_of_limits(self) -> None:
        """Of every line: what is used of it is what is owed under it, what is held what is asked for."""
        used: Counter[tuple[str, str]] = Counter()
        held: Counter[tuple[str, str]] = Counter()
        for facility in self._rows(Facility):
            product = products()[facility.product]
            owners = [("facility", facility.facility_no)]
            owners += [(name, getattr(facility, name)) for name in product.limits if name != "funder"]
            for loan, stands in self._loans.get(facility.facility_no, []):
                at_risk = loan.principal_minor - loan.margin_minor
                for owner in owners:
                    if loan.state in IN_FLIGHT:
                        held[owner] += at_risk
                    elif stands is not None:
                        used[owner] += self._used(loan, stands, cyclic=product.cyclic)
        for row in self._rows(Balance):
            owner = (row.account, row.owner)
            if row.book == "limits" and row.account in {
                "facility",
                "borrower",
                "core",
                "buyer",
                "supervisor",
            }:
                self._same(_number(row.owner), f"used of {owner}", row.debits_posted, used[owner])
                self._same(_number(row.owner), f"held of {owner}", row.debits_pending, held[owner])

    def _used(self, loan: Loan, stands: Standing, *, cyclic: bool) -> int:
        if not cyclic:
            return loan.principal_minor - loan.margin_minor
        if loan.loan_no in self._house.lost:
            return self._house.lost[loan.loan_no]
        return max(stands.outstanding_minor - loan.margin_minor, 0)

    # Goods.

    def _goods(self, deals: Sequence[Deal]) -> None:
        for deal, what in self._house.uncovered:
            raise Untied(deal, what)
        stock = {f"L{deal.no}": getattr(deal, "stock", 0) for deal in deals}
        for lot in self._rows(Lot):
            number = lot.lot_no
            self._same(number, f"stock of {number}", lot.on_hand_micro, stock[number] * MICRO)
            self._least(number, f"stock of {number}", lot.on_hand_micro)
            self._least(number, f"free stock of {number}", lot.free_micro)
            self._least(number, f"pledged of {number}", lot.pledged_micro)
            self._least(number, f"reserved of {number}", lot.reserved_micro)
            self._least(number, f"available of {number}", lot.available_micro)

    # Comparing.

    def _same(self, about: str, what: str, found: int, wanted: int) -> None:
        self.checked += 1
        if found != wanted:
            raise Untied(_number(about), f"{what}: {found}, not {wanted}")

    def _least(self, about: str, what: str, found: int) -> None:
        self.checked += 1
        if found < 0:
            raise Untied(_number(about), f"{what}: {found} is below 0")

    def _book(self, account: str, contract: str = "*") -> int:
        return self._of["general", account, contract]

    def _rows(self, kind: type[R]) -> Iterator[R]:
        return iter(cast("list[R]", list(self._house.store.tables.rows.get(kind.TABLE, {}).values())))


def _number(about: str) -> str:
    """Of which deal a number is: each bears its three digits, behind a dash or an L."""
    for part in about.replace("L", "-").replace(" ", "-").split("-"):
        if len(part) == 3 and part.isdigit():
            return part
    return ""
