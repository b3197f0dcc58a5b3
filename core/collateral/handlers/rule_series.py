"""A person says how a price series is judged: whom to believe, what is an outlier, what is a fall."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.messages import SeriesRuled
from core.collateral.series import Series, series_key
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("collateral.series_ruled.v1")
def rule_series(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(SeriesRuled)
    name = series_key(said.commodity, said.market, said.spec, said.brand, said.quote_type)
    known = work.series.get(name) or Series(series=name, commodity=said.commodity)
    work.series.put(
        replace(
            known,
            primary=said.primary,
            secondary=said.secondary,
            outlier_ppm=said.outlier_ppm,
            confirm_ppm=said.confirm_ppm,
            day_fall_ppm=said.day_fall_ppm,
            ten_day_fall_ppm=said.ten_day_fall_ppm,
            stale_days=said.stale_days,
            tax_ppm=said.tax_ppm,
            tax_included=said.tax_included,
        )
    )
    work.unit.effect(
        message, kind="series.ruled", key=name, text=f"{name}: {said.primary}, then {said.secondary}"
    )
    return []
