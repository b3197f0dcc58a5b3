"""Dates and times: exact, aware, in UTC; what a clock does not show is refused unless the mapping picks."""

from __future__ import annotations

import msgspec
import pytest

from core.hub.mapping import Facts
from tests.core.hub.mapping.given import mapping_of, one, raising, value

MOMENT = "{from: t, as: datetime}"


def sent(text: str) -> bytes:
    return msgspec.json.encode({"t": text})


def at(zone: str, text: str, words: str = "") -> object:
    mapping = mapping_of(f"x: {{from: t, as: datetime{words}}}")
    return one(mapping, sent(text), Facts(issuer="acme", zone=zone)).body["x"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-23T23:59:59+08:00", "2026-11-23T15:59:59+00:00"),
        ("2026-11-23T15:59:59Z", "2026-11-23T15:59:59+00:00"),
        ("2026-11-23 08:15", "2026-11-23T00:15:00+00:00"),
        ("2026-11-23T08:15:30.1234567+0800", "2026-11-23T00:15:30.123456+00:00"),
        ("2024-02-29T00:00:00", "2024-02-28T16:00:00+00:00"),
    ],
)
def test_a_moment_is_told_in_utc_and_a_local_one_takes_the_zone_of_the_site(written: str, read: str) -> None:
    """T21."""
    assert value(MOMENT, sent(written)) == read


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30T08:00:00",
        "2026-11-23",
        "2026-11-23T24:00:00",
        "2026-11-23T08:60:00",
        "23.11.2026 08:00",
        "now",
        "2026-W48-1T08:00",
        "20261123T081500",
        "2026-11-23T08:15:00+25:00",
        "0001-01-01T00:00:00+08:00",
    ],
)
def test_an_impossible_moment_is_refused(written: str) -> None:
    assert raising(lambda: value(MOMENT, sent(written))).cause.startswith("map.datetime@acme/in/test.yaml:")


def test_a_local_time_without_any_zone_is_refused() -> None:
    error = raising(lambda: at("", "2026-11-23T08:00:00"))

    assert error.cause.startswith("map.no_zone@")


def test_the_zone_of_the_mapping_goes_before_that_of_the_site() -> None:
    assert at("Asia/Shanghai", "2026-11-23T08:00:00", ", zone: Europe/Berlin") == "2026-11-23T07:00:00+00:00"


def test_an_hour_the_clock_shows_twice_is_refused_unless_picked() -> None:
    doubled = "2026-10-25T02:30:00"

    error = raising(lambda: at("Europe/Berlin", doubled))

    assert error.cause.startswith("map.doubled_time@")
    assert at("Europe/Berlin", doubled, ", doubled: first") == "2026-10-25T00:30:00+00:00"
    assert at("Europe/Berlin", doubled, ", doubled: second") == "2026-10-25T01:30:00+00:00"
    assert at("Europe/Berlin", "2026-10-25T02:30:00+01:00") == "2026-10-25T01:30:00+00:00"


def test_an_hour_the_clock_jumps_over_is_refused_unless_shifted() -> None:
    missing = "2026-03-29T02:30:00"

    error = raising(lambda: at("Europe/Berlin", missing))

    assert error.cause.startswith("map.missing_time@")
    assert at("Europe/Berlin", missing, ", missing: shift") == "2026-03-29T01:30:00+00:00"


def test_a_zone_in_the_contract_that_does_not_exist_is_refused() -> None:
    assert raising(lambda: at("Asia/Shangai", "2026-11-23T08:00:00")).cause.startswith("map.unknown_zone@")


@pytest.mark.parametrize(
    ("form", "written", "read"),
    [
        ("YYYYMMDDHHmmss", "20261123081500", "2026-11-23T00:15:00+00:00"),
        ("DD/MM/YYYY hh:mm A", "23/11/2026 08:15 PM", "2026-11-23T12:15:00+00:00"),
        ("YYYY年M月D日 HH:mm", "2026年1月3日 08:15", "2026-01-03T00:15:00+00:00"),
        ("DD-MMM-YY HH:mm:ss.f Z", "03-Nov-26 08:15:00.25 +0100", "2026-11-03T07:15:00.250000+00:00"),
        ("epoch", "1764576000", "2025-12-01T08:00:00+00:00"),
        ("epoch_ms", "1764576000123", "2025-12-01T08:00:00.123000+00:00"),
        ("excel", "46349.34375", "2026-11-23T00:15:00+00:00"),
    ],
)
def test_a_partner_writes_times_his_way(form: str, written: str, read: str) -> None:
    assert value(f"{{from: t, as: datetime, format: '{form}'}}", sent(written)) == read


def test_a_day_becomes_a_moment_only_with_a_clock() -> None:
    field = "{from: t, as: datetime, format: YYYYMMDD%s}"

    assert raising(lambda: value(field % "", sent("20261123"))).cause.startswith("map.datetime@")
    assert value(field % ", clock: '23:59:59'", sent("20261123")) == "2026-11-23T15:59:59+00:00"


@pytest.mark.parametrize(
    ("words", "written", "read"),
    [
        ("", "2026-11-23", "2026-11-23"),
        ("", "2026-11-23+08:00", "2026-11-23"),
        (", format: [YYYY-MM-DD, YYYYMMDD]", "20261123", "2026-11-23"),
        (", format: DD.MM.YY", "23.11.26", "2026-11-23"),
        (", format: excel", "46349", "2026-11-23"),
    ],
)
def test_a_date_is_read_in_the_formats_listed(words: str, written: str, read: str) -> None:
    assert value(f"{{from: t, as: date{words}}}", sent(written)) == read


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-2-3", "20261123", "2026-W48-1", "23.11.2026", "0000-00-00"]
)
def test_an_impossible_date_is_refused(written: str) -> None:
    assert raising(lambda: value("{from: t, as: date}", sent(written))).cause.startswith("map.date@")


def test_a_time_of_day_is_read() -> None:
    assert value("{from: t, as: time}", sent("08:15")) == "08:15:00"
    assert value("{from: t, as: time, format: HHmm}", sent("0815")) == "08:15:00"
    assert raising(lambda: value("{from: t, as: time}", sent("24:15"))).cause.startswith("map.time@")
