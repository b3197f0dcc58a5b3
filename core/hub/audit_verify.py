"""Verifies an audit as it streams by: every hash and signature, and that nothing is missing or put in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import msgspec

from core.hub.audit import CHECKPOINT, CHECKPOINTS, AuditEntry, hash_of, name_of
from core.hub.audit_checkpoints import CheckpointText, fingerprint, signed_bytes, text_of
from core.hub.ports import Head, Signatures

FOUND_MAX = 100


class Finding(NamedTuple):
    """Something that is not as it was written: where, and what is wrong with it."""

    place: str
    text: str


class _Chain(msgspec.Struct):
    """How far a chain was read. named: up to where a checkpoint vouches; claimed: it began behind this."""

    number: int = 0
    hash: bytes = b""
    named: int = 0
    claimed: Head | None = None


class Verifier:
    """Takes entries in the order of the walk; what it found is in `found`, the first touched first.

    keys: the public keys that may have signed. begins: the audit may begin in the middle, as an export of
    some days does: where a chain begins is then believed, for the next checkpoint vouches for what follows.
    noted: a checkpoint that somebody remembers, which must be there.
    """

    def __init__(
        self,
        signatures: Signatures,
        keys: Collection[bytes],
        *,
        begins: bool = False,
        noted: Head | None = None,
    ) -> None:
        self._signatures = signatures
        self._keys = {fingerprint(key): key for key in keys}
        self._begins = begins
        self._noted = noted
        self._chains: dict[int, _Chain] = {}
        self._let_go: dict[int, tuple[int, bytes]] = {}
        self.found: list[Finding] = []
        self.entries = 0
        self.checkpoints = 0

    def begin(self, head: Head) -> None:
        """A chain whose entries up to this one are not there."""
        if head.chain in self._chains:
            self._find(head.chain, head.number, "is said to begin here, and has entries before it")
            return
        claimed = None if self._begins else head
        self._chains[head.chain] = _Chain(head.number, head.hash, head.number, claimed)

    def take(self, entry: AuditEntry) -> None:
        """The next entry of its chain."""
        self.entries += 1
        chain = self._chains.setdefault(entry.chain, _Chain())
        if entry.number <= chain.number:
            self._find(entry.chain, entry.number, "stands twice or out of its order, or was put in")
            return
        whole = entry.number == chain.number + 1
        if not whole:
            self._missing(entry.chain, chain.number + 1, entry.number - 1)
        elif hash_of(entry, chain.hash) != entry.hash:
            self._find(
                entry.chain, entry.number, f"was changed: it does not hash to what it says ({_said(entry)})"
            )
        chain.number, chain.hash = entry.number, entry.hash
        if (entry.chain == CHECKPOINTS) != (entry.kind == CHECKPOINT):
            self._find(entry.chain, entry.number, f"is a {entry.kind}, which does not belong here")
        elif entry.chain == CHECKPOINTS:
            self._checkpoint(entry)

    def close(self, before: Collection[Head] = (), after: Collection[Head] | None = None) -> list[Finding]:
        """All is read; gives what was found.

        before, after: where each chain was when the reading began, and when it had ended.
        """
        for head in before:
            self._at(head.chain, head.number, head.hash, "its head")
        if self._noted is not None:
            text = "is missing or another than the one that was noted: the audit was cut off or made anew"
            self._find(CHECKPOINTS, self._noted.number, text)
        known = {head.chain: head.number for head in after or ()}
        for number, chain in self._chains.items():
            if chain.claimed is not None and self._let_go.get(number) != _end_of(chain.claimed):
                text = "and all before are missing, and no checkpoint says they were let go"
                self._find(number, chain.claimed.number, text)
            if after is not None and chain.number > known.get(number, 0):
                self._find(number, chain.number, "was put in behind the head of its chain")
        return self.found

    def numbers(self) -> dict[int, int]:
        """The last entry of each chain."""
        return {number: chain.number for number, chain in self._chains.items()}

    @property
    def unsigned(self) -> int:
        """How many entries came behind the last checkpoint that names their chain."""
        chains = [chain for number, chain in self._chains.items() if number != CHECKPOINTS]
        return sum(max(0, chain.number - chain.named) for chain in chains)

    @property
    def last_checkpoint(self) -> Head:
        chain = self._chains.get(CHECKPOINTS, _Chain())
        return Head(chain=CHECKPOINTS, number=chain.number, hash=chain.hash)

    # -- inside ------------------------------------------------------------------------------------------

    def _checkpoint(self, entry: AuditEntry) -> None:
        self.checkpoints += 1
        if self._noted is not None and (entry.number, entry.hash) == (self._noted.number, self._noted.hash):
            self._noted = None
        try:
            text = text_of(entry)
        except msgspec.MsgspecError:
            self._find(entry.chain, entry.number, "holds no text of a checkpoint")
            return
        self._signed(entry, text)
        for named in text.heads:
            self._at(named.chain, named.number, named.hash, f"checkpoint {entry.number}")
            chain = self._chains.setdefault(named.chain, _Chain())
            chain.named = max(chain.named, named.number)
        self._let_go.update((gone.chain, (gone.number, gone.hash)) for gone in text.let_go)

    def _signed(self, entry: AuditEntry, text: CheckpointText) -> None:
        key = self._keys.get(text.key)
        if key is None:
            known = ", ".join(self._keys) or "none"
            self._find(entry.chain, entry.number, f"is signed by the key {text.key}; believed are {known}")
        elif not self._signatures.verify(key, entry.signature, signed_bytes(entry)):
            self._find(entry.chain, entry.number, "bears a signature that is not the hub's")

    def _at(self, number: int, last: int, hash_: bytes, who: str) -> None:
        """The chain must stand exactly there."""
        chain = self._chains.get(number, _Chain())
        if chain.number < last:
            self._missing(number, chain.number + 1, last, f"; {who} names {last}")
            self._chains[number] = _Chain(last, hash_, chain.named, chain.claimed)
        elif chain.number == last and chain.hash != hash_:
            text = f"to {last} were made anew: {who} names another hash; the first touched is one of these"
            self._find(number, chain.named + 1, text)
        elif chain.number > last and who != "its head":
            self._find(number, chain.number, f"stands before {who}, which names {last} as the last")

    def _missing(self, chain: int, first: int, last: int, why: str = "") -> None:
        text = "is missing" if first == last else f"to {last} are missing"
        self._find(chain, first, text + why)

    def _find(self, chain: int, number: int, text: str) -> None:
        if len(self.found) < FOUND_MAX:
            self.found.append(Finding(f"{name_of(chain)}, entry {number}", text))


def _end_of(head: Head) -> tuple[int, bytes]:
    return head.number, head.hash


def _said(entry: AuditEntry) -> str:
    return f"a {entry.kind} of {entry.at:%Y-%m-%d %H:%M:%S}Z"


def items_of(verifier: Verifier, items: Iterator[Head | AuditEntry]) -> Iterator[AuditEntry]:
    """Gives each item to the verifier, and each entry on to whoever looks further into it."""
    for item in items:
        if isinstance(item, Head):
            verifier.begin(item)
        else:
            verifier.take(item)
            yield item
