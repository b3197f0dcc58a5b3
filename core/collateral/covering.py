"""The cover test of a release: once all that is promised has left, the rest must still secure the loan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.collateral.contract import Contract
from core.collateral.cover import fundable, releasable
from core.collateral.finding import find, items_now, items_unreserved
from core.collateral.levels import CALL, LEVELS, LIQUIDATE
from core.collateral.mark import make_mark, standing_of, with_mark
from core.collateral.prices import PresentPrices
from core.collateral.value import Item
from core.collateral.work import CollateralWork
from core.kernel.errors import Refused


def require_cover(
    work: CollateralWork, contract: Contract, issued_at: datetime, what: str, also: Sequence[Item] = ()
) -> None:
    """Refused where the contract is called or frozen since before, or what would be left does not cover it.

    What was promised before (and by this very instruction) is reserved in custody's lots already.
    also: goods that come under the pledge before any of that goes.
    """
    _require_standing(_as_priced(work, contract), issued_at, what)
    lots = work.lots.find(contract_no=contract.contract_no)
    items = [*items_unreserved(lots), *also]
    left = find(work, contract, items, PresentPrices(work), issued_at)
    grown = sorted(left.over.keys() - set((contract.shares_over or "").splitlines()))
    if grown:
        raise Refused(f"{what} leaves too much of one: {left.over[grown[0]]}", cause="collateral.cover.share")
    if contract.mode == "dynamic":
        short = releasable(left.valuation.value_minor, left.floor.value_minor)
        if left.broken or short < 0:
            texts = "; ".join(left.broken.values())
            raise Refused(f"{what} would break the floor: {texts}", cause="collateral.cover.floor")
        return
    advance = left.valuation.advance_minor
    headroom = fundable(
        contract.mode, contract.rate_ppm, contract.exposure_minor, advance_minor=advance, floor_minor=0
    )
    if headroom < 0:
        raise Refused(
            f"{what} leaves goods that cover {advance} minor units of {contract.currency},"
            f" {contract.contract_no} owes {contract.exposure_minor}: repay {-headroom} first",
            cause="collateral.cover.short",
        )


def _as_priced(work: CollateralWork, contract: Contract) -> Contract:
    """The contract as its next mark finds it: marks of a price that moves thousands come in their turn."""
    prices = PresentPrices(work)
    at = contract.marked_at or contract.opened_at
    for terms in work.terms.find(contract_no=contract.contract_no):
        quote = prices.newest(terms.series)
        at = at if quote is None else max(at, quote)
    found = find(work, contract, items_now(work, contract.contract_no), prices, at)
    mark = make_mark(contract, standing_of(contract), found, at, at)
    worse = LEVELS.index(mark.level) > LEVELS.index(contract.level)
    return with_mark(contract, mark) if worse else contract


def _require_standing(contract: Contract, issued_at: datetime, what: str) -> None:
    if contract.frozen_since is not None and issued_at >= contract.frozen_since:
        raise Refused(
            f"{what}: {contract.contract_no} is frozen, {contract.open_breaches} unauthorised releases of its"
            " goods are open",
            cause="collateral.cover.frozen",
        )
    overdue = contract.overdue_since
    if overdue is not None and issued_at >= overdue:
        raise Refused(
            f"{what}: {contract.contract_no} is overdue since {overdue:%Y-%m-%d %H:%M:%SZ};"
            " have it paid first",
            cause="collateral.cover.overdue",
        )
    called = contract.call_since
    if contract.level in {CALL, LIQUIDATE} and called is not None and issued_at >= called:
        raise Refused(
            f"{what}: {contract.contract_no} is at {contract.level} since {called:%Y-%m-%d %H:%M:%SZ};"
            " cure it first",
            cause="collateral.cover.called",
        )
