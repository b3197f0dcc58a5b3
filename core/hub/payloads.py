"""What leaves the house: the canonical document in an envelope with our id, sequence and totals inside."""

from __future__ import annotations

from datetime import UTC
from hashlib import sha256
from typing import Any, Protocol

import msgspec

from core.hub.contracts import Send
from core.hub.mapping import Facts
from core.hub.outbox import TRIED, Outgoing
from core.hub.ports import Library
from core.kernel.trace import span_of, written

JSON_MEDIA = "application/json"
JSON_SUFFIX = ".json"


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes to send, what they are, how a file of them ends, and the name the mapping gave it, if any."""

    body: bytes
    media: str = JSON_MEDIA
    suffix: str = JSON_SUFFIX
    name: str = ""


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """What the receiver checks the body by: how many documents, how long, and its SHA-256."""

    documents: int
    size_bytes: int
    sha256: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The default form of everything that leaves: `document` is our id of the send, the same at every try.

    sequence: counts the sends to this endpoint without gaps; a missing one is a document that did not come.
    trace: a W3C traceparent, the same at every try; absent where the message has no trace.
    """

    document: str
    sequence: int
    totals: Totals
    message: str
    type: str
    key: str
    body: msgspec.Raw
    trace: str | msgspec.UnsetType = msgspec.UNSET


def enclose(outgoing: Outgoing, sequence: int) -> Payload:
    """The canonical body, byte for byte as it is stored, in its envelope."""
    totals = Totals(documents=1, size_bytes=len(outgoing.body), sha256=sha256(outgoing.body).hexdigest())
    envelope = Envelope(
        document=outgoing.send_id,
        sequence=sequence,
        totals=totals,
        message=outgoing.message_id,
        type=outgoing.type,
        key=outgoing.key,
        body=msgspec.Raw(outgoing.body),
        trace=_trace(outgoing) or msgspec.UNSET,
    )
    return Payload(body=msgspec.json.encode(envelope))


class Forms(Protocol):
    """Published mappings of what goes out, by hash."""

    def write(self, hash_: str, body: dict[str, Any], facts: Facts) -> Payload:
        """Raises Unreadable where the mapping cannot say the body."""
        ...


class Payloads:
    """Writes sends as the contract says that was in force when the message was made."""

    def __init__(self, library: Library, forms: Forms) -> None:
        self._library = library
        self._forms = forms

    def write(self, outgoing: Outgoing, sequence: int) -> Payload:
        """The bytes of this send: the same at every try. Unreadable if its mapping cannot write it."""
        mapping = "" if outgoing.type == TRIED else self._mapping(outgoing)
        if not mapping:
            return enclose(outgoing, sequence)
        facts = _facts(outgoing, sequence, self._send(outgoing))
        return self._forms.write(mapping, msgspec.json.decode(outgoing.body), facts)

    def series(self, outgoing: Outgoing) -> str:
        """What its number counts in: its endpoint, or the series that several of a partner's share."""
        send = self._send(outgoing)
        if send is None or not send.numbers:
            return outgoing.endpoint
        return f"{outgoing.endpoint.partition('/')[0]}/#{send.numbers}"

    def _send(self, outgoing: Outgoing) -> Send | None:
        name = outgoing.endpoint.partition("/")[2]
        contract = self._library.contract(outgoing.contract)
        return next((send for send in contract.sends if send.name == name), None)

    def _mapping(self, outgoing: Outgoing) -> str:
        """The hash of the mapping that the contract names for this endpoint, "" for canonical JSON."""
        send = self._send(outgoing)
        contract = self._library.contract(outgoing.contract)
        return contract.mappings[send.mapping] if send is not None and send.mapping else ""


def _facts(outgoing: Outgoing, sequence: int, send: Send | None) -> Facts:
    """What a mapping may write beside the body: our id of the send, its sequence, totals and moment, and what
    the contract says of who we are to this partner.
    """
    return Facts(
        issuer=outgoing.endpoint.partition("/")[0],
        source=outgoing.endpoint,
        name=outgoing.key,
        facts=(send.facts if send is not None else {})
        | {
            "moment": outgoing.intent_at.astimezone(UTC).isoformat(),
            "document": outgoing.send_id,
            "sequence": str(sequence),
            "documents": "1",
            "message": outgoing.message_id,
            "type": outgoing.type,
            "key": outgoing.key,
            "trace": _trace(outgoing),
        },
    )


def _trace(outgoing: Outgoing) -> str:
    """What stands in the bytes is of the send, not of a try: they must be the same at each."""
    return written(outgoing.trace, span_of(outgoing.trace, outgoing.send_id)) if outgoing.trace else ""
