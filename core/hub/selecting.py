"""Choosing what a plan is about: a selection becomes places, once, in the order they came in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from core.hub.arrivals import Stream
from core.hub.documents import BusinessKey, StoredDocument
from core.hub.failures import Failure
from core.hub.plan_records import Selection
from core.hub.ports import Store
from core.hub.records import Key, R, key_of
from core.kernel.errors import Refused

PAGE = 1000
CHOSEN_MAX = 100_000
STREAMS_MAX = 100_000


class Chosen(NamedTuple):
    """A failure (ordinal, cause), or a message (ordinal -1)."""

    at: datetime
    partition: int
    number: int
    ordinal: int
    cause: str = ""


class Selector:
    """Reads the store page by page; what it finds is a list, so what comes later is not in it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def failures(self, selection: Selection) -> list[Chosen]:
        """The failures that fit. Refused if there are too many for one plan."""
        wanted = self._places(selection)
        equal: dict[str, Any] = {"state": selection.state}
        for name in ("cause", "partner", "mapping"):
            if not getattr(selection, name):
                break
            equal[name] = getattr(selection, name)
        return _in_order(
            Chosen(row.first_at, row.partition, row.number, row.ordinal, row.cause)
            for row in self._pages(Failure, equal)
            if _fits(row, selection) and (wanted is None or (row.partition, row.number) in wanted)
        )

    def messages(self, selection: Selection) -> list[Chosen]:
        """The messages whose documents fit; with a cause, those whose failures fit."""
        if selection.cause:
            failing = self.failures(selection)
            return _in_order(Chosen(one.at, one.partition, one.number, -1, one.cause) for one in failing)
        wanted = self._places(selection)
        # What we made ourselves has no mapping: there is nothing to read again.
        return _in_order(
            Chosen(row.record_time, row.partition, row.number, -1)
            for row in self._documents(selection, wanted)
            if row.mapping and _chooses(row, selection) and self._from_source(row, selection)
        )

    def _documents(
        self, selection: Selection, wanted: set[tuple[int, int]] | None
    ) -> Iterator[StoredDocument]:
        if wanted is not None:
            for partition, number in sorted(wanted):
                yield from self._pages(StoredDocument, {"partition": partition, "number": number})
            return
        equal: dict[str, Any] = {"partner": selection.partner} if selection.partner else {}
        for stream in self._store.rows(Stream, limit=STREAMS_MAX, **equal):
            yield from self._pages(StoredDocument, {"partition": stream.partition})

    def _from_source(self, row: StoredDocument, selection: Selection) -> bool:
        if not selection.source and not selection.partner:
            return True
        arrival = self._store.arrival(row.partition, row.number)
        return arrival is not None and (
            selection.source in ("", arrival.source) and selection.partner in ("", arrival.partner)
        )

    def _places(self, selection: Selection) -> set[tuple[int, int]] | None:
        """The places that the selection names one by one, None where it names none."""
        named: set[tuple[int, int]] | None = {_place(text) for text in selection.places} or None
        if not selection.key:
            return named
        rows = self._pages(BusinessKey, {"value": selection.key})
        with_key = {(row.partition, row.number) for row in rows}
        return with_key if named is None else with_key & named

    def _pages(self, kind: type[R], equal: dict[str, Any]) -> Iterator[R]:
        after: Key | None = None
        while True:
            rows = self._store.rows(kind, limit=PAGE, after=after, **equal)
            yield from rows
            if len(rows) < PAGE:
                return
            after = key_of(rows[-1])


def _fits(row: Failure, selection: Selection) -> bool:
    return (
        selection.partner in ("", row.partner)
        and selection.source in ("", row.source)
        and selection.mapping in ("", row.mapping)
        and selection.type in ("", row.message_type)
        and selection.cause in ("", row.cause)
        and _within(row.first_at, selection)
    )


def _chooses(row: StoredDocument, selection: Selection) -> bool:
    return (
        selection.type in ("", row.type)
        and selection.mapping in ("", row.mapping)
        and _within(row.record_time, selection)
    )


def _within(at: datetime, selection: Selection) -> bool:
    """From `since` on, and before `until`."""
    return (selection.since is None or at >= selection.since) and (
        selection.until is None or at < selection.until
    )


def _in_order(chosen: Iterator[Chosen]) -> list[Chosen]:
    """Each once, oldest first."""
    first: dict[tuple[int, int, int], Chosen] = {}
    for one in chosen:
        first.setdefault((one.partition, one.number, one.ordinal), one)
        if len(first) > CHOSEN_MAX:
            raise Refused(
                f"more than {CHOSEN_MAX} fit, too many for one plan; narrow the selection",
                cause="plan.too_many",
            )
    return sorted(first.values())


def _place(text: str) -> tuple[int, int]:
    partition, _, number = text.partition("/")
    if not (partition.isdecimal() and number.isdecimal()):
        raise Refused(f"{text!r} is no place; write partition/number", cause="plan.place")
    return int(partition), int(number)
