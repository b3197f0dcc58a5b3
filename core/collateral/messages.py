"""What people, the loan side and the clock tell collateral; every parameter of a pledge is data."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from core.catalogue.fields import Moment
from core.catalogue.parts import Amount, Measure
from core.hub.bodies import internal_body

Ppm = Annotated[int, Meta(ge=0, le=10_000_000)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class ItemTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a contract says about one kind of goods.

    sku: as the lots name it. commodity, market, spec, brand, quote_type: the price series that marks it.
    unit: UN/ECE Rec 20, what approved_price, basis and the minimum are for. rate_ppm: its own pledge rate.
    approved_price: what the pledgee accepts at most 核定价; a market above it marks nothing up (T7).
    tax_included: whether approved_price and the value include VAT of tax_ppm (T23).
    quality_ppm: factor on the market price. condition_ppm: factor by condition; one not listed is sound.
    basis: added to the quote. missing_ppm: haircut on the last known price where no fresh one is.
    minimum: least quantity of it that must stay, None where there is none.
    age_days: goods older than that are `aged` until the pledgee has judged them; None where age is nothing.
    category: what it is counted under for the contract's categories.
    """

    sku: Name
    commodity: Name
    quote_type: Name
    unit: Name
    rate_ppm: Ppm
    approved_price: Decimal
    market: str = ""
    spec: str = ""
    brand: str = ""
    tax_included: bool = True
    tax_ppm: Ppm = 130_000
    quality_ppm: Ppm = 1_000_000
    condition_ppm: dict[str, Ppm] = msgspec.field(
        default_factory=lambda: {"damaged": 0, "blocked": 0, "aged": 0}
    )
    basis: Decimal = Decimal(0)
    missing_ppm: Ppm = 100_000
    minimum: Decimal | None = None
    age_days: Annotated[int, Meta(ge=1, le=36_500)] | None = None
    category: str = ""


@internal_body("collateral.contract_opened.v1")
class ContractOpened(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pledge contract comes under watch.

    mode: static (fixed lots, released against cash) or dynamic (floating above a floor). rate_ppm: the
    contract's pledge rate, of the floor in dynamic mode. warn, call, liquidate: loan to value at which each
    level begins. calm_ppm, calm_marks: a level is left only that far below its line, and for so many marks.
    cure_s: a call that stands longer is for liquidation. watch_fall_ppm: a fall in five days that is
    watched. lookback_days: how far behind late facts are valued again. sites: where the goods may lie.
    day_cap: what the release orders of one day may be worth together.
    gates: what must be open before money (`gates.MEANINGS`), None: what the mode needs. price_days: trading
    days that a price may be old for it. policies: numbers of those that cover the goods. zone: whose days
    count.
    """

    contract_no: Name
    pledgee: Name
    pledgor: Name
    currency: Name
    mode: Literal["static", "dynamic"]
    rate_ppm: Ppm
    items: tuple[ItemTerms, ...]
    opened_at: Moment
    warn_ppm: Ppm = 750_000
    call_ppm: Ppm = 800_000
    liquidate_ppm: Ppm = 850_000
    calm_ppm: Ppm = 10_000
    calm_marks: Annotated[int, Meta(ge=1, le=100)] = 2
    cure_s: Annotated[int, Meta(ge=0)] = 3 * 86_400
    lookback_days: Annotated[int, Meta(ge=0, le=400)] = 30
    watch_fall_ppm: Ppm = 50_000
    floor_value: Amount | None = None
    floor_quantity: Measure | None = None
    sites: tuple[Name, ...] = ()
    day_cap: Amount | None = None
    gates: tuple[Name, ...] | None = None
    price_days: Annotated[int, Meta(ge=0, le=30)] = 1
    policies: tuple[Name, ...] = ()
    zone: Name = "Asia/Shanghai"


@internal_body("collateral.exposure_stated.v1")
class ExposureStated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The loan side says what is outstanding under a contract, draws in flight included."""

    contract_no: Name
    exposure: Amount
    as_of: Moment


@internal_body("collateral.overdue_stated.v1")
class OverdueStated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The loan side says that something of a contract is overdue, since when, or that nothing is any more."""

    contract_no: Name
    overdue: bool
    as_of: Moment
    text: str = ""


@internal_body("collateral.terms_approved.v1")
class TermsApproved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person approves new terms for one kind of goods: the only way a price goes above the approved one."""

    contract_no: Name
    item: ItemTerms
    approver: str
    reason: str = ""


@internal_body("collateral.series_ruled.v1")
class SeriesRuled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a price series is judged; the meaning of each stands at `Series`."""

    commodity: Name
    quote_type: Name
    primary: Name
    secondary: str = ""
    market: str = ""
    spec: str = ""
    brand: str = ""
    outlier_ppm: Ppm = 150_000
    confirm_ppm: Ppm = 20_000
    day_fall_ppm: Ppm = 50_000
    ten_day_fall_ppm: Ppm = 100_000
    stale_days: Annotated[int, Meta(ge=0, le=30)] = 2
    tax_ppm: Ppm = 130_000
    tax_included: bool = True


@internal_body("collateral.price_confirmed.v1")
class PriceConfirmed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person confirms the price that is held for one source of a series."""

    series: Name
    source: Name
    approver: str


@internal_body("collateral.series_moved.v1")
class SeriesMoved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is believed of a series changed from `since` on: these of its contracts are to be marked."""

    series: Name
    since: Moment
    contracts: tuple[Name, ...]


@internal_body("collateral.price_check_due.v1")
class PriceCheckDue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clock asks whether a series has gone stale at `at`."""

    series: Name
    at: Moment


@internal_body("collateral.mark_due.v1")
class MarkDue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clock asks for a mark of a contract at `at`, whether anything moved or not."""

    contract_no: Name
    at: Moment


@internal_body("collateral.limit_ruled.v1")
class LimitRuled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pledged goods at a site, or at all sites of a supervisor, may be worth together; None ends it."""

    kind: Literal["site", "supervisor"]
    holder: Name
    approver: str
    limit: Amount | None = None


@internal_body("collateral.limit_check_due.v1")
class LimitCheckDue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clock asks whether what a site or supervisor watches over is worth more than its limit at `at`."""

    kind: Literal["site", "supervisor"]
    holder: Name
    at: Moment


@internal_body("collateral.category_ruled.v1")
class CategoryRuled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person says what a contract asks of one category of its goods; the meaning stands at `Category`.

    Nothing asked ends it.
    """

    contract_no: Name
    category: Name
    approver: str
    minimum: Measure | None = None
    minimum_value: Amount | None = None
    max_share_ppm: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
