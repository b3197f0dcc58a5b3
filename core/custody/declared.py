"""What a source itself declared to be wrong: a document it told, or will have told."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class Declared(Record, frozen=True, kw_only=True):
    """A document that its source declared to be wrong; kept, for the document may be still to come."""

    TABLE: ClassVar[str] = "custody_declared"
    KEY: ClassVar[tuple[str, ...]] = ("site", "document_type", "document_no")
    BOOK: ClassVar[bool] = True

    site: str
    document_type: str
    document_no: str
    correction_no: str
    reason: str
    at: datetime
