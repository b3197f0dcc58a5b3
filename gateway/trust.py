"""The hub's trust, put together for its doors: the authority that signs, and the list of what it signed."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from adapters.wiring.hub import Hub
from certs.authority import Authority
from certs.files import TlsFiles, kept_files
from core.hub.certificates import (
    AUTHORITY,
    SERVER,
    WORKER,
    Certificate,
    Wanted,
    certify,
    recorded,
)
from core.hub.collisions import again_on_collision
from core.hub.renewal import Renewals
from core.hub.standing import Standing
from gateway.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """One process's view. life_s: of the certificates it gives; broker_url: told to agents that enrol."""

    hub: Hub
    authority: Authority
    standing: Standing
    life_s: float
    broker_url: str = ""

    @property
    def renewals(self) -> Renewals:
        return Renewals(self.hub.store, self.hub.key, self.authority, life_s=self.life_s)

    def open(self) -> None:
        """Makes the authority where there is none, and notes its own certificates, whose end is told."""
        self.authority.open()
        again_on_collision(self._note_own, what="the authority's own certificates")

    def _note_own(self) -> None:
        with self.hub.store.unit() as unit:
            shelf = unit.shelf(Certificate)
            for name, issued in self.authority.own():
                if shelf.get(issued.serial) is None:
                    shelf.put(recorded(issued, AUTHORITY, name, unit.now))

    def signed(self, wanted: Wanted, csr: bytes) -> bytes:
        """The certificate chain for this request, noted in the list."""
        asked = msgspec.structs.replace(wanted, csr=csr)
        with self.hub.store.unit() as unit:
            return certify(unit, self.authority, asked, life_s=self.life_s).chain

    def server(self, hosts: tuple[str, ...]) -> TlsFiles:
        """The files of the agents' door, made or renewed when that is due."""
        return self._kept("server", Wanted(kind=SERVER, name=self.hub.name, csr=b"", hosts=hosts))

    def keep_worker(self) -> None:
        """The files by which the processes of this hub speak to the broker, made or renewed."""
        self._kept("worker", Wanted(kind=WORKER, name=self.hub.name, csr=b""))

    def _kept(self, name: str, wanted: Wanted) -> TlsFiles:
        now = self.hub.clock.now()
        folder = self.authority.folder
        return kept_files(
            folder, name, hosts=wanted.hosts, now=now, certify=lambda csr: self.signed(wanted, csr)
        )


def make_trust(hub: Hub, settings: Settings) -> Trust:
    """Nothing is opened yet: only who signs needs the authority's keys."""
    authority = Authority(
        hub.home / "certs", clock=hub.clock, passphrase_file=settings.certificates.passphrase_file
    )
    return Trust(
        hub=hub,
        authority=authority,
        standing=Standing(hub.store, hub.clock),
        life_s=settings.certificates.life_s,
        broker_url=settings.agents_broker_url,
    )
