"""The lane of goods: what came, was pledged, released and went, and how what secures the deal stood."""

from __future__ import annotations

from collections.abc import Iterator

from core.collateral import Call, Filing, FloorNotice, PledgedLot, Receivable
from core.custody import Movement, ReleaseOrder
from core.hub.ports import Store
from gateway.console.days import today
from gateway.console.deal_items import GOODS, PAPER, Head, Item
from gateway.console.deal_reading import Deal
from gateway.console.deal_words import GOODS as WORDS
from gateway.console.words import money, quantity

LOTS_MAX, MOVES_MAX, ROWS_MAX = 20, 100, 100


def goods_items(store: Store, deal: Deal) -> Iterator[Item]:
    contract_no = deal.facility.contract_no if deal.facility is not None else ""
    if not contract_no:
        return
    if deal.goods is not None:
        yield from _moves(store, contract_no)
        yield from _orders(store, contract_no)
        yield from _floors(store, deal, contract_no)
    yield from _calls(store, contract_no)
    yield from _papers(store, contract_no)


def _moves(store: Store, contract_no: str) -> Iterator[Item]:
    """Of the lots that secure it, since they were first told: what moved or pledged them."""
    for pledged in store.rows(PledgedLot, limit=LOTS_MAX, contract_no=contract_no):
        for one in store.rows(Movement, limit=MOVES_MAX, site=pledged.site, lot_no=pledged.lot_no):
            delta = one.on_hand_delta or one.pledged_delta
            if not delta or (one.contract_no and one.contract_no != contract_no):
                continue
            text = f"{one.lot_no} · {quantity(abs(delta))} {one.unit} · {one.document_no or one.site}"
            yield Item(
                day=today(one.event_time),
                at=one.event_time,
                lane=GOODS,
                message=one.message_id,
                heads=[Head(_word(one), text, "good" if one.pledged_delta > 0 else "plain")],
                effect=one.movement_id,
            )


def _word(one: Movement) -> str:
    if one.reverses is not None:
        return "Taken back"
    if one.on_hand_delta:
        return WORDS["inbound" if one.on_hand_delta > 0 else "outbound"]
    return WORDS["pledge" if one.pledged_delta > 0 else "unpledge"]


def _orders(store: Store, contract_no: str) -> Iterator[Item]:
    for one in store.rows(ReleaseOrder, limit=ROWS_MAX, contract_no=contract_no):
        head = Head(WORDS["release_order"], f"{one.order_no} · {one.site}")
        yield Item(today(one.issued_at), one.issued_at, GOODS, heads=[head], search=one.order_no)


def _floors(store: Store, deal: Deal, contract_no: str) -> Iterator[Item]:
    currency = deal.goods.currency if deal.goods is not None else ""
    for one in store.rows(FloorNotice, limit=ROWS_MAX, contract_no=contract_no):
        value = f" · {money(one.value_minor, currency)} {currency}" if one.value_minor is not None else ""
        for at, word, tone in (
            (one.issued_at, "floor", "plain"),
            (one.confirmed_at, "floor_confirmed", "good"),
        ):
            if at is not None:
                head = Head(WORDS[word], f"{one.notice_no or contract_no}{value}", tone)
                yield Item(today(at), at, GOODS, heads=[head], search=one.notice_no or contract_no)


def _calls(store: Store, contract_no: str) -> Iterator[Item]:
    for one in store.rows(Call, limit=ROWS_MAX, contract_no=contract_no):
        asked = f"{contract_no} · {money(one.asked_cash_minor, one.currency)} {one.currency}"
        head = Head(WORDS["call"], f"{asked} · {one.because}", "bad")
        yield Item(today(one.called_at), one.called_at, GOODS, heads=[head], search=contract_no)
        if one.state == "cured":
            head = Head(WORDS["call_end"], contract_no, "good")
            yield Item(today(one.changed_at), one.changed_at, GOODS, heads=[head], search=contract_no)


def _papers(store: Store, contract_no: str) -> Iterator[Item]:
    """What registry, tax office and debtor said of it."""
    for filing in store.rows(Filing, limit=ROWS_MAX, contract_no=contract_no):
        head = Head(WORDS["filing"], f"{filing.filing_no} · {filing.kind} · {filing.state}")
        yield Item(today(filing.told_at), filing.told_at, PAPER, heads=[head], search=filing.filing_no)
    for one in store.rows(Receivable, limit=ROWS_MAX, contract_no=contract_no):
        text = f"{one.invoice_no} · {money(one.gross_minor or one.asked_minor, one.currency or 'CNY')}"
        for at, word in (
            (one.known_at, "invoice"),
            (one.verified_at, "verified"),
            (one.noticed_at, "noticed"),
            (one.acknowledged_at, "acknowledged"),
        ):
            if at is not None:
                yield Item(today(at), at, PAPER, heads=[Head(WORDS[word], text)], search=one.invoice_no)
