"""Terms as they are kept, and the goods that a contract finds pledged when it opens."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from core.collateral.contract import Holding, PledgedLot, Terms
from core.collateral.messages import ItemTerms
from core.collateral.series import series_key
from core.collateral.work import CollateralWork
from core.custody import Lot
from core.kernel.errors import Refused
from core.kernel.exact import whole
from core.kernel.quantity import require_unit


def terms_of(contract_no: str, item: ItemTerms) -> Terms:
    """The row of these terms; Refused where a price has over six decimals or the unit is unknown."""
    return Terms(
        contract_no=contract_no,
        sku=item.sku,
        series=series_key(item.commodity, item.market, item.spec, item.brand, item.quote_type),
        unit=require_unit(item.unit),
        rate_ppm=item.rate_ppm,
        approved_micro=_micro(item, "approved_price"),
        tax_included=item.tax_included,
        tax_ppm=item.tax_ppm,
        quality_ppm=item.quality_ppm,
        conditions="\n".join(f"{word}={ppm}" for word, ppm in sorted(item.condition_ppm.items())),
        basis_micro=_micro(item, "basis"),
        missing_ppm=item.missing_ppm,
        minimum_micro=None if item.minimum is None else _micro(item, "minimum"),
        age_days=item.age_days,
        category=item.category or None,
    )


def _micro(item: ItemTerms, field: str) -> int:
    value = getattr(item, field)
    micro = whole(value, 6)
    if micro is None or abs(micro) >= 2**63 or (micro < 0 and field != "basis"):
        raise Refused(
            f"{field} of {item.sku} is {value}; give at most six decimals, not below 0",
            cause="collateral.terms",
        )
    return micro


def link(work: CollateralWork, contract_no: str, lot: Lot) -> None:
    """Remembers that the lot secures, or once secured, the contract."""
    if work.pledged_lots.get(contract_no, lot.site, lot.lot_no) is None:
        work.pledged_lots.put(
            PledgedLot(contract_no=contract_no, site=lot.site, lot_no=lot.lot_no, sku=lot.sku)
        )


def hold(work: CollateralWork, holding: Holding) -> None:
    """Adds so much (or takes it away, below zero) to what is held of that kind."""
    known = work.holdings.get(holding.contract_no, holding.sku, holding.unit, holding.condition)
    work.holdings.put(holding if known is None else replace(known, micro=known.micro + holding.micro))


def require_zone(zone: str) -> str:
    """The zone; Refused where there is none of this name."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused(f"{zone!r} is no time zone, such as Asia/Shanghai", cause="collateral.zone") from None
    return zone
