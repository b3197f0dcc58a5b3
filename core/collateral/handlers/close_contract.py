"""A person closes a contract: only one that owes nothing, holds nothing and is filed nowhere any more."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.calling import open_call
from core.collateral.closing_messages import ContractClosed
from core.collateral.contract import Contract
from core.collateral.filing import LIVE
from core.collateral.lien import Lien
from core.collateral.security import Security
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.contract_closed.v1", instruction=True)
def close_contract(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(ContractClosed)
    contract = work.contracts.get(said.contract_no) or work.securities.get(said.contract_no)
    if contract is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    why = _not_yet(work, contract, said)
    if why:
        raise Refused(f"{said.contract_no} cannot be closed: {why}", cause="collateral.close")
    if isinstance(contract, Contract):
        work.contracts.put(replace(contract, closed_at=message.record_time))
    else:
        work.securities.put(replace(contract, closed_at=message.record_time))
    text = f"{said.approver} closes {said.contract_no}"
    work.unit.effect(message, kind="contract.closed", key=said.contract_no, text=text)
    return []


def _not_yet(work: CollateralWork, contract: Contract | Security, said: ContractClosed) -> str:
    name = contract.contract_no
    if not said.approver:
        return "a named person closes it"
    if contract.closed_at is not None:
        return f"it was closed {contract.closed_at:%Y-%m-%d}"
    if contract.exposure_minor:
        return f"{contract.exposure_minor} minor units of {contract.currency} are owed"
    if open_call(work, name) is not None:
        return "a call is open"
    held = [each for each in work.liens.find(contract_no=name) if each.lives and _open(work, each)]
    if held:
        return f"{held[0].kind} {held[0].thing} is not released ({len(held)} in all)"
    filed = [each for each in work.filings.find(contract_no=name) if each.state == LIVE]
    return f"filing {filed[0].filing_no} is not cancelled at the registry" if filed else ""


def _open(work: CollateralWork, lien: Lien) -> bool:
    """A receivable that was paid whole is over by itself."""
    row = work.receivables.get(lien.thing) if lien.kind == "receivable" else None
    return row is None or row.open_minor > 0
