"""A person confirms a price that was held: it counts from its own moment on."""

from __future__ import annotations

from core.collateral.marking import Marking
from core.collateral.messages import PriceConfirmed
from core.collateral.series_book import SeriesBook
from core.collateral.spreading import mark_all
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.price_confirmed.v1")
def confirm_price(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(PriceConfirmed)
    series = work.series.get(said.series)
    if series is None:
        raise Refused(f"there is no price series {said.series}", cause="collateral.price.unknown_series")
    if not said.approver:
        raise Refused("a price is confirmed by a named person", cause="collateral.price.no_approver")
    marking = Marking(message, work)
    point = SeriesBook(work, marking.alarms, series).confirm(said.source, said.approver)
    work.unit.effect(
        message,
        kind="price.confirmed",
        key=f"{said.series}/{said.source}",
        text=f"{said.approver} confirms {said.series} of {said.source} at {point.quote_time:%Y-%m-%d %H:%M}Z",
    )
    following = mark_all(marking, said.series, point.quote_time)
    return [*marking.answers(), *following]
