"""Finding what secures a contract at a moment: its goods, their prices, and the floor they must keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from core.collateral.categories import there, too_little, too_much
from core.collateral.contract import Contract, PledgedLot, Terms
from core.collateral.floor import Floor, floor_at
from core.collateral.mark import Found
from core.collateral.prices import Prices
from core.collateral.units import ratio
from core.collateral.value import MICRO, Item, Valuation, Worth, worth
from core.collateral.work import CollateralWork
from core.custody import Lot, PastBook
from core.kernel.currencies import minor_digits


def items_now(work: CollateralWork, contract_no: str) -> list[Item]:
    """What secures the contract now, added up by kind and condition."""
    holdings = work.holdings.find(contract_no=contract_no)
    return [Item(each.sku, each.unit, each.condition, each.micro) for each in holdings if each.micro]


def items_of(lots: Iterable[Lot]) -> list[Item]:
    """What these lots secure, added up by kind and condition."""
    return _added_up((lot.sku, lot.unit, lot.condition, lot.eligible_micro) for lot in lots)


def items_unreserved(lots: Iterable[Lot]) -> list[Item]:
    """What would secure the contract if all that is promised to leave had left."""
    left = ((lot, max(0, lot.eligible_micro - lot.reserved_micro)) for lot in lots)
    return _added_up((lot.sku, lot.unit, lot.condition, micro) for lot, micro in left)


def items_at(work: CollateralWork, past: PastBook, links: Iterable[PledgedLot], at: datetime) -> list[Item]:
    """What secured the contract at a moment behind, from the movements as they are known now."""
    found = []
    for link in links:
        lot = work.lots.get(link.site, link.lot_no)
        if lot is not None:
            micro = past.eligible((link.site, link.lot_no), at, link.contract_no)
            found.append((link.sku, lot.unit, lot.condition, micro))
    return _added_up(found)


def _added_up(goods: Iterable[tuple[str, str, str, int]]) -> list[Item]:
    """One item for each kind and condition: a price is looked for once, and money rounded once."""
    held: dict[tuple[str, str, str], int] = {}
    for sku, unit, condition, micro in goods:
        held[sku, unit, condition] = held.get((sku, unit, condition), 0) + micro
    return [Item(*key, micro) for key, micro in sorted(held.items()) if micro]


def find(
    work: CollateralWork, contract: Contract, items: Iterable[Item], prices: Prices, at: datetime
) -> Found:
    """Values the items and compares them with the floor of that moment.

    Goods without terms secure nothing: that was alarmed when they came under the contract.
    """
    worths: list[Worth] = []
    valued: list[tuple[Item, Terms]] = []
    for item in items:
        terms = work.terms.get(contract.contract_no, item.sku)
        if terms is not None:
            valued.append((item, terms))
            worths.append(worth(item, terms, prices.priced(terms.series, at), contract.currency))
    valuation = Valuation(tuple(worths))
    floor = floor_at(work.floors.find(contract_no=contract.contract_no), at)
    fall = max((prices.fall_ppm(terms.series, at) for _, terms in valued), default=0)
    broken = _broken(contract, valuation, floor, valued)
    broken |= _under_minimum(work, contract, valued)
    over = {}
    for category in work.categories.find(contract_no=contract.contract_no):
        kept = there(category, valuation, valued)
        if text := too_little(category, kept):
            broken[category.object] = text
        if text := too_much(category, kept, valuation.value_minor):
            over[category.object] = text
    return Found(valuation, floor, broken, fall, over)


def _broken(
    contract: Contract, valuation: Valuation, floor: Floor, valued: list[tuple[Item, Terms]]
) -> dict[str, str]:
    """What is below the floor, as alert objects with their texts."""
    broken = {}
    name, digits = contract.contract_no, minor_digits(contract.currency)
    if valuation.value_minor < floor.value_minor:
        gap = floor.value_minor - valuation.value_minor
        broken[name] = (
            f"{name}: goods worth {_money(valuation.value_minor, digits)} {contract.currency} are"
            f" {_money(gap, digits)} below the floor of {_money(floor.value_minor, digits)}"
        )
    there = sum(item.micro * (ratio(item.unit, floor.unit) or 0) for item, _ in valued)
    if there < floor.quantity_micro:
        broken[f"{name}/quantity"] = (
            f"{name}: {_quantity(Fraction(there))} {floor.unit} are there, the floor is"
            f" {_quantity(Fraction(floor.quantity_micro))}"
        )
    return broken


def _under_minimum(
    work: CollateralWork, contract: Contract, valued: list[tuple[Item, Terms]]
) -> dict[str, str]:
    """Kinds of goods of which less is there than the contract says must stay 单品种."""
    there: dict[str, Fraction] = {}
    for item, terms in valued:
        factor = ratio(item.unit, terms.unit) or Fraction(0)
        there[item.sku] = there.get(item.sku, Fraction(0)) + item.micro * factor
    broken = {}
    for terms in work.terms.find(contract_no=contract.contract_no):
        kept = there.get(terms.sku, Fraction(0))
        if terms.minimum_micro is not None and kept < terms.minimum_micro:
            broken[f"{contract.contract_no}/{terms.sku}"] = (
                f"{contract.contract_no}: {_quantity(kept)} {terms.unit} of {terms.sku} are there,"
                f" {_quantity(Fraction(terms.minimum_micro))} must stay"
            )
    return broken


def _money(minor: int, digits: int) -> str:
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**digits)
    return f"{sign}{whole:,}.{part:0{digits}d}" if digits else f"{sign}{whole:,}"


def _quantity(micro: Fraction) -> str:
    whole, part = divmod(round(micro), MICRO)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")
