"""Where messages go outside: the endpoints whose contracts ask for a type get it by the outbox."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from core.catalogue.ack import Ack
from core.catalogue.ack_interchange import InterchangeAck
from core.catalogue.fields import KEY_LENGTH_MAX, TEXT_LENGTH_MAX
from core.hub.arrivals import Arrival
from core.hub.contracts import Send
from core.hub.documents import DONE, NOTED
from core.hub.message import Message
from core.hub.outbox import WAITING, Outgoing
from core.hub.ports import Library, Unit
from core.kernel.canonical import canonical_bytes
from core.kernel.ids import message_id
from core.kernel.trace import STATE, kept_state

ACK = Ack.TYPE
# An answer is never answered.
ANSWERS = frozenset({Ack.TYPE, InterchangeAck.TYPE})


class Ended(Protocol):
    """How a document ended: its outcome, the group of its reason, and the reason."""

    @property
    def outcome(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def reason(self) -> str: ...


_STATE = f'"{STATE}"'.encode()


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint of one partner that wants a message type."""

    partner: str
    sites: frozenset[str]
    contract: str
    send: Send

    @property
    def endpoint(self) -> str:
        return f"{self.partner}/{self.send.name}"

    def wants(self, message: Message) -> bool:
        """Its own messages, those about its sites, or all, as the contract says; of them those of `where`."""
        own = message.partner == self.partner or message.site in self.sites
        where = self.send.where.items()
        return (own or self.send.scope == "all") and all(
            _field(message.body, name) == value for name, value in where
        )


def _field(body: object, name: str) -> str:
    """What the body says there; a point leads into a part of it, as in `funder.id`."""
    for step in name.split("."):
        body = getattr(body, step, "")
    return str(body)


class Routes:
    """Puts what must leave into the outbox, inside the unit of work that made it."""

    def __init__(self, unit: Unit, library: Library) -> None:
        self._unit = unit
        self._library = library
        self._count = 0

    def send(self, arrival: Arrival, message: Message, ordinal: int) -> None:
        """An intent for every endpoint that wants this message."""
        for subscription in self._library.subscriptions(message.type):
            # What a partner answered us is not sent back to it.
            own = message.type in ANSWERS and not message.cause and subscription.partner == message.partner
            if subscription.wants(message) and not own:
                self._intend(arrival, message, ordinal, subscription)

    def answer(self, arrival: Arrival, message: Message, ordinal: int, ended: Ended) -> None:
        """The acknowledgement M40 for the partner who sent the message, where its contract asks for one."""
        if message.type in ANSWERS:
            return
        wanting = [one for one in self._library.subscriptions(ACK) if one.partner == arrival.partner]
        if not wanting:
            return
        taken = ended.outcome in (DONE, NOTED)
        body = Ack(
            about=message.key[:KEY_LENGTH_MAX] or str(message.message_id),
            result="ack" if taken else "nack",
            event_time=message.record_time,
            code="" if taken else (ended.code or ended.outcome)[:KEY_LENGTH_MAX],
            text=ended.reason[:TEXT_LENGTH_MAX],
            message_id=str(message.message_id),
        )
        # A document that is refused and then mended is answered twice, and both times anew.
        id_ = message_id(str(message.message_id), ACK, f"{message.key} {body.result}")
        answer = msgspec.structs.replace(message.reply(ACK, key=message.key, body=body), message_id=id_)
        for subscription in wanting:
            if subscription.wants(answer):
                self._intend(arrival, answer, ordinal, subscription)

    def _intend(self, arrival: Arrival, message: Message, ordinal: int, subscription: Subscription) -> None:
        self._count += 1
        send_id = message_id(str(message.message_id), "send", subscription.endpoint).hex
        self._unit.shelf(Outgoing).put(
            Outgoing(
                send_id=send_id,
                endpoint=subscription.endpoint,
                key=message.key,
                place=int(self._unit.now.timestamp() * 1000) * 1000 + self._count,
                partition=arrival.partition,
                number=arrival.number,
                ordinal=ordinal,
                message_id=str(message.message_id),
                type=message.type,
                body=_body(message.body),
                contract=subscription.contract,
                state=WAITING,
                tries=0,
                intent_at=self._unit.now,
                due_at=self._unit.now,
                text="",
                trace=arrival.trace,
                trace_state=_state(arrival),
            )
        )


def _state(arrival: Arrival) -> str | None:
    """What other vendors of tracing want carried on; hardly any message has it, so few facts are read."""
    said: str = msgspec.json.decode(arrival.facts).get(STATE, "") if _STATE in arrival.facts else ""
    return kept_state(said) or None


def _body(body: Any) -> bytes:
    return canonical_bytes(body)
