"""Keeping a trade document: what it counted for before is taken back, what it says now is counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from core.risk.naming import is_month_end
from core.risk.trade import (
    ALL,
    CREDIT,
    INVOICE,
    ORDER,
    PAYMENT,
    RECEIPT,
    ContractOfTrade,
    OrderLink,
    TradeDocument,
    TradeLeg,
    TradeMonth,
    TradePair,
)
from core.risk.work import RiskWork

CANCELLED, VOID, RED = "cancelled", "void", "red"
LEGS_MAX = 200
Counted = tuple[str, str, dict[str, int]]


def keep(work: RiskWork, document: TradeDocument) -> None:
    """Puts the document in the place of what its number said before."""
    before = work.documents.get(document.kind, document.issuer, document.number)
    document = _placed(work, document)
    if before is not None:
        _count(work, before, -1)
        _unlink(work, before)
    work.documents.put(document)
    _link(work, document)
    _count(work, document, 1)
    if document.kind == ORDER:
        _attribute(work, document)


def same_number(work: RiskWork, kind: str, number: str, issuer: str) -> TradeDocument | None:
    """The document of this number; without an issuer the only one there is of it."""
    if issuer:
        return work.documents.get(kind, issuer, number)
    found = work.documents.find(kind=kind, number=number)
    return found[0] if len(found) == 1 else None


def orders_of(work: RiskWork, document: TradeDocument) -> list[TradeDocument]:
    """The orders it is for, as far as they are known."""
    found = (same_number(work, ORDER, number, document.buyer) for number in document.orders.splitlines())
    return [order for order in found if order is not None]


def contract_of(work: RiskWork, number: str, seller: str) -> ContractOfTrade | None:
    """The seller's contract of this number; where no seller is known the only one there is of it."""
    if not number:
        return None
    if seller:
        return work.trade_contracts.get(number, seller)
    found = work.trade_contracts.find(contract_no=number)
    return found[0] if len(found) == 1 else None


def linked(work: RiskWork, order: TradeDocument, kind: str) -> list[TradeDocument]:
    """All documents of a kind that are for this order; other buyers may have orders of the same number."""
    links = work.order_links.find(order_no=order.number, kind=kind)
    found = (work.documents.get(kind, link.issuer, link.number) for link in links)
    return [each for each in found if each is not None and _between_the_same(each, order)]


def _between_the_same(document: TradeDocument, order: TradeDocument) -> bool:
    """What is not said contradicts nothing."""
    return all(
        not said or not known or said == known
        for said, known in ((document.buyer, order.buyer), (document.seller, order.seller))
    )


def judge_returns(work: RiskWork, receipt: TradeDocument) -> None:
    """Whether goods of its orders were sent back, by all receipts as they are known now."""
    for order in orders_of(work, receipt):
        if order.returned != _is_returned(work, order):
            keep(work, order)


def _is_returned(work: RiskWork, order: TradeDocument) -> bool:
    return any(receipt.returned for receipt in linked(work, order, RECEIPT))


def _placed(work: RiskWork, document: TradeDocument) -> TradeDocument:
    """With the contract and the parties of its order, where it names none itself."""
    if document.kind == ORDER:
        return replace(document, returned=_is_returned(work, document))
    for order in orders_of(work, document):
        document = replace(
            document,
            contract_no=document.contract_no or order.contract_no,
            seller=document.seller or order.seller,
            buyer=document.buyer or order.buyer,
        )
    return document


def _attribute(work: RiskWork, order: TradeDocument) -> None:
    """What was told before its order belongs to the order's contract from now on."""
    for kind in (INVOICE, CREDIT):
        for document in linked(work, order, kind):
            nameless = not (document.seller and document.buyer)
            mine = document.buyer in {"", order.buyer}
            if mine and (nameless or (order.contract_no and not document.contract_no)):
                keep(work, document)


