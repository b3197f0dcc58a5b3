"""A source quotes a price: kept for ever, believed if in bounds or borne out, and every pledge marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from core.catalogue.price_quote import PriceQuote
from core.collateral.marking import Marking
from core.collateral.series import HELD, PricePoint, Series, SourcePrice, series_key
from core.collateral.series_book import SeriesBook
from core.collateral.spreading import mark_all
from core.collateral.work import CollateralWork
from core.custody import day_number
from core.hub.alerts import AlertRaised
from core.hub.corrections import takes_corrections
from core.hub.handling import handles
from core.hub.message import Message
from core.hub.records import Key, Record
from core.kernel.errors import Refused

MICRO = 1_000_000
SECOND = timedelta(seconds=1)
SKEW = 120 * SECOND
MICRO_MAX = 2**63 - 1


def series_of(said: PriceQuote) -> str:
    return series_key(said.commodity_code, said.market, said.spec, said.brand, said.quote_type)


def rows_of_quote(message: Message) -> Iterator[tuple[type[Record], Key]]:
    """The series and its source."""
    said = message.read(PriceQuote)
    yield Series, (series_of(said),)
    yield SourcePrice, (series_of(said), said.source)


@handles("price.quote.v1", touches=rows_of_quote)
@takes_corrections
def record_price(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(PriceQuote)
    marking = Marking(message, work)
    known = work.series.get(series_of(said))
    series = known or Series(series=series_of(said), commodity=said.commodity_code)
    point = _point(message, said, series)
    book = SeriesBook(work, marking.alarms, series)
    _check_clock(marking, message, said.source)
    if message.corrects:
        book.withdraw(point)
    believed = book.take(point)
    work.unit.effect(
        message,
        kind="price.kept",
        key=f"{point.series}/{point.source}",
        text=f"{point.source} {said.price.amount} {point.currency} per {said.per.value} {point.unit}, "
        f"{point.series}: {'believed' if believed else 'held'}",
    )
    if not believed and not message.corrects:
        return marking.answers()
    since = min([point.quote_time, *(each.quote_time for each in believed)])
    following = mark_all(marking, series.series, since)
    return [*marking.answers(), *following]


def _check_clock(marking: Marking, message: Message, source: str) -> None:
    """C15 where the source's clock runs ahead of ours; its quote counts from when it was told."""
    ahead = message.event_time - message.record_time
    if ahead > SKEW:
        marking.alarms.alarm(
            AlertRaised(
                code="C15",
                severity="medium",
                object=f"price/{source}",
                text=f"{source} quotes for {message.event_time:%Y-%m-%d %H:%M:%SZ}, {ahead // SECOND} s"
                f" after it was received; {SKEW // SECOND} s are allowed",
                action="set the clock of the source",
            )
        )


def _point(message: Message, said: PriceQuote, series: Series) -> PricePoint:
    quote_time = min(message.event_time, message.record_time)
    price = round(Fraction(said.price.amount) * MICRO / Fraction(said.per.value))
    if abs(price) > MICRO_MAX:
        raise Refused(f"{said.price.amount} for {said.per.value} is over 2^63", cause="collateral.price.size")
    return PricePoint(
        series=series.series,
        quote_time=quote_time,
        source=said.source,
        record_time=message.record_time,
        quote_day=day_number(quote_time),
        commodity=said.commodity_code,
        price_micro=price,
        unit=said.per.unit,
        currency=said.price.currency,
        tax_included=series.tax_included if said.tax_included is None else said.tax_included,
        state=HELD,
    )
