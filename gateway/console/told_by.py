"""Which message said what a book says: the place of its document, found by the effect it had."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from core.hub.documents import Effect
from core.hub.ports import Store
from core.kernel.ids import message_id


class Told(NamedTuple):
    """A document of a message; number 0 and up counts those of one arrival."""

    partition: int
    number: int
    document: int

    @property
    def path(self) -> str:
        return f"/messages/{self.partition}/{self.number}?document={self.document}"


def told_by(store: Store, effect_id: UUID) -> Told | None:
    """The document whose effect it is; None where no effect of this id was ever booked."""
    effect = store.get(Effect, effect_id)
    return Told(effect.partition, effect.number, effect.ordinal) if effect is not None else None


def told_of(store: Store, message: UUID, kind: str, key: str) -> Told | None:
    """The same of a row that names its message and knows under which key its effect stands."""
    return told_by(store, message_id(str(message), kind, key))
