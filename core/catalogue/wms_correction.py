"""What was told before was wrong 冲正: a new fact that names the old one, never an edit."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_moments
from core.catalogue.fields import LINES_MAX, Key, Keys, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Line, Measure, Ref


class CorrectionLine(Line, frozen=True, kw_only=True):
    """By how much one lot's stock changes.

    lot_no: as the warehouse calls it
    delta: signed; below 0 there was less than told
    sku: number of the article
    location: bin or zone
    reason: for this lot
    """

    lot_no: Key
    delta: Measure
    sku: OptionalKey = ""
    location: OptionalKey = ""
    reason: Text = ""


class Correction(Document, frozen=True, kw_only=True):
    """M18, a fact: aligns with X12 947 and EPCIS errorDeclaration.

    correction_no: its number, or the event's id
    kind: adjust (the lines say by how much), void (what `corrects` told was never so; lines only repeat it)
        or declared (the same, said by the source itself and signed by nobody; it may come first)
    event_time: from when it counts; where it undoes a document, that document's time
    warehouse: the site as the warehouse calls it
    lines: at least one for an adjust
    corrects: the document told wrongly, by canonical type and number; all but an adjust must name it
    replaced_by: numbers of the documents told in its stead (EPCIS correctiveEventIDs)
    declared_at: when the mistake was found
    step: the source's word for the step it takes back (EPCIS bizStep), "" where it has none
    reason: why
    approver: who stands for it; nobody does where the source itself declares it
    """

    TYPE: ClassVar[str] = "wms.correction.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("correction_no", "corrects.number", "replaced_by", "lines.lot_no")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    correction_no: Key
    kind: Literal["adjust", "void", "declared"]
    event_time: Moment
    warehouse: Key
    lines: Annotated[tuple[CorrectionLine, ...], Meta(max_length=LINES_MAX)] = ()
    corrects: Ref | None = None
    replaced_by: Keys = ()
    declared_at: Moment | None = None
    step: OptionalKey = ""
    reason: Text = ""
    approver: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time, declared_at=self.declared_at)
        if self.kind == "adjust" and not self.lines:
            raise Wrong(
                "an adjust needs at least one line with its delta",
                cause="catalogue.correction_empty",
                field="lines",
            )
        if self.kind != "adjust" and self.corrects is None:
            raise Wrong(
                f"a correction of kind {self.kind} must name in `corrects` what it takes back",
                cause="catalogue.correction_empty",
                field="corrects",
            )
