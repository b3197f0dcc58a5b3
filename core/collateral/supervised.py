"""What all pledged goods at some sites are worth together, each under its own contract's terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.collateral.finding import find, items_of
from core.collateral.limit import SITE, SUPERVISOR, Limit
from core.collateral.prices import PresentPrices
from core.collateral.value import Item
from core.collateral.work import CollateralWork
from core.custody import Lot


def sites_of(work: CollateralWork, limit: Limit) -> list[str]:
    """The sites that a limit is about."""
    if limit.kind == SITE:
        return [limit.holder]
    return [each.site for each in work.watches.find(supervisor=limit.holder)]


def limits_on(work: CollateralWork, site: str) -> list[Limit]:
    """The limits that goods at this site count for."""
    watch = work.watches.get(site)
    keys = [(SITE, site), *([(SUPERVISOR, watch.supervisor)] if watch and watch.supervisor else [])]
    found = (work.limits.get(*key) for key in keys)
    return [limit for limit in found if limit is not None]


def supervised_value(work: CollateralWork, limit: Limit, at: datetime) -> int:
    """In minor units of the limit's currency; goods of a contract in another one are not in it."""
    by_contract: dict[str, list[Lot]] = {}
    for site in sites_of(work, limit):
        for lot in work.lots.find(site=site, in_stock=True):
            if lot.contract_no:
                by_contract.setdefault(lot.contract_no, []).append(lot)
    return sum(
        worth_under(work, contract_no, (items_of(lots), limit.currency), at)
        for contract_no, lots in sorted(by_contract.items())
    )


def worth_under(
    work: CollateralWork, contract_no: str, goods: tuple[Iterable[Item], str], at: datetime
) -> int:
    """What these items are worth under a contract in this currency; 0 where it is not open or in another."""
    items, currency = goods
    contract = work.contracts.get(contract_no)
    if contract is None or contract.currency != currency:
        return 0
    return find(work, contract, items, PresentPrices(work), at).valuation.value_minor
