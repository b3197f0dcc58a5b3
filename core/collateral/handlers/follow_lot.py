"""A pledged lot changed in custody's book: what secures the contract follows, and the contract is marked."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.collateral.contract import Contract, Holding
from core.collateral.marking import Marking
from core.collateral.opening import hold, link
from core.collateral.work import CollateralWork
from core.custody import LotMoved
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record


def rows_of_lot(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The contract."""
    yield Contract, (message.read(LotMoved).contract_no,)


@handles("custody.lot_moved.v1", touches=rows_of_lot)
def follow_lot(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(LotMoved)
    marking = Marking(message, work)
    contract = work.contracts.get(said.contract_no)
    if contract is None:
        _alarm(marking, said, said.contract_no, "which is not open here, so nothing values it")
        return marking.answers()
    lot = work.lots.get(said.site, said.lot_no)
    if lot is not None:
        link(work, said.contract_no, lot)
    for condition, micro in (
        (said.condition_before, -said.eligible_before_micro),
        (said.condition_after, said.eligible_after_micro),
    ):
        hold(
            work,
            Holding(
                contract_no=said.contract_no, sku=said.sku, unit=said.unit, condition=condition, micro=micro
            ),
        )
    if work.terms.get(said.contract_no, said.sku) is None:
        _alarm(marking, said, f"{said.contract_no}/{said.sku}", f"which has no terms for {said.sku!r}")
    if said.without_leave:
        _freeze(work, contract, said)
    marking.mark(said.contract_no, said.since)
    return marking.answers()


def _alarm(marking: Marking, said: LotMoved, object_: str, why: str) -> None:
    marking.alarms.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=object_,
            site=said.site,
            text=f"lot {said.lot_no} at {said.site} is pledged under {said.contract_no}, {why}",
            action="open the contract or approve its terms; until then the lot secures nothing",
        )
    )


def _freeze(work: CollateralWork, contract: Contract, said: LotMoved) -> None:
    """Pledged goods left without leave: no release and no draw until it is explained."""
    since = said.since if contract.frozen_since is None else min(contract.frozen_since, said.since)
    work.contracts.put(replace(contract, frozen_since=since, open_breaches=contract.open_breaches + 1))
