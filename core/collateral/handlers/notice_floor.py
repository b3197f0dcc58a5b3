"""A pledgee gives notice of a new floor: the higher of old and new holds until it is confirmed (T16)."""

from __future__ import annotations

from core.catalogue.wms_pledge import PledgeNotice
from core.collateral.contract import Contract
from core.collateral.covering import require_cover
from core.collateral.floor import FloorNotice, floor_at
from core.collateral.marking import Marking
from core.collateral.units import ratio
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.quantity import Quantity


@handles("wms.pledge_notice.v1", instruction=True)
def notice_floor(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(PledgeNotice)
    contract = work.contracts.get(said.contract_no)
    if contract is None:
        if said.action == "pledge":
            return []  # The goods may be there before the contract is; custody alarms what it books.
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    if said.action == "unpledge":
        require_cover(work, contract, message.event_time, f"notice {said.notice_no}")
    if said.floor_value is None and said.floor_quantity is None:
        return []
    if work.floors.get(said.contract_no, said.notice_no) is not None:
        raise Refused(f"floor notice {said.notice_no} is known", cause="collateral.floor.known")
    known = work.floors.find(contract_no=said.contract_no)
    work.floors.put(_notice(contract, said, message, known))
    work.unit.effect(
        message,
        kind="floor.noticed",
        key=f"{said.contract_no}/{said.notice_no}",
        text=f"notice {said.notice_no}: a new floor for {said.contract_no}, not yet confirmed",
    )
    marking = Marking(message, work)
    marking.mark(said.contract_no, message.event_time)
    return marking.answers()


def _notice(
    contract: Contract, said: PledgeNotice, message: Message, known: list[FloorNotice]
) -> FloorNotice:
    value, quantity = said.floor_value, said.floor_quantity
    if value is not None and value.currency != contract.currency:
        raise Refused(
            f"the floor is in {value.currency}, contract {contract.contract_no} in {contract.currency}",
            cause="collateral.currency",
        )
    kept = None if quantity is None else Quantity.of(quantity.value, quantity.unit)
    units = {each.unit for each in known if each.quantity_micro is not None}
    if kept is not None and any(ratio(kept.unit, unit) is None for unit in units):
        raise Refused(
            f"the floor in goods is in {kept.unit}, that of {contract.contract_no} in {min(units)}:"
            " they cannot be compared",
            cause="collateral.floor.unit",
        )
    return FloorNotice(
        contract_no=contract.contract_no,
        notice_no=said.notice_no,
        issued_at=message.event_time,
        value_minor=None if value is None else Money.of(value.amount, contract.currency).minor,
        quantity_micro=None if kept is None else kept.micro,
        unit="" if kept is None else kept.unit,
        old_value_minor=floor_at(known, message.event_time).value_minor,
    )
