"""R14 to R16: how long and how often a pair trades, how much hangs on it, and how much comes back."""

from __future__ import annotations

from collections.abc import Mapping

from core.risk.feeders import Case, feeds, number, percent
from core.risk.naming import date_of, months_until
from core.risk.trade import ALL, TradeMonth
from core.risk.trading import months_of, pair_of
from core.risk.values import Said
from core.risk.work import RiskWork

YEAR = 12


@feeds("cooperation_months", "trade_months_of_12", "core_share_pct", "return_rate_pct")
def feed_cooperation(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of the pair's orders and invoices of the last twelve months, this one counted."""
    pair = pair_of(case, work)
    if pair is None:
        return {}
    seller, buyer = pair.seller, pair.buyer
    months = months_of(case, work, (seller, buyer), months_until(case.month, YEAR))
    invoiced = sum(each.invoiced_minor for each in months)
    orders = sum(each.orders for each in months)
    back = sum(each.cancelled + each.returned for each in months)
    everybody = months_of(case, work, (seller, ALL), months_until(case.month, YEAR))
    return {
        "cooperation_months": number(_months_since(pair.first_day, case.business_day)),
        "trade_months_of_12": sum(_traded(each) for each in months),
        "core_share_pct": percent(invoiced, sum(each.invoiced_minor for each in everybody)),
        "return_rate_pct": percent(back, orders),
    }


def _traded(month: TradeMonth) -> bool:
    return month.invoices > 0 or month.orders > month.cancelled


def _months_since(first: int, last: int) -> int:
    """Whole months; a month is over on the same day of the next."""
    begin, end = date_of(first), date_of(last)
    months = (end.year - begin.year) * 12 + end.month - begin.month
    return max(0, months - (end.day < begin.day))
