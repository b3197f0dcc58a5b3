"""The clock asks whether a price series is stale: then every pledge it marks is valued with a haircut."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from core.collateral.marking import Marking
from core.collateral.messages import PriceCheckDue
from core.collateral.prices import PresentPrices
from core.collateral.spreading import mark_all
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("collateral.price_check_due.v1")
def check_price(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(PriceCheckDue)
    now = said.at.astimezone(UTC)
    series = work.series.get(said.series)
    priced = PresentPrices(work).priced(said.series, now)
    if series is None or series.stale or priced.fresh:
        return []
    marking = Marking(message, work)
    work.series.put(replace(series, stale=True))
    last = f"{priced.quote.quote_time:%Y-%m-%d %H:%M}Z" if priced.quote else "never"
    marking.alarms.alarm(
        AlertRaised(
            code="C06",
            severity="high",
            object=f"{said.series}:stale",
            text=f"{said.series} was last quoted {last}, over {series.stale_days} trading days before"
            f" {now:%Y-%m-%d %H:%M}Z",
            action="ask the price source; value by the last price less its haircut until then",
        )
    )
    work.unit.effect(message, kind="series.stale", key=said.series, text=f"{said.series} is stale")
    following = mark_all(marking, said.series, now)
    return [*marking.answers(), *following]
