"""Finding an order whatever document speaks of it, and what of it was shipped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from msgspec.structs import replace

from core.catalogue import erp_order
from core.catalogue.erp_shipment import ShipmentLine
from core.catalogue.parts import Measure, PartyRef
from core.catalogue.trade import TradeLine
from core.collateral.names import all_names, day, plain, same, who
from core.collateral.order import Order, OrderItem
from core.collateral.register import Thing
from core.collateral.units import ratio
from core.collateral.work import CollateralWork
from core.kernel.money import Money
from core.kernel.quantity import Quantity, is_unit

KIND = "order"


def find_order(
    work: CollateralWork, number: str, buyer: PartyRef | None, seller: PartyRef | None
) -> Order | None:
    """The order of this number, of this buyer and seller where they are named; None if it may be two."""
    rows = work.orders.find(order_no=plain(number))
    for known, said in (("buyers", buyer), ("sellers", seller)):
        names = all_names(said)
        if names:
            rows = [each for each in rows if not getattr(each, known) or same(getattr(each, known), names)]
    return rows[0] if len(rows) == 1 else None


def thing_of(row: Order) -> Thing:
    """The order as the register of liens knows it."""
    return Thing(KIND, row.thing, f"order {row.order_no}", row.order_no)


def as_told(known: Order | None, said: erp_order.Order, told_at: datetime) -> Order:
    """The row after the buyer ordered, changed or cancelled; a cancellation names no amount."""
    number = plain(said.order_no)
    amount = known.amount_minor if known else 0
    currency = said.currency or (known.currency if known else "")
    if said.payable is not None and said.currency is not None:
        amount = Money.of(said.payable, said.currency).minor
    return Order(
        thing=known.thing if known else f"{who(said.buyer)}|{number}",
        order_no=number,
        buyers=all_names(said.buyer) or (known.buyers if known else ""),
        sellers=all_names(said.seller) or (known.sellers if known else ""),
        currency=currency,
        amount_minor=amount,
        status=said.status,
        version=said.version or 0,
        told_at=told_at,
        due_day=day(said.due_date) or (known.due_day if known else 0),
        confirmed_minor=known.confirmed_minor if known else None,
        prepaid_minor=known.prepaid_minor if known else 0,
        shipped_minor=known.shipped_minor if known else 0,
        invoiced_minor=known.invoiced_minor if known else 0,
        contract_no=known.contract_no if known else "",
        accepted_minor=known.accepted_minor if known and not _is_newer(known, said, told_at) else None,
    )


def _is_newer(known: Order, said: erp_order.Order, told_at: datetime) -> bool:
    """Another order than the one that the seller answered: what he said of that one holds no more."""
    return said.version > known.version if said.version is not None else told_at > known.told_at


def keep_items(work: CollateralWork, row: Order, said: erp_order.Order) -> None:
    """Each line with its share of the amount, tax included, so that what is sent of it can be valued."""
    amounts = [line.line_amount for line in said.lines]
    whole = sum((Fraction(each) for each in amounts if each is not None), Fraction(0))
    for gone in {each.line_no for each in work.order_items.find(thing=row.thing)} - {
        line.line_no for line in said.lines
    }:
        work.order_items.remove(row.thing, gone)
    for line in said.lines:
        if line.quantity is None or line.line_amount is None or not whole or not is_unit(line.quantity.unit):
            continue
        quantity = Quantity.of(line.quantity.value, line.quantity.unit)
        known = work.order_items.get(row.thing, line.line_no)
        share = round(row.amount_minor * Fraction(line.line_amount) / whole)
        work.order_items.put(
            OrderItem(
                thing=row.thing,
                line_no=line.line_no,
                sku=plain(line.sku),
                unit=quantity.unit,
                micro=quantity.micro,
                amount_minor=share,
                shipped_micro=known.shipped_micro if known else 0,
            )
        )


def ship(work: CollateralWork, row: Order, line: ShipmentLine) -> OrderItem | None:
    """The line of the order that these goods are of, with them added; None where none is it."""
    found = _part_of(work, row, line.order_line_no, line.sku, line.quantity)
    if found is None:
        return None
    item, micro = found
    return replace(item, shipped_micro=item.shipped_micro + micro)


def accepted_minor(work: CollateralWork, row: Order, lines: Iterable[TradeLine]) -> int | None:
    """What these lines come to at the order's own prices; None where one fits no line of the order."""
    found = [
        _part_of(work, row, line.order_line_no or line.line_no, line.sku, line.quantity) for line in lines
    ]
    parts = [each for each in found if each is not None]
    if not parts or len(parts) != len(found):
        return None
    return int(
        sum(
            Fraction(min(max(micro, 0), item.micro) * item.amount_minor, item.micro or 1)
            for item, micro in parts
        )
    )


def _part_of(
    work: CollateralWork, row: Order, line_no: str, sku: str, quantity: Measure | None
) -> tuple[OrderItem, int] | None:
    """The line of the order that is meant, by its number before its article, and so much in its unit."""
    items = work.order_items.find(thing=row.thing)
    found = [each for each in items if line_no and each.line_no == line_no]
    found = found or [each for each in items if each.sku and each.sku == plain(sku)]
    if len(found) != 1 or quantity is None:
        return None
    factor = ratio(quantity.unit, found[0].unit) if is_unit(quantity.unit) else None
    if factor is None:
        return None
    return found[0], int(Quantity.of(quantity.value, quantity.unit).micro * factor)


def shipped_minor(work: CollateralWork, row: Order) -> int:
    """What was sent, at the order's own prices; more than was ordered is worth no more."""
    items = work.order_items.find(thing=row.thing)
    sent = Fraction(0)
    for each in items:
        sent += Fraction(min(each.shipped_micro, each.micro) * each.amount_minor, each.micro or 1)
    return round(sent) if items else row.shipped_minor
