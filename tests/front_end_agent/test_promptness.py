"""A record leaves as soon as it is sealed: sender and spool wait for each other only where they must."""

import contextlib
import sqlite3
import threading

from tests.front_end_agent.homes import Home
from tests.front_end_agent.sending import Sending
from tests.patience import PATIENCE_S

OFF_THE_DISK, ON_THE_DISK = 1, 2


def synced(unit: sqlite3.Connection) -> int:
    return int(unit.execute("PRAGMA synchronous").fetchone()[0])


def test_a_receipt_waits_for_no_disk_and_what_is_sealed_behind_it_does(home: Home) -> None:
    store = home.spool().store

    with store.unit(durable=False) as unit:
        assert synced(unit) == OFF_THE_DISK

    with store.unit() as unit:
        assert synced(unit) == ON_THE_DISK
    with contextlib.suppress(ValueError), store.unit(durable=False):
        raise ValueError
    with store.unit() as unit:
        assert synced(unit) == ON_THE_DISK


def test_a_receipt_is_seen_at_once_by_whoever_asks_for_the_status(sending: Sending, home: Home) -> None:
    sending.put("a", "b")
    sending.work()

    assert home.status()["receipted"] == 3


def test_with_no_large_file_on_its_way_the_sender_does_not_ask_the_writer(sending: Sending) -> None:
    """A commit of somebody else's records takes its time on the disk; the sender meanwhile looks around."""
    sending.put("a")
    sending.work()
    writing, sent = threading.Event(), threading.Event()

    def write() -> None:
        with sending.spool.unit():
            writing.set()
            sent.wait(PATIENCE_S)

    writer = threading.Thread(target=write)
    writer.start()
    assert writing.wait(PATIENCE_S)

    def look() -> None:
        sending.sender.step()
        sent.set()

    stepped = threading.Thread(target=look)
    stepped.start()

    assert sent.wait(PATIENCE_S / 4), "the sender waited for the writer"
    writer.join(PATIENCE_S)
    stepped.join(PATIENCE_S)
