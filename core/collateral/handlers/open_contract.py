"""A pledge contract comes under watch: its parameters are data, and what is pledged already is counted in."""

from __future__ import annotations

from datetime import UTC

from core.collateral.binding import bind
from core.collateral.contract import Contract, Holding
from core.collateral.floor import FloorNotice
from core.collateral.gates import gates_of
from core.collateral.lots import LotRegister
from core.collateral.marking import Marking
from core.collateral.messages import ContractOpened
from core.collateral.opening import hold, link, require_zone, terms_of
from core.collateral.work import CollateralWork
from core.custody import SiteApproved
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.currencies import minor_digits
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.quantity import Quantity


@handles("collateral.contract_opened.v1")
def open_contract(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(ContractOpened)
    _check(work, said)
    work.contracts.put(_contract(said))
    work.floors.put(_first_floor(said))
    bind(work, said.contract_no, said.policies)
    marking = Marking(message, work)
    marking.alarms.calm("C07", said.contract_no, f"contract {said.contract_no} is open now")
    for item in said.items:
        work.terms.put(terms_of(said.contract_no, item))
    _count_in(work, said.contract_no, LotRegister(message, work, marking.alarms))
    work.unit.effect(
        message,
        kind="contract.opened",
        key=said.contract_no,
        text=f"{said.contract_no}: {said.pledgor} pledges to {said.pledgee}, {said.mode}",
    )
    marking.mark(said.contract_no, said.opened_at.astimezone(UTC))
    approved = [
        message.reply(
            "custody.site_approved.v1",
            key=f"{said.contract_no}/{site}",
            body=SiteApproved(contract_no=said.contract_no, site=site),
        )
        for site in said.sites
    ]
    return [*approved, *marking.answers()]


def _check(work: CollateralWork, said: ContractOpened) -> None:
    if work.contracts.get(said.contract_no) or work.securities.get(said.contract_no):
        raise Refused(f"contract {said.contract_no} is open already", cause="collateral.contract_known")
    minor_digits(said.currency)
    if not 0 < said.warn_ppm <= said.call_ppm <= said.liquidate_ppm or said.rate_ppm <= 0:
        raise Refused(
            f"{said.contract_no}: lines of {said.warn_ppm}, {said.call_ppm}, {said.liquidate_ppm} ppm"
            f" at a rate of {said.rate_ppm}; they must rise, above 0",
            cause="collateral.lines",
        )


def _contract(said: ContractOpened) -> Contract:
    return Contract(
        contract_no=said.contract_no,
        pledgee=said.pledgee,
        pledgor=said.pledgor,
        currency=said.currency,
        mode=said.mode,
        rate_ppm=said.rate_ppm,
        warn_ppm=said.warn_ppm,
        call_ppm=said.call_ppm,
        liquidate_ppm=said.liquidate_ppm,
        calm_ppm=said.calm_ppm,
        calm_marks=said.calm_marks,
        cure_s=said.cure_s,
        lookback_days=said.lookback_days,
        watch_fall_ppm=said.watch_fall_ppm,
        opened_at=said.opened_at.astimezone(UTC),
        day_cap_minor=_day_cap(said),
        gates=gates_of(said.gates),
        price_days=said.price_days,
        zone=require_zone(said.zone),
    )


def _day_cap(said: ContractOpened) -> int | None:
    cap = said.day_cap
    if cap is not None and (cap.currency != said.currency or cap.amount < 0):
        raise Refused(
            f"a day's cap of {cap.amount} {cap.currency}; the contract is in"
            f" {said.currency}, and no cap is below 0",
            cause="collateral.currency",
        )
    return None if cap is None else Money.of(cap.amount, said.currency).minor


def _first_floor(said: ContractOpened) -> FloorNotice:
    """The floor of the contract itself: agreed, so it needs no confirmation."""
    value, quantity = said.floor_value, said.floor_quantity
    if value is not None and value.currency != said.currency:
        raise Refused(
            f"the floor is in {value.currency}, the contract in {said.currency}", cause="collateral.currency"
        )
    kept = None if quantity is None else Quantity.of(quantity.value, quantity.unit)
    return FloorNotice(
        contract_no=said.contract_no,
        notice_no="",
        issued_at=said.opened_at.astimezone(UTC),
        value_minor=None if value is None else Money.of(value.amount, said.currency).minor,
        quantity_micro=None if kept is None else kept.micro,
        unit="" if kept is None else kept.unit,
        confirmed_at=said.opened_at.astimezone(UTC),
    )


def _count_in(work: CollateralWork, contract_no: str, register: LotRegister) -> None:
    contract = work.contracts.get(contract_no)
    for lot in work.lots.find(contract_no=contract_no):
        if contract is not None:
            register.follow(contract, lot, 0)
        link(work, contract_no, lot)
        hold(
            work,
            Holding(
                contract_no=contract_no,
                sku=lot.sku,
                unit=lot.unit,
                condition=lot.condition,
                micro=lot.eligible_micro,
            ),
        )
