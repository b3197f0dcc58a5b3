"""Approval chains as they ship, read from YAML; known holidays are put in, so that a chain says all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

import core.workflow
from adapters.formats.yaml import READER
from adapters.wiring.contract_file import said
from core.hub.business_clock import Holidays
from core.hub.contract_terms import Calendar, SpecialDay
from core.kernel.errors import Unreadable
from core.workflow import Chain

SHIPPED = Path(core.workflow.__file__).parent / "shipped"


def read_chain(path: Path, holidays: Holidays, *, this_year: int) -> Chain:
    """The chain of a file; Unreadable names the file and the place."""
    try:
        chain = msgspec.convert(said(READER.read(path.read_bytes(), {})), Chain)
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such file", cause="workflow.file.missing") from None
    except Unreadable as error:
        raise Unreadable(f"{path} {error.text}", cause="workflow.file", place=error.place) from error
    except (msgspec.ValidationError, TypeError) as error:
        raise Unreadable(f"{path}: {error}", cause="workflow.file.shape") from error
    return replace(chain, hours=_told(chain.hours, holidays, (this_year, this_year + 1)))


def _told(hours: Calendar, holidays: Holidays, years: tuple[int, ...]) -> Calendar:
    """The calendar with these years' days that are not as their weekday; a year nobody knows is left out."""
    if hours.working != "china":
        return hours
    known = tuple(
        year for year in years if year not in hours.years and holidays.works(date(year, 1, 1)) is not None
    )
    days = tuple(
        SpecialDay(day=day, works=bool(holidays.works(day)), why="notice of the State Council")
        for year in known
        for day in _days(year)
        if holidays.works(day) != (day.weekday() < 5)
    )
    # What the file says of a day counts: of several special days the last does.
    return replace(hours, days=(*days, *hours.days), years=(*known, *hours.years))


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
