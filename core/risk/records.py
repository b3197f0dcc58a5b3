"""What the risk room keeps: every version of a rule set, who decides and who is tried, and every decision."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.hub.records import Record


class RuleSetVersion(Record, frozen=True, kw_only=True):
    """A rule set as it was published; never changed. body: in canonical bytes; hash: of the body."""

    TABLE: ClassVar[str] = "risk_rule_set"
    KEY: ClassVar[tuple[str, ...]] = ("name", "version")
    BOOK: ClassVar[bool] = True

    name: str
    version: int
    hash: str
    body: bytes
    publisher: str
    approver: str
    record_time: datetime
    message_id: UUID


class RuleSetInForce(Record, frozen=True, kw_only=True):
    """Which version of a rule set decides now, how many there are, and how often that or a trial changed."""

    TABLE: ClassVar[str] = "risk_in_force"
    KEY: ClassVar[tuple[str, ...]] = ("name",)
    BOOK: ClassVar[bool] = True

    name: str
    version: int
    latest: int
    changes: int


class Challenger(Record, frozen=True, kw_only=True):
    """A version that decides beside the one in force at a stage, and is never told."""

    TABLE: ClassVar[str] = "risk_challenger"
    KEY: ClassVar[tuple[str, ...]] = ("name", "stage")
    BOOK: ClassVar[bool] = True

    name: str
    stage: str
    version: int
    since: datetime


class Decision(Record, frozen=True, kw_only=True):
    """A decision with all that went into it, so that it can be made again.

    number: the asker's own. business_day: yyyymmdd. asked: hash of the whole question.
    inputs, decided: what was said, and `Decided`, in canonical bytes.
    """

    TABLE: ClassVar[str] = "risk_decision"
    KEY: ClassVar[tuple[str, ...]] = ("number",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("subject",),
        ("rule_set", "version"),
        ("rule_set", "stage", "business_day"),
    )
    BOOK: ClassVar[bool] = True

    number: str
    subject: str
    rule_set: str
    version: int
    stage: str
    business_day: int
    verdict: str
    asked: str
    inputs: bytes
    decided: bytes
    record_time: datetime
    message_id: UUID


class ShadowDecision(Record, frozen=True, kw_only=True):
    """What the challenger would have said to a question that the champion decided.

    inputs, decided: as of a `Decision`; decided is b"" where the challenger could not decide.
    differs: whether anything came out otherwise; differences: what, as canonical bytes.
    """

    TABLE: ClassVar[str] = "risk_shadow"
    KEY: ClassVar[tuple[str, ...]] = ("number",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("rule_set", "stage", "challenger"),)
    BOOK: ClassVar[bool] = True

    number: str
    subject: str
    rule_set: str
    stage: str
    business_day: int
    champion: int
    challenger: int
    verdict: str
    challenger_verdict: str
    differs: bool
    differences: bytes
    inputs: bytes
    decided: bytes
