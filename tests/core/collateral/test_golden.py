"""The golden numbers of a dynamic pledge, to the cent (G6, T1)."""

from __future__ import annotations

import pytest

from core.collateral import cover
from core.collateral.value import ltv_ppm
from core.kernel.errors import Refused

FLOOR, RATE, EXPOSURE = 1_000_000_000, 700_000, 650_000_000  # 10,000,000.00, 70 %, 6,500,000.00


def test_a_dynamic_pledge_lends_on_its_floor_and_not_on_the_stock_above_it() -> None:
    stock = 1_060_000_000

    for advance in (stock * RATE // 1_000_000, 10 * stock):
        lent = cover.fundable("dynamic", RATE, EXPOSURE, advance_minor=advance, floor_minor=FLOOR)
        assert lent == 50_000_000


def test_a_static_pledge_lends_on_each_item_at_its_own_ratio() -> None:
    assert cover.fundable("static", RATE, EXPOSURE, advance_minor=742_000_000, floor_minor=0) == 92_000_000


def test_a_rate_of_nothing_lends_nothing() -> None:
    with pytest.raises(Refused, match="0 ppm"):
        cover.fundable("dynamic", 0, EXPOSURE, advance_minor=1, floor_minor=FLOOR)


def test_what_is_above_the_floor_may_leave() -> None:
    assert cover.releasable(1_060_000_000, FLOOR) == 60_000_000
    assert cover.releasable(1_060_000_000, FLOOR, reserved_minor=10_000_000) == 50_000_000


def test_a_fall_of_8_percent_breaks_the_floor_though_loan_to_value_is_fine() -> None:
    value = 1_060_000_000 * 92 // 100

    assert value == 975_200_000
    assert -cover.releasable(value, FLOOR) == 24_800_000
    assert ltv_ppm(EXPOSURE, value) == 666_530


def test_a_fall_of_16_percent_asks_for_cash_or_goods() -> None:
    value = 1_060_000_000 * 84 // 100
    advance = value * RATE // 1_000_000

    assert value == 890_400_000
    assert ltv_ppm(EXPOSURE, value) == 730_009
    assert cover.cash_cure(EXPOSURE, advance) == 26_720_000
    assert cover.goods_cure(EXPOSURE, advance, RATE) == 38_171_429


@pytest.mark.parametrize(
    ("line", "fall"), [(700_000, 12.40), (750_000, 18.24), (800_000, 23.35), (850_000, 27.86)]
)
def test_the_falls_at_which_the_lines_are_hit(line: int, fall: float) -> None:
    assert round(cover.fall_to_line_ppm(EXPOSURE, 1_060_000_000, line) / 10_000, 2) == fall


def test_a_loan_on_nothing_has_the_highest_loan_to_value_and_no_loan_the_lowest() -> None:
    assert ltv_ppm(1, 0) == 1_000_000_000
    assert ltv_ppm(0, 0) == 0
