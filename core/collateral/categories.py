"""Holding categories against what a contract asks: too little stays (C03), too much of one (C10)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from core.collateral.category import Category
from core.collateral.contract import Terms
from core.collateral.units import PPM, ratio
from core.collateral.value import Item, Valuation


class There(NamedTuple):
    """What there is of one category: millionths of its unit, and its value in minor units."""

    micro: Fraction
    value_minor: int


def there(category: Category, valuation: Valuation, valued: Sequence[tuple[Item, Terms]]) -> There:
    names = {terms.sku for _, terms in valued if terms.category == category.category}
    micro = Fraction(0)
    for item, _ in valued:
        if item.sku in names and category.unit:
            micro += item.micro * (ratio(item.unit, category.unit) or Fraction(0))
    return There(micro, sum(worth.value_minor for worth in valuation.worths if worth.item.sku in names))


def too_little(category: Category, found: There) -> str:
    """What of it is missing, "" where enough stays."""
    name = f"{category.contract_no}: of category {category.category}"
    if category.minimum_micro is not None and found.micro < category.minimum_micro:
        missing = _plain((category.minimum_micro - found.micro) / 10**6)
        return f"{name} {missing} {category.unit} are missing of what must stay"
    if category.minimum_minor is not None and found.value_minor < category.minimum_minor:
        kept, asked = found.value_minor, category.minimum_minor
        return f"{name} goods worth {kept} minor units are there, {asked} must stay"
    return ""


def too_much(category: Category, found: There, all_minor: int) -> str:
    """How far its share goes over the highest, "" where it does not."""
    bound = category.max_share_ppm
    if bound is None or found.value_minor * PPM <= all_minor * bound:
        return ""
    share = found.value_minor * PPM // max(1, all_minor)
    return (
        f"{category.contract_no}: category {category.category} is {share} ppm of the goods' value, it may be"
        f" {bound}"
    )


def _plain(value: Fraction) -> str:
    return f"{Decimal(round(value * 10**6)).scaleb(-6):f}".rstrip("0").rstrip(".")
