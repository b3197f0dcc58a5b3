"""The product factory: which version of a product a new application takes, and a contract keeps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import is_

import msgspec

from core.hub.shelf import Shelf
from core.kernel.days import date_of
from core.kernel.errors import Broken, Refused
from core.loan.calendars import BusinessDays, KnownDays, SpecialDay, WholeYear
from core.loan.loan import Loan
from core.loan.product import Product
from core.loan.records import CalendarDay, ProductVersion
from core.loan.work import LoanWork

DRAFT, APPROVED, RETIRED = "draft", "approved", "retired"
CALENDAR = "china"


def version_for(work: LoanWork, code: str, business_day: int) -> ProductVersion:
    """The newest approved version that holds on that day; Refused where there is none."""
    approved = [
        row for row in work.products.find(code=code) if row.state == APPROVED and row.from_day <= business_day
    ]
    if not approved:
        raise Refused(
            f"product {code} has no approved version on {business_day}; publish one first",
            cause="loan.no_product",
        )
    return max(approved, key=lambda row: row.version)


def product_of(work: LoanWork, code: str, version: int) -> Product:
    """The version a contract runs under, retired or not."""
    return _of_version(work.products, code, version)


def chain_of(products: Shelf[ProductVersion], loan: Loan) -> str:
    """The chain that decides about the loan's draw, or ""."""
    return _of_version(products, loan.product, loan.product_version).draw_chain


def _of_version(products: Shelf[ProductVersion], code: str, version: int) -> Product:
    row = products.get(code, version)
    if row is None:
        raise Broken(f"version {version} of product {code} is gone", cause="loan.product")
    return _decoded(row.body)


@lru_cache(1_000)
def _decoded(body: bytes) -> Product:
    """A version never changes, so its bytes are read once."""
    return msgspec.json.decode(body, type=Product)


class _Nobody:
    """Knows of no day: whatever counts stands in the published calendar, so that a rebuild sees the same."""

    def works(self, day: object) -> bool | None:
        return None


def calendar_of(work: LoanWork, name: str = CALENDAR, *, known: bool = False) -> BusinessDays:
    """The calendar as it was published; a day of a year without a notice is Refused where it is asked for.

    known: it is not, but stays where it is: money that was paid out has its schedule, notice or not.
    """
    rows = work.calendar_days.find(calendar=name)
    before, made = work.calendars.get((name, known), ((), None))
    if made is None or len(rows) != len(before) or not all(map(is_, rows, before)):
        made = _calendar(rows, known=known)
        work.calendars[name, known] = (rows, made)
    return made


def _calendar(rows: Sequence[CalendarDay], *, known: bool) -> BusinessDays:
    return (KnownDays if known else BusinessDays)(
        _Nobody(),
        [
            SpecialDay(day=date_of(row.day), works=row.works, said_on=date_of(row.said_day))
            for row in rows
            if row.day % 10_000
        ],
        [
            WholeYear(year=row.day // 10_000, said_on=date_of(row.said_day))
            for row in rows
            if not row.day % 10_000
        ],
    )
