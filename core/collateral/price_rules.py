"""Which quotes are believed: outliers wait for a second source, zero and below for a confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from core.collateral.series import HELD, UNCONFIRMED, VALID, PricePoint, Series, SourcePrice
from core.collateral.units import PPM, ratio, with_tax

DAYS_KEPT = 30
_BASES = ("KGM", "MTR", "MTK", "LTR", "H87", "SET", "KWH")

Days = list[tuple[int, int]]


def comparable(point: PricePoint | SourcePrice, tax_ppm: int) -> int:
    """Thousandths of a millionth, with tax, for one base unit (a kilogram): to compare two quotes by."""
    price = Fraction(point.price_micro)
    full = with_tax(price, included=point.tax_included, wanted=True, tax_ppm=tax_ppm)
    for base in _BASES:
        in_base = ratio(point.unit, base)
        if in_base is not None:
            return round(full * 1000 / in_base)
    return round(full * 1000)


def judge(
    series: Series, point: PricePoint, last: int | None, peers: Iterable[tuple[int, bool]]
) -> tuple[str, str]:
    """(state, reason) of a quote.

    last: the comparable price its own source was believed with before, None where there is none.
    peers: what other sources say now, as (comparable price, whether it is believed itself).
    """
    if point.currency != series.currency or ratio(point.unit, series.unit) is None:
        return (
            HELD,
            f"in {point.currency} per {point.unit}, the series is in {series.currency} per {series.unit}",
        )
    others = list(peers)
    mine = comparable(point, series.tax_ppm)
    if point.price_micro <= 0:
        if any(price <= 0 for price, _ in others):
            return VALID, "a second source says so too; it counts as 0"
        return UNCONFIRMED, "at or below 0 and nobody confirms it; it counts as missing"
    if any(near(mine, price, series.confirm_ppm) for price, _ in others):
        return VALID, "a second source confirms it"
    if last is not None and not near(mine, last, series.outlier_ppm):
        return HELD, f"{change_text(mine, last)} against the last; over {series.outlier_ppm} ppm"
    believed = [price for price, valid in others if valid]
    if believed and not any(near(mine, price, series.outlier_ppm) for price in believed):
        return HELD, f"{change_text(mine, believed[0])} against a peer; over {series.outlier_ppm} ppm"
    return VALID, ""


def confirms(series: Series, point: PricePoint, held: PricePoint) -> bool:
    """Whether a believed quote bears out one that is held."""
    if held.price_micro <= 0:
        return point.price_micro <= 0
    mine, other = comparable(point, series.tax_ppm), comparable(held, series.tax_ppm)
    return near(other, mine, series.confirm_ppm)


def as_decimal(micro: int) -> str:
    """Millionths as a person reads them: "7100.5"."""
    return f"{Decimal(micro).scaleb(-6).normalize():f}"


def near(price: int, other: int, ppm: int) -> bool:
    """Whether they differ by no more than so many parts per million of the other."""
    return abs(price - other) * PPM <= abs(other) * ppm


def change_text(price: int, other: int) -> str:
    """ "-12.3 %" of one against the other."""
    if other == 0:
        return "from 0"
    return f"{Decimal((price - other) * 100) / Decimal(other):+.2f} %"


def days_of(source: SourcePrice) -> Days:
    """(day, comparable price), oldest first."""
    return [(int(day), int(price)) for day, _, price in (each.partition("=") for each in source.days.split())]


def with_day(days: Days, day: int, price: int) -> str:
    """The days with this one's last price, as they are kept."""
    kept = sorted({**dict(days), day: price}.items())[-DAYS_KEPT:]
    return " ".join(f"{each}={value}" for each, value in kept)


def before_day(days: Days, day: int) -> int | None:
    """The last price of an earlier day."""
    earlier = [price for each, price in days if each < day]
    return earlier[-1] if earlier else None


def fall_ppm(days: Days, at: datetime, back_days: int) -> int:
    """By how much the last price up to `at` is below that of `back_days` days before it."""
    now = [price for each, price in days if each <= _number(at.date())]
    then_day = _number(at.date() - timedelta(days=back_days))
    # A younger series is compared with its first price.
    then = [price for each, price in days if each <= then_day] or now[:1]
    if not now or then[-1] <= 0:
        return 0
    return max(0, (then[-1] - now[-1]) * PPM // then[-1])


def trading_days_between(first: datetime, last: datetime) -> int:
    """Weekdays after the first day up to and including the last; holidays count, to be careful."""
    days = (last.date() - first.date()).days
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    tail = (first.date() + timedelta(days=weeks * 7 + step) for step in range(1, rest + 1))
    return weeks * 5 + sum(day.weekday() < 5 for day in tail)


def is_fresh(quote_time: datetime, at: datetime, stale_days: int) -> bool:
    """Whether a quote still holds at `at`."""
    return trading_days_between(quote_time, at) <= stale_days


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
