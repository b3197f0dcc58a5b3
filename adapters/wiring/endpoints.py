"""Finds an endpoint: the partner's present contract says where, `adapters/<name>/endpoint.py` knows how."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

import adapters
from adapters.wiring.secret_files import read_secret
from adapters.wiring.weaknesses import Weaknesses
from core.hub.contracts import Contract, Partner, Send
from core.hub.endpoints import Destination
from core.hub.outbox import Outgoing
from core.hub.ports import Library, Store
from core.kernel.errors import Refused


class ContractDestinations:
    """Destinations by contract, made once per contract version and secret: a new secret is taken at once."""

    def __init__(self, store: Store, library: Library, home: Path) -> None:
        self._store = store
        self._library = library
        self._weaknesses = Weaknesses(store, "hub")
        self._home = home
        self._secrets = home / "secrets"
        self._modules: dict[str, ModuleType] | None = None
        self._made: dict[tuple[str, str, int], Destination] = {}

    def find(self, outgoing: Outgoing) -> Destination:
        """By the partner's present contract, so that a mended address or secret helps what already waits."""
        partner, _, name = outgoing.endpoint.partition("/")
        present = self._store.get(Partner, partner)
        hash_ = present.contract if present is not None else outgoing.contract
        send = _send_in(self._library.contract(hash_), name)
        secret = self._secret(send)
        known = (hash_, name, hash(secret))
        if known not in self._made:
            self._made[known] = self.make(partner, send, secret)
            self._weaknesses.note(self._module(send.adapter), on=outgoing.endpoint, address=send.address)
        return self._made[known]

    def make(self, partner: str, send: Send, secret: bytes) -> Destination:
        """The declared endpoint. Raises Refused for an unknown adapter or a `repeat` it cannot keep."""
        module = self._module(send.adapter)
        if send.repeat not in module.REPEATS:
            raise Refused(
                f"{send.name}: {send.adapter} cannot keep repeat: {send.repeat}; it can"
                f" {', '.join(module.REPEATS)}",
                cause="endpoint.repeat",
            )
        if hasattr(module, "make_home_endpoint"):
            return Destination(send=send, endpoint=module.make_home_endpoint(send, self._home, partner))
        return Destination(send=send, endpoint=module.make_endpoint(send, secret))

    def check(self, contract: Contract) -> None:
        """Before publishing: every send of the contract can be made; Refused says which cannot, and why."""
        for send in contract.sends:
            self.make(contract.partner, send, self._secret(send))

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
    found = []
    for package in pkgutil.iter_modules(adapters.__path__):
        name = f"adapters.{package.name}.endpoint"
        if package.ispkg and importlib.util.find_spec(name) is not None:
            module = importlib.import_module(name)
            found += [module] if hasattr(module, "ADAPTER") else []
    return found


def _send_in(contract: Contract, name: str) -> Send:
    for send in contract.sends:
        if send.name == name:
            return send
    raise Refused(
        f"{contract.partner}'s contract sends nothing to {name!r} any more; add it, or give this up",
        cause="send.no_endpoint",
    )
