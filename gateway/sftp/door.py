"""Listens for partners' machines: keys only, each in its own home, out at once when its key is revoked."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress

import asyncssh

from adapters.file.pulses import Turned, no_pulse
from adapters.sftp_home.layout import home_of
from adapters.wiring.hub import Hub
from core.hub.audit_desk import Noted, note_alone
from core.hub.contracts import Partner
from core.hub.partner_keys import lets_in
from core.kernel.errors import HubError, Unavailable
from gateway.sftp.files import HomeFiles
from gateway.sftp.host_key import host_key
from gateway.sftp.quota import Usage
from gateway.sftp.sharing import Shared

LOG = logging.getLogger("lianqiao.sftp")
KEX = ("curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
       "diffie-hellman-group16-sha512", "diffie-hellman-group14-sha256")  # fmt: skip
CIPHERS = ("chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr",
           "aes128-ctr")  # fmt: skip
MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512")
SIGNATURES = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
              "rsa-sha2-256", "rsa-sha2-512")  # fmt: skip
LOGIN_S = 20
LOOK_EVERY_S = 2.0
KEEPALIVE_S = 30
KEEPALIVES_MAX = 4
CONNECTIONS_MAX = 500
OF_ONE_PARTNER_MAX = 20
UNSIGNED_MAX = 50
STOP_S = 5.0


class SftpDoor:
    """One listening port of this process; `run` serves until stopped.

    turned: told at each look over the connections what is wrong.
    """

    def __init__(self, hub: Hub, *, host: str, port: int, turned: Turned = no_pulse) -> None:
        self._hub = hub
        self._host, self._port = host, port
        self._turned = turned
        self.open: set[_Machine] = set()
        self.served_at = 0
        self.shared: dict[str, Shared] = {}

    def run(self, stop: threading.Event) -> None:
        """Raises Unavailable where the port cannot be had."""
        # Who comes and goes is said below, once; the library would say each packet.
        logging.getLogger("asyncssh").setLevel(logging.WARNING)
        asyncio.run(self._serve(stop))

    async def _serve(self, stop: threading.Event) -> None:
        try:
            listener = await asyncssh.listen(
                self._host,
                self._port,
                server_factory=lambda: _Machine(self),
                sftp_factory=self._files,
                server_host_keys=[host_key(self._hub.home)],
                # Files alone: no shell, no command, no port, no agent, and nothing of who runs this process.
                config=[], allow_scp=False, allow_pty=False, agent_forwarding=False, x11_forwarding=False,
                kex_algs=KEX, encryption_algs=CIPHERS, mac_algs=MACS, signature_algs=SIGNATURES,
                login_timeout=LOGIN_S, keepalive_interval=KEEPALIVE_S, keepalive_count_max=KEEPALIVES_MAX,
                compression_algs=["none"],
            )  # fmt: skip
        except OSError as error:
            raise Unavailable(
                f"{self._host}:{self._port} cannot be served: {error.strerror or error}; is the port taken?",
                cause="door.port",
            ) from error
        self.served_at = listener.get_port()
        LOG.info("serving at sftp://%s:%d", self._host, self.served_at)
        try:
            while not stop.is_set():
                await self._look()
                await asyncio.to_thread(stop.wait, LOOK_EVERY_S)
        finally:
            listener.close()
            for machine in list(self.open):
                machine.leave("the hub stops")
            with suppress(TimeoutError):
                await asyncio.wait_for(listener.wait_closed(), STOP_S)

    async def _look(self) -> None:
        """Whoever's key was revoked is out. While the store is away nobody new is let in."""
        try:
            for machine in list(self.open):
                if machine.partner and not await self.admits(machine.partner, machine.fingerprint):
                    await asyncio.to_thread(self._note_out, machine)
                    machine.leave("its key was revoked")
            self._turned("")
        except Unavailable as error:
            self._turned(error.text)

    async def admits(self, partner: str, fingerprint: str) -> bool:
        return await asyncio.to_thread(lets_in, self._hub.store, partner, fingerprint)

    def is_crowded(self) -> bool:
        """More connections, or more that have not signed in, than any process bears."""
        return len(self.open) > CONNECTIONS_MAX or self._count("") > UNSIGNED_MAX

    def has_room(self, partner: str) -> bool:
        """A partner that opens ever more connections keeps nobody else out."""
        return self._count(partner) < OF_ONE_PARTNER_MAX

    def _count(self, partner: str) -> int:
        return sum(machine.partner == partner for machine in self.open)

    def _files(self, chan: asyncssh.SSHServerChannel[bytes]) -> HomeFiles:
        partner = str(chan.get_connection().get_extra_info("username"))
        row = self._hub.store.get(Partner, partner)
        if row is None:
            raise asyncssh.SFTPNoConnection(f"there is no contract of {partner}")
        contract = self._hub.library.contract(row.contract)
        home = home_of(self._hub.home, partner, [drop.folder for drop in contract.drops])
        shared = self.shared.setdefault(partner, Shared(Usage(home, contract.home)))
        return HomeFiles(chan, home, contract, shared)

    def _note_out(self, machine: _Machine) -> None:
        on = f"{machine.partner} {machine.fingerprint}"
        note_alone(self._hub.store, Noted(by="hub", what="key.put_out", on=on, why="its key was revoked"))


class _Machine(asyncssh.SSHServer):
    """One connection; partner: whose it is once its key was proven."""

    def __init__(self, door: SftpDoor) -> None:
        self._door = door
        self._connection: asyncssh.SSHServerConnection | None = None
        self._offered = ("", "")
        self.partner = ""
        self.fingerprint = ""
        self._from = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._from = str(conn.get_extra_info("peername", ("?",))[0])
        self._door.open.add(self)
        if self._door.is_crowded():
            self.leave("too many connections")

    def connection_lost(self, exc: Exception | None) -> None:
        self._door.open.discard(self)
        if self.partner:
            said = {"partner": self.partner}
            LOG.info("%s from %s is gone%s", self.partner, self._from, f": {exc}" if exc else "", extra=said)

    def begin_auth(self, username: str) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Asked before its signature and once more with it; the last one asked for is the one it shows."""
        fingerprint = key.get_fingerprint()
        try:
            admitted = await self._door.admits(username, fingerprint)
        except HubError as error:
            LOG.warning("nobody is let in while the store is away: %s", error.text)
            return False
        if not admitted:
            LOG.warning("%r from %s shows %s, which opens nothing", username, self._from, fingerprint)
            return False
        if not self._door.has_room(username):
            LOG.warning("%s has %d connections open; no more", username, OF_ONE_PARTNER_MAX)
            return False
        self._offered = (username, fingerprint)
        return True

    def auth_completed(self) -> None:
        self.partner, self.fingerprint = self._offered
        said = {"partner": self.partner}
        LOG.info("%s is in from %s by %s", self.partner, self._from, self.fingerprint, extra=said)

    def leave(self, why: str) -> None:
        """Closes the connection, whatever it is at."""
        if self._connection is not None:
            if self.partner:
                LOG.warning("%s from %s is put out: %s", self.partner, self._from, why)
            self._connection.abort()
