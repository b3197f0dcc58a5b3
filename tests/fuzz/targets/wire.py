"""What agents say to the hub: frames raw and rightly signed, texts, beats, requests; the bus's intake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.wiring.rooms import discover
from certs.keys import make_key
from certs.requests import make_request, proven_key
from core.hub.bus import Delivery
from core.hub.downlink import Downlink
from core.hub.frame_intake import Receipt
from core.hub.frames import open_body, parse_frame
from core.hub.heartbeats import Beat, Heartbeats
from core.hub.signed_text import open_text
from core.hub.uplink import BeatRuns, FrameRuns
from core.kernel.clock import FixedClock
from tests.core.hub.agents_on_the_wire import WireAgent
from tests.frames import FrameMaker, document
from tests.fuzz.signing import PREVIOUS, SAID, frame_of, header_of, text_of
from tests.fuzz.target import Call, Target, outcome
from tests.hub_world import START, HubWorld, slip

AGENT = "wms-01"
# What is taken in stays: now and then the world is a new one, so that memory and speed say something.
INPUTS_PER_WORLD = 300
SLIP = slip("in", "IN-1", ("L1", "10"))


def targets() -> Iterator[Target]:
    """From the bytes of the wire to what the store keeps of them."""
    yield Target(name="wire.frame", covers=("core/hub/frames.py",), seeds=_frames, open=lambda _: _parse)
    yield Target(name="wire.intake", covers=("core/hub/frame_intake.py",), seeds=_said_frames, open=_intake)
    yield Target(name="wire.text", covers=("core/hub/signed_text.py",), seeds=_texts, open=lambda _: _text)
    yield Target(name="wire.beat", covers=("core/hub/heartbeats.py",), seeds=lambda: [BEAT], open=_beat)
    yield Target(
        name="wire.bus", covers=("core/hub/uplink.py",), seeds=lambda: [*_frames(), *_texts()], open=_bus
    )
    yield Target(
        name="certs.request", covers=("certs/requests.py",), seeds=_requests, open=lambda _: _request
    )


BEAT = msgspec.json.encode(
    {
        "agent": AGENT, "epoch": "e" * 32, "beat": SAID, "at": "2026-11-23T08:15:30.123456Z", "version": "1",
        "sealed": 3, "receipted": 2, "depth": 1, "bytes": 100, "bytes_max": 1000, "state": "running",
        "sources": [{"source": "wms", "state": "running", "watermark": "w", "seen_at": None, "error": "e"}],
        "command": 1, "oldest_at": "2026-11-23T08:15:30.123456Z", "command_error": "c", "error": None,
    }
)  # fmt: skip


class World:
    """A hub on SQLite with one agent enrolled, made anew after so many inputs."""

    def __init__(self, work: Path) -> None:
        discover()
        self._work, self._count = work, 0
        self._new()

    def _new(self) -> None:
        self._count, self._used = self._count + 1, 0
        folder = self._work / f"{self._count}"
        folder.mkdir()
        clock = FixedClock(START)
        engine = make_engine(f"sqlite:///{folder / 'hub.db'}")
        create_schema(engine, clock.now())
        self.store: DatabaseStore = DatabaseStore(engine, clock)
        self.hub = HubWorld(self.store, clock, folder)
        self.hub.publish()
        self.agent = WireAgent(agent=AGENT, partner="wms")
        self.agent.enrol_in(self.store)
        self.number, self.previous, self.stuck = 1, PREVIOUS, True
        self.causes: set[str] = set()
        self.beats = Heartbeats(self.store, self.hub.blobs, self.hub.key)
        downlink = Downlink(self.store, self.hub.frames, self.hub.key)
        self.frame_runs = FrameRuns(self.store, self.hub.blobs, self.hub.frames, downlink)
        self.beat_runs = BeatRuns(self.beats, downlink)

    def join(self) -> None:
        """Another agent, which has said nothing yet: one that forked is heard no more."""
        self.agent = WireAgent(agent=f"wms-{self._used + 100:05}", partner="wms")
        self.agent.enrol_in(self.store)
        self.number, self.previous, self.stuck = 1, PREVIOUS, True

    def seal(self, given: bytes) -> bytes:
        """The next frame of the present agent, with this in it."""
        named = given.replace(f'"{AGENT}"'.encode(), f'"{self.agent.agent}"'.encode())
        return frame_of(named, self.agent.key, number=self.number, previous=self.previous)

    def take(self, raw: bytes) -> list[Receipt]:
        """The receipts for it; then its agent has moved on, or can no more."""
        said = self.hub.frames.take([raw])
        for receipt in said:
            self.stuck = any(one.code in ("fork", "signature") for one in receipt.refused)
            if receipt.contiguous >= self.number:
                self.number, self.previous = receipt.contiguous + 1, receipt.hash
        return said

    def fresh(self) -> World:
        """Itself, or what takes its place."""
        self._used += 1
        if self._used > INPUTS_PER_WORLD:
            self.store.engine.dispose()
            self._new()
        return self


def _frames() -> Sequence[bytes]:
    maker = FrameMaker(AGENT)
    whole = sha256(SLIP).hexdigest()
    chunk = {"kind": "chunk", "file": "f", "index": 0, "payload": SLIP}
    manifest = document(b"", file="f", size=len(SLIP), sha256=whole, chunks=1) | {"kind": "manifest"}
    notice = {"kind": "notice", "source": "slips", "site": "W1", "what": "source.failed", "text": "t"}
    return [
        maker.open(),
        maker.open({"epoch": "a" * 32, "number": 7}),
        maker.data(document(SLIP, facts={"watermark": "1", "state": "{}"}), chunk),
        maker.data(chunk, manifest),
        maker.data(notice, document(b"no slip", source="slips", site="W9", name="n.csv")),
        maker.data(document(SLIP, source="none such"), document(SLIP, trace="00-" + "a" * 32 + "-1-01")),
        maker.new_key(b"\x02" * 32),
        maker.data(document(slip("in", "IN-1", ("L1", "11"))), codec="none"),
        maker.data(),
    ]


def _said_frames() -> Sequence[bytes]:
    return [header_of(raw) for raw in _frames()]


def _parse(given: bytes) -> str:
    return outcome(lambda: open_body(parse_frame(given), lambda frame: frame.packed))


def _intake(work: Path) -> Call:
    """Header and body as given, rightly signed: what an agent gone mad would send, then handled."""
    world, opened = World(work), _said_frames()[0]

    def call(given: bytes) -> str:
        here = world.fresh()
        first = str(SAID).encode() not in given
        if first or here.stuck:
            here.join()
        if not first and here.number == 1:
            here.take(here.seal(opened))
        raw = here.seal(given)
        read = _parse(raw)
        said = here.take(raw)
        here.hub.work()
        refused = [one.code for receipt in said for one in receipt.refused][:1]
        gaps = [bool(receipt.held or receipt.missing) for receipt in said]
        causes = {row.cause for row in here.hub.failures()} - here.causes
        here.causes |= causes
        return f"{read} {gaps} {refused} {sorted(causes)}"

    return call


def _texts() -> Sequence[bytes]:
    key = WireAgent(agent=AGENT).key
    return [text_of("beat", BEAT, key), text_of("renew", b'{"agent":"wms-01","csr":"x"}', key)]


def _text(given: bytes) -> str:
    key = WireAgent(agent=AGENT).public_key
    return outcome(lambda: open_text(given, Beat, purpose="beat", key=lambda *_: key, verify=lambda *_: True))


def _beat(work: Path) -> Call:
    world = World(work)
    count = 0

    def call(given: bytes) -> str:
        nonlocal count
        count += 1
        here = world.fresh()
        said = given.replace(str(SAID).encode(), str(count).encode())
        text = text_of("beat", said, here.agent.key)
        came = outcome(lambda: here.beats.hear_one(text))
        here.hub.frames.receipt(AGENT)
        return came

    return call


def _bus(work: Path) -> Call:
    """As it comes off both queues: nothing may be raised, or the queue's consumer falls."""
    world = World(work)

    def call(given: bytes) -> str:
        here = world.fresh()
        here.beat_runs.take([Delivery(given)])
        here.frame_runs.take([Delivery(given)])
        return outcome(lambda: parse_frame(given)) + outcome(lambda: _text(given))

    return call


def _requests() -> Sequence[bytes]:
    return [make_request(make_key(), "wms-01"), b"-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END X-----"]


def _request(given: bytes) -> str:
    return outcome(lambda: proven_key(given))
