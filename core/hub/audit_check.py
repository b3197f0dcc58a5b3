"""Verifies the audit of a store, and what is stored against it, in one bounded pass."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import msgspec

from core.hub.audit import AuditEntry
from core.hub.audit_checkpoints import heads_of
from core.hub.audit_recheck import Recheck
from core.hub.audit_verify import Finding, Verifier, items_of
from core.hub.audit_walk import ENTRIES_A_PAGE, Walk
from core.hub.ports import Head, Signatures, Store

TELL_EVERY = 1000
Progress = Callable[[int], None]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at and what was found, the first touched first.

    unsigned: entries that no checkpoint vouches for yet. last: the last checkpoint; whoever notes it can tell
    later that none was cut off.
    """

    entries: int
    checkpoints: int
    documents: int
    unsigned: int
    last: Head
    found: tuple[Finding, ...]


def verify_store(
    store: Store,
    signatures: Signatures,
    keys: Collection[bytes],
    *,
    noted: Head | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """Every chain, checkpoint, message, document and effect; the hub may go on meanwhile."""
    verifier, recheck = Verifier(signatures, keys, noted=noted), Recheck(store)
    before = list(heads_of(store))
    for entry in items_of(verifier, Walk(store).items()):
        recheck.take(entry)
        if verifier.entries % TELL_EVERY == 0:
            progress(verifier.entries)
    after = list(heads_of(store))
    _hear_what_came_later(store, recheck, verifier.numbers(), after)
    found = (*verifier.close(before, after), *recheck.close())
    return report_of(verifier, found, documents=recheck.documents)


def _hear_what_came_later(
    store: Store, recheck: Recheck, read: dict[int, int], after: Iterable[Head]
) -> None:
    """A try that wrote a document anew while it was read committed its entry with it."""
    for head in after:
        number = read.get(head.chain, 0)
        while number < head.number and recheck.waits_for(head.chain):
            behind = (head.chain, number, 999_999)
            page = store.rows(AuditEntry, limit=ENTRIES_A_PAGE, after=behind, chain=head.chain)
            if not page:
                break
            for entry in page:
                recheck.came_later(entry)
            number = page[-1].number


def report_of(verifier: Verifier, found: tuple[Finding, ...], *, documents: int = 0) -> Report:
    return Report(
        entries=verifier.entries,
        checkpoints=verifier.checkpoints,
        documents=documents,
        unsigned=verifier.unsigned,
        last=verifier.last_checkpoint,
        found=found,
    )
