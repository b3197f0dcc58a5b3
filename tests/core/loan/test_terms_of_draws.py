"""The terms of a draw: by months or until a day, by the product's due days, into years nobody has told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from core.kernel.errors import Refused
from core.loan import Due, Loan, Plan, Product
from core.loan.calendars import HolidayRule, Roll
from core.loan.due_dates import DueDay, DueRule, Every
from core.loan.product import Bounds, Repaying
from core.loan.terms import Method, Terms
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import a_product


def lent(product: Product, **draw: Any) -> DealRooms:
    rooms = DealRooms(product)
    rooms.pledge()
    rooms.open_facility(until_day=draw.pop("until_day", 2026_06_02), applied=draw.pop("applied", {}))
    rooms.active_loan(**draw)
    return rooms


def dues(rooms: DealRooms) -> list[Due]:
    return sorted(rooms.rows(Due, loan_no="D-1"), key=lambda due: due.number)


def repaying(**changed: object) -> Product:
    kept: dict[str, object] = {"methods": (Method.BULLET,)}
    return a_product(repaying=Repaying(**(kept | changed)))  # type: ignore[arg-type]


def test_a_draw_that_names_no_term_has_that_of_its_application() -> None:
    rooms = lent(a_product(), term_months=None)
    assert rooms.row(Loan, "D-1").maturity_day == 2025_12_02
    assert len(dues(rooms)) == 6


def test_a_draw_until_a_day_ends_on_it() -> None:
    rooms = lent(repaying(), term_months=None, maturity="2025-07-20")
    assert [due.due for due in dues(rooms)] == [2025_07_02, 2025_07_20]


def test_where_neither_says_it_the_facility_does() -> None:
    applied = {"term_months": None, "maturity": "2025-12-31"}
    rooms = lent(repaying(), term_months=None, until_day=2025_12_31, applied=applied)
    assert rooms.row(Loan, "D-1").maturity_day == 2025_12_31


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (DueRule(every=3), [2025_09_02]),
        (DueRule(every=2), [2025_08_02, 2025_09_02]),
        (DueRule(day=DueDay.MONTH_END), [2025_06_30, 2025_07_31, 2025_08_31, 2025_09_02]),
        (DueRule(day=DueDay.FIXED, fixed=20, every=3), [2025_06_20, 2025_09_02]),
        (DueRule(unit=Every.WEEKS, every=8), [2025_07_28, 2025_09_02]),
        (DueRule(first=date(2025, 7, 15)), [2025_07_15, 2025_08_15, 2025_09_02]),
    ],
)
def test_instalments_fall_due_by_the_products_rule_and_end_with_the_term(
    rule: DueRule, days: list[int]
) -> None:
    rooms = lent(repaying(due=rule))
    assert [due.due for due in dues(rooms)] == days
    assert sum(due.principal_minor for due in dues(rooms)) == 100_000_000


def test_the_borrowers_choice_of_method_is_kept() -> None:
    rooms = lent(a_product(), applied={"method": "bullet"})
    assert [due.principal_minor for due in dues(rooms)] == [0, 0, 100_000_000]


def test_due_days_of_years_without_a_notice_stand_as_the_contract_has_them() -> None:
    """The calendar is told to the end of 2026: a loan into 2027 is paid out all the same."""
    product = a_product(
        repaying=Repaying(methods=(Method.BULLET,), holidays=HolidayRule(roll=Roll.FOLLOWING)),
        facility_days=1_100,
    )
    rooms = lent(product, term_months=24, until_day=2027_12_31, applied={"term_months": 24})
    rows = dues(rooms)
    assert (rows[1].due, rows[1].pay_by) == (2025_08_02, 2025_08_04), "a Saturday"
    assert (rows[19].due, rows[19].pay_by) == (2027_02_02, 2027_02_02)
    assert (rows[22].due, rows[22].pay_by) == (2027_05_02, 2027_05_02), "a Sunday nobody has spoken of yet"


def test_the_terms_of_a_plan_read_back_as_they_were() -> None:
    rooms = lent(a_product())
    terms = msgspec.json.decode(rooms.row(Plan, "D-1", 1).terms, type=Terms)
    assert (terms.principal.minor, terms.rate, terms.drawn) == (
        100_000_000,
        Decimal("0.072"),
        date(2025, 6, 2),
    )


def test_a_term_over_the_products_is_refused() -> None:
    product = a_product(term_months=Bounds(least=Decimal(1), usual=Decimal(2), most=Decimal(2)))
    rooms = DealRooms(product)
    rooms.pledge()
    rooms.open_facility(applied={"term_months": 2})
    with pytest.raises(Refused, match="months of a draw of 3; the product takes 1 to 2"):
        rooms.draw()
    with pytest.raises(Refused, match="to 2025-08-03; the product takes 2 months"):
        rooms.draw(term_months=None, maturity="2025-08-03")
