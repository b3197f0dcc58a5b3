"""An invoice beside its orders, shipments and receipts: how far quantities, prices and amounts are apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from core.kernel.currencies import minor_digits
from core.kernel.quantity import ratio_of
from core.risk.naming import days_from
from core.risk.trade import INVOICE, RECEIPT, SHIPMENT, TradeDocument, TradeLine
from core.risk.trade_book import contract_of, linked, orders_of
from core.risk.work import RiskWork

HUNDRED = Fraction(100)
Quantities = dict[str, Fraction]


class Match(NamedTuple):
    """Per cent, without sign; None where something to compare with is missing."""

    quantity_gap_pct: Fraction | None
    price_gap_pct: Fraction | None
    amount_gap_pct: Fraction | None


class _Goods:
    """What the orders ask for, by goods; others may call them by the buyer's number or by name."""

    def __init__(self, orders: Sequence[TradeDocument]) -> None:
        self.orders = {order.number for order in orders}
        self.quantities: Quantities = {}
        self.prices: dict[str, Fraction] = {}
        self.units: dict[str, str] = {}
        self._called: dict[str, str] = {}
        for line in (line for order in orders for line in order.read_lines()):
            key = line.sku or line.buyer_sku or line.name
            for other in filter(None, (line.sku, line.buyer_sku, line.name)):
                self._called.setdefault(other, key)
            unit = self.units.setdefault(key, line.unit)
            quantity = _in_unit(line, unit)
            if quantity is not None:
                self.quantities[key] = self.quantities.get(key, Fraction(0)) + quantity
            price = _price_in(line, unit)
            if price is not None:
                self.prices[key] = price

    def key(self, line: TradeLine) -> str:
        names = (line.sku, line.buyer_sku, line.name)
        return next((self._called[each] for each in names if each in self._called), names[0] or names[2])

    def sums(self, documents: Iterable[TradeDocument]) -> Quantities | None:
        """Quantities by goods over all these documents; None where a line's cannot be told."""
        found: Quantities = {}
        for document in documents:
            others = set(document.orders.splitlines()) - self.orders
            for line in document.read_lines():
                key = self.key(line)
                quantity = _in_unit(line, self.units.get(key, line.unit))
                if quantity is None or (others and not line.order):
                    return None
                if not others or line.order in self.orders:
                    found[key] = found.get(key, Fraction(0)) + quantity
        return found


def match(work: RiskWork, invoice: TradeDocument) -> Match:
    """All invoices of its orders up to this one, beside what was ordered, sent and taken in."""
    orders = orders_of(work, invoice)
    if not orders or len(orders) < len(invoice.orders.splitlines()):
        return Match(None, None, None)
    goods = _Goods(orders)
    so_far = [each for each in _linked(work, orders, INVOICE) if _not_after(each, invoice)]
    billed = goods.sums(so_far)
    receipts = goods_fitting(work, goods, orders, RECEIPT, billed)
    shipments = goods_fitting(work, goods, orders, SHIPMENT, billed)
    if billed is None or receipts is None or shipments is None:
        return Match(None, _price_gap(goods, invoice), None)
    over = max((_over(billed[key], goods.quantities.get(key)) for key in billed), default=Fraction(0))
    gap = max(over, _apart(billed, receipts), _apart(billed, shipments))
    return Match(gap, _price_gap(goods, invoice), _amount_gap(goods, so_far, receipts))


def goods_fitting(
    work: RiskWork,
    goods: _Goods,
    orders: Sequence[TradeDocument],
    kind: str,
    billed: Quantities | None,
) -> Quantities | None:
    """The deliveries so far that come nearest to what is invoiced: later ones may not be invoiced yet."""
    deliveries = _linked(work, orders, kind)
    best: Quantities | None = None
    for count in range(1, len(deliveries) + 1):
        sums = goods.sums(deliveries[:count])
        if sums is None or billed is None:
            return None
        if best is None or _apart(billed, sums) < _apart(billed, best):
            best = sums
    return best


