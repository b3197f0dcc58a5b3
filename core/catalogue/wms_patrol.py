"""Somebody walked through a warehouse 巡库 or checked the pledge there 核库: evidence, it moves nothing."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import require_moments
from core.catalogue.fields import LINES_MAX, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Line, Photos


class Finding(Line, frozen=True, kw_only=True):
    """Something that is not as it should be.

    kind: damaged, mixed (goods of several kinds in one lot), aged, blocked, missing, seal (broken), other
    lot_no: the lot it is about, where it is one
    zone: bin or zone
    text: in words
    """

    kind: Literal["damaged", "mixed", "aged", "blocked", "missing", "seal", "other"]
    lot_no: OptionalKey = ""
    zone: OptionalKey = ""
    text: Text = ""


class Patrol(Document, frozen=True, kw_only=True):
    """A fact from the supervisor or the pledgee: no public standard, EPCIS inspecting.

    patrol_no: of the report
    kind: patrol 巡库 or check 核库 (by the pledgee)
    event_time: when it was done
    warehouse: the site as the warehouse calls it
    inspector: who did it
    findings: none where all was well
    location: bin or zone it is limited to
    photos: of the goods and places
    """

    TYPE: ClassVar[str] = "wms.patrol.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("patrol_no", "findings.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    patrol_no: Key
    kind: Literal["patrol", "check"]
    event_time: Moment
    warehouse: Key
    inspector: Text
    findings: Annotated[tuple[Finding, ...], Meta(max_length=LINES_MAX)] = ()
    location: OptionalKey = ""
    photos: Photos = ()

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
