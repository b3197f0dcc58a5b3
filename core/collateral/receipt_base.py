"""Receipts as a base: the goods that are left on each, at the price of their series and their own rate."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from core.collateral.binding import not_insured
from core.collateral.filing import not_filed
from core.collateral.gates import FoundBase, closed
from core.collateral.lien import Lien
from core.collateral.pool_gates import frozen
from core.collateral.price_rules import trading_days_between
from core.collateral.prices import PresentPrices
from core.collateral.receipt import Receipt
from core.collateral.security import Security
from core.collateral.value import Item, Valuation, Worth, worth
from core.collateral.work import CollateralWork

STEPS = {
    "verified": "answered for by its issuer 查复",
    "registered": "filed at the registry",
    "pledged": "held for the pledgee by its issuer",
}


class _Held(NamedTuple):
    """What stands for the contract, what of it counts, and how old its oldest price is in trading days."""

    lives: list[tuple[Lien, Receipt]]
    valuation: Valuation
    old: str


def receipts_found(work: CollateralWork, security: Security, at: datetime) -> FoundBase:
    """Value, base and closed gates at this moment."""
    held = _held(work, security, at)
    filings = work.filings.find(contract_no=security.contract_no)
    shut = {
        "frozen": frozen(work, security, [lien for lien, _ in held.lives]),
        "insured": not_insured(work, security, at),
        "priced": _not_priced(held),
        "registered": not_filed(filings, security.contract_no, security.day_of(at)) if filings else "",
    }
    if not any(each.value_minor for each in held.valuation.worths):
        shut |= {word: why for word, why in _missing_steps(held).items() if not shut.get(word)}
    value, base = held.valuation.value_minor, held.valuation.advance_minor
    return FoundBase(value, base, closed(security.kind, security.gates, shut))


def _held(work: CollateralWork, security: Security, at: datetime) -> _Held:
    liens = {each.thing: each for each in work.liens.find(contract_no=security.contract_no)}
    rows = work.receipts.find(contract_no=security.contract_no)
    lives = [(liens[row.thing], row) for row in rows if row.thing in liens and liens[row.thing].lives]
    prices, worths, old = PresentPrices(work), list[Worth](), ""
    for lien, row in lives:
        terms = work.terms.get(security.contract_no, row.sku)
        if not lien.counts or row.doubt or row.ended(security.day_of(at)) or terms is None:
            continue
        priced = prices.priced(terms.series, at)
        item = Item(row.sku, row.unit, "", row.secured_micro)
        worths.append(worth(item, terms, priced, security.currency))
        quote = priced.quote
        if quote and trading_days_between(quote.quote_time, at) > security.price_days:
            old = old or f"{row.sku} was last quoted {quote.quote_time:%Y-%m-%d %H:%M}Z"
    return _Held(lives, Valuation(tuple(worths)), old)


def _not_priced(held: _Held) -> str:
    missing = held.valuation.missing
    return f"{min(missing)}: {missing[min(missing)]}" if missing else held.old


def _missing_steps(held: _Held) -> dict[str, str]:
    """Of what stands for the contract and counts for nothing: the steps that none has taken."""
    if not held.lives:
        return dict.fromkeys(STEPS, "no receipt is offered")
    return {
        word: f"none of {len(held.lives)} receipts is {meaning}"
        for word, meaning in STEPS.items()
        if not any(word in lien.facts.splitlines() for lien, _ in held.lives)
    }
