"""A warehouse tells what became of a receipt: it is booked as a fact, and what it secures follows."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.wms_warehouse_receipt import WarehouseReceipt
from core.collateral.names import one, same
from core.collateral.over_issue import alarm_over_issue
from core.collateral.receipt import CANCELLED, Receipt
from core.collateral.receipt_book import KIND, as_told, descend, let_go, receipt_key, thing_of
from core.collateral.receipt_holding import hold_for, who_else
from core.collateral.restating import Restating
from core.collateral.security import Security
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.quantity import Quantity


@handles("wms.warehouse_receipt.v1")
def keep_receipt(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(WarehouseReceipt)
    known = work.receipts.get(receipt_key(said.issuer, said.receipt_no))
    restating = Restating(message, work)
    row = as_told(known, said)
    if known is not None and row.told_at < known.told_at:
        return []
    work.receipts.put(row)
    if known is None:
        row = let_go(restating, row)
    if said.op in {"split", "merged"} and (known is None or not known.parents):
        work.receipts.put(descend(restating, row, merged=said.op == "merged"))
    _follow(restating, known, work.receipts.get(row.thing) or row)
    alarm_over_issue(restating, row)
    text = f"receipt {row.number} of {row.issuer}: {said.op}, {Quantity(row.micro, row.unit)}"
    work.unit.effect(message, kind="receipt.told", key=row.thing, text=text)
    restating.touch((work.receipts.get(row.thing) or row).contract_no, text)
    return restating.answers()


def _follow(restating: Restating, known: Receipt | None, row: Receipt) -> None:
    """What it means for the lien on it: answered for, held for the pledgee, given away, gone."""
    security = restating.work.securities.get(row.contract_no) if row.contract_no else None
    lien = restating.work.liens.get(KIND, row.thing)
    if row.verified_at is not None:
        restating.register.tell(KIND, row.thing, "verified")
    if security is None or lien is None or not lien.lives:
        return
    hold_for(restating, security, row)
    if not same(row.holder, security.financier) and who_else(security, row.holder):
        restating.register.claim(thing_of(row), lien, f"{one(row.holder)}, by endorsement")
        restating.register.tell(KIND, row.thing, "disputed")
    elif security.overdue_since is not None and _gave_back(security, known, row):
        _alarm_given_back(restating, row)
    before = known.left_micro if known else row.left_micro
    picked = before - row.left_micro
    if row.state == CANCELLED or picked > 0:
        _picked(restating, row, picked, before)


def _gave_back(security: Security, known: Receipt | None, row: Receipt) -> bool:
    """It was endorsed to the pledgee, and is not any more, though nobody released it."""
    was = known is not None and same(known.holder, security.financier)
    return was and not same(f"{row.holder}\n{row.pledged_to}", security.financier)


def _alarm_given_back(restating: Restating, row: Receipt) -> None:
    """A fact is kept: while the loan is overdue people get it back."""
    restating.alarms.alarm(
        AlertRaised(
            code="C01",
            severity="critical",
            object=f"{KIND}/{row.thing}",
            site=row.warehouse,
            text=f"receipt {row.number} was endorsed to {one(row.holder)} while {row.contract_no}, for which"
            " it stands, is overdue",
            action="stop the warehouse; have it endorsed to the pledgee again",
        )
    )


def _picked(restating: Restating, row: Receipt, picked: int, before: int) -> None:
    """Goods fetched on a pledged receipt: what was released is used up, what was not is alarmed (T2)."""
    allowed = min(picked, row.promised_micro)
    restating.work.receipts.put(replace(row, promised_micro=row.promised_micro - allowed))
    restating.register.tell(KIND, row.thing, "partly_released")
    if picked > allowed:
        restating.alarms.alarm(
            AlertRaised(
                code="C01",
                severity="critical",
                object=f"{KIND}/{row.thing}",
                site=row.warehouse,
                text=f"{Quantity(picked - allowed, row.unit)} of receipt {row.number} left without leave;"
                f" it was for {Quantity(before, row.unit)} and stands for {row.contract_no}",
                action="stop the warehouse; ask who fetched it",
            )
        )
