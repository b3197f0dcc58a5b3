"""Each rule of the agent's spool and sender that is taken away is found by the machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from front_end_agent import book, downlink
from front_end_agent.batch import Batch
from front_end_agent.downlink import Downlink, Receipt
from front_end_agent.errors import Misconfigured, Untrusted
from front_end_agent.files import FileQueue
from front_end_agent.identity import KeyRing
from front_end_agent.room import Room
from front_end_agent.sender import Sender
from front_end_agent.signed import SignedText
from front_end_agent.spool import Spool
from front_end_agent.suites import SigningKey
from tests.properties.spooling import Homes
from tests.properties.test_spool import Spooling
from tests.properties.worlds import TIMES, must_find

Taken = Callable[[pytest.MonkeyPatch], None]


def watermarks_are_kept_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Spool.put

    def apart(spool: Spool, batch: Batch) -> None:
        real(spool, replace(batch, watermark=None))
        real(spool, Batch(source=batch.source, watermark=batch.watermark))

    monkeypatch.setattr(Spool, "put", apart)


def a_full_spool_makes_room_of_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Room.make

    def greedy(room: Room, unit: sqlite3.Connection, wanted: int, *, receipted: int, reserved: bool) -> None:
        real(room, unit, wanted, receipted=1 << 40, reserved=reserved)

    monkeypatch.setattr(Room, "make", greedy)


def a_spool_has_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Room, "make", lambda *_said, **_more: None)


def any_watermark_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "promise", lambda document, _held: document)


def receipts_are_believed_unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    def unread(text: bytes, *, public: bytes) -> SignedText:
        return msgspec.json.decode(text, type=SignedText)

    monkeypatch.setattr(downlink, "read_signed", unread)


def receipts_of_any_epoch_are_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    def any_epoch(down: Downlink, receipt: Receipt) -> None:
        if receipt.agent != down.spool.agent or down.sender is None:
            raise Untrusted("not ours")
        down.sender.receipts.put(receipt)

    monkeypatch.setattr(Downlink, "_receipt", any_epoch)


def receipts_may_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Spool.receipt
    monkeypatch.setattr(
        Spool, "receipt", lambda spool, number, *, restored=False: real(spool, number, restored=True)
    )


def nothing_goes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sender, "_rewind", lambda *_said: None)
    monkeypatch.setattr(Sender, "_due_missing", lambda *_said: [])


def a_key_that_was_changed_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_other(keys: KeyRing, wanted: str) -> SigningKey:
        key = keys.read()
        if key.id != wanted:
            raise Misconfigured("the spool was sealed by another key")
        return key

    monkeypatch.setattr(KeyRing, "by_id", no_other)


def a_new_epoch_is_opened_by_the_newest_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spool, "speaking_key", lambda spool: spool.key)


def a_new_epoch_begins_without_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("front_end_agent.spool.reseal", lambda *_said, **_more: None)


def copies_go_before_they_are_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = FileQueue.next_records

    def early(files: FileQueue, unit: sqlite3.Connection) -> object:
        records = real(files, unit)
        files.sealed(records)
        return records

    monkeypatch.setattr(FileQueue, "next_records", early)


SOON = (
    # A crash between the two puts loses a record or takes it twice, whichever was kept first.
    (watermarks_are_kept_by_themselves, "came"),
    (any_watermark_is_promised, "have not come"),
    (receipts_are_believed_unsigned, "older copy"),
    (a_key_that_was_changed_is_not_looked_for, "does not start again"),
    (copies_go_before_they_are_sealed, "must be handed in again"),
)
# These are looked for only when there is more time: it takes tens of examples to come upon them.
LATER = (
    (a_full_spool_makes_room_of_anything, ""),
    (a_spool_has_no_bound, "over its bound"),
    (receipts_of_any_epoch_are_believed, ""),
    (receipts_may_go_back, "taken back"),
    (nothing_goes_again, ""),
    (a_new_epoch_is_opened_by_the_newest_key, ""),
    (a_new_epoch_begins_without_what_waits, ""),
)


@pytest.mark.parametrize(("taken", "says"), SOON if TIMES == 1 else SOON + LATER)
def test_a_rule_that_was_taken_away_is_found(
    homes: Homes, monkeypatch: pytest.MonkeyPatch, taken: Taken, says: str
) -> None:
    taken(monkeypatch)

    must_find(lambda: Spooling(homes), says)
