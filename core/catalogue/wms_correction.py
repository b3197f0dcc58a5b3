"""What was told before was wrong 冲正: a new fact that names the old one, never an edit."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.parts import (
    LINES_MAX,
    Document,
    Key,
    Keys,
    Measure,
    Moment,
    OptionalKey,
    Part,
    Ref,
    Text,
    Wrong,
    require_moments,
)


class CorrectionLine(Part, frozen=True, kw_only=True):
    """By how much one lot's stock changes.

    delta: signed; below 0 there was less than told.
    """

    lot_no: Key
    delta: Measure
    sku: OptionalKey = ""
    location: OptionalKey = ""
    reason: Text = ""
    extensions: dict[str, str] = {}


class Correction(Document, frozen=True, kw_only=True):
    """M18 wms.correction.v1, a fact: aligns with X12 947 and EPCIS errorDeclaration.

    kind: adjust (the lines say by how much; X12 947) or void (what `corrects` told never happened; the lines, if
    any, only repeat it; EPCIS errorDeclaration). event_time: from when the correction counts (the original's time
    where it undoes it). declared_at: when it was found. corrects: the document told wrongly, by canonical type and
    number; a void must name it. replaced_by: numbers of the documents told in its stead (correctiveEventIDs).
    """

    TYPE: ClassVar[str] = "wms.correction.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("correction_no", "corrects.number", "replaced_by", "lines.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    correction_no: Key
    kind: Literal["adjust", "void"]
    event_time: Moment
    warehouse: Key
    lines: Annotated[tuple[CorrectionLine, ...], Meta(max_length=LINES_MAX)] = ()
    corrects: Ref | None = None
    replaced_by: Keys = ()
    declared_at: Moment | None = None
    reason: Text = ""
    approver: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time, declared_at=self.declared_at)
        if self.kind == "adjust" and not self.lines:
            raise Wrong(
                "an adjust needs at least one line with its delta", cause="catalogue.correction_empty"
            )
        if self.kind == "void" and self.corrects is None:
            raise Wrong("a void must name in `corrects` what it voids", cause="catalogue.correction_empty")
