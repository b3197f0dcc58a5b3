"""A message in the hub: one canonical document, where it stands, and what it was made from."""

from __future__ import annotations

import builtins
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from core.kernel.errors import Broken
from core.kernel.ids import message_id

B = TypeVar("B")


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler is given and what it gives back.

    message_id: uuid5 over (cause, type, key); the same document through any door has the same id.
    type: catalogue name with version ("wms.outbound.v1"), or noun.past_participle.v1 for what we make.
    key: business key; `keys` are all the keys an operator would search by.
    body: a frozen struct, already read.
    partner, site: who said it and where; sites and parties are checked against the partner's contract.
    event_time: when it happened; record_time: when the hub took it in (UTC, the database's clock).
    cause: message_id of the message it was made from, "" for what came from outside.
    corrects: message_id of the message it corrects, or "".
    late: it came after others behind it had been booked.
    """

    message_id: UUID
    type: str
    key: str
    body: Any
    partner: str
    site: str
    event_time: datetime
    record_time: datetime
    cause: str = ""
    corrects: str = ""
    late: bool = False
    keys: tuple[str, ...] = ()

    def read(self, kind: builtins.type[B]) -> B:
        """The body as `kind`; Broken if the message carries something else (a wrong registration)."""
        if not isinstance(self.body, kind):
            raise Broken(
                f"{self.type} carries {type(self.body).__name__}, its handler reads {kind.__name__}",
                cause="message.wrong_body",
            )
        return self.body

    def reply(self, type_name: str, *, key: str, body: Any, keys: tuple[str, ...] = ()) -> Message:
        """What this message leads to; its id follows from this one's, the type and the key."""
        return Message(
            message_id=message_id(str(self.message_id), type_name, key),
            type=type_name,
            key=key,
            body=body,
            partner=self.partner,
            site=self.site,
            event_time=self.event_time,
            record_time=self.record_time,
            cause=str(self.message_id),
            keys=keys or (key,),
        )
