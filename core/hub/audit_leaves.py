"""What the audit says of a unit of work: a leaf a message, a hash over each document and its effects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from core.hub.documents import Effect, StoredDocument
from core.hub.normalize import Prepared

# The fields of version 1 of the hash, in their order: a field that a later hub adds is not in it.
_FIELDS = 20
_BODY = StoredDocument.__struct_fields__.index("body")
_EFFECT_FIELDS = 8
_ENCODER = msgspec.msgpack.Encoder()
_as_tuple = msgspec.structs.astuple
_TEXT = msgspec.json.Encoder()
Place = tuple[int, int]


class DocumentLeaf(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One document, or (ordinal below 0) why there is none.

    content: SHA-256 of its canonical body, where it came from outside. digest: of its row and its effects.
    """

    ordinal: int
    outcome: str
    content: bytes
    digest: bytes
    effects: int


class Leaf(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One message of a unit of work: its number, the SHA-256 of its raw bytes, who delivered it as what."""

    number: int
    raw: bytes
    delivery: str
    documents: list[DocumentLeaf]


class RunText(msgspec.Struct, frozen=True, kw_only=True):
    """The text of an entry of a partition: the unit of work, and a leaf for every message it handled."""

    handled: int
    why: str
    owner: str
    engine: str
    contract: str
    position: int
    leaves: list[Leaf]


def encoded(text: msgspec.Struct) -> bytes:
    return _TEXT.encode(text)


def leaves_of(
    run: Sequence[Prepared], documents: Iterable[tuple[StoredDocument, bytes]], effects: Iterable[Effect]
) -> list[Leaf]:
    """A leaf for each message of the run; documents: each with the hash of its body where that is known."""
    by_place: defaultdict[Place, list[Effect]] = defaultdict(list)
    for effect in effects:
        by_place[effect.number, effect.ordinal].append(effect)
    found: defaultdict[int, list[DocumentLeaf]] = defaultdict(list)
    for document, content in documents:
        made = by_place.get((document.number, document.ordinal), ())
        found[document.number].append(leaf_of(document, content, made))
    leaves = []
    for one in run:
        arrival = one.arrival
        left = found.get(arrival.number, [])
        if one.failure is not None or one.refused:
            left = [*left, *_unread(one)]
        leaves.append(Leaf(arrival.number, arrival.sha256, arrival.delivery, left))
    return leaves


def content_of(document: StoredDocument) -> bytes:
    """The hash of the body of what came from outside; what we made has its body in its row's hash."""
    return sha256(document.body).digest() if document.cause == -1 else b""


def leaf_of(document: StoredDocument, content: bytes, effects: Sequence[Effect]) -> DocumentLeaf:
    """The leaf of a document as it is written."""
    digest = digest_of(document, content, effects)
    return DocumentLeaf(document.ordinal, document.outcome, content, digest, len(effects))


def digest_of(document: StoredDocument, content: bytes, effects: Sequence[Effect]) -> bytes:
    """SHA-256 over the row (its body by its hash where that is known) and its effects, ordered by id."""
    row: list[Any] = list(_as_tuple(document)[:_FIELDS])
    row[_BODY] = content or document.body
    if effects:
        ordered = effects if len(effects) == 1 else sorted(effects, key=_id_of)
        row += [_as_tuple(effect)[:_EFFECT_FIELDS] for effect in ordered]
    if "\x00" in document.reason or "\x00" in document.key or "\x00" in document.identity:
        row = _as_kept(row)
    return sha256(_ENCODER.encode(row)).digest()


def _id_of(effect: Effect) -> bytes:
    return effect.effect_id.bytes


def _as_kept(row: list[Any]) -> list[Any]:
    """No database keeps a NUL in a text: the leaf says what is kept."""
    return [value.replace("\x00", "\u2400") if isinstance(value, str) else value for value in row]


def _unread(one: Prepared) -> list[DocumentLeaf]:
    """What was not understood has no document: its failure stands at an ordinal below 0."""
    failures = (
        ((-1, one.failure),) if one.failure else ((-2 - at, each) for at, each in enumerate(one.refused))
    )
    return [DocumentLeaf(at, type(error).__name__.lower(), b"", b"", 0) for at, error in failures]
