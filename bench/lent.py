"""A book of running loans for the bench of the loan room: as many as are wanted, written as rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
from msgspec.structs import replace

from adapters.wiring.hub import Hub, make_hub
from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.canonical import canonical_bytes
from core.kernel.days import day_number
from core.kernel.money import Money
from core.loan import (
    BusinessDays,
    CalendarPublished,
    DayEnded,
    Due,
    Facility,
    Loan,
    LoanSlice,
    Plan,
    ProductPublished,
    Standing,
    due_rows,
)
from core.loan.schedules import schedule
from core.loan.slices import slice_of
from core.loan.terms import Method, Terms
from tests.core.loan.rooms import a_product

RUN, WRITTEN, A_FACILITY = 500, 5_000, 10
FIRST, FIRST_DRAWN, DRAWING_DAYS = 2026_01, date(2026, 11, 2), 17
PRODUCT = a_product()


class LentLoans:
    """A hub whose house lends: books, rules, a calendar and a product, and the loans that run."""

    def __init__(self, home: Path, database: str) -> None:
        self.database = database
        self.hub: Hub = make_hub(name="hub", home=home, database_url=database)
        charts = read_charts(SHIPPED, {"": FIRST}, publisher="chen", approver="li")
        rules = read_rules(SHIPPED, from_day=2026_01_01, publisher="chen", approver="li")
        years = CalendarPublished(
            calendar="china", said_day=2025_11_12, years=(2026, 2027), days=(), by="chen", approver="li"
        )
        product = ProductPublished(
            product=PRODUCT, version=1, from_day=2026_01_01, maker="chen", approver="li"
        )
        self.tell([("ledger.chart_published.v1", chart, chart.book) for chart in charts])
        self.tell([("ledger.rules_published.v1", rules, "rules")])
        self.tell([("loan.calendar_published.v1", years, "years")])
        self.tell([("loan.product_published.v1", product, "product")])

    def lend(self, count: int, *, slices: int = 0) -> None:
        """So many loans of some days are there, with plans; slices: over so many, else each in its own."""
        running: dict[int, int] = {}
        for first in range(0, count, WRITTEN):
            with self.hub.store.unit() as unit:
                for number in range(first, min(first + WRITTEN, count)):
                    loan_no = f"B-{number}"
                    place = number % slices if slices else slice_of(loan_no)
                    running[place] = running.get(place, 0) + 1
                    loan = _loan(loan_no, number, place)
                    if number % A_FACILITY == 0:
                        place_of = number // A_FACILITY
                        unit.shelf(Facility).add(a_facility(f"F-{place_of}", f"S-{place_of}", f"P{place_of}"))
                    unit.shelf(Loan).add(loan)
                    plan, dues = _planned(number)
                    unit.shelf(Plan).add(replace(plan, loan_no=loan_no))
                    for due in dues:
                        unit.shelf(Due).add(replace(due, loan_no=loan_no))
                    standing = Standing(
                        loan_no=loan_no,
                        outstanding_minor=loan.principal_minor,
                        accrued_through=loan.value_day,
                    )
                    unit.shelf(Standing).add(standing)
        with self.hub.store.unit() as unit:
            for place, many in running.items():
                unit.shelf(LoanSlice).add(LoanSlice(slice=place, running=many))
        if self.hub.store.engine.dialect.name == "postgresql":
            self._settle()

    def _settle(self) -> None:
        with self.hub.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")

    def take_day(self, day: int) -> None:
        """The clock has told every slice that the day is over; nothing is handled yet."""
        rows = [row for row in self.hub.store.rows(LoanSlice, limit=RUN * 2) if row.running]
        told = [DayEnded(business_day=day, slice=row.slice) for row in rows]
        self.take([("loan.day_ended.v1", each, f"{day}/{each.slice}") for each in told])

    def tell(self, messages: Sequence[tuple[str, msgspec.Struct, str]], *, partner: str = "hub") -> None:
        self.take(messages, partner=partner)
        self.dispatch()

    def take(self, messages: Sequence[tuple[str, msgspec.Struct, str]], *, partner: str = "hub") -> None:
        for start in range(0, len(messages), RUN):
            with self.hub.store.unit() as unit:
                arriving = [
                    internal(type_name, body, partner=partner, site="", key=key)
                    for type_name, body, key in messages[start : start + RUN]
                ]
                store_arrivals(unit, self.hub.blobs, arriving)

    def session(self) -> int:
        """The session of PostgreSQL that its work is done in: one thread has one."""
        with self.hub.store.engine.connect() as connection:
            return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())

    def dispatch(self, *, limit: int = RUN) -> None:
        """All there is, by one worker, without what a worker does between its turns."""
        while leases := self.hub.store.lease("bench", ttl_s=60, limit=4):
            for lease in leases:
                self.hub.dispatcher.dispatch(lease, limit=limit)


class _EveryWeek:
    """Weekdays are worked, and no others."""

    def works(self, day: date) -> bool:
        return day.weekday() < 5


DAYS = BusinessDays(_EveryWeek())


def _terms(number: int) -> Terms:
    """Equal instalments of a year; each loan has its principal, many a rate and a day."""
    return Terms(
        principal=Money(10_000_000 + number, "CNY"),
        rate=Decimal(60 + number % 30) / 1000,
        drawn=FIRST_DRAWN + timedelta(days=number % DRAWING_DAYS),
        method=Method.EQUAL_INSTALMENT,
        periods=12,
    )


def _planned(number: int) -> tuple[Plan, list[Due]]:
    made = schedule(_terms(number))
    day = day_number(made.terms.drawn)
    plan = Plan(loan_no="", plan=1, from_day=day, why="drawn", terms=canonical_bytes(made.terms))
    return plan, due_rows("", 1, made, DAYS)


def a_facility(facility_no: str, contract_no: str, borrower: str) -> Facility:
    """In effect, without a bound that a bench would meet."""
    return Facility(
        facility_no=facility_no,
        version=1,
        state="EFFECTIVE",
        application_no=f"A-{facility_no}",
        product=PRODUCT.code,
        product_version=1,
        borrower=borrower,
        core="",
        buyer="",
        supervisor="",
        funder="",
        contract_no=contract_no,
        currency="CNY",
        amount_minor=10**13,
        rate="0.06",
        advance_ppm=650_000,
        from_day=2026_01_01,
        until_day=2027_12_31,
        account=f"62-{facility_no}",
        account_controlled=True,
        signers="",
        conditions="",
        partner="shop",
        site="",
    )


def _loan(loan_no: str, number: int, place: int) -> Loan:
    terms = _terms(number)
    return Loan(
        loan_no=loan_no,
        version=1,
        state="ACTIVE",
        facility_no=f"F-{number // A_FACILITY}",
        contract_no=f"S-{number // A_FACILITY}",
        borrower=f"P{number // A_FACILITY}",
        product=PRODUCT.code,
        product_version=1,
        currency="CNY",
        principal_minor=terms.principal.minor,
        rate=str(terms.rate),
        term_months=12,
        partner="shop",
        site="",
        slice=place,
        requested_at=datetime(2026, 11, 2, tzinfo=UTC),
        payee="V",
        pay_to="9",
        maker="chen",
        value_day=day_number(terms.drawn),
        plan=1,
    )
