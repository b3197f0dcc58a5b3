"""A bureau tells what it knows of a party, by that party's consent."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from core.catalogue.checks import require_decimal, require_moments, require_order
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, PartyRef

Facts = Annotated[dict[Key, Text], Meta(max_length=10_000)]


class CreditReport(Document, frozen=True, kw_only=True):
    """M36: a fact from a bureau; pending it is what the hub asks of it.

    report_no: its number; of what is asked the hub's number of the question
    subject: whom it is about
    consent_no: of the subject's consent 授权书
    kind: of the report (enterprise, court, tax, registration …)
    obtained_at: when it was obtained, of pending when it was asked for
    status: pending (asked, not answered), not_found (the bureau does not know the subject), refused; null is
        a report
    request_no: the hub's number of the question it answers
    score: as the bureau counts
    facts: what it says, by the bureau's own names; numbers as text
    expires_at: until when it may be used
    """

    TYPE: ClassVar[str] = "credit.report.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("report_no", "request_no", "subject.id", "consent_no")
    TIMES: ClassVar[tuple[str, ...]] = ("obtained_at",)

    report_no: Key
    subject: PartyRef
    consent_no: Key
    kind: Key
    obtained_at: Moment
    status: Literal["pending", "not_found", "refused"] | None = None
    request_no: OptionalKey = ""
    score: Decimal | None = None
    facts: Facts = msgspec.field(default_factory=dict)
    expires_at: Moment | None = None

    def __post_init__(self) -> None:
        require_moments(obtained_at=self.obtained_at, expires_at=self.expires_at)
        require_decimal("score", self.score)
        require_order(("obtained_at", self.obtained_at), ("expires_at", self.expires_at))
