"""Facilities as their pages ask for them: those that fit, and one with its lines, draws and reservations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec

from core.hub.ports import Store
from core.kernel.days import date_of
from core.ledger import Draft, Reservation
from core.loan import Application, Facility, Loan, LoanStep, Product
from core.loan.limiting import draw_number
from gateway.console.application_reading import name_of
from gateway.console.deal_products import Products
from gateway.console.line_reading import BOOK, FACILITY, Amounts, amounts_of
from gateway.console.listed import listed
from gateway.console.told_by import Told, told_of

ROWS, LOOKS = 50, 2_000
DRAWS_MAX, STEPS_MAX, TRIES_MAX = 100, 200, 20
KIND = "facility"
RUNNING, ANY = "running", "any"
STATES_RUNNING = ("SIGNED", "EFFECTIVE", "FROZEN", "EXPIRED")
ROLES = ("borrower", "core", "buyer", "supervisor", "funder")


class Wanted(NamedTuple):
    """Which facilities.

    state: RUNNING for all that are not terminated, ANY, or one of them. text: the number of one, the
    borrower's code, or its whole name.
    """

    state: str = RUNNING
    mode: str = ""
    text: str = ""
    after: str = ""


class Row(NamedTuple):
    """One facility in the list; days: until its last day, below zero behind it."""

    facility: Facility
    mode: str
    borrower: str
    amounts: Amounts
    days: int


class Found(NamedTuple):
    """Facilities of a page; after: where the next one begins; cut: it looked at as many as it may."""

    rows: tuple[Row, ...]
    after: str = ""
    cut: bool = False


class Held(NamedTuple):
    """A reservation of a draw: so much against these lines (kind, owner), what became of it."""

    reservation: Reservation
    loan: Loan
    minor: int
    currency: str
    against: tuple[tuple[str, str], ...]


class Shown(NamedTuple):
    """All that the page of one facility shows; more: draws that are not shown."""

    facility: Facility
    product: Product | None
    application: Application | None
    days: int
    names: dict[str, str]
    lines: tuple[Amounts, ...]
    held: tuple[Held, ...]
    more: bool
    steps: tuple[tuple[LoanStep, Told | None], ...]

    @property
    def rate(self) -> str:
        """The yearly rate in percent, every digit kept."""
        return f"{(Decimal(self.facility.rate) * 100).normalize():f} %"

    @property
    def own(self) -> Amounts:
        return self.lines[0]

    @property
    def narrowest(self) -> Amounts:
        """The line that has the least room: it decides how much may be drawn."""
        return min(self.lines, key=lambda each: each.free)


def found_facilities(store: Store, wanted: Wanted, today: date) -> Found:
    """By number; of what has no index it looks at so many, and then says how far it came."""
    products = Products(store)
    rows: list[Row] = []
    last = ""
    states = {ANY: (), RUNNING: STATES_RUNNING}.get(wanted.state, (wanted.state,))
    candidates = listed(store, Facility, text=wanted.text, after=wanted.after, states=states)
    for looked, one in enumerate(candidates, 1):
        mode = products.mode_of(one.product, one.product_version)
        if _fits(one, wanted) and wanted.mode in ("", mode):
            if len(rows) == ROWS:
                return Found(tuple(rows), last)
            line = amounts_of(store, FACILITY, one.facility_no, one.currency)
            rows.append(Row(one, mode, name_of(store, one.borrower), line, days_left(one, today)))
        last = one.facility_no
        if looked >= LOOKS:
            return Found(tuple(rows), last, cut=True)
    return Found(tuple(rows))


def shown_of(store: Store, number: str, today: date) -> Shown | None:
    """The facility of this number, or None."""
    facility = store.get(Facility, number)
    if facility is None:
        return None
    product = Products(store).of(facility.product, facility.product_version)
    draws = [store.rows(Loan, limit=DRAWS_MAX + 1, facility_no=number, over=over) for over in (False, True)]
    held = [each for some in draws for loan in some[:DRAWS_MAX] for each in _held(store, loan)]
    steps = store.rows(LoanStep, limit=STEPS_MAX, subject_kind=KIND, subject=number)
    return Shown(
        facility=facility,
        product=product,
        application=store.get(Application, facility.application_no),
        days=days_left(facility, today),
        names={code: name_of(store, code) for role in ROLES if (code := getattr(facility, role))},
        lines=lines_of(store, facility, product),
        held=tuple(sorted(held, key=lambda each: each.reservation.held_at, reverse=True)),
        more=any(len(some) > DRAWS_MAX for some in draws),
        steps=tuple((step, _told(store, step)) for step in steps),
    )


def lines_of(store: Store, facility: Facility, product: Product | None) -> tuple[Amounts, ...]:
    """Its own line, then each that its product holds draws against and that it names somebody for."""
    owners = [(FACILITY, facility.facility_no)]
    for kind in product.limits if product is not None else ():
        owner = getattr(facility, kind)
        if owner:
            owners.append((kind, owner))
    return tuple(amounts_of(store, kind, owner, facility.currency) for kind, owner in owners)


def days_left(facility: Facility, today: date) -> int:
    return (date_of(facility.until_day) - today).days


def _fits(one: Facility, wanted: Wanted) -> bool:
    if wanted.state == RUNNING:
        return one.state in STATES_RUNNING
    return wanted.state in (ANY, one.state)


def _held(store: Store, loan: Loan) -> Iterator[Held]:
    """What its draw holds, and each try to have a funder pay."""
    tries = [f"quota/{loan.loan_no}/{attempt}" for attempt in range(1, min(loan.attempt, TRIES_MAX) + 1)]
    for number in (draw_number(loan.loan_no), *tries):
        row = store.get(Reservation, BOOK, number)
        if row is not None:
            yield _read(row, loan)


def _read(row: Reservation, loan: Loan) -> Held:
    draft, _ = msgspec.json.decode(row.request, type=tuple[Draft, datetime | None])
    lines = [line for line in draft.lines if line.side == "debit"]
    against = tuple((line.account, line.party or line.contract or line.funder) for line in lines)
    return Held(row, loan, lines[0].minor, lines[0].currency, against)


def _told(store: Store, step: LoanStep) -> Told | None:
    key = f"{step.subject}/{step.ordinal}"
    return told_of(store, UUID(step.message_id), f"{step.subject_kind}.{step.event}", key)


def unused(lines: Sequence[Amounts]) -> int:
    """What may still be drawn on all of them together: the room of the narrowest, never below zero."""
    return max(0, min((line.free for line in lines), default=0))
