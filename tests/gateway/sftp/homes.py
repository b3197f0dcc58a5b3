"""A hub with its SFTP door open on this machine, and partners' machines that come with their keys."""

from __future__ import annotations

import io
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import asyncssh
import msgspec
import paramiko

from adapters.sftp_home.layout import home_of
from adapters.wiring.folders import read_folder
from adapters.wiring.hub import make_hub
from core.hub.arrivals import Arrival
from core.hub.owed_acks import Ack
from core.hub.partner_keys import add_key
from core.kernel.clock import FixedClock
from gateway.sftp.door import SftpDoor
from gateway.sftp.host_key import host_key
from gateway.sftp.releasing import Releasing
from tests.hub_world import CONTRACT, SLIPS
from tests.patience import PATIENCE_S, until
from tests.prepared import sqlite_with_tables

START = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
# What reads a file of many slips, a document a row, and its first line.
ROWS = """
mapping: 1
reads: {format: csv, encoding: utf-8}
documents:
  - type: wms.inbound.v1
    split: row
    identity: {number: inbound_no, content: true}
    body:
      inbound_no: {from: no, required: true}
      event_time: {from: at, as: datetime, required: true}
      warehouse: {fact: site}
      lots:
        each: .
        fields:
          lot_no: {from: lot, required: true}
          quantity: {from: qty, as: quantity, unit: {value: TNE}, required: true}
"""
HEAD = "no,at,lot,qty,remark\n"
DROPS = """
drops:
  - {source: slips, site: W1, stable_s: 30}
"""


class Machine:
    """A partner's machine with a key of its own."""

    def __init__(self) -> None:
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.fingerprint = self.key.get_fingerprint()

    @property
    def public(self) -> str:
        return " ".join(self.key.export_public_key("openssh").decode().split()[:2])


class SftpHouse:
    """The hub, its door in a thread, and time that goes by when a test says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FixedClock(START)
        url = sqlite_with_tables(folder / "hub.db")
        self.hub = make_hub(name="hub", home=folder / "home", database_url=url, clock=self.clock)
        self.door = SftpDoor(self.hub, host="127.0.0.1", port=0)
        self.releasing = Releasing(self.hub)
        self.machine = Machine()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.door.run, args=(self._stop,), daemon=True)
        self._lines: list[paramiko.Transport] = []
        self.publish()
        self.let_in(self.machine)
        self._thread.start()
        until(lambda: self.door.served_at, "the SFTP door")

    @property
    def home(self) -> Path:
        return home_of(self.hub.home, "wms")

    def publish(self, more: str = DROPS, *, feed: str = "", slips: str = SLIPS) -> None:
        folder = self.folder / "mappings" / "wms"
        (folder / "in").mkdir(parents=True, exist_ok=True)
        contract = CONTRACT.replace("rules:", f"{feed}rules:") + more
        (folder / "partner.yaml").write_text(contract)
        (folder / "in" / "slips.yaml").write_text(slips)
        self.hub.publish(read_folder(folder))
        self.work()

    def let_in(self, machine: Machine, partner: str = "wms") -> None:
        with self.hub.store.unit() as unit:
            add_key(unit, partner, machine.public, fingerprint=machine.fingerprint, note="")

    def line(self, machine: Machine | None = None, *, user: str = "wms") -> paramiko.Transport:
        """A signed-in line that checked the door's key."""
        transport = self.reached()
        written = (machine or self.machine).key.export_private_key("openssh").decode()
        transport.auth_publickey(user, paramiko.Ed25519Key.from_private_key(io.StringIO(written)))
        return transport

    def reached(self) -> paramiko.Transport:
        """A line of somebody who has not signed in."""
        transport = paramiko.Transport(
            socket.create_connection(("127.0.0.1", self.door.served_at), PATIENCE_S)
        )
        self._lines.append(transport)
        transport.banner_timeout = transport.auth_timeout = transport.handshake_timeout = PATIENCE_S
        transport.start_client(timeout=PATIENCE_S)
        assert transport.get_remote_server_key().asbytes() == host_key(self.hub.home).public_data
        return transport

    def files(self, transport: paramiko.Transport | None = None) -> paramiko.SFTPClient:
        opened = paramiko.SFTPClient.from_transport(transport or self.line())
        assert opened is not None
        return opened

    def drop(self, name: str, payload: bytes, *, folder: str = "in") -> None:
        """As a careful partner does it: under another name, then renamed."""
        files = self.files()
        with files.open(f"/{folder}/{name}.part", "wb") as file:
            file.write(payload)
        files.posix_rename(f"/{folder}/{name}.part", f"/{folder}/{name}")

    def turn(self, *, after_s: float = 2.0) -> int:
        """Some time later what lies there is taken in, handled and answered; how many files."""
        self.clock.move(after_s)
        taken = self.releasing.turn()
        self.work()
        self.releasing.turn()
        return taken

    def work(self) -> None:
        for _ in range(1000):
            leases = self.hub.store.lease("worker", ttl_s=60, limit=100)
            for lease in leases:
                self.hub.dispatcher.dispatch(lease)
            if not leases:
                return
        raise AssertionError("the worker found no end")

    def taken(self) -> list[tuple[str, bytes]]:
        rows = [row for row in self.hub.store.rows(Arrival, limit=9999) if row.kind == "document"]
        return [
            (row.name, row.body if row.body is not None else self.hub.blobs.get(row.blob)) for row in rows
        ]

    def ack(self, name: str) -> Ack:
        return msgspec.json.decode((self.home / "ack" / f"{name}.ack").read_bytes(), type=Ack)

    def close(self) -> None:
        for line in self._lines:
            line.close()
        self._stop.set()
        self._thread.join(PATIENCE_S)
        self.hub.store.engine.dispose()
