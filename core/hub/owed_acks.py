"""Acknowledgements owed to partners: a file was taken in, and how it ended is told when it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

import msgspec

from core.hub.documents import StoredDocument
from core.hub.ports import Store
from core.hub.records import Key, Record, key_of
from core.hub.status import FINAL, status_of

FAULTS_MAX = 100
PAGE = 1000
# What stands above stands for the whole file.
WORST = ("unreadable", "conflict", "refused", "let_go", "done", "noted")


class OwedAck(Record, frozen=True, kw_only=True):
    """One file that came by the SFTP door and is not acknowledged yet: the messages first to last are its."""

    TABLE: ClassVar[str] = "hub_owed_ack"
    KEY: ClassVar[tuple[str, ...]] = ("partner", "partition", "first")

    partner: str
    partition: int
    first: int
    last: int
    name: str
    sha256: str
    size: int
    taken_at: datetime


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, and where in the file."""

    cause: str
    place: str
    text: str


class Ack(msgspec.Struct, frozen=True, kw_only=True):
    """What `ack/NAME.ack` says. documents: how many ended how; faults: the first of so many."""

    name: str
    sha256: str
    bytes: int
    message: str
    outcome: str
    documents: dict[str, int]
    faults_in_all: int
    faults: list[Fault]
    taken_at: datetime
    at: datetime


def ack_of(store: Store, owed: OwedAck, now: datetime) -> Ack | None:
    """The acknowledgement, or None while it is not known how all of the file ended."""
    if store.position(owed.partition) < owed.last:
        return None
    documents: Counter[str] = Counter()
    faults: list[Fault] = []
    outcomes: set[str] = set()
    in_all = 0
    for number in range(owed.first, owed.last + 1):
        status = status_of(store, owed.partition, number)
        if status is None or status.state not in FINAL:
            return None
        outcomes.add(status.state)
        in_all += len(status.faults)
        documents.update(_outcomes(store, owed.partition, number))
        for fault in status.faults[: FAULTS_MAX - len(faults)]:
            faults.append(Fault(cause=fault.cause, place=fault.place, text=fault.text))
    return Ack(
        name=owed.name,
        sha256=owed.sha256,
        bytes=owed.size,
        message=f"{owed.partition}/{owed.first}",
        outcome=next((one for one in WORST if one in outcomes), "noted"),
        documents=dict(sorted(documents.items())),
        faults_in_all=in_all,
        faults=faults,
        taken_at=owed.taken_at,
        at=now,
    )


def _outcomes(store: Store, partition: int, number: int) -> Iterator[str]:
    """Of every document that stood in the message, page by page; none of what was made of them."""
    after: Key | None = None
    while True:
        rows = store.rows(StoredDocument, limit=PAGE, after=after, partition=partition, number=number)
        yield from (row.outcome for row in rows if row.cause == -1)
        if len(rows) < PAGE:
            return
        after = key_of(rows[-1])
