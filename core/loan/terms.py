"""What a schedule is made from: the terms of one loan, as its product and contract fixed them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.rounding import Rounding
from core.loan.calendars import HolidayRule
from core.loan.due_dates import PERIODS_MAX, DueRule
from core.loan.interest import Basis

ALL_PERIODS = PERIODS_MAX


class Method(StrEnum):
    """How a loan is repaid: 等额本息, 等额本金, 利随本清, 到期还本按期付息, and by a plan of its own."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    WITH_PRINCIPAL = "with_principal"
    BULLET = "bullet"
    BY_PLAN = "by_plan"


class Residue(StrEnum):
    """Where goes what rounding leaves: into the last instalment, or over all of them."""

    LAST = "last"
    SPREAD = "spread"


class BrokenInterest(StrEnum):
    """Interest of a broken first month: inside equal instalments, or apart, the first one differing by it."""

    INSIDE = "inside"
    APART = "apart"


class Cents(msgspec.Struct, frozen=True, kw_only=True):
    """How amounts become whole ones; units are in minor units (100: whole yuan)."""

    rounding: Rounding = Rounding.HALF_UP
    interest_unit: int = 1
    instalment_rounding: Rounding = Rounding.HALF_UP
    instalment_unit: int = 1
    residue: Residue = Residue.LAST


class Planned(msgspec.Struct, frozen=True):
    """One row of a plan of its own: on that day, so much principal in minor units."""

    due: date
    principal: int


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of one loan.

    rate: a year's, 0.072 for 7.2 %.
    periods, maturity: how many due dates, or until when; one of the two.
    instalment: in minor units, where the contract fixes it and the number of periods follows.
    principal_grace: so many first periods pay interest only; interest_free: so many first bear none.
    advance: interest of so many first periods is taken at draw (上收息), or of ALL_PERIODS.
    """

    principal: Money
    rate: Decimal
    drawn: date
    method: Method
    periods: int = 0
    maturity: date | None = None
    due: DueRule = DueRule()
    holidays: HolidayRule = HolidayRule()
    basis: Basis = Basis()
    cents: Cents = Cents()
    broken: BrokenInterest = BrokenInterest.INSIDE
    instalment: int = 0
    principal_grace: int = 0
    interest_free: int = 0
    advance: int = 0
    plan: tuple[Planned, ...] = ()

    def __post_init__(self) -> None:
        """Refused where a number makes no sense by itself."""
        if self.principal.minor <= 0:
            raise Refused(f"a loan of {self.principal}", cause="loan.principal")
        counts = (self.periods, self.instalment, self.principal_grace, self.interest_free, self.advance)
        if min(counts) < 0 or min(self.cents.interest_unit, self.cents.instalment_unit) < 1:
            raise Refused(f"a number below what makes sense: {self}"[:300], cause="loan.terms")
        if self.instalment and self.method is not Method.EQUAL_INSTALMENT:
            raise Refused(f"an instalment of {self.instalment} for {self.method}", cause="loan.terms")


class Instalment(msgspec.Struct, frozen=True, gc=False):
    """One row of a schedule, in minor units; `balance` is the principal that is left after it.

    since, until: the days whose interest it bears; due: when the contract says; pay_by: when money moves.
    interest: what is paid with it. prepaid: interest of its period that was taken at draw.
    """

    number: int
    since: date
    until: date
    due: date
    pay_by: date
    principal: int
    interest: int
    balance: int
    prepaid: int = 0

    @property
    def payment(self) -> int:
        return self.principal + self.interest

    @property
    def earned(self) -> int:
        """Interest that belongs to its period, whenever it is paid."""
        return self.interest + self.prepaid


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """All instalments of a loan; `terms` say how they came about."""

    terms: Terms
    rows: tuple[Instalment, ...]

    @property
    def currency(self) -> str:
        return self.terms.principal.currency

    @property
    def taken_at_draw(self) -> int:
        """Interest that the borrower does not get paid out (minor units)."""
        return sum(row.prepaid for row in self.rows)

    @property
    def interest(self) -> int:
        return sum(row.earned for row in self.rows)
