"""The loan side states what is outstanding: the contract is marked with it from that moment on."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from core.collateral.contract import Contract
from core.collateral.marking import Exposure, Marking
from core.collateral.messages import ExposureStated
from core.collateral.restating import Restating
from core.collateral.security import Security
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money


@handles("collateral.exposure_stated.v1")
def state_exposure(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(ExposureStated)
    as_of = said.as_of.astimezone(UTC)
    contract = work.contracts.get(said.contract_no)
    security = None if contract else work.securities.get(said.contract_no)
    if security is not None:
        return _of_security(message, work, security)
    if contract is None:
        raise Refused(f"contract {said.contract_no} is not open here", cause="collateral.unknown_contract")
    _check(said, contract)
    minor = Money.of(said.exposure.amount, contract.currency).minor
    if contract.exposure_at is None or as_of >= contract.exposure_at:
        work.contracts.put(replace(contract, exposure_minor=minor, exposure_at=as_of))
        _finance(Restating(message, work), said.contract_no, minor, as_of)
    work.unit.effect(
        message,
        kind="exposure.stated",
        key=said.contract_no,
        text=f"{said.contract_no} owes {said.exposure.amount} {contract.currency} as of"
        f" {as_of:%Y-%m-%d %H:%M:%SZ}",
    )
    marking = Marking(message, work)
    marking.mark(said.contract_no, as_of, Exposure(minor, as_of))
    return marking.answers()


def _check(said: ExposureStated, contract: Contract | Security) -> None:
    if said.exposure.currency != contract.currency or said.exposure.amount < 0:
        raise Refused(
            f"an exposure of {said.exposure.amount} {said.exposure.currency}; contract {said.contract_no} is"
            f" in {contract.currency}, and owes nothing below 0",
            cause="collateral.exposure",
        )


def _of_security(message: Message, work: CollateralWork, security: Security) -> list[Message]:
    """What secures money that is owed is financed from then on."""
    said = message.read(ExposureStated)
    as_of = said.as_of.astimezone(UTC)
    _check(said, security)
    minor = Money.of(said.exposure.amount, security.currency).minor
    restating = Restating(message, work)
    if security.exposure_at is None or as_of >= security.exposure_at:
        work.securities.put(replace(security, exposure_minor=minor, exposure_at=as_of))
        _finance(restating, said.contract_no, minor, as_of)
    work.unit.effect(
        message,
        kind="exposure.stated",
        key=said.contract_no,
        text=f"{said.contract_no} owes {said.exposure.amount} {security.currency} as of"
        f" {as_of:%Y-%m-%d %H:%M:%SZ}",
    )
    restating.touch(said.contract_no, f"{said.exposure.amount} are owed")
    return restating.answers()


def _finance(restating: Restating, contract_no: str, minor: int, at: datetime) -> None:
    """What counts for a contract that owes money is financed."""
    for lien in restating.work.liens.find(contract_no=contract_no):
        if minor and lien.counts:
            restating.register.tell(lien.kind, lien.thing, "financed", at)