def dates_of(work: RiskWork, invoice: TradeDocument) -> dict[str, int | None]:
    """Days from each step of the trade to the next, as far as both are known."""
    orders = orders_of(work, invoice)
    ordered = min((each.first_day for each in orders), default=0)
    sent = min((each.day for each in _linked(work, orders, SHIPMENT)), default=0)
    came = [each.day for each in _linked(work, orders, RECEIPT)]
    contract = contract_of(work, invoice.contract_no, invoice.seller)
    nearest = min(came, key=lambda day: (abs(days_from(day, invoice.day)), day), default=0)
    return {
        "contract_to_order_days": _span(contract.sign_day if contract else 0, ordered),
        "order_to_ship_days": _span(ordered, sent),
        "ship_to_receipt_days": _span(sent, min(came, default=0)),
        "receipt_to_invoice_days": _span(nearest, invoice.day),
        "invoice_to_due_days": _span(invoice.day, invoice.due_day),
    }


def _linked(work: RiskWork, orders: Sequence[TradeDocument], kind: str) -> list[TradeDocument]:
    """In the order of their days; each once, however many of the orders it is for."""
    found = {
        (each.issuer, each.number): each
        for order in orders
        for each in linked(work, order, kind)
        if not each.state
    }
    return sorted(found.values(), key=lambda each: (each.day, each.issuer, each.number))


def _not_after(other: TradeDocument, invoice: TradeDocument) -> bool:
    return (other.day, other.number) <= (invoice.day, invoice.number)


def _apart(billed: Quantities, others: Quantities) -> Fraction:
    """The largest gap of any goods, in per cent of what the other side says."""
    return max((_gap(billed.get(key), others.get(key)) for key in {*billed, *others}), default=Fraction(0))


def _gap(billed: Fraction | None, other: Fraction | None) -> Fraction:
    mine, theirs = billed or Fraction(0), other or Fraction(0)
    if mine == theirs:
        return Fraction(0)
    return HUNDRED * abs(mine - theirs) / theirs if theirs else HUNDRED


def _over(billed: Fraction, ordered: Fraction | None) -> Fraction:
    """Less than was ordered is a delivery in parts."""
    return _gap(billed, ordered) if billed > (ordered or 0) else Fraction(0)


def _price_gap(goods: _Goods, invoice: TradeDocument) -> Fraction | None:
    gaps = list(_price_gaps(goods, invoice))
    known = [gap for gap in gaps if gap is not None]
    return max(known) if known and len(known) == len(gaps) else None


def _price_gaps(goods: _Goods, invoice: TradeDocument) -> Iterator[Fraction | None]:
    for line in invoice.read_lines():
        key = goods.key(line)
        ordered = goods.prices.get(key)
        asked = _price_in(line, goods.units.get(key, line.unit))
        yield None if ordered is None or asked is None else _gap(asked, ordered)


def _amount_gap(goods: _Goods, invoices: Sequence[TradeDocument], receipts: Quantities) -> Fraction | None:
    """What is invoiced beside what was taken in at the ordered prices, both before tax."""
    currencies = {each.currency for each in invoices}
    amounts = [_net(each) for each in invoices]
    wider = any(set(each.orders.splitlines()) - goods.orders for each in invoices)
    if (
        wider
        or len(currencies) != 1
        or any(each is None for each in amounts)
        or receipts.keys() - goods.prices.keys()
    ):
        return None
    owed = sum((receipts[key] * goods.prices[key] for key in receipts), Fraction(0))
    billed = sum((each for each in amounts if each is not None), Fraction(0))
    return _gap(billed, owed)


def _net(invoice: TradeDocument) -> Fraction | None:
    """Before tax, in the currency itself; from its lines where the invoice does not add them up."""
    from_lines = [line.amount for line in invoice.read_lines()]
    minor = invoice.net_minor
    if minor is None and from_lines and all(each is not None for each in from_lines):
        minor = sum(each for each in from_lines if each is not None)
    return None if minor is None else Fraction(minor, 10 ** minor_digits(invoice.currency))


def _in_unit(line: TradeLine, unit: str) -> Fraction | None:
    factor = ratio_of(line.unit, unit) if line.quantity else None
    return Fraction(line.quantity) * factor if factor is not None else None


def _price_in(line: TradeLine, unit: str) -> Fraction | None:
    factor = ratio_of(unit, line.unit) if line.price else None
    return Fraction(line.price) * factor if factor is not None else None


def _span(first: int, last: int) -> int | None:
    return days_from(first, last) if first and last else None
