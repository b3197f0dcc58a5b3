"""Products are versions: made by one, approved by another, and kept by what runs under them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from core.kernel.errors import Refused
from core.loan import CalendarPublished, LoanWork, ProductPublished, ProductRetired, ProductVersion, SaidDay
from core.loan.factory import calendar_of, product_of, version_for
from core.loan.modes import MONEY_GATES, VARIANTS, Mode
from core.loan.product import Bounds, Margin
from tests.core.loan.rooms import DAY, LoanRooms, a_product
from tests.core.rooms import RoomUnit


def published(version: int, **changed: object) -> ProductPublished:
    said = ProductPublished(product=a_product(), version=version, from_day=DAY, maker="chen", approver="li")
    return replace(said, **changed)


def test_a_new_application_takes_the_newest_version_and_a_contract_keeps_its_own() -> None:
    """B18."""
    rooms = LoanRooms(a_product())
    dearer = a_product(rate=Bounds(least=Decimal("0.04"), usual=Decimal("0.09"), most=Decimal("0.18")))
    rooms.tell("loan.product_published.v1", published(2, product=dearer))
    work = LoanWork(RoomUnit(rooms.tables))

    assert version_for(work, "goods-static", DAY - 1).version == 1
    assert version_for(work, "goods-static", DAY).version == 2
    assert product_of(work, "goods-static", 1).rate.usual == Decimal("0.072")
    assert product_of(work, "goods-static", 2) == dearer


def test_a_retired_version_takes_nothing_new() -> None:
    rooms = LoanRooms(a_product())
    said = ProductRetired(code="goods-static", version=1, by="chen", approver="li", reason="too cheap")
    rooms.tell("loan.product_retired.v1", said)

    assert rooms.row(ProductVersion, "goods-static", 1).state == "retired"
    with pytest.raises(Refused, match="has no approved version on 20250602"):
        version_for(LoanWork(RoomUnit(rooms.tables)), "goods-static", DAY)
    with pytest.raises(Refused, match="no approved version 1 to retire"):
        rooms.tell("loan.product_retired.v1", replace(said, reason="again"))


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (published(3), "the next is 2"),
        (published(2, approver="chen "), "a second person approves it"),
        (published(2, from_day=2025_02_30), "20250230 is no day"),
    ],
)
def test_a_version_out_of_its_turn_by_one_person_or_of_no_day_is_refused(
    said: ProductPublished, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        LoanRooms(a_product()).tell("loan.product_published.v1", said)


def test_what_cannot_hold_together_is_no_product() -> None:
    with pytest.raises(Refused, match="goods is static, dynamic, not floating"):
        a_product(variant="floating")
    with pytest.raises(Refused, match="nothing else, has a margin"):
        a_product(margin=Margin(first_ppm=300_000, release_rule="R1"))
    with pytest.raises(Refused, match="nothing else, has a margin"):
        a_product(Mode.PREPAYMENT, "three_party", margin=None)
    with pytest.raises(Refused, match="2 ≤ 1 ≤ 3 does not hold"):
        Bounds(least=Decimal(2), usual=Decimal(1), most=Decimal(3))
    with pytest.raises(Refused, match=r"rate of 0\.2; the product takes"):
        a_product().rate.taken(Decimal("0.2"), "a rate")


def test_every_variant_of_a_mode_has_gates_before_its_money() -> None:
    assert set(MONEY_GATES) == {(mode, each) for mode, variants in VARIANTS.items() for each in variants}
    assert "registered" in a_product().security_gates
    assert "payee" not in a_product().security_gates


def test_a_day_is_worked_as_the_last_notice_of_its_year_says() -> None:
    rooms = LoanRooms()
    for said_day, works in ((2025_05_01, False), (2025_05_20, True)):
        said = CalendarPublished(
            calendar="china",
            said_day=said_day,
            years=(),
            days=(SaidDay(day=2025_06_07, works=works),),
            by="chen",
            approver="li",
        )
        rooms.tell("loan.calendar_published.v1", said)
    days = calendar_of(LoanWork(RoomUnit(rooms.tables)))
    assert days.works(date(2025, 6, 7))
    assert not days.as_known(date(2025, 5, 2)).works(date(2025, 6, 7))
    with pytest.raises(Refused, match="nobody has said yet on which days of 2027"):
        days.works(date(2027, 1, 4))
