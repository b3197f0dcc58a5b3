"""Receivables as the tests need them: a factoring contract, invoices, lists, letters, what others tell."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.catalogue.parts import PartyRef
from core.collateral import Base, CollateralWork, base_of
from core.collateral.closing_messages import RestateDue
from core.collateral.lien import Lien
from core.collateral.messages import ExposureStated
from core.collateral.receivable import Receivable
from core.collateral.security_messages import ClaimJudged, Reassigned, SecurityOpened
from core.hub.message import Message
from tests.core.collateral.pledges import money
from tests.core.rooms import Rooms, RoomUnit, at, ordered, told

SELLER = {"id": "91350100M000100Y43", "scheme": "USCC", "name": "福州零部件有限公司"}
BUYER = {"id": "911100001000063869", "name": "长江汽车"}
FACTOR = {"name": "Factor"}
TOLD, OFFERED, NINE = at(1), at(2), at(9)


def security(**rest: Any) -> Message:
    """F-1: factoring with recourse at 80 %, of parts that the seller delivers."""
    terms: dict[str, Any] = {
        "contract_no": "F-1",
        "kind": "receivable",
        "financier": PartyRef(**FACTOR),
        "provider": PartyRef(**SELLER),
        "currency": "CNY",
        "rate_ppm": 800_000,
        "opened_at": at(),
    }
    body = SecurityOpened(**(terms | rest))
    return ordered("collateral.security_opened.v1", body, at(), key=body.contract_no)


def invoice(no: str, amount: str, when: datetime = TOLD, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "kind": "invoice",
        "invoice_no": no,
        "issue_date": date(2025, 6, 1),
        "due_date": date(2025, 8, 30),
        "currency": "CNY",
        "payable": amount,
        "seller": SELLER,
        "buyer": BUYER,
        "issued_at": when,
    }
    return told("erp.invoice.v1", body | rest)


def credit_note(no: str, amount: str, of: str, when: datetime) -> Message:
    refs = [{"kind": "invoice", "number": each} for each in of.split()]
    return invoice(no, amount, when, kind="credit_note", refs=refs)


def offered(no: str, items: dict[str, str], when: datetime = OFFERED, **rest: Any) -> Message:
    """A list of invoices and their amounts, for F-1."""
    return letter("request", no, [item(number, amount) for number, amount in items.items()], when, **rest)


def item(number: str, amount: str, **rest: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "item_no": number,
        "invoice_no": number,
        "kind": "invoice",
        "issue_date": date(2025, 6, 1),
        "due_date": date(2025, 8, 30),
        "buyer": BUYER,
        "gross": {"amount": amount, "currency": "CNY"},
    }
    return body | rest


def letter(step: str, no: str, items: list[dict[str, Any]], when: datetime, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "step": step,
        "batch_no": no,
        "issue_date": when.date(),
        "assignor": SELLER,
        "assignee": FACTOR,
        "contract_no": "F-1",
        "items": items,
    }
    return told("factoring.assignment.v1", body | rest, received=when)


def verification(no: str, when: datetime, result: str = "match", **rest: Any) -> Message:
    body: dict[str, Any] = {
        "request_no": f"V-{no}-{result}-{when:%d%H}",
        "invoice_no": no,
        "result": result,
        "verified_at": when,
        "source": "tax office",
    }
    return told("invoice.verification.v1", body | rest)


def filing(no: str, when: datetime, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "kind": "transfer",
        "op": "init",
        "subject_no": "F-1",
        "pledgor": SELLER,
        "property_text": "receivables",
        "status": "accepted",
        "told_at": when,
        "filing_no": no,
    }
    return told("registry.filing.v1", body | rest)


def search(when: datetime, *hits: dict[str, Any], subject_no: str = "F-1") -> Message:
    body = {"op": "query", "hits": list(hits), "request_no": f"Q-{when:%d%H}", "subject_no": subject_no}
    return filing("", when, **body)


def stated(no: str, as_of: date, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "kind": "receivable",
        "receivable_no": f"R-{no}",
        "as_of": as_of,
        "creditor": SELLER,
        "debtor": BUYER,
        "lines": [{"line_no": "1", "invoice_no": no}],
        "status": "open",
    }
    return told("erp.receivable.v1", body | rest)


def payment(no: str, invoices: dict[str, str], when: datetime, **rest: Any) -> Message:
    """The buyer pays; an amount "" is not told."""
    shares = [{"number": each} | ({"amount": yuan(much)} if much else {}) for each, much in invoices.items()]
    body: dict[str, Any] = {
        "payment_no": no,
        "amount": yuan(rest.pop("amount", "") or next(iter(invoices.values()))),
        "paid_at": when,
        "payer": BUYER,
        "payee": SELLER,
        "invoices": shares,
    }
    return told("erp.payment.v1", body | rest)


def owed(amount: str, when: datetime, contract_no: str = "F-1") -> Message:
    body = ExposureStated(contract_no=contract_no, exposure=money(amount), as_of=when)
    return ordered("collateral.exposure_stated.v1", body, when)


def judged(thing: str, verdict: Any, when: datetime, **rest: Any) -> Message:
    said: dict[str, Any] = {"kind": "receivable", "thing": thing, "verdict": verdict, "approver": "Li"}
    return ordered("collateral.claim_judged.v1", ClaimJudged(**(said | rest)), when)


def given_back(things: tuple[str, ...], how: Any, when: datetime, **rest: Any) -> Message:
    said: dict[str, Any] = {"contract_no": "F-1", "things": things, "how": how, "approver": "Li"}
    return ordered("collateral.reassigned.v1", Reassigned(**(said | rest)), when)


def restated(contract_no: str, when: datetime) -> Message:
    return ordered("collateral.restate_due.v1", RestateDue(contract_no=contract_no, at=when), when)


def yuan(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def assigned(items: dict[str, str], **rest: Any) -> Rooms:
    """F-1 with these invoices told, offered, verified, filed, noticed and acknowledged."""
    rooms = Rooms()
    rooms.receive(security(**rest))
    for number, amount in items.items():
        rooms.receive(invoice(number, amount))
    come_through(rooms, "B-1", items)
    return rooms


def come_through(rooms: Rooms, batch: str, items: dict[str, str], **rest: Any) -> None:
    """A list goes all the way."""
    rooms.receive(offered(batch, items, **rest))
    for number in items:
        rooms.receive(verification(number, at(3)))
    if not rooms.rows(Lien, state="REGISTERED"):
        rooms.receive(filing("ZD-7", at(4)))
    rooms.receive(letter("notice", f"N-{batch}", [], at(5), about=[batch], **rest))
    rooms.receive(letter("acknowledgement", f"A-{batch}", [], at(6), about=[batch], **rest))


def base(rooms: Rooms, when: datetime, contract_no: str = "F-1") -> Base:
    return base_of(CollateralWork(RoomUnit(rooms.tables)), contract_no, at=when)


def lent(rooms: Rooms, when: datetime = NINE) -> str:
    """The base of F-1 as a person reads it."""
    minor = base(rooms, when).base_minor
    return f"{minor // 100:,}.{minor % 100:02d}"


def shut(rooms: Rooms, when: datetime = NINE, contract_no: str = "F-1") -> list[str]:
    return list(base(rooms, when, contract_no).closed)


def state(rooms: Rooms, number: str) -> str:
    [row] = rooms.rows(Receivable, invoice_no=number)
    return rooms.row(Lien, "receivable", row.thing).state


def row(rooms: Rooms, number: str) -> Receivable:
    [found] = rooms.rows(Receivable, invoice_no=number)
    return found
