"""How a pledge is controlled now: its floors, its cover, its prices with their age, calls and releases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from core.collateral import (
    Call,
    Category,
    Contract,
    FloorNotice,
    Holding,
    Series,
    SourcePrice,
    Terms,
    fall_to_line_ppm,
    floor_at,
    releasable,
)
from core.collateral.floor import waiting
from core.collateral.units import ratio
from core.custody import Breach, ReleaseLine, ReleaseOrder
from core.hub.ports import Store
from core.hub.views import Views

NOTICES_MAX, CATEGORIES_MAX, SOURCES_MAX, CALLS_SHOWN = 500, 100, 20, 20
ORDERS_MAX, LINES_MAX, BREACHES_MAX = 200, 50, 50
PPM = 1_000_000
MONEY, GOODS = "money", "goods"
OPEN_ORDERS = ("open", "waiting")


class Bound(NamedTuple):
    """Something that must stay. of: what it is about, "" for all goods. kind: MONEY in minor units, or GOODS
    in millionths of `unit`. there: None where only the last mark knows; broken: as the last mark found it.
    """

    of: str
    kind: str
    least: int
    there: int | None
    unit: str
    broken: bool
    share_ppm: int | None = None
    over: bool = False


class Priced(NamedTuple):
    """What a source last said of a kind of goods; main: it is believed first; held: one of it waits."""

    sku: str
    price: SourcePrice
    main: bool
    held: bool
    stale: bool


class Order(NamedTuple):
    """A release order with its lines; code: none, given, used or wrong."""

    order: ReleaseOrder
    lines: tuple[ReleaseLine, ...]
    code: str


class Control(NamedTuple):
    """All of it for one pledge; waiting: floor notices that are not answered."""

    bounds: tuple[Bound, ...]
    waiting: tuple[FloorNotice, ...]
    cover_ppm: int | None
    fall_ppm: int
    releasable_minor: int
    prices: tuple[Priced, ...]
    calls: tuple[Call, ...]
    orders: tuple[Order, ...]


def control_of(
    store: Store, views: Views, contract: Contract, terms: Sequence[Terms], now: datetime
) -> Control:
    """As it stands at this moment."""
    number = contract.contract_no
    notices = store.rows(FloorNotice, limit=NOTICES_MAX, contract_no=number)
    owed, value = contract.exposure_minor, contract.value_minor
    orders = store.rows(ReleaseOrder, limit=ORDERS_MAX, contract_no=number)
    orders.sort(key=lambda one: (one.state not in OPEN_ORDERS, -one.issued_at.timestamp()))
    return Control(
        bounds=tuple(_bounds(store, contract, terms, notices, now)),
        waiting=tuple(waiting(notices, now)),
        cover_ppm=value * PPM // owed if owed > 0 else None,
        fall_ppm=fall_to_line_ppm(owed, value, contract.call_ppm),
        releasable_minor=releasable(value, contract.floor_minor),
        prices=tuple(each for one in terms for each in _prices(store, one)),
        calls=tuple(views.newest(Call, limit=CALLS_SHOWN, contract_no=number)),
        orders=tuple(order_of(store, one) for one in orders[:CALLS_SHOWN]),
    )


def order_of(store: Store, order: ReleaseOrder) -> Order:
    """The order with what was taken on it, and whether its one-time code was shown."""
    lines = store.rows(ReleaseLine, limit=LINES_MAX, site=order.site, order_no=order.order_no)
    return Order(order, tuple(lines), _code_of(store, order, lines))


def _code_of(store: Store, order: ReleaseOrder, lines: Sequence[ReleaseLine]) -> str:
    """An outbound without the right code has no leave: what went by leave showed it."""
    if not order.code_hash:
        return "none"
    breaches = store.rows(Breach, limit=BREACHES_MAX, site=order.site, order_no=order.order_no)
    if any(each.open and each.code_hash != order.code_hash for each in breaches):
        return "wrong"
    return "used" if any(line.taken_micro for line in lines) else "given"


def _bounds(
    store: Store,
    contract: Contract,
    terms: Sequence[Terms],
    notices: Sequence[FloorNotice],
    now: datetime,
) -> list[Bound]:
    number, broken = contract.contract_no, set(contract.floors_broken.splitlines())
    over = set((contract.shares_over or "").splitlines())
    holdings = store.rows(Holding, limit=CATEGORIES_MAX, contract_no=number)
    floor = floor_at(notices, now)
    found: list[Bound] = []
    if floor.value_minor:
        found.append(Bound("", MONEY, floor.value_minor, contract.value_minor, "", number in broken))
    if floor.quantity_micro:
        there = _there(holdings, floor.unit)
        found.append(
            Bound("", GOODS, floor.quantity_micro, there, floor.unit, f"{number}/quantity" in broken)
        )
    for one in terms:
        if one.minimum_micro is not None:
            there = _there([each for each in holdings if each.sku == one.sku], one.unit)
            here = f"{number}/{one.sku}" in broken
            found.append(Bound(one.sku, GOODS, one.minimum_micro, there, one.unit, here))
    for category in store.rows(Category, limit=CATEGORIES_MAX, contract_no=number):
        skus = {one.sku for one in terms if one.category == category.category}
        held = [each for each in holdings if each.sku in skus]
        found += _of_category(category, held, category.object in broken, category.object in over)
    return found


def _of_category(category: Category, held: Sequence[Holding], broken: bool, over: bool) -> list[Bound]:
    found: list[Bound] = []
    name, share = category.category, category.max_share_ppm
    if category.minimum_micro is not None:
        there = _there(held, category.unit)
        found.append(Bound(name, GOODS, category.minimum_micro, there, category.unit, broken))
    if category.minimum_minor is not None:
        found.append(Bound(name, MONEY, category.minimum_minor, None, "", broken))
    if share is not None:
        found.append(Bound(name, "share", 0, None, "", broken=False, share_ppm=share, over=over))
    return found


def _there(holdings: Sequence[Holding], unit: str) -> int:
    """All of it in one unit, in millionths; what cannot be told in that unit is not there."""
    return round(sum(each.micro * (ratio(each.unit, unit) or Fraction(0)) for each in holdings))


def _prices(store: Store, terms: Terms) -> list[Priced]:
    series = store.get(Series, terms.series)
    rows = store.rows(SourcePrice, limit=SOURCES_MAX, series=terms.series)
    first = series.primary if series is not None else ""
    found = [
        Priced(
            terms.sku,
            row,
            row.source == first,
            row.held_at is not None,
            series is not None and series.stale,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (not each.main, each.price.source))