def _link(work: RiskWork, document: TradeDocument) -> None:
    for number in document.orders.splitlines():
        link = OrderLink(order_no=number, kind=document.kind, issuer=document.issuer, number=document.number)
        work.order_links.put(link)
    for leg in _legs(document):
        work.legs.put(leg)


def _unlink(work: RiskWork, document: TradeDocument) -> None:
    for number in document.orders.splitlines():
        work.order_links.remove(number, document.kind, document.issuer, document.number)
    for leg in _legs(document):
        work.legs.remove(leg.seller, leg.month, leg.goods, leg.buyer, leg.number)


def _legs(document: TradeDocument) -> Iterator[TradeLeg]:
    if document.kind != INVOICE or document.state or not (document.seller and document.buyer):
        return
    seen: set[str] = set()
    for line in document.read_lines():
        if line.goods and line.price and line.goods not in seen and len(seen) < LEGS_MAX:
            seen.add(line.goods)
            yield TradeLeg(
                seller=document.seller,
                month=document.day // 100,
                goods=line.goods,
                buyer=document.buyer,
                number=document.number,
                day=document.day,
                unit=line.unit,
                price=line.price,
            )


def _count(work: RiskWork, document: TradeDocument, times: int) -> None:
    """Adds what the document counts for, or takes it back; what has no amount counts for nothing."""
    if not (document.seller and document.buyer and document.currency):
        return
    counts = _counts(document)
    _count_contract(work, document, counts, times)
    for buyer in (document.buyer, ALL):
        _count_month(work, document, (buyer, counts), times)
    key = (document.seller, document.buyer, document.currency)
    pair = work.pairs.get(*key) or TradePair(
        seller=key[0], buyer=key[1], currency=key[2], first_day=document.day
    )
    work.pairs.put(
        replace(
            pair,
            first_day=min(pair.first_day, document.day),
            invoiced_minor=pair.invoiced_minor + times * counts.get("invoiced_minor", 0),
            credited_minor=pair.credited_minor + times * counts.get("credited_minor", 0),
            paid_minor=pair.paid_minor + times * counts.get("paid_minor", 0),
            payments=pair.payments + times * int("paid_minor" in counts),
        )
    )


def _counts(document: TradeDocument) -> dict[str, int]:
    """What a document adds to the month of its day."""
    if document.kind == ORDER:
        returned = document.returned and document.state != CANCELLED
        return {"orders": 1, "cancelled": int(document.state == CANCELLED), "returned": int(returned)}
    if document.state or document.gross_minor is None:
        return {}
    if document.kind == INVOICE:
        at_end = int(is_month_end(document.day))
        legs = sum(1 for _ in _legs(document))
        return {"invoices": 1, "at_end": at_end, "legs": legs, "invoiced_minor": document.gross_minor}
    if document.kind == CREDIT:
        return {"credited_minor": abs(document.gross_minor)}
    if document.kind == PAYMENT:
        return {"paid_minor": document.gross_minor}
    return {}


def _count_month(work: RiskWork, document: TradeDocument, of: tuple[str, dict[str, int]], times: int) -> None:
    buyer, counts = of
    if not counts:
        return
    key = (document.seller, buyer, document.currency, document.day // 100)
    row = work.months.get(*key) or TradeMonth(seller=key[0], buyer=key[1], currency=key[2], month=key[3])
    added: dict[str, Any] = {name: getattr(row, name) + times * count for name, count in counts.items()}
    squares = int(row.squares) + times * counts.get("invoiced_minor", 0) ** 2
    work.months.put(replace(row, squares=str(squares), **added))


def _count_contract(work: RiskWork, document: TradeDocument, counts: dict[str, int], times: int) -> None:
    by = times * (counts.get("invoiced_minor", 0) - counts.get("credited_minor", 0))
    if document.contract_no and by:
        number, seller = document.contract_no, document.seller
        row = work.trade_contracts.get(number, seller) or ContractOfTrade(contract_no=number, seller=seller)
        work.trade_contracts.put(replace(row, invoiced_minor=row.invoiced_minor + by))
