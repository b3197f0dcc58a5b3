"""A ratio stands in one of five bands of its industry, and above, near or below the average."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from adapters.wiring.parties_data import read_bands
from core.kernel.errors import Refused
from core.parties import Band, BandsPublished, PeerBands, peers_of
from core.parties.peers import stands
from tests.core.parties.accounts import CODE, send_year, work
from tests.core.rooms import Rooms, at, ordered, told

ROE = Band(
    ratio="return_on_equity_pct",
    excellent=Decimal(20),
    good=Decimal(15),
    average=Decimal(10),
    low=Decimal("2.5"),
)
DEBT = Band(
    ratio="debt_ratio_pct", excellent=Decimal(40), good=Decimal(50), average=Decimal(60), low=Decimal(70)
)
BANDS = PeerBands(industry="", year=2024, source="yearly figures", bands=(ROE, DEBT))


@pytest.mark.parametrize(
    ("ratio", "value", "band", "beside"),
    [
        ("return_on_equity_pct", "20", "excellent", "above"),
        ("return_on_equity_pct", "19.999999", "good", "above"),
        ("return_on_equity_pct", "10.5", "average", "near"),
        ("return_on_equity_pct", "10.500001", "average", "above"),
        ("return_on_equity_pct", "9.5", "low", "near"),
        ("return_on_equity_pct", "2.5", "low", "below"),
        ("return_on_equity_pct", "-4", "poor", "below"),
        ("debt_ratio_pct", "40", "excellent", "above"),
        ("debt_ratio_pct", "40.1", "good", "above"),
        ("debt_ratio_pct", "63", "low", "near"),
        ("debt_ratio_pct", "63.1", "low", "below"),
        ("debt_ratio_pct", "70.000001", "poor", "below"),
    ],
)
def test_a_value_is_in_the_best_band_it_reaches(ratio: str, value: str, band: str, beside: str) -> None:
    found = stands(BANDS, ratio, Decimal(value))

    assert found is not None
    assert (found.band, found.beside_average) == (band, beside)
    assert stands(BANDS, "current_ratio", Decimal(1)) is None


def publish(rooms: Rooms, bands: PeerBands, approver: str = "wang") -> None:
    said = BandsPublished(bands=bands, publisher="li", approver=approver)
    rooms.receive(ordered("party.bands_published.v1", said, at()))


def a_band(**changed: Any) -> PeerBands:
    return PeerBands(industry="", year=2024, source="s", bands=(ROE,), **changed)


def test_the_bands_of_the_nearest_class_and_the_newest_year_are_asked() -> None:
    rooms = Rooms("parties")
    master = {"uscc": CODE, "name": "闽江", "as_of_date": "2025-06-01", "industry": "5164"}
    rooms.receive(told("party.master.v1", master))
    send_year(rooms)
    assert peers_of(work(rooms), CODE, date(2026, 1, 1)) == []

    for industry, year in (("", 2025), ("51", 2023), ("51", 2025), ("51", 2026), ("52", 2025)):
        publish(rooms, PeerBands(industry=industry, year=year, source="s", bands=(ROE, DEBT)))

    found = {each.ratio: each for each in peers_of(work(rooms), CODE, date(2026, 1, 1))}
    assert {(each.industry, each.year) for each in found.values()} == {("51", 2025)}
    assert (found["return_on_equity_pct"].band, found["debt_ratio_pct"].beside_average) == ("good", "near")


def test_bands_are_published_by_two_each_ratio_once_and_in_order() -> None:
    rooms = Rooms("parties")
    with pytest.raises(Refused, match="a second person approves"):
        publish(rooms, BANDS, approver="li")
    with pytest.raises(Refused, match="bands of return_on_equity_pct stand twice"):
        publish(rooms, PeerBands(industry="", year=2024, source="s", bands=(ROE, ROE)))
    for low in ("10", "12"):
        band = Band(ratio="x", excellent=ROE.excellent, good=ROE.good, average=ROE.average, low=Decimal(low))
        with pytest.raises(Refused, match=f"bands of x go 20, 15, 10, {low}: from excellent to low"):
            publish(rooms, PeerBands(industry="", year=2024, source="s", bands=(band,)))


def test_a_bound_in_a_file_stays_as_it_is_written(tmp_path: Any) -> None:
    (tmp_path / "b.yaml").write_text(
        "industry: '51'\nyear: 2025\nsource: s\nbands:\n"
        "  - {ratio: x, excellent: 0.30, good: 0.2, average: 0.1, low: -0.05}\n"
    )

    [band] = read_bands(tmp_path / "b.yaml").bands
    assert [str(bound) for bound in band.bounds] == ["0.30", "0.2", "0.1", "-0.05"]
