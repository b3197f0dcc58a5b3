"""Takes in what was dropped into homes, once and whole, and answers into `ack` when its outcome is known."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from adapters.file.pulses import Turned, no_pulse
from adapters.sftp_home.layout import ACK, FETCHED, IN, TAKEN, home_of, place_file
from adapters.wiring.hub import Hub
from adapters.wiring.pgp import PgpKeys
from core.hub.contracts import Contract, Drop, Pull
from core.hub.owed_acks import Ack, OwedAck, ack_of
from core.hub.ports import Unit
from core.hub.pull_turns import Taken
from core.hub.puller import Puller
from core.hub.pulls import Source
from core.hub.records import key_of
from core.kernel.errors import UNDECODABLE, HubError, Unavailable
from gateway.sftp.drops import DropSource, lies_in

LOG = logging.getLogger("lianqiao.sftp")
EVERY_S = 0.5
AWAY_S = 5.0
ACKS_A_TURN = 1000
# So long a file that was taken or fetched can be asked about, and taken again after a restore.
KEPT_S = 7 * 86_400
SWEEP_EVERY_S = 3600.0
DOOR = "sftp"


def drops_of(contract: Contract) -> list[Pull]:
    """The folders that a partner drops into, as places to take from."""
    return [_pull(drop) for drop in contract.drops]


class HomeSources:
    """Opens a folder of a partner's home as a place to take from."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def open(self, partner: str, pull: Pull) -> Source:
        return DropSource(home_of(self._home, partner, [pull.address]), pull)


class Releasing:
    """The loop of one process; any number may run, a folder is looked at by one of them at a time.

    turned: told at each turn what is wrong.
    """

    def __init__(self, hub: Hub, *, turned: Turned = no_pulse) -> None:
        owner = f"sftp-{socket.gethostname()}-{os.getpid()}"
        self._hub = hub
        self._turned = turned
        puller = Puller(hub.store, hub.blobs, hub.library, HomeSources(hub.home), owner)
        self._puller = puller.takes(drops_of, door=DOOR, also=_owe).opens(PgpKeys(hub.home))
        self._after: tuple[str, int, int] | None = None
        self._swept_at = float("-inf")
        # Each is looked at once after a start: a hub that was restored looks through what was put away.
        self._looked: set[tuple[str, str]] = set()

    def run(self, stop: threading.Event) -> None:
        wait_s = EVERY_S
        while not stop.is_set():
            try:
                self.turn()
                self._turned("")
                wait_s = EVERY_S
            except HubError as error:
                self._turned(error.text)
                LOG.warning("nothing is taken from the homes now: %s", error.text)
                wait_s = AWAY_S
            stop.wait(wait_s)

    def turn(self) -> int:
        """Everything that lies there whole, and every answer that is known; how many files were taken in."""
        taken = 0
        for due in self._puller.due(self._hub.store.now()):
            # Most folders are empty most of the time: they cost a look into them, and no unit of work.
            name = (due.partner, due.pull.name)
            if name not in self._looked or lies_in(home_of(self._hub.home, due.partner), due.pull):
                taken += self._puller.run(due)
                self._looked.add(name)
        if taken:
            self._hub.arrived.notify()
        self._answer()
        self._sweep()
        return taken

    def _answer(self) -> None:
        """A thousand a turn, and on from there: what waits for a person holds up no other."""
        store = self._hub.store
        owed = store.rows(OwedAck, limit=ACKS_A_TURN, after=self._after)
        self._after = key_of(owed[-1]) if len(owed) == ACKS_A_TURN else None
        for one in owed:
            ack = ack_of(store, one, store.now())
            if ack is None:
                continue
            path = home_of(self._hub.home, one.partner) / ACK / f"{one.name}.ack"
            try:
                path.parent.mkdir(exist_ok=True, mode=0o700)
                place_file(_free(path, ack), msgspec.json.format(msgspec.json.encode(ack)))
            except OSError as error:
                raise Unavailable(f"{path} cannot be written: {error.strerror}", cause="home.disk") from error
            with store.unit() as unit:
                unit.shelf(OwedAck).remove(*key_of(one))

    def _sweep(self) -> None:
        """Lets go what was taken or fetched long ago; the bytes themselves are the hub's."""
        if time.monotonic() - self._swept_at < SWEEP_EVERY_S:
            return
        self._swept_at, before = time.monotonic(), time.time() - KEPT_S
        for home in (self._hub.home / "sftp").glob("*"):
            for path in (*(home / TAKEN).rglob("*"), *(home / FETCHED).iterdir()):
                with suppress(FileNotFoundError):
                    if path.is_file() and path.stat().st_ctime < before:
                        path.unlink()


def _free(path: Path, ack: Ack) -> Path:
    """Where it is written: over none that its partner did not fetch yet, unless it is this very one."""
    try:
        there = msgspec.json.decode(path.read_bytes(), type=_Told)
    except (FileNotFoundError, *UNDECODABLE):
        return path
    if there == _Told(message=ack.message, sha256=ack.sha256):
        return path
    return path.with_name(f"{path.name.removesuffix('.ack')}.{ack.message.replace('/', '-')}.ack")


class _Told(msgspec.Struct, frozen=True):
    """Of which delivery an answer is."""

    message: str
    sha256: str


def _owe(unit: Unit, taken: Taken) -> None:
    """In the unit of work that takes it in: an answer is owed for what was taken, and for nothing else."""
    kept, content = taken.kept, taken.content
    folder = taken.turn.pull.address
    unit.shelf(OwedAck).add(
        OwedAck(
            partner=taken.turn.partner,
            partition=kept.partition,
            first=kept.number,
            last=kept.last or kept.number,
            name=f"{folder}/{taken.found.name}".lstrip("/"),
            sha256=content.file_sha256,
            size=content.file_size,
            taken_at=unit.now,
        )
    )


def _pull(drop: Drop) -> Pull:
    # A folder of `in` may be called `in` too: it is another place.
    folder = f"{IN}/{IN}" if drop.folder == IN else drop.folder or IN
    return Pull(
        name=f"home/{folder}",
        adapter=DOOR,
        address=drop.folder,
        source=drop.source,
        site=drop.site,
        every_s=1,
        options={"stable_s": str(drop.stable_s), "manifest": drop.manifest},
        bytes_max=drop.bytes_max,
        pgp=drop.pgp,
    )
