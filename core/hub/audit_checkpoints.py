"""Checkpoints: the hub signs where every chain of the audit is, so that all of them are one."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import msgspec

from core.hub.audit import (
    CHECKPOINT,
    CHECKPOINTS,
    DESK,
    AuditEntry,
    AuditHead,
    AuditNamed,
    entry_behind,
)
from core.hub.collisions import again_on_collision
from core.hub.ports import Head, Signer, Store, Unit
from core.kernel.steps import step

HEADS_A_PAGE = 1000
_SIGNED = b"lianqiao.audit.checkpoint.1\n"
_TEXT = msgspec.json.Encoder()


class Named(msgspec.Struct, frozen=True, array_like=True):
    """Where a chain was."""

    chain: int
    number: int
    hash: bytes


class CheckpointText(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a checkpoint.

    key: the fingerprint of the key that signed it. heads: of the chains that grew since the last one.
    month, let_go: a month that retention lets go, and the last entry of it that each chain has.
    """

    key: str
    heads: list[Named]
    month: int = 0
    let_go: list[Named] = []


def fingerprint(public_key: bytes) -> str:
    """What a person notes of a public key."""
    return f"sha256:{sha256(public_key).hexdigest()}"


def signed_bytes(entry: AuditEntry) -> bytes:
    """What the hub's key signs of a checkpoint."""
    return _SIGNED + entry.hash


def text_of(entry: AuditEntry) -> CheckpointText:
    """Raises msgspec's ValidationError or DecodeError for what is no text of a checkpoint."""
    return msgspec.json.decode(entry.text, type=CheckpointText)


def sign_checkpoint(store: Store, key: Signer) -> AuditEntry | None:
    """Signs the heads of all chains that grew since the last checkpoint; None if none did."""

    def once() -> AuditEntry | None:
        with store.unit() as unit:
            head = lock_checkpoints(unit)
            grown = list(_grown(store, unit))
            if not grown:
                return None
            named = [Named(one.chain, one.number, one.hash) for one in grown]
            text = CheckpointText(key=fingerprint(key.public_key), heads=named)
            entry = write_checkpoint(unit, key, head, text)
            step("audit.signed")
            return entry

    return again_on_collision(once, what="the audit's checkpoint")


def write_checkpoint(unit: Unit, key: Signer, head: Head, text: CheckpointText) -> AuditEntry:
    """The next checkpoint; what it names counts as named."""
    bare = entry_behind(head, CHECKPOINT, _TEXT.encode(text), unit.now)
    entry = msgspec.structs.replace(bare, signature=key.sign(signed_bytes(bare)))
    unit.shelf(AuditEntry).add(entry)
    unit.shelf(AuditHead).put(AuditHead(chain=CHECKPOINTS, number=entry.number, hash=entry.hash))
    for one in text.heads:
        unit.shelf(AuditNamed).put(AuditNamed(chain=one.chain, number=one.number))
    return entry


def lock_checkpoints(unit: Unit) -> Head:
    """The head of the chain of checkpoints, locked: two clocks do not sign at once."""
    known = unit.shelf(AuditHead).get(CHECKPOINTS)
    return Head(chain=CHECKPOINTS, number=known.number, hash=known.hash) if known else Head(chain=CHECKPOINTS)


def _grown(store: Store, unit: Unit) -> Iterator[Head]:
    named = unit.shelf(AuditNamed)
    for page in _pages(store):
        named.warm([(head.chain,) for head in page])
        for head in page:
            before = named.get(head.chain)
            if head.number > (before.number if before else 0):
                yield head


def _pages(store: Store) -> Iterator[list[Head]]:
    """The heads of all chains but the checkpoints' own; read without any lock of theirs."""
    desk = store.get(AuditHead, DESK)
    if desk is not None:
        yield [Head(chain=DESK, number=desk.number, hash=desk.hash)]
    after = 0
    while page := store.heads(after=after, limit=HEADS_A_PAGE):
        yield page
        after = page[-1].chain


def heads_of(store: Store) -> Iterator[Head]:
    """Where every chain is, the checkpoints' own too."""
    for page in _pages(store):
        yield from page
    known = store.get(AuditHead, CHECKPOINTS)
    if known is not None:
        yield Head(chain=CHECKPOINTS, number=known.number, hash=known.hash)
