"""The loan side states a prepayment and its margins."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from core.collateral.prepaid import Prepaid
from core.collateral.prepaying import minor_of, prepayment_of
from core.collateral.prepayment_messages import MarginStated
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.margin_stated.v1")
def state_margin(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(MarginStated)
    security = prepayment_of(work, said.contract_no)
    face, initial, added = (minor_of(security, each) for each in (said.face, said.initial, said.added))
    if initial + added > face:
        raise Refused(
            f"margins of {initial + added} on a prepayment of {face} minor units: no more than it is paid in",
            cause="collateral.margin",
        )
    row = work.prepaid.get(said.contract_no) or Prepaid(contract_no=said.contract_no)
    as_of = said.as_of.astimezone(UTC)
    if row.stated_at is not None and as_of < row.stated_at:
        return []
    paid_at = said.paid_at.astimezone(UTC) if said.paid_at else row.paid_at
    work.prepaid.put(
        replace(
            row, face_minor=face, initial_minor=initial, added_minor=added, stated_at=as_of, paid_at=paid_at
        )
    )
    text = (
        f"{said.contract_no}: {said.face.amount} prepaid, margin {said.initial.amount} + {said.added.amount}"
    )
    work.unit.effect(message, kind="margin.stated", key=said.contract_no, text=text)
    restating = Restating(message, work)
    restating.touch(said.contract_no, text)
    return restating.answers()
