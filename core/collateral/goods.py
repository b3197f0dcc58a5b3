"""Goods as a base: what their prices and the floor lend, and which gates their contract still has closed."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from core.collateral.binding import not_insured
from core.collateral.contract import Contract
from core.collateral.filing import CANCELLED, LIVE, not_filed
from core.collateral.finding import find, items_now
from core.collateral.floor import floor_to_lend_on, waiting
from core.collateral.gates import FoundBase, closed
from core.collateral.levels import CALL, LIQUIDATE
from core.collateral.mark import Found
from core.collateral.price_rules import trading_days_between
from core.collateral.prices import PresentPrices
from core.collateral.units import PPM
from core.collateral.work import CollateralWork
from core.custody import Lot


def goods_found(work: CollateralWork, contract: Contract, at: datetime) -> FoundBase:
    """Static lends on each kind at its own rate; dynamic on the confirmed floor, not on more (T1)."""
    lots = work.lots.find(contract_no=contract.contract_no)
    found = find(work, contract, items_now(work, contract.contract_no), PresentPrices(work), at)
    shut = {
        "pledged": _not_pledged(lots),
        "registered": _not_registered(work, contract, at),
        "insured": not_insured(work, contract, at),
        "priced": _not_priced(work, contract, found, at),
        "floor": _no_floor(work, contract, at),
        "feed": _no_feed(work, lots),
        "frozen": _frozen(contract, lots),
    }
    base = _base(work, contract, found, at)
    shut_gates = closed(f"goods_{contract.mode}", contract.gates, shut)
    return FoundBase(found.valuation.value_minor, base, shut_gates)


def _base(work: CollateralWork, contract: Contract, found: Found, at: datetime) -> int:
    advance = found.valuation.advance_minor
    if contract.mode != "dynamic":
        return advance
    floor = floor_to_lend_on(work.floors.find(contract_no=contract.contract_no), at)
    # Goods worth less than the floor lend what they are worth: the floor is then broken, and nothing more.
    return min(advance, round(Fraction(floor * contract.rate_ppm, PPM)))


def _not_pledged(lots: list[Lot]) -> str:
    return "" if any(lot.eligible_micro for lot in lots) else "no goods are pledged under it by a supervisor"


def _not_registered(work: CollateralWork, contract: Contract, at: datetime) -> str:
    """The registry decides once it has told of a filing; until then the number that the notice bears."""
    filings = work.filings.find(contract_no=contract.contract_no)
    if any(each.state in {LIVE, CANCELLED} for each in filings):
        return not_filed(filings, contract.contract_no, contract.day_of(at))
    notices = work.notices.find(contract_no=contract.contract_no)
    known = any(each.registry_no for each in notices if each.action == "pledge")
    return "" if known else f"no number of the registry is known for {contract.contract_no}"


def _not_priced(work: CollateralWork, contract: Contract, found: Found, at: datetime) -> str:
    missing = found.valuation.missing
    if missing:
        sku = min(missing)
        return f"{sku}: {missing[sku]}"
    prices = PresentPrices(work)
    for worth in found.valuation.worths:
        terms = work.terms.get(contract.contract_no, worth.item.sku)
        quote = prices.priced(terms.series, at).quote if terms else None
        if quote and trading_days_between(quote.quote_time, at) > contract.price_days:
            return (
                f"{worth.item.sku} was last quoted {quote.quote_time:%Y-%m-%d %H:%M}Z, over"
                f" {contract.price_days} trading days before"
            )
    return ""


def _no_floor(work: CollateralWork, contract: Contract, at: datetime) -> str:
    notices = work.floors.find(contract_no=contract.contract_no)
    late = waiting(notices, at)
    if late:
        return f"floor notice {late[0].notice_no} is not confirmed"
    return "" if floor_to_lend_on(notices, at) else "it has no confirmed floor in money"


def _no_feed(work: CollateralWork, lots: list[Lot]) -> str:
    for name in sorted({lot.site for lot in lots if lot.eligible_micro}):
        site = work.sites.get(name)
        if site is not None and site.blind_since is not None:
            return f"{name} is blind since {site.blind_since:%Y-%m-%d %H:%M}Z"
        if site is not None and site.stopped_since is not None:
            return f"{name} is stopped since {site.stopped_since:%Y-%m-%d %H:%M}Z"
    return ""


def _frozen(contract: Contract, lots: list[Lot]) -> str:
    if contract.closed_at is not None:
        return "it is closed"
    if contract.frozen_since is not None:
        return f"{contract.open_breaches} unauthorised releases are open"
    if contract.level in {CALL, LIQUIDATE}:
        return f"it is at {contract.level}"
    claimed = [f"{lot.lot_no} at {lot.site}" for lot in lots if lot.disputed]
    return f"lot {claimed[0]} is claimed by two contracts" if claimed else ""
