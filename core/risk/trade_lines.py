"""Lines of trade documents as risk keeps them: quantities, and prices for one unit before tax, exact."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from core.catalogue.erp_shipment import ReceiptLine, ShipmentLine
from core.catalogue.parts import Measure, Ref
from core.catalogue.trade import TradeLine as SaidLine
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.kernel.exact import total
from core.kernel.money import Money
from core.kernel.quantity import ratio_of
from core.risk.naming import goods_of, squeezed
from core.risk.trade import TradeLine

# Of a longer document nothing is said of its goods: a part of them would match with nothing.
LINES_KEPT_MAX = 1_000
# A larger amount is none that anybody trades, and many of them would not fit into a sum.
MINOR_KEPT_MAX = 10**15


def minor_of(amount: Decimal | None, currency: str) -> int | None:
    """Whole minor units; None where nothing is said, or what is no whole number of them, or beyond reason."""
    if amount is None:
        return None
    try:
        minor = Money.of(amount, currency).minor
    except Refused:
        return None
    return minor if abs(minor) <= MINOR_KEPT_MAX else None


def traded(lines: Iterable[SaidLine], currency: str) -> bytes:
    """Of an order or invoice."""
    return _kept(
        TradeLine(
            order=line.order_no,
            sku=line.sku,
            buyer_sku=line.buyer_sku,
            name=squeezed(line.name),
            goods=goods_of(line),
            unit=line.quantity.unit if line.quantity else "",
            quantity=_written(line.quantity),
            price=_price(line),
            amount=minor_of(line.line_amount, currency),
        )
        for line in lines
    )


def shipped(lines: Iterable[ShipmentLine]) -> bytes:
    return _kept(_moved(line, line.quantity) for line in lines)


def received(lines: Iterable[ReceiptLine]) -> bytes:
    """What was taken in: what came less what was sent back of it."""
    return _kept(_moved(line, _accepted(line)) for line in lines)


def numbers(refs: Iterable[Ref], *kinds: str) -> list[str]:
    """The numbers of the documents of these kinds, each once."""
    return list(dict.fromkeys(ref.number for ref in refs if ref.kind in kinds))


def one_a_line(*said: Iterable[str]) -> str:
    """Each once, in the order they come."""
    return "\n".join(dict.fromkeys(number for numbers in said for number in numbers if number))


def _kept(lines: Iterable[TradeLine]) -> bytes:
    found = list(lines)
    return canonical_bytes(found if len(found) <= LINES_KEPT_MAX else [TradeLine()])


def _moved(line: ShipmentLine | ReceiptLine, quantity: Measure | None) -> TradeLine:
    return TradeLine(
        order=line.order_no,
        sku=line.sku,
        buyer_sku=line.buyer_sku,
        name=squeezed(line.name),
        unit=quantity.unit if quantity else "",
        quantity=_written(quantity),
    )


def _accepted(line: ReceiptLine) -> Measure | None:
    came, back = line.quantity_received, line.quantity_rejected
    if came is None or back is None:
        return came
    if came.unit != back.unit:
        return None
    return Measure(value=total((came.value, back.value.copy_negate())), unit=came.unit)


def _written(quantity: Measure | None) -> str:
    return format(quantity.value, "f") if quantity else ""


def _price(line: SaidLine) -> str:
    """For one unit of the line's quantity; "" where it cannot be told."""
    if line.quantity is None:
        return ""
    found: Fraction | None = None
    if line.unit_price is not None:
        per = line.price_per
        factor = ratio_of(line.quantity.unit, per.unit) if per else Fraction(1)
        if factor is not None:
            found = Fraction(line.unit_price) * factor / (Fraction(per.value) if per else 1)
    elif line.line_amount is not None and line.quantity.value:
        found = Fraction(line.line_amount) / Fraction(line.quantity.value)
    return f"{found.numerator}/{found.denominator}" if found is not None else ""
