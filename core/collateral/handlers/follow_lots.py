"""Pledged lots changed in custody's book: what secures the contract follows, and the contract is marked."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.collateral.contract import Contract, Holding
from core.collateral.lien import Lien
from core.collateral.lots import LotRegister, lot_thing
from core.collateral.marking import Marking
from core.collateral.opening import hold, link
from core.collateral.work import CollateralWork
from core.custody import Lot, LotMoved, LotsMoved
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record


def rows_of_lots(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The contract, its lots, and the liens on them."""
    said = message.read(LotsMoved)
    yield Contract, (said.contract_no,)
    for moved in said.lots:
        yield Lot, (moved.site, moved.lot_no)
        thing = lot_thing(moved.site, moved.lot_no)
        yield Lien, (thing.kind, thing.key)


@handles("custody.lots_moved.v1", touches=rows_of_lots)
def follow_lots(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(LotsMoved)
    marking = Marking(message, work)
    contract = work.contracts.get(said.contract_no)
    if contract is None:
        why = "which is not open here, so nothing values it"
        _alarm(marking, said.lots[0], (said.contract_no, said.contract_no), why)
        return marking.answers()
    register = LotRegister(message, work, marking.alarms)
    for moved in said.lots:
        _follow(work, said.contract_no, moved)
        lot = work.lots.get(moved.site, moved.lot_no)
        if lot is not None:
            register.follow(contract, lot, moved.eligible_before_micro)
        if work.terms.get(said.contract_no, moved.sku) is None:
            names = (f"{said.contract_no}/{moved.sku}", said.contract_no)
            _alarm(marking, moved, names, f"which has no terms for {moved.sku!r}")
    _freeze(work, contract, [moved for moved in said.lots if moved.without_leave])
    since = min(moved.since for moved in said.lots)
    marking.off_balance.lots(contract, said.lots, since)
    marking.mark(said.contract_no, since)
    return marking.answers()


def _follow(work: CollateralWork, contract_no: str, moved: LotMoved) -> None:
    lot = work.lots.get(moved.site, moved.lot_no)
    if lot is not None:
        link(work, contract_no, lot)
    for condition, micro in (
        (moved.condition_before, -moved.eligible_before_micro),
        (moved.condition_after, moved.eligible_after_micro),
    ):
        held = Holding(
            contract_no=contract_no, sku=moved.sku, unit=moved.unit, condition=condition, micro=micro
        )
        hold(work, held)


def _alarm(marking: Marking, moved: LotMoved, object_contract: tuple[str, str], why: str) -> None:
    object_, contract_no = object_contract
    marking.alarms.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=object_,
            site=moved.site,
            text=f"lot {moved.lot_no} at {moved.site} is pledged under {contract_no}, {why}",
            action="open the contract or approve its terms; until then the lot secures nothing",
        )
    )


def _freeze(work: CollateralWork, contract: Contract, left: list[LotMoved]) -> None:
    """Pledged goods left without leave: no release and no draw until it is explained."""
    if left:
        times = [moved.since for moved in left]
        since = min(times if contract.frozen_since is None else [*times, contract.frozen_since])
        breaches = contract.open_breaches + len(left)
        work.contracts.put(replace(contract, frozen_since=since, open_breaches=breaches))
