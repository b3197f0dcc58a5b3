"""What a commodity cost on a market, as a price source tells it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from core.catalogue.checks import Wrong, require_above_zero, require_moments
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Amount, Document, Measure

SERIES_LENGTH_MAX = 200


class PriceQuote(Document, frozen=True, kw_only=True):
    """M23, a fact: aligns with EDIFACT PRICAT, X12 832 and 879.

    source: who quotes
    commodity_code: as the source calls it; with market, spec, brand and quote_type it names the series, by
        at most 200 characters together
    quote_type: which price of the day
    price: of `per`, at or below 0 too: kept as a fact, judged where goods are valued
    per: what the price is for (1 TNE, 100 KGM), above 0
    quote_date: trading day
    quoted_at: the moment, where the source gives one
    quote_no: where the source numbers its quotes
    market, spec, brand: "" where the series has none
    name: of the commodity, as written
    tax_included: VAT is in the price; null where the source does not say
    change: against the quote before, as the source says
    """

    TYPE: ClassVar[str] = "price.quote.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("quote_no", "commodity_code", "market")
    TIMES: ClassVar[tuple[str, ...]] = ("quoted_at", "quote_date")

    quote_no: OptionalKey = ""
    source: Key
    commodity_code: Key
    quote_type: Literal["close", "average", "bid", "ask", "last", "settlement"]
    price: Amount
    per: Measure
    quote_date: date
    quoted_at: Moment | None = None
    market: OptionalKey = ""
    spec: OptionalKey = ""
    brand: OptionalKey = ""
    name: Text = ""
    tax_included: bool | None = None
    change: Amount | None = None

    def __post_init__(self) -> None:
        require_moments(quoted_at=self.quoted_at)
        require_above_zero("per", self.per)
        name = series_key(self.commodity_code, self.market, self.spec, self.brand, self.quote_type)
        if len(name) > SERIES_LENGTH_MAX:
            raise Wrong(
                f"commodity_code, market, spec, brand and quote_type have {len(name)} characters"
                f" together, and a series is named by at most {SERIES_LENGTH_MAX}; map shorter names",
                cause="catalogue.series_too_long",
                field="commodity_code",
            )


def series_key(commodity: str, market: str, spec: str, brand: str, quote_type: str) -> str:
    """The name of a series."""
    return "|".join((commodity, market, spec, brand, quote_type))
