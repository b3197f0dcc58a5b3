"""What stands on a timeline: all that one message did to a deal is one item, in one lane, on one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from core.hub.documents import StoredDocument
from core.hub.ports import Store
from gateway.console.told_by import Told, told_by

PAPER, GOODS, MONEY = "paper", "goods", "money"
_WEIGHT = (PAPER, GOODS, MONEY)


class Head(NamedTuple):
    """One thing that was done: its word in the catalogues, then numbers and values as they are."""

    word: str
    text: str = ""
    tone: str = "plain"


class Voucher(NamedTuple):
    """An entry of the ledger, by its book and number."""

    book: str
    number: str


@dataclass(slots=True)
class Item:
    """effect: by which the message is found whose doing it was, where `told` is not known yet.

    weak: what it says goes without saying where anything else is said of the same message.

    task: the decision it belongs to. decision: of the rules, with its trace. loan: the loan it is about.
    search: what messages are searched by where no row says which one it was.
    """

    day: int
    at: datetime | None
    lane: str
    message: UUID | None = None
    heads: list[Head] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    effect: UUID | None = None
    told: Told | None = None
    task: str = ""
    decision: str = ""
    loan: str = ""
    search: str = ""
    weak: bool = False

    @property
    def tone(self) -> str:
        """The gravest of what was done."""
        tones = [head.tone for head in self.heads]
        return next((tone for tone in ("bad", "warn", "good", "wait") if tone in tones), "plain")

    def join(self, other: Item) -> None:
        """The same message said this too: money outweighs goods, and both outweigh paper."""
        if self.weak and other.heads:
            self.heads, self.weak = [], other.weak
        if not other.weak or not self.heads:
            self.heads += [head for head in other.heads if head not in self.heads]
        self.vouchers += [one for one in other.vouchers if one not in self.vouchers]
        self.lane = max(self.lane, other.lane, key=_WEIGHT.index)
        self.effect, self.told = self.effect or other.effect, self.told or other.told
        self.task, self.loan = self.task or other.task, self.loan or other.loan
        self.decision = self.decision or other.decision

    def resolved(self, store: Store) -> Item:
        """With the place of its message, where that is still kept."""
        if self.told is None and self.effect is not None:
            self.told = told_by(store, self.effect)
        if self.told is None and self.message is not None:
            found = next(iter(store.rows(StoredDocument, limit=1, message_id=self.message)), None)
            if found is not None:
                self.told = Told(found.partition, found.number, found.ordinal)
        return self


class Items:
    """Gathers items; those of one message become one, on the day that the first of them said."""

    def __init__(self) -> None:
        self._by_message: dict[UUID, Item] = {}
        self._alone: list[Item] = []

    def add(self, item: Item) -> None:
        if item.message is None:
            self._alone.append(item)
        elif (known := self._by_message.get(item.message)) is not None:
            known.join(item)
        else:
            self._by_message[item.message] = item

    def knows(self, message: UUID) -> bool:
        return message in self._by_message

    def __iter__(self) -> Iterator[Item]:
        yield from self._by_message.values()
        yield from self._alone
