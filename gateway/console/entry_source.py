"""From a line back to the byte: the document that led to an entry, and which fields say its amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import msgspec

from core.collateral import plain
from core.hub.documents import DONE, BusinessKey, StoredDocument
from core.hub.ports import Store
from core.hub.story import MONTH_MAX, Story, tell
from core.kernel.currencies import minor_digits
from core.kernel.errors import Refused
from core.ledger import Entry, Line, Voucher, VoucherMade
from gateway.console.canonical import Field
from gateway.console.desk import Desk
from gateway.console.ledger_reading import entry_by_id
from gateway.console.provenance import Beside, beside
from gateway.console.told_by import Told, told_by

# A document that is made of another one that is made of another: no room goes deeper.
STEPS_MAX = 20
OUTSIDE = -1
MADE = "ledger.voucher_made.v1"
NAMES_MAX = 50


class Root(NamedTuple):
    """The document from outside that all began with. by: the types of what lies between, last one first."""

    partition: int
    number: int
    document: int
    partner: str
    type: str
    key: str
    by: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.partition}/{self.number}"


class SaidBy(NamedTuple):
    """A line, the fields whose value is its amount, and their marks in the original."""

    line: Line
    fields: tuple[str, ...]
    marks: str


class Source(NamedTuple):
    """The document beside its original, and what it says of each line."""

    beside: Beside
    story: Story
    lines: tuple[SaidBy, ...]


def root_of(store: Store, entry: Entry) -> Root | None:
    """Where the amounts of an entry were said from outside; None where it was let go or never was.

    What a reversal takes back was said by the entry it refers to, what a voucher posts by whoever made it.
    """
    refers = entry_by_id(store, entry.refers) if entry.refers is not None else None
    if refers is not None:
        return root_of(store, refers)
    told = told_by(store, entry.entry_id)
    if store.get(Voucher, entry.book, entry.number) is not None:
        return _made(store, entry) or _behind(store, told)
    return _behind(store, told)


def _behind(store: Store, told: Told | None) -> Root | None:
    """The outside document behind the one that posted."""
    document = _document(store, told.partition, told.number, told.document) if told is not None else None
    arrival = store.arrival(told.partition, told.number) if told is not None else None
    by: list[str] = []
    while document is not None and document.cause != OUTSIDE and len(by) < STEPS_MAX:
        by.append(document.type)
        document = _document(store, document.partition, document.number, document.cause)
    if document is None or arrival is None:
        return None
    return Root(
        document.partition, document.number, document.ordinal, arrival.partner, document.type, document.key,
        tuple(by),
    )  # fmt: skip


def _made(store: Store, entry: Entry) -> Root | None:
    """The message by which somebody wrote the voucher: the names of those about it begin with its number."""
    after = (entry.number, 0, 0, OUTSIDE)
    for key in store.rows(BusinessKey, limit=NAMES_MAX, after=after):
        if not key.value.startswith(entry.number):
            continue
        document = _document(store, key.partition, key.number, key.ordinal)
        if document is None or document.type != MADE or document.outcome != DONE:
            continue
        said = msgspec.json.decode(document.body, type=VoucherMade)
        if (said.book, said.number) == (entry.book, entry.number):
            return _behind(store, Told(key.partition, key.number, key.ordinal))
    return None


def source_of(desk: Desk, root: Root, lines: Iterable[Line], *, personal: bool) -> Source:
    story = tell(desk.hub.store, root.partition, root.number, handled=True, also=root.document)
    if story is None:
        raise Refused(f"message {root.place} was let go meanwhile")
    found = beside(desk.hub, story, root.document, personal=personal)
    return Source(found, story, tuple(_said_by(line, found) for line in lines))


def _said_by(line: Line, found: Beside) -> SaidBy:
    """Fields that hold the amount, in whole units or, as our own messages do, in minor ones.

    What was computed of a lot, as its value of its quantity, is led to the fields that name the lot and say
    how much of it.
    """
    amount = abs(Decimal(line.minor)).scaleb(-minor_digits(line.currency))
    fields = [
        field
        for field in found.fields
        if not field.group and _is(field.value, abs(line.minor) if _minor(field.name) else amount)
    ]
    # Where a document has its lines in the order of the entry's, each is said by its own.
    own = [field for field in fields if field.path.startswith(f"lines[{line.ordinal - 1}].")]
    fields = own or fields or list(_of_lot(line, found))
    marks = " ".join(dict.fromkeys(mark for field in fields for mark in field.marks.split()))
    return SaidBy(line, tuple(field.path for field in fields), marks)


def _of_lot(line: Line, found: Beside) -> Iterator[Field]:
    lot = plain(line.lot)
    named = [field for field in found.fields if lot and not field.group and plain(field.value) == lot]
    about = {field.path.rpartition(".")[0] for field in named} - {""}
    yield from named
    yield from (field for field in found.fields if field.path in {f"{path}.quantity.value" for path in about})


def _minor(name: str) -> bool:
    return name == "minor" or name.endswith("_minor")


def _is(text: str, amount: Decimal | int) -> bool:
    try:
        return abs(Decimal(text)) == amount
    except InvalidOperation:
        return False


def _document(store: Store, partition: int, number: int, ordinal: int) -> StoredDocument | None:
    # A document's key ends with its month, and none is as late as this.
    after = (partition, number, ordinal - 1, MONTH_MAX)
    rows = store.rows(StoredDocument, limit=1, after=after, partition=partition, number=number)
    return rows[0] if rows and rows[0].ordinal == ordinal else None
