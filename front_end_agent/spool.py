"""The spool: what was seen is sealed and kept here, in order, until the hub has said that it has it."""

import contextlib
import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from front_end_agent import machine, memory
from front_end_agent.batch import Batch
from front_end_agent.body_lock import lock_of
from front_end_agent.book import SourceBook
from front_end_agent.clock import Clock, as_text
from front_end_agent.errors import AgentError, SpoolFull
from front_end_agent.files import FileQueue
from front_end_agent.frame import NO_HASH, Chain, Frame, hash_of, reseal, seal_key, seal_open, seal_records
from front_end_agent.group import GroupCommit
from front_end_agent.identity import Encrypt, KeyRing
from front_end_agent.packing import Packer
from front_end_agent.room import Room
from front_end_agent.settings import Settings
from front_end_agent.steps import step
from front_end_agent.store import Store, read_meta, write_meta
from front_end_agent.suites import SigningKey

log = logging.getLogger(__name__)
FILE_SLACK = 2  # the file's own bound is looser than ours: ours gives a clear state, its is the last stop


class Spool:
    """One file, one epoch, one chain. Everything public may be called from any thread."""

    def __init__(self, settings: Settings, *, agent: str, keys: KeyRing, clock: Clock) -> None:
        self.home, self.clock, self.keys = settings.home, clock, keys
        self.limits = settings.file
        self.on_sealed: Callable[[], None] = lambda: None
        self._lock = machine.FileLock(self.home / "spool.lock")
        self._lock.take()
        bound = settings.file.spool
        self.store = Store(self.home / "spool.db", bytes_max=bound.bytes_max * FILE_SLACK)
        self.room = Room(self.store, bound)
        self._commit_lock = threading.RLock()
        self._group = GroupCommit(self._commit, lock=self._commit_lock)
        if self.store.is_new or "epoch" not in self._meta():
            self._begin(agent, memory.read_memory(self.home))
        known = self._meta()
        self.agent, self.epoch = known["agent"], known["epoch"]
        if self.agent != agent:
            raise AgentError(f"{self.store.path} belongs to {self.agent}, not to {agent}; move it away")
        self.key = keys.by_id(known["key"])
        self.receipted = int(known["receipted"])
        self._chain = Chain(
            agent=agent, epoch=self.epoch, number=int(known["sealed"]) + 1, previous=known["hash"],
            lock=lock_of(known.get("encrypt", "")),
        )  # fmt: skip
        self.book = SourceBook(self)
        self.files = FileQueue(self)
        self._doubt_older_copy(memory.read_memory(self.home))
        self.remember()

    @property
    def sealed(self) -> int:
        """The number of the last frame."""
        return self._chain.number - 1

    def put(self, batch: Batch) -> None:
        """Back when it is on the disk; whoever comes while another commits goes with the next commit."""
        self._group.put(batch)
        self.on_sealed()

    def seal_chunk(self) -> bool:
        """One more piece of the oldest large file; says whether there was one to seal."""
        with self._commit_lock:
            with self.store.unit() as unit:
                records = self.files.next_records(unit)
                packer = self._packer()
                for record in records:
                    packer.add(record)
                self.room.make(unit, packer.size, receipted=self.receipted, reserved=True)
                chain = self._seal(unit, packer)
            self._chain = chain
        if not records:
            return False
        self.files.sealed(records)
        self.on_sealed()
        return True

    def frames(self, start: int, *, count_max: int, bytes_max: int) -> list[tuple[int, bytes]]:
        """Sealed frames from a number on, as many as fit; at least one if there is one.

        Only what `sealed` counts: a receipt for a frame must never be quicker than our own counting.
        """
        sealed_until = self.sealed
        found: list[tuple[int, bytes]] = []
        size = 0
        with self.store.look() as connection:
            for number, sealed in connection.execute(
                "SELECT number, sealed FROM frames WHERE number BETWEEN ? AND ? ORDER BY number LIMIT ?",
                (start, sealed_until, count_max),
            ):
                size += len(sealed)
                if found and size > bytes_max:
                    break
                found.append((number, sealed))
        return found

    def hash_of(self, number: int) -> str:
        """The hash of one of our frames; "" if it is not here (any more)."""
        chain = self._chain  # Another thread may put the next one in its place at any moment.
        if number == chain.number - 1:
            return chain.previous
        if number <= self.receipted:
            return ""  # It was compared when it was receipted.
        found = self.frames(number, count_max=1, bytes_max=1)
        return hash_of(found[0][1], suite=self.key.suite) if found and found[0][0] == number else ""

    def receipt(self, contiguous: int, *, restored: bool = False) -> None:
        """The hub has everything up to here; after it was restored, perhaps less than it once had."""
        with self._commit_lock:
            if contiguous > self.receipted or (restored and contiguous != self.receipted):
                # Forgotten by a power cut, frames go again and the hub says again that it has them.
                with self.store.unit(durable=restored) as unit:
                    write_meta(unit, receipted=contiguous)
                    self.room.forget_old(unit, receipted=contiguous, now=self.clock.now())
                self.receipted = contiguous

    def change_key(self) -> SigningKey:
        """From the next frame on a new key signs; the frame that says so is signed by both."""
        with self._commit_lock:
            new = self.keys.make_next()
            with self.store.unit() as unit:
                frame = seal_key(self._chain, key=self.key, at=self.clock.now(), new_key=new)
                chain = self._keep(unit, self._chain, frame)
                write_meta(unit, key=new.id, key_number=frame.number)
            self.keys.promote()
            self._chain, self.key = chain, new
        log.info("the key changes to %s with frame %d", new.id, frame.number)
        self.on_sealed()
        return new

    def new_epoch(self) -> None:
        """A person has decided: what the hub has no receipt for is sealed again, in a chain of its own."""
        with self._commit_lock:
            last = {"epoch": self.epoch, "number": self.sealed}
            speaking = self.speaking_key()
            chain = replace(self._chain, epoch=secrets.token_hex(16), number=1, previous=NO_HASH)
            with self.store.unit() as unit:
                waiting = unit.execute(
                    "SELECT sealed FROM frames WHERE number > ? ORDER BY number", (self.receipted,)
                ).fetchall()
                unit.execute("DELETE FROM frames")
                opened = seal_open(chain, key=speaking, at=self.clock.now(), after=last)
                chain = self._keep(unit, chain, opened)
                write_meta(unit, epoch=chain.epoch, receipted=0, key_number=0, doubted="")
                if speaking.id != self.key.id:
                    change = seal_key(chain, key=speaking, at=self.clock.now(), new_key=self.key)
                    write_meta(unit, key_number=change.number)
                    chain = self._keep(unit, chain, change)
                for (sealed,) in waiting:
                    frame = reseal(chain, sealed, key=self.key, at=self.clock.now())
                    chain = self._keep(unit, chain, frame) if frame is not None else chain
                self.files.restart(unit)
            self._chain, self.epoch, self.receipted = chain, chain.epoch, 0
            self.remember()
        log.warning("epoch %s is open with %d frames sealed again", self.epoch, self.sealed - 1)

    def encrypt(self, told: Encrypt, *, said_at: str) -> None:
        """From the next frame on as the hub says, unless it said so before; HubRefused if its key is none."""
        with self._commit_lock:
            known = self._meta()
            if said_at < known.get("encrypt_at", ""):
                return
            lock = lock_of(told.key)
            changed = told.key != known.get("encrypt", "")
            if changed or "encrypt_at" not in known:
                self.note(encrypt=told.key, encrypt_at=said_at)
                self._chain = replace(self._chain, lock=lock)
                log.info("bodies are encrypted to %s", f"key {lock.id}" if lock else "nobody")

    def speaking_key(self) -> SigningKey:
        """The key the hub surely knows: the one before, while it has no receipt for the change."""
        if int(self.meta("key_number", "0")) > self.receipted and (self.home / "agent.key.before").exists():
            return self.keys.read("agent.key.before")
        return self.key

    def meta(self, name: str, otherwise: str = "") -> str:
        return self._meta().get(name, otherwise)

    @contextlib.contextmanager
    def unit(self) -> Iterator[sqlite3.Connection]:
        """A unit of small facts, in turn with the commits of records."""
        with self._commit_lock, self.store.unit() as unit:
            yield unit

    def note(self, **values: object) -> None:
        """Keeps small facts of the agent itself: the last command, the last beat, the pace."""
        with self.unit() as unit:
            write_meta(unit, **values)

    def remember(self) -> None:
        """Writes beside the spool what must outlive it."""
        known = self._meta()
        kept = memory.Memory(
            epoch=self.epoch,
            number=self.sealed,
            beat=int(known.get("beat", "0")),
            command=int(known.get("command", "0")),
        )
        if kept != memory.read_memory(self.home):
            try:
                memory.write_memory(self.home, kept)
            except OSError as error:
                log.warning("what is remembered beside the spool cannot be written: %s", error)

    def oldest_at(self) -> str | None:
        """When the oldest frame without a receipt was sealed."""
        with self.store.look() as connection:
            row = connection.execute(
                "SELECT sealed_at FROM frames WHERE number > ? ORDER BY number LIMIT 1", (self.receipted,)
            ).fetchone()
        return row[0] if row else None

    def used_bytes(self) -> int:
        with self.store.look() as connection:
            return self.room.used_bytes(connection)

    def room_for(self, size_bytes: int) -> None:
        """Raises SpoolFull when so much would not be kept now, AgentError when it never could."""
        self.room.check(size_bytes)
        with self.unit() as unit:
            self.room.make(unit, size_bytes, receipted=self.receipted, reserved=False)

    def close(self) -> None:
        with self._commit_lock:
            self.remember()
            self.store.close()
            self._lock.release()

    def _begin(self, agent: str, last: memory.Memory | None) -> None:
        chain = Chain(agent=agent, epoch=secrets.token_hex(16), number=1, previous=NO_HASH)
        key = self.keys.read()
        after = None if last is None else {"epoch": last.epoch, "number": last.number}
        with self.store.unit() as unit:
            frame = seal_open(chain, key=key, at=self.clock.now(), after=after)
            self._keep(unit, chain, frame)
            write_meta(
                unit, agent=agent, epoch=chain.epoch, key=key.id, receipted=0,
                beat=last.beat if last else 0, command=last.command if last else 0,
            )  # fmt: skip
        log.info("epoch %s is open, after %s", chain.epoch, after or "none")

    def _doubt_older_copy(self, last: memory.Memory | None) -> None:
        """Beside the spool stands a higher number than in it: it was copied back from an earlier day."""
        if last is not None and last.epoch == self.epoch and last.number > self.sealed:
            log.error("frame %d was sealed here before, this spool ends at %d", last.number, self.sealed)
            self.note(doubted=self.sealed)

    def _commit(self, batches: Sequence[Batch]) -> None:
        step("source.read")
        packer = self._packer()
        try:
            with self.store.unit() as unit:
                for batch in batches:
                    for record in self.book.keep(unit, batch):
                        packer.add(record)
                telling = all(batch.tells_only for batch in batches)
                self.room.make(unit, packer.size, receipted=self.receipted, reserved=telling)
                chain = self._seal(unit, packer)
        except SpoolFull as error:
            if error.disk:
                self.room.give_up(self.receipted)
            raise
        except (sqlite3.Error, OSError, ValueError) as error:
            raise AgentError(f"{self.store.path}: {error}") from error
        self._chain = chain
        step("spool.committed")

    def _packer(self) -> Packer:
        frame = self.limits.frame
        return Packer(records_max=frame.records_max, payload_bytes_max=frame.payload_bytes_max)

    def _seal(self, unit: sqlite3.Connection, packer: Packer) -> Chain:
        chain = self._chain
        for count, packed in packer.bodies():
            frame = seal_records(chain, key=self.key, at=self.clock.now(), packed=packed, count=count)
            chain = self._keep(unit, chain, frame)
        return chain

    def _keep(self, unit: sqlite3.Connection, chain: Chain, frame: Frame) -> Chain:
        at = as_text(self.clock.now())
        row = (frame.number, at, len(frame.sealed), frame.sealed)
        unit.execute("INSERT INTO frames VALUES (?, ?, ?, ?)", row)
        write_meta(unit, sealed=frame.number, hash=frame.hash)
        return chain.after(frame)

    def _meta(self) -> dict[str, str]:
        with self.store.look() as connection:
            return read_meta(connection)
