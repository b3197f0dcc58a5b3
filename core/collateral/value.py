"""What goods are worth under a contract: each item by its own price, factors and ratio, to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from core.collateral.contract import Terms
from core.collateral.units import PPM, ratio, with_tax
from core.kernel.currencies import minor_digits
from core.kernel.money import MINOR_MAX
from core.kernel.quantity import Quantity

MICRO = 1_000_000
LTV_MAX_PPM = 1_000 * PPM


class Quote(NamedTuple):
    """A believed price: millionths of the currency for one unit; below 0 it counts as 0."""

    source: str
    price_micro: int
    unit: str
    currency: str
    tax_included: bool
    quote_time: datetime


class Priced(NamedTuple):
    """What marks an item: a quote, and whether it still holds. Without any the approved price is taken."""

    quote: Quote | None
    fresh: bool


class Item(NamedTuple):
    """So much of one kind in one condition, in millionths of `unit`."""

    sku: str
    unit: str
    condition: str
    micro: int


class Worth(NamedTuple):
    """One item valued; `missing` says why its price carries a haircut, "" where it does not."""

    item: Item
    value_minor: int
    advance_minor: int
    missing: str
    text: str


class Valuation(NamedTuple):
    """All items together: what they are worth, and what may be lent on them at each one's own ratio."""

    worths: tuple[Worth, ...]

    @property
    def value_minor(self) -> int:
        return min(MINOR_MAX, sum(each.value_minor for each in self.worths))

    @property
    def advance_minor(self) -> int:
        return min(MINOR_MAX, sum(each.advance_minor for each in self.worths))

    @property
    def missing(self) -> dict[str, str]:
        """Why, for each kind of goods whose price is missing."""
        return {each.item.sku: each.missing for each in self.worths if each.missing}

    @property
    def text(self) -> str:
        return "; ".join(each.text for each in self.worths)


@lru_cache(2_000)
def worth(item: Item, terms: Terms, priced: Priced, currency: str) -> Worth:
    """The item's value and what may be lent on it, each rounded once, half to even.

    Kept: as long as neither the goods nor their price move, every draw and payment asks the same.
    """
    price, missing = _price(item, terms, priced, currency)
    in_terms = ratio(item.unit, terms.unit)
    if in_terms is None:
        return Worth(item, 0, 0, f"{item.unit} cannot be valued by {terms.unit}", f"{item.sku}: no value")
    exact = Fraction(item.micro, MICRO) * in_terms * price * 10 ** minor_digits(currency)
    text = (
        f"{item.sku} {Quantity(item.micro, item.unit)} × {_shown(price)} {currency}/{terms.unit}"
        f" ({missing or _basis(priced)})"
    )
    return Worth(item, round(exact), round(exact * terms.rate_ppm / PPM), missing, text)


def is_priced(terms: Terms, priced: Priced, currency: str) -> bool:
    """Whether anything was quoted, fresh or stale, that goods of these terms can be valued by."""
    return _market(terms, priced, currency)[0] is not None


def _price(item: Item, terms: Terms, priced: Priced, currency: str) -> tuple[Fraction, str]:
    """For one unit of the terms: the market with its factors, never above what is approved; why not fresh."""
    approved = Fraction(terms.approved_micro, MICRO)
    haircut = Fraction(PPM - min(PPM, terms.missing_ppm), PPM)
    sound = Fraction(terms.condition_ppm(item.condition), PPM)
    market, missing = _market(terms, priced, currency)
    if market is None:
        return approved * haircut * sound, f"no price: {missing}; approved price less {terms.missing_ppm} ppm"
    market = max(Fraction(0), market + Fraction(terms.basis_micro, MICRO))
    market = market * terms.quality_ppm / PPM * sound
    if not priced.fresh:
        return min(approved, market * haircut), f"{_basis(priced)} is stale; less {terms.missing_ppm} ppm"
    return min(approved, market), ""


def _market(terms: Terms, priced: Priced, currency: str) -> tuple[Fraction | None, str]:
    quote = priced.quote
    if quote is None:
        return None, f"nothing was quoted for {terms.series}"
    in_quoted = ratio(terms.unit, quote.unit)
    if in_quoted is None:
        return None, f"{quote.source} quotes by {quote.unit}, the terms are by {terms.unit}"
    if quote.currency != currency:
        return None, f"{quote.source} quotes in {quote.currency}, the contract is in {currency}"
    quoted = Fraction(max(0, quote.price_micro), MICRO) * in_quoted
    return (
        with_tax(quoted, included=quote.tax_included, wanted=terms.tax_included, tax_ppm=terms.tax_ppm),
        "",
    )


def _basis(priced: Priced) -> str:
    if priced.quote is None:
        return "no quote"
    return f"{priced.quote.source} {priced.quote.quote_time:%Y-%m-%d %H:%M}Z"


def _shown(price: Fraction) -> str:
    value = Decimal(price.numerator) / Decimal(price.denominator)
    return f"{value.quantize(Decimal('0.000001')).normalize():f}"


def total(worths: Iterable[Worth]) -> Valuation:
    return Valuation(tuple(worths))


def ltv_ppm(exposure_minor: int, value_minor: int) -> int:
    """Loan to value, half to even; a loan on nothing has the highest there is."""
    if exposure_minor <= 0:
        return 0
    if value_minor <= 0:
        return LTV_MAX_PPM
    return min(LTV_MAX_PPM, round(Fraction(exposure_minor * PPM, value_minor)))
