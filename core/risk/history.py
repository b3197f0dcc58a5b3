"""Stored decisions and trials by their span of days, in pages, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.hub.ports import Store
from core.hub.records import Key, R, key_of
from core.kernel.errors import Refused
from core.risk.records import Decision, ShadowDecision

PAGE = 500
SPAN_DAYS_MAX = 3_700


def decisions_of(store: Store, rule_set: str, stage: str, first: int, last: int) -> Iterator[Decision]:
    """Every decision of a stage from the first business day to the last, day by day."""
    for day in days_of_span(first, last):
        yield from _paged(store, Decision, rule_set=rule_set, stage=stage, business_day=day)


def shadows_of(store: Store, rule_set: str, stage: str, challenger: int) -> Iterator[ShadowDecision]:
    """Every question that this version was tried with at the stage."""
    yield from _paged(store, ShadowDecision, rule_set=rule_set, stage=stage, challenger=challenger)


def days_of_span(first: int, last: int) -> list[int]:
    """Every day from the first to the last as yyyymmdd; Refused where they are none or too many."""
    begin, end = _day(first), _day(last)
    count = (end - begin).days + 1
    if not 0 < count <= SPAN_DAYS_MAX:
        raise Refused(
            f"from {first} to {last} are {max(count, 0)} days; take 1 to {SPAN_DAYS_MAX}", cause="risk.span"
        )
    return [int((begin + timedelta(days=at)).strftime("%Y%m%d")) for at in range(count)]


def _day(number: int) -> date:
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError as error:
        raise Refused(f"{number} is no day; write it as 20261123", cause="risk.span") from error


def _paged(store: Store, kind: type[R], **equal: object) -> Iterator[R]:
    after: Key | None = None
    while True:
        rows = store.rows(kind, limit=PAGE, after=after, **equal)
        yield from rows
        if len(rows) < PAGE:
            return
        after = key_of(rows[-1])
