"""Published posting rules, kept for ever."""

from __future__ import annotations

from typing import ClassVar

from core.hub.records import FREE, Record


class RuleSet(Record, frozen=True, kw_only=True):
    """The rules from a day on, as they were published; never changed, only followed by others.

    from_day: yyyymmdd. body: the rules in canonical bytes. hash: of the body.
    """

    TABLE: ClassVar[str] = "ledger_rule_set"
    KEY: ClassVar[tuple[str, ...]] = ("name", "from_day")
    BOOK: ClassVar[bool] = True
    LOCK: ClassVar[str] = FREE

    name: str
    from_day: int
    approver: str
    body: bytes
    hash: str
