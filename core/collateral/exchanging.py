"""Whether goods that come for others are as good: in kind, condition, grade and age, and worth as much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.collateral.contract import Contract
from core.collateral.value import Item
from core.collateral.work import CollateralWork
from core.custody import Lot
from core.kernel.errors import Refused


class Part(NamedTuple):
    """So much of a lot that goes or comes."""

    lot: Lot
    micro: int

    @property
    def item(self) -> Item:
        return Item(self.lot.sku, self.lot.unit, self.lot.condition, self.micro)


def require_as_good(
    work: CollateralWork, contract: Contract, goods_out: Sequence[Part], goods_in: Sequence[Part]
) -> None:
    """Refused where a lot that comes is no kind of the contract's, or worse than what goes."""
    for part in goods_in:
        lot = part.lot
        terms = work.terms.get(contract.contract_no, lot.sku)
        if terms is None:
            raise _worse(
                lot, f"{contract.contract_no} has no terms for {lot.sku or 'goods without a number'}"
            )
        sound = [_factor(work, contract, each.lot) for each in goods_out]
        if terms.condition_ppm(lot.condition) < max(sound):
            raise _worse(lot, f"its condition is {lot.condition!r}, which is worth less than what goes")
        _require_same_spec(lot, goods_out)
        _require_as_young(lot, goods_out)


def _factor(work: CollateralWork, contract: Contract, lot: Lot) -> int:
    terms = work.terms.get(contract.contract_no, lot.sku)
    return 0 if terms is None else terms.condition_ppm(lot.condition)


def _require_same_spec(lot: Lot, goods_out: Sequence[Part]) -> None:
    """Another kind has terms and a price of its own; the same kind must be the same goods."""
    same = [each.lot for each in goods_out if each.lot.sku == lot.sku]
    if same and not any(_spec(each) == _spec(lot) for each in same):
        told, wanted = "/".join(_spec(lot)), " or ".join(sorted({"/".join(_spec(each)) for each in same}))
        raise _worse(lot, f"it is {told} (spec/brand/grade), {wanted} goes")


def _spec(lot: Lot) -> tuple[str, str, str]:
    return lot.spec, lot.brand, lot.grade


def _require_as_young(lot: Lot, goods_out: Sequence[Part]) -> None:
    """Not older than the oldest that goes; what nobody knows the age of is not judged."""
    known = [each.lot.aged_from for each in goods_out if each.lot.aged_from is not None]
    if known and lot.aged_from is not None and lot.aged_from < min(known):
        raise _worse(
            lot, f"its age counts from {lot.aged_from:%Y-%m-%d}, that of what goes from {min(known):%Y-%m-%d}"
        )


def _worse(lot: Lot, why: str) -> Refused:
    return Refused(
        f"lot {lot.lot_no} at {lot.site} cannot come for what goes: {why}", cause="collateral.exchange.worse"
    )
