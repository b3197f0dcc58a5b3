"""The levels of a contract: entered at their line, left only well below it and twice (no flapping)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from core.collateral.units import PPM

NORMAL, WATCH, CALL, LIQUIDATE = "NORMAL", "WATCH", "CALL", "LIQUIDATE"
LEVELS = (NORMAL, WATCH, CALL, LIQUIDATE)
LTV, FLOOR, FALL, UNCURED = "ltv", "floor", "fall", "uncured"


class Lines(Protocol):
    """Where the levels begin and how they are left, as `ContractOpened` says."""

    @property
    def warn_ppm(self) -> int: ...
    @property
    def call_ppm(self) -> int: ...
    @property
    def liquidate_ppm(self) -> int: ...
    @property
    def calm_ppm(self) -> int: ...
    @property
    def calm_marks(self) -> int: ...
    @property
    def cure_s(self) -> int: ...
    @property
    def watch_fall_ppm(self) -> int: ...


class Standing(NamedTuple):
    """How a contract stands: its level, why, how many marks it has been below the line, since when called."""

    level: str = NORMAL
    cause: str = ""
    calm: int = 0
    call_since: datetime | None = None


class Reading(NamedTuple):
    """What one mark found. again: a second mark of the same moment, which counts as no further calm one."""

    at: datetime
    exposure_minor: int
    value_minor: int
    floor_broken: bool
    fall_ppm: int = 0
    again: bool = False


def next_standing(before: Standing, reading: Reading, lines: Lines) -> Standing:
    """The standing after this mark.

    Where nothing is owed nothing is called, whatever goods are there: a call ends with the debt, at once.
    """
    if not reading.exposure_minor:
        reading = reading._replace(floor_broken=False)
    level, cause = _reached(before, reading, lines)
    if not reading.exposure_minor:
        return Standing(level, cause)
    if LEVELS.index(level) >= LEVELS.index(before.level):
        if level == before.level and cause not in {LTV, UNCURED}:
            cause = before.cause or cause
        return Standing(level, cause, 0, _call_since(before, level, reading.at))
    if not _calm(before, reading, lines):
        return before._replace(calm=0)
    calm = before.calm + (not reading.again)
    if calm < lines.calm_marks:
        return before._replace(calm=calm)
    lower = _still_held(before, reading, lines)
    return Standing(lower, LTV if lower != NORMAL else "", 0, _call_since(before, lower, reading.at))


def _reached(before: Standing, reading: Reading, lines: Lines) -> tuple[str, str]:
    """The highest level whose line this mark reaches."""
    if _over(reading, lines.liquidate_ppm):
        return LIQUIDATE, LTV
    called = before.call_since
    uncured = called is not None and reading.at - called >= timedelta(seconds=lines.cure_s)
    if uncured and (reading.floor_broken or _over(reading, lines.call_ppm - lines.calm_ppm, strictly=True)):
        return LIQUIDATE, UNCURED
    if _over(reading, lines.call_ppm):
        return CALL, LTV
    if reading.floor_broken:
        return CALL, FLOOR
    if _over(reading, lines.warn_ppm):
        return WATCH, LTV
    if reading.fall_ppm >= lines.watch_fall_ppm > 0:
        return WATCH, FALL
    return NORMAL, ""


def _calm(before: Standing, reading: Reading, lines: Lines) -> bool:
    """Well below the line of the level it stands at, and above the floor."""
    if reading.floor_broken:
        return False
    line = _line(CALL if before.cause == UNCURED else before.level, lines)
    return not _over(reading, line - lines.calm_ppm, strictly=True)


def _still_held(before: Standing, reading: Reading, lines: Lines) -> str:
    """The level below which it is not well below the line either; NORMAL where there is none."""
    for level in (CALL, WATCH):
        lower = LEVELS.index(level) < LEVELS.index(before.level)
        if lower and _over(reading, _line(level, lines) - lines.calm_ppm, strictly=True):
            return level
    return NORMAL


def _call_since(before: Standing, level: str, at: datetime) -> datetime | None:
    if level not in {CALL, LIQUIDATE}:
        return None
    return before.call_since or at


def _line(level: str, lines: Lines) -> int:
    return {WATCH: lines.warn_ppm, CALL: lines.call_ppm, LIQUIDATE: lines.liquidate_ppm}[level]


def _over(reading: Reading, line_ppm: int, *, strictly: bool = False) -> bool:
    """Whether loan to value is at the line or over it (strictly: over it), exactly, without dividing."""
    if reading.exposure_minor <= 0:
        return False
    loan, bound = reading.exposure_minor * PPM, max(0, reading.value_minor) * line_ppm
    return loan > bound if strictly else loan >= bound
