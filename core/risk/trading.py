"""What feeders look up of trade: which pair a case is about, its months, and the invoices it names."""

from __future__ import annotations

from collections.abc import Iterable

from core.custody import Lot
from core.risk.feeders import Case
from core.risk.trade import INVOICE, TradeDocument, TradeMonth, TradePair
from core.risk.trade_book import same_number
from core.risk.work import RiskWork


def pair_of(case: Case, work: RiskWork) -> TradePair | None:
    """Seller and buyer as they are named; else borrower and core enterprise, whichever way they trade."""
    borrower, core = case.party("borrower"), case.party("core", "debtor")
    ways = [(case.party("seller"), case.party("buyer")), (borrower, core), (core, borrower)]
    for seller, buyer in ways:
        pair = work.pairs.get(seller, buyer, case.money) if seller and buyer else None
        if pair is not None:
            return pair
    return None


def months_of(case: Case, work: RiskWork, ends: tuple[str, str], months: Iterable[int]) -> list[TradeMonth]:
    """These months of a seller and a buyer; one in which nothing happened is empty."""
    seller, buyer = ends
    keys = [(seller, buyer, case.money, month) for month in months]
    work.months.warm(keys)
    return [
        work.months.get(*key) or TradeMonth(seller=seller, buyer=buyer, currency=key[2], month=key[3])
        for key in keys
    ]


def invoices_of(case: Case, work: RiskWork) -> list[TradeDocument]:
    """The invoices that the case names; empty where it names none or one of them is not known."""
    named = case.refs.get("invoice", ())
    seller = case.party("seller")
    found = [
        same_number(work, INVOICE, name, seller) or same_number(work, INVOICE, name, "") for name in named
    ]
    known = [each for each in found if each is not None]
    return known if len(known) == len(named) else []


def sites_of(case: Case, work: RiskWork) -> list[str]:
    """The warehouses that are named, and those where lots under the contract lie."""
    named = set(case.refs.get("site", ()))
    if case.contract_no:
        named |= {lot.site for lot in work.unit.shelf(Lot).find(contract_no=case.contract_no)}
    return sorted(named)


def _invoice(work: RiskWork, name: str, seller: str) -> TradeDocument | None:
    return same_number(work, INVOICE, name, seller) or same_number(work, INVOICE, name, "")
