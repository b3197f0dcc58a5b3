"""Where a database source stands: a watermark and a key, kept as text without losing their types."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from front_end_agent.errors import SourceFailed

WatermarkType = Literal["timestamp", "integer", "text"]
LOWEST_INTEGER = -(2**63)
# Seconds only: as text it sorts before every time of the same second.
TEXT_TIME = "%Y-%m-%d{}%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Position:
    """The watermark of a row, and the row's key among those of the same watermark."""

    watermark: Any
    key: tuple[Any, ...]


def as_watermark(position: Position) -> str:
    """The text of a position, for the spool and the hub."""
    values = [_tagged(value) for value in (position.watermark, *position.key)]
    return msgspec.json.encode(values).decode()


def as_position(text: str | None) -> Position | None:
    """None for no watermark, and for one that is not ours."""
    if text is None:
        return None
    try:
        values = [_plain(pair) for pair in msgspec.json.decode(text, type=list[tuple[str, str]])]
        return Position(values[0], tuple(values[1:]))
    except (msgspec.DecodeError, ValueError, ArithmeticError, IndexError, KeyError):
        return None


class Scale:
    """How the watermarks of one source are compared, shifted and begun."""

    def __init__(self, kind: WatermarkType, *, zone: str, text_times: bool) -> None:
        self.kind, self.zone, self.text_times = kind, ZoneInfo(zone), text_times

    def lowest(self) -> Any:
        if self.kind == "integer":
            return LOWEST_INTEGER
        if self.kind == "text":
            return ""
        return "1970-01-01 00:00:00" if self.text_times else dt.datetime(1970, 1, 1)  # noqa: DTZ001

    def back(self, watermark: Any, overlap: float) -> Any:
        """So much before the watermark, in the watermark's own form."""
        if self.kind == "text" or not overlap:
            return watermark
        if self.kind == "integer":
            return max(LOWEST_INTEGER, int(watermark) - int(overlap))
        moment = self.time(watermark) - dt.timedelta(seconds=overlap)
        if isinstance(watermark, str):
            return moment.strftime(TEXT_TIME.format("T" if "T" in watermark else " "))
        return moment

    def not_after(self, watermark: Any, now: dt.datetime) -> Any:
        """A row dated in the future must not pull the watermark there: what follows would be passed over."""
        if self.kind != "timestamp":
            return watermark
        moment = self.time(watermark)
        limit = now.astimezone(moment.tzinfo or self.zone)
        if moment.tzinfo is None:
            limit = limit.replace(tzinfo=None)
        if moment <= limit:
            return watermark
        return limit.isoformat(" ") if isinstance(watermark, str) else limit

    def sortable(self, watermark: Any) -> str:
        """A text that sorts as the watermark does; rows without one come last and are never passed."""
        if watermark is None:
            return "~"
        if self.kind == "integer":
            return f"{int(watermark) - LOWEST_INTEGER:020d}"
        if self.kind == "text":
            return str(watermark)
        moment = self.time(watermark)
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
        return moment.isoformat(timespec="microseconds")

    def time(self, watermark: Any) -> dt.datetime:
        """Raises SourceFailed for what is no time."""
        if isinstance(watermark, dt.datetime):
            return watermark
        if isinstance(watermark, dt.date):
            return dt.datetime.combine(watermark, dt.time.min)
        try:
            return dt.datetime.fromisoformat(watermark)
        except (TypeError, ValueError):
            raise SourceFailed(f"{watermark!r} is no time; set another watermark_type") from None


def _tagged(value: Any) -> tuple[str, str]:
    if isinstance(value, dt.datetime):
        return "t", value.isoformat()
    if isinstance(value, dt.date):
        return "D", value.isoformat()
    if isinstance(value, bool | int):
        return "i", str(int(value))
    if isinstance(value, Decimal | float):
        return "d", str(value)
    return "s", str(value)


def _plain(pair: tuple[str, str]) -> Any:
    tag, text = pair
    readers: dict[str, Any] = {
        "t": dt.datetime.fromisoformat,
        "D": dt.date.fromisoformat,
        "i": int,
        "d": Decimal,
        "s": str,
    }
    return readers[tag](text)
