"""The quantities a document names for a lot, added up and turned into the lot's own unit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from core.catalogue.parts import LotLine, Measure
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity


def micro_in(measure: Measure, unit: str) -> int:
    """Millionths of `unit`; Refused where the units differ in kind or do not divide."""
    return Quantity.of(measure.value, measure.unit).to(unit).micro


def lot_micro(lot_no: str, measures: Iterable[Measure], unit: str) -> int:
    """The sum in the lot's unit; Refused, naming the lot, where a unit is of another kind."""
    try:
        return sum(micro_in(measure, unit) for measure in measures)
    except Refused as error:
        raise Refused(
            f"lot {lot_no} is kept in {unit}: {error.text}; have the source send {unit}", cause=error.cause
        ) from error


def by_lot(lines: Iterable[LotLine]) -> dict[str, list[LotLine]]:
    """The lines of each lot, in the document's order: one lot may stand on several lines."""
    found: dict[str, list[LotLine]] = {}
    for line in lines:
        found.setdefault(line.lot_no, []).append(line)
    return found


class Named(Protocol):
    """A party as a document names it."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


def party(named: Named | None) -> str:
    """Its id, or its name where it has none, or ""."""
    return "" if named is None else named.id or named.name


def ppm_of(fraction: Decimal) -> int:
    """Parts per million of a fraction, what is finer being cut off."""
    return int(fraction * 1_000_000)
