"""A person lets a receipt go, whole or for so much of its goods, if what stays secures what is owed."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from core.collateral.receipt import Receipt
from core.collateral.receipt_book import KIND
from core.collateral.receipt_messages import ReceiptReleased
from core.collateral.restating import Restating
from core.collateral.security import Security
from core.collateral.security_base import security_found
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity


@handles("collateral.receipt_released.v1", instruction=True)
def release_receipt(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(ReceiptReleased)
    security, row = work.securities.get(said.contract_no), work.receipts.get(said.thing)
    lien = work.liens.get(KIND, said.thing)
    if security is None or row is None or lien is None or lien.contract_no != said.contract_no:
        raise Refused(f"{said.thing} does not stand for {said.contract_no}", cause="collateral.unknown_thing")
    if not said.approver:
        raise Refused("a receipt is released by a named person", cause="collateral.release.no_approver")
    _require_paid(security, message.event_time, row)
    restating = Restating(message, work)
    _release(restating, row, said)
    left = security_found(work, security, restating.at).base_minor
    if left < security.exposure_minor:
        raise Refused(
            f"what stays secures {left} minor units of {security.currency}, {said.contract_no} owes"
            f" {security.exposure_minor}: repay {security.exposure_minor - left} first",
            cause="collateral.cover.short",
        )
    much = f"{said.quantity.value} {said.quantity.unit} of " if said.quantity else ""
    text = f"{said.approver} releases {much}receipt {row.number} from {said.contract_no}"
    work.unit.effect(message, kind="receipt.released", key=said.thing, text=text)
    restating.touch(said.contract_no, text)
    return restating.answers()


def _require_paid(security: Security, at: datetime, row: Receipt) -> None:
    """What is overdue keeps receipts as it keeps goods."""
    overdue = security.overdue_since
    if overdue is not None and at >= overdue:
        raise Refused(
            f"receipt {row.number}: {security.contract_no} is overdue since {overdue:%Y-%m-%d %H:%M:%SZ};"
            " have it paid first",
            cause="collateral.cover.overdue",
        )


def _release(restating: Restating, row: Receipt, said: ReceiptReleased) -> None:
    if said.quantity is None:
        if not restating.register.tell(KIND, row.thing, "released"):
            raise Refused(f"receipt {row.number} is not held any more", cause="collateral.release.state")
        return
    micro = Quantity.of(said.quantity.value, said.quantity.unit).to(row.unit).micro
    if not 0 < micro <= row.secured_micro:
        raise Refused(
            f"{said.quantity.value} {said.quantity.unit} of receipt {row.number}, which has"
            f" {Quantity(row.secured_micro, row.unit)} left that are not released",
            cause="collateral.release.quantity",
        )
    restating.work.receipts.put(replace(row, promised_micro=row.promised_micro + micro))
    restating.register.tell(KIND, row.thing, "partly_released")
