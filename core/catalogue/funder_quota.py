"""A funder tells how much it will lend, at which price, to whom and when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.checks import (
    Wrong,
    require_fraction,
    require_moments,
    require_money_not_negative,
    require_order,
)
from core.catalogue.fields import Key, Keys, Moment, OptionalKey
from core.catalogue.finance_parts import Months
from core.catalogue.parts import Amount, Document, PartyRef

Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
_AMOUNTS = ("total", "daily", "remaining", "ticket_min", "ticket_max")


class FunderQuota(Document, frozen=True, kw_only=True):
    """M24, a fact: what a funder has to lend; the later of two takes the place of the earlier.

    quota_no: the funder's number of it
    funder: who lends
    product: code of the product
    told_at: when it was so
    core: the core enterprise it is for; null is any
    total, daily, remaining: ≥ 0; in all, a day, and what is left
    ticket_min, ticket_max: ≥ 0; the least and the most of one loan
    rate_per_year_min, rate_per_year_max: the price, fractions
    term_months_min, term_months_max: how long
    opens, closes: the funder's working hours, HH:MM
    zone: of these hours
    regions: GB/T 2260 codes it lends in; none is all
    valid_from, valid_to: the days it holds
    """

    TYPE: ClassVar[str] = "funder.quota.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("quota_no", "funder.id", "product", "core.id")
    TIMES: ClassVar[tuple[str, ...]] = ("told_at",)

    quota_no: Key
    funder: PartyRef
    product: Key
    told_at: Moment
    core: PartyRef | None = None
    total: Amount | None = None
    daily: Amount | None = None
    remaining: Amount | None = None
    ticket_min: Amount | None = None
    ticket_max: Amount | None = None
    rate_per_year_min: Decimal | None = None
    rate_per_year_max: Decimal | None = None
    term_months_min: Months | None = None
    term_months_max: Months | None = None
    opens: Clock | None = None
    closes: Clock | None = None
    zone: OptionalKey = ""
    regions: Keys = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        require_moments(told_at=self.told_at)
        for name in _AMOUNTS:
            require_money_not_negative(name, getattr(self, name))
        require_fraction("rate_per_year_min", self.rate_per_year_min)
        require_fraction("rate_per_year_max", self.rate_per_year_max)
        for what in ("rate_per_year", "term_months"):
            low, high = f"{what}_min", f"{what}_max"
            require_order((low, getattr(self, low)), (high, getattr(self, high)))
        require_order(("valid_from", self.valid_from), ("valid_to", self.valid_to))
        _require_one_currency(self)
        if self.ticket_min is not None and self.ticket_max is not None:
            require_order(("ticket_min", self.ticket_min.amount), ("ticket_max", self.ticket_max.amount))


def _require_one_currency(quota: FunderQuota) -> None:
    """What is lent is counted in one currency: a limit in another cannot be held against it."""
    given = {name: amount.currency for name in _AMOUNTS if (amount := getattr(quota, name)) is not None}
    if len(set(given.values())) > 1:
        said = ", ".join(f"{name} {currency}" for name, currency in given.items())
        raise Wrong(f"a quota is in one currency, and here are {said}", cause="catalogue.currencies_mixed")
