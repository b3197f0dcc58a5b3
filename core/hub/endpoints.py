"""What the way out asks of the world: endpoints that carry bytes to a partner, and the outbox's queues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from core.hub.contracts import Send
from core.hub.outbox import Outgoing
from core.kernel.errors import Unavailable

# What an endpoint is told of a send beside its bytes; the keys of `headers`.
SEND_ID = "send-id"
MESSAGE_ID = "message-id"
TYPE = "type"
KEY = "key"
MEDIA = "media"
SENT_AT = "sent-at"
# Only where the message has a trace: as W3C writes them.
TRACE = "traceparent"
TRACE_STATE = "tracestate"


class InDoubt(Unavailable):
    """The bytes left the house and no answer came back: they may have arrived, they may not."""


class Busy(Unavailable):
    """The other side took nothing and said when to come again."""

    def __init__(self, text: str, *, retry_after_s: float, cause: str = "") -> None:
        super().__init__(text, cause=cause)
        self.retry_after_s = retry_after_s


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The other side has it; text is what it answered, short, and code its status (202), if any.

    laid_out: nothing left; the hub lays it out for the partner to fetch. receipt_within_s: so long they have
    to say by a receipt what they took; 0 = none is awaited.
    """

    text: str = ""
    code: str = ""
    laid_out: bool = False
    receipt_within_s: float = 0.0


class Endpoint(Protocol):
    """One place outside. A send is named by us, and has that name at every try."""

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """Carries the payload there.

        Raises Refused (they want none of it, ever), InDoubt (it left, no answer came), or any other
        Unavailable, which promises that they did not take it.
        """
        ...

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        """Asks whether they have it: Sent, None if they surely have not, Unavailable if they do not say."""
        ...


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint as its partner's contract declares it."""

    send: Send
    endpoint: Endpoint


class Destinations(Protocol):
    """Finds where a send goes, by the partner's present contract."""

    def find(self, outgoing: Outgoing) -> Destination:
        """Raises Refused if the contract has no such endpoint or declares what its adapter cannot keep,
        Unavailable if its secret cannot be read."""
        ...


class Queues(Protocol):
    """The outbox as queues: one (endpoint, key) is one, in `place` order, and only its head may be sent."""

    def endpoints(self, at: datetime, *, limit: int) -> Sequence[str]:
        """Endpoints with something due at that moment."""
        ...

    def heads(self, endpoint: str, at: datetime, *, limit: int) -> Sequence[Outgoing]:
        """Sends of this endpoint that are due and before which nothing of their key waits or is in doubt,
        longest due first."""
        ...

    def sent_before(self, at: datetime, *, limit: int) -> Sequence[Outgoing]:
        """Sends that arrived before that moment, oldest first.

        None whose message failed and may be tried again: it would be told anew, and that the send is known
        is what keeps the other side from hearing it twice.
        """
        ...


def name_of(sequence: int, send_id: str, suffix: str) -> str:
    """The name of a send: safe as a file name, and its sequence sorts as written."""
    return f"{sequence:010d}-{send_id}{suffix}"
