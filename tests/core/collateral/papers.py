"""Warehouse receipts as the tests need them: told by their issuer, offered, pledged, released."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from core.catalogue.parts import Measure, PartyRef
from core.collateral.lien import Lien
from core.collateral.receipt_messages import OfferedReceipt, ReceiptReleased, ReceiptsOffered
from core.hub.message import Message
from tests.core.collateral.pledges import item, quote
from tests.core.collateral.receivables import SELLER, base, filing, security
from tests.core.custody.documents import measure
from tests.core.rooms import Rooms, at, ordered, told

ISSUER = {"name": "Port Warehouse"}


def receipt(no: str, amount: str, when: datetime, op: str = "issued", **rest: Any) -> Message:
    body: dict[str, Any] = {
        "receipt_no": no,
        "kind": "ordinary",
        "op": op,
        "issuer": ISSUER,
        "holder": SELLER,
        "warehouse": "WH1",
        "sku": "HRC",
        "quantity": measure(amount),
        "issued_at": at(),
        "event_time": when,
    }
    return told("wms.warehouse_receipt.v1", body | rest)


def offered(contract_no: str, when: datetime, *numbers: str) -> Message:
    papers = tuple(OfferedReceipt(issuer=PartyRef(**ISSUER), receipt_no=each) for each in numbers)
    body = ReceiptsOffered(contract_no=contract_no, receipts=papers)
    return ordered("collateral.receipts_offered.v1", body, when)


def released(no: str, when: datetime, amount: str = "", **rest: Any) -> Message:
    said: dict[str, Any] = {"contract_no": "W-1", "thing": f"PORTWAREHOUSE|{no}", "approver": "Li"}
    if amount:
        value, unit = amount.split()
        said["quantity"] = Measure(value=Decimal(value), unit=unit)
    return ordered("collateral.receipt_released.v1", ReceiptReleased(**(said | rest)), when)


def opened(contract_no: str = "W-1", **rest: Any) -> Message:
    """Receipts at 60 %, of coil marked by the close at SH."""
    terms = {"kind": "receipt", "items": (item(rate_ppm=600_000),), "rate_ppm": 600_000}
    return security(contract_no=contract_no, financier=PartyRef(name="Bank"), **(terms | rest))


def pledged(*papers: tuple[str, str], **rest: Any) -> Rooms:
    """W-1 with these receipts told, offered, answered for, filed and held for the bank; coil at 1,000."""
    rooms = Rooms()
    rooms.receive(opened(**rest))
    rooms.receive(quote("1000", at(1)))
    for no, amount in papers:
        rooms.receive(receipt(no, amount, at(1)))
    rooms.receive(offered("W-1", at(2), *(no for no, _ in papers)))
    for no, amount in papers:
        rooms.receive(receipt(no, amount, at(3), "verified", pledged_to={"name": "Bank"}))
    rooms.receive(filing("ZD-9", at(4), subject_no="W-1", kind="receipt"))
    return rooms


def state(rooms: Rooms, no: str) -> str:
    return rooms.row(Lien, "receipt", f"PORTWAREHOUSE|{no}").state


def lent(rooms: Rooms, when: datetime | None = None, contract_no: str = "W-1") -> int:
    return base(rooms, when or at(9), contract_no).base_minor // 100


def refusals(rooms: Rooms) -> list[str]:
    return [each.body.text for each in rooms.produced if each.type == "collateral.claim_refused.v1"]
