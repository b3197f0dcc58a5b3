"""R40 to R46: prices, cover, floor, feeds, movement, outflow and counts of the goods under a contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

from core.collateral import Contract, Holding, Series, SourcePrice, Terms, days_of, fall_ppm
from core.custody import Break, Lot, Site, Variance
from core.risk.feeders import Case, feeds, number, percent
from core.risk.goods import Outflow, outflow_of, worth_of
from core.risk.values import Said
from core.risk.work import RiskWork

DAY_S = 86_400
PPM_A_PERCENT = 10_000
WEEK, USUAL_WEEKS, USUAL_WEEKS_LEAST = 7, 8, 4


@feeds("price_fall_1d_pct", "price_fall_5d_pct")
def feed_prices(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """The worst fall of any of the contract's kinds; nothing where one of them has no price."""
    falls: list[tuple[int, int]] = []
    for terms in work.unit.shelf(Terms).find(contract_no=case.contract_no):
        series = work.unit.shelf(Series).get(terms.series)
        source = work.unit.shelf(SourcePrice).get(terms.series, series.primary) if series else None
        if source is None or source.quote_time is None:
            return {}
        days = days_of(source)
        falls.append((fall_ppm(days, case.at, 1), fall_ppm(days, case.at, 5)))
    if not falls:
        return {}
    names = ("price_fall_1d_pct", "price_fall_5d_pct")
    worst = (max(each) for each in zip(*falls, strict=True))
    return {name: number(Fraction(fall, PPM_A_PERCENT)) for name, fall in zip(names, worst, strict=True)}


@feeds("ltv_pct", "floor_breached", "unauthorised_release")
def feed_cover(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """As of the contract's last mark."""
    contract = _contract(case, work)
    if contract is None:
        return {}
    found: dict[str, Said] = {"unauthorised_release": contract.open_breaches > 0}
    if contract.marked_at is not None:
        found["floor_breached"] = bool(contract.floors_broken)
        if contract.exposure_at is not None:
            found["ltv_pct"] = _loan_to_value(contract)
    return found


@feeds("stock_short", "feed_stale", "feed_blind", "days_without_movement")
def feed_stock(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of the lots under the contract and the sites they lie at; nothing where there are none."""
    lots = _lots(case, work)
    if not lots:
        return {}
    sites = sorted({lot.site for lot in lots})
    blind = any(_is_blind(work, site) for site in sites)
    moved = max(lot.moved_at for lot in lots)
    return {
        "stock_short": any(_is_short(work, site, lots) for site in sites),
        "feed_blind": blind,
        "feed_stale": blind or _has_stale_price(case, work),
        "days_without_movement": number(max(Fraction(0), _days(moved, case.at))),
    }


@feeds("released_24h_pct", "turnover_multiple", "count_variance_pct")
def feed_flow(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """What flowed out, at approved prices, and the worst of the last counts."""
    contract = _contract(case, work)
    if contract is None:
        return {}
    outflow = outflow_of(work, case.contract_no)
    there = sum(
        worth_of(work, case.contract_no, each.sku, each.unit, each.micro)
        for each in work.unit.shelf(Holding).find(contract_no=case.contract_no)
    )
    released = outflow.in_a_day(case.at)
    return {
        "released_24h_pct": percent(released, there + released),
        "turnover_multiple": _multiple(outflow, contract, case.at),
        "count_variance_pct": _variance(outflow),
    }


def _loan_to_value(contract: Contract) -> Said:
    """To its last digit, where goods are worth anything; else what collateral counts it as."""
    if contract.value_minor > 0:
        return percent(contract.exposure_minor, contract.value_minor)
    return number(Fraction(contract.ltv_ppm, PPM_A_PERCENT))


def _multiple(outflow: Outflow, contract: Contract, at: datetime) -> Said:
    """This week's outflow beside the mean of the eight weeks before, or of as many as there were."""
    begun = at - timedelta(days=WEEK)
    weeks = min(USUAL_WEEKS, (begun - contract.opened_at).days // WEEK)
    if weeks < USUAL_WEEKS_LEAST:
        return None
    usual = Fraction(outflow.in_days(begun, weeks * WEEK), weeks)
    now = outflow.in_days(at, WEEK)
    if not usual:
        # Of goods that never moved before nobody can say how often they usually do.
        return None if now else 0
    return number(now / usual)


def _variance(outflow: Outflow) -> Said:
    """In per cent of the book; goods that the book does not have at all are a whole off."""
    if not outflow.counts:
        return None
    shares = [
        Fraction(each.off_micro, each.book_micro) if each.book_micro else Fraction(bool(each.off_micro))
        for each in outflow.counts.values()
    ]
    return number(100 * max(shares))


def _contract(case: Case, work: RiskWork) -> Contract | None:
    return work.unit.shelf(Contract).get(case.contract_no) if case.contract_no else None


def _lots(case: Case, work: RiskWork) -> list[Lot]:
    return work.unit.shelf(Lot).find(contract_no=case.contract_no) if case.contract_no else []


def _is_blind(work: RiskWork, site: str) -> bool:
    row = work.unit.shelf(Site).get(site)
    return row is not None and row.blind_since is not None


def _is_short(work: RiskWork, site: str, lots: list[Lot]) -> bool:
    """By a count that waits to be settled, or by a snapshot that has less than the book."""
    mine = {lot.lot_no for lot in lots if lot.site == site}
    counts = work.unit.shelf(Variance).find(site=site, open=True)
    breaks = work.unit.shelf(Break).find(site=site, open=True)
    return any(each.difference_micro < 0 and each.lot_no in mine for each in counts) or any(
        each.told_micro < each.book_micro and each.lot_no in mine for each in breaks
    )


def _has_stale_price(case: Case, work: RiskWork) -> bool:
    series = (
        work.unit.shelf(Series).get(terms.series)
        for terms in work.unit.shelf(Terms).find(contract_no=case.contract_no)
    )
    return any(each is None or each.stale for each in series)


def _days(first: datetime, last: datetime) -> Fraction:
    return Fraction(int((last - first).total_seconds()), DAY_S)
