"""The clock asks for a security's base anew, whether anybody told anything or not."""

from __future__ import annotations

from datetime import timedelta

from core.collateral.closing_messages import RestateDue
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused

# A seller confirms within three days that it has the money or the bill.
RECEIPT_DAYS = 3


@handles("collateral.restate_due.v1")
def restate_contract(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(RestateDue)
    if work.securities.get(said.contract_no) is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    restating = Restating(message, work)
    _miss_receipt(restating, said)
    restating.touch(said.contract_no, "the day has changed")
    return restating.answers()


def _miss_receipt(restating: Restating, said: RestateDue) -> None:
    """A prepayment whose seller does not say that it has the money."""
    row = restating.work.prepaid.get(said.contract_no)
    if row is None or row.paid_at is None or row.received_at is not None:
        return
    if said.at - row.paid_at > timedelta(days=RECEIPT_DAYS):
        restating.alarms.alarm(
            AlertRaised(
                code="C11",
                severity="high",
                object=f"{said.contract_no}/receipt",
                text=f"the seller has not confirmed what was paid {row.paid_at:%Y-%m-%d}, over"
                f" {RECEIPT_DAYS} days",
                action="ask the seller and the bank whether it arrived",
            )
        )
