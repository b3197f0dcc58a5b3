"""Finds an endpoint: the partner's present contract says where, `adapters/<name>/endpoint.py` knows how."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from adapters.wiring.modules import modules_with
from adapters.wiring.pgp import PgpKeys, SealedEndpoint
from adapters.wiring.secret_files import read_secret
from adapters.wiring.weaknesses import Weaknesses
from core.hub.contracts import Contract, Partner, Send
from core.hub.endpoints import Destination
from core.hub.outbox import Outgoing
from core.hub.ports import Library, Store
from core.hub.registered import in_force, paper
from core.kernel.errors import Refused, Unavailable


class ContractDestinations:
    """Destinations by contract, made once per contract version and secret: a new secret is taken at once."""

    def __init__(self, store: Store, library: Library, home: Path) -> None:
        self._store = store
        self._library = library
        self._weaknesses = Weaknesses(store, "hub")
        self._home = home
        self._secrets = home / "secrets"
        self._modules: dict[str, ModuleType] | None = None
        self._made: dict[tuple[str, str, int, str], Destination] = {}

    def find(self, outgoing: Outgoing) -> Destination:
        """By the partner's present contract, so that a mended address or secret helps what already waits."""
        partner, _, name = outgoing.endpoint.partition("/")
        present = self._store.get(Partner, partner)
        hash_ = present.contract if present is not None else outgoing.contract
        contract = self._library.contract(hash_)
        send = _send_in(contract, name)
        secret = self._secret(send)
        paper_hash = self._paper(partner, send)
        known = (hash_, name, hash(secret), paper_hash)
        if known not in self._made:
            made = self.make(partner, send, secret, paper_hash)
            self._made[known] = self._sealed(contract, made)
            self._weaknesses.note(self._module(send.adapter), on=outgoing.endpoint, address=send.address)
        return self._made[known]

    def make(self, partner: str, send: Send, secret: bytes, paper_hash: str = "") -> Destination:
        """The declared endpoint. Raises Refused for an unknown adapter or a `repeat` it cannot keep.

        paper_hash: of what is registered for it, such as a WSDL, where its adapter works by one.
        """
        module = self._module(send.adapter)
        if send.repeat not in module.REPEATS:
            raise Refused(
                f"{send.name}: {send.adapter} cannot keep repeat: {send.repeat}; it can"
                f" {', '.join(module.REPEATS)}",
                cause="endpoint.repeat",
            )
        if hasattr(module, "make_home_endpoint"):
            return Destination(send=send, endpoint=module.make_home_endpoint(send, self._home, partner))
        papers = (paper(self._store, paper_hash),) if paper_hash else ()
        return Destination(send=send, endpoint=module.make_endpoint(send, secret, *papers))

    def of(self, partner: str, send: Send) -> Destination:
        """A send that a contract of this partner declares, made anew."""
        return self.make(partner, send, self._secret(send), self._paper(partner, send))

    def _sealed(self, contract: Contract, made: Destination) -> Destination:
        """Where the contract says so, what leaves there is sealed first."""
        if not made.send.pgp:
            return made
        if contract.pgp is None:
            raise Refused(f"{made.send.name}: the contract names no keys of OpenPGP", cause="pgp.keys")
        sealed = SealedEndpoint(made.endpoint, PgpKeys(self._home), contract.pgp)
        return Destination(send=made.send, endpoint=sealed)

    def _paper(self, partner: str, send: Send) -> str:
        """The hash of what is in force for it, "" where its adapter works by none."""
        kind = getattr(self._module(send.adapter), "KEPT", "")
        if not kind:
            return ""
        try:
            return in_force(self._store, kind, partner, send.options.get(kind, ""))
        except Refused as missing:
            # What waits leaves as soon as it is registered.
            raise Unavailable(f"{send.name}: {missing.text}", cause=missing.cause) from missing

    def _secret(self, send: Send) -> bytes:
        return read_secret(self._secrets, send.secret_file, of=send.name, cause="endpoint.secret")

    def _module(self, adapter: str) -> Any:
        if self._modules is None:
            self._modules = {module.ADAPTER: module for module in discover()}
        try:
            return self._modules[adapter]
        except KeyError:
            known = ", ".join(sorted(self._modules))
            raise Refused(
                f"no adapter {adapter!r} sends anything; known are {known}", cause="endpoint.adapter"
            ) from None


def discover() -> list[ModuleType]:
    """Every `adapters/<name>/endpoint.py` that says which ADAPTER it is."""
    return modules_with("endpoint", "ADAPTER")


def _send_in(contract: Contract, name: str) -> Send:
    for send in contract.sends:
        if send.name == name:
            return send
    raise Refused(
        f"{contract.partner}'s contract sends nothing to {name!r} any more; add it, or give this up",
        cause="send.no_endpoint",
    )
