"""Products as files, those that ship and a house's own; and the working days that the loan room is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

import core.loan
from adapters.formats.yaml import READER
from adapters.wiring.contract_file import said
from adapters.wiring.word_file import fields_of
from core.kernel.days import day_number
from core.kernel.errors import Refused, Unreadable
from core.loan import CalendarPublished, Product, SaidDay
from core.loan.ports import Holidays

_CHOICE = re.compile(r"^Invalid enum value .* at `\$\.(\w+)(?:\[\d+\])?`$")
SHIPPED = Path(core.loan.__file__).parent / "products"


def read_product(path: Path) -> Product:
    """The product of a file; Unreadable names the file and the place."""
    try:
        tree = said(READER.read(path.read_bytes(), {}))
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such file", cause="loan.file.missing") from None
    except Unreadable as error:
        raise Unreadable(f"{path} {error.text}", cause="loan.file", place=error.place) from error
    try:
        return msgspec.convert(tree, Product, strict=False)
    except (msgspec.ValidationError, TypeError, Refused) as error:
        raise Unreadable(f"{path}: {_told(error, tree)}", cause="loan.file.shape") from error


def _told(error: Exception, tree: Any) -> str:
    """With the field that its own rule refuses, and with all words of which what stands there is none."""
    if isinstance(error, Refused) and isinstance(tree, dict):
        for field in msgspec.structs.fields(Product):
            try:
                msgspec.convert(tree.get(field.name, field.default), field.type, strict=False)
            except Refused:
                return f"{field.name}: {error}"
            except (msgspec.ValidationError, TypeError):
                continue
    known = _CHOICE.search(str(error))
    words = {name: holds for name, holds, _ in fields_of(Product)}
    return f"{error}; there are {words[known[1]]}" if known and known[1] in words else str(error)


def calendar_said(
    holidays: Holidays, years: range, *, said_day: int, by: str, approver: str
) -> CalendarPublished:
    """The years whose notice is known, and their days that are not as their weekday."""
    known = tuple(year for year in years if holidays.works(date(year, 1, 1)) is not None)
    days = tuple(
        SaidDay(day=day_number(day), works=works)
        for year in known
        for day in _days(year)
        if (works := bool(holidays.works(day))) != (day.weekday() < 5)
    )
    return CalendarPublished(
        calendar="china", said_day=said_day, years=known, days=days, by=by, approver=approver
    )


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
