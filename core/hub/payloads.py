"""What leaves the house: the canonical document in an envelope with our id, sequence and totals inside."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from core.hub.outbox import Outgoing
from core.hub.ports import Library

JSON_MEDIA = "application/json"
JSON_SUFFIX = ".json"


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes to send, what they are, and how a file of them ends."""

    body: bytes
    media: str = JSON_MEDIA
    suffix: str = JSON_SUFFIX


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """What the receiver checks the body by: how many documents, how long, and its SHA-256."""

    documents: int
    size_bytes: int
    sha256: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The default form of everything that leaves: `document` is our id of the send, the same at every try.

    sequence: counts the sends to this endpoint without gaps; a missing one is a document that did not come.
    """

    document: str
    sequence: int
    totals: Totals
    message: str
    type: str
    key: str
    body: msgspec.Raw


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
    )
    return Payload(body=msgspec.json.encode(envelope))


class Payloads:
    """Writes sends as the contract says that was in force when the message was made."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def write(self, outgoing: Outgoing, sequence: int) -> Payload:
        """The bytes of this send: the same at every try. Unreadable if its mapping cannot write it."""
        return enclose(outgoing, sequence)
