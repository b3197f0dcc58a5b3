"""Opens a place to take from: the contract says where, `adapters/<name>/source.py` knows how."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from adapters.wiring.modules import modules_with
from adapters.wiring.pgp import PgpKeys
from adapters.wiring.secret_files import read_secret
from adapters.wiring.weaknesses import Weaknesses
from core.hub.audit_desk import CLOCK
from core.hub.contracts import Pull
from core.hub.ports import Store
from core.hub.puller import Puller
from core.hub.pulls import Source
from core.kernel.errors import Refused

if TYPE_CHECKING:
    from adapters.wiring.hub import Hub


class ContractSources:
    """Places by contract, opened anew for each look: a new secret is taken at once."""

    def __init__(self, store: Store, home: Path) -> None:
        self._weaknesses = Weaknesses(store, CLOCK)
        self._secrets = home / "secrets"
        self._modules: dict[str, ModuleType] | None = None

    def open(self, partner: str, pull: Pull) -> Source:
        """Raises Refused for an unknown adapter, address or option, Unavailable for a secret that is away."""
        source = self.make(pull)
        module = self._module(pull.adapter)
        self._weaknesses.note(module, on=f"{partner}/{pull.name}", address=pull.address)
        return source

    def make(self, pull: Pull) -> Source:
        """The place that is named, whoever names it; as `open`, and noted nowhere."""
        module = self._module(pull.adapter)
        secret = read_secret(self._secrets, pull.secret_file, of=f"pull {pull.name}", cause="pull.secret")
        source: Source = module.make_source(pull, secret)
        return source

    def _module(self, adapter: str) -> Any:
        if self._modules is None:
            self._modules = {module.ADAPTER: module for module in discover()}
        try:
            return self._modules[adapter]
        except KeyError:
            known = ", ".join(sorted(self._modules))
            raise Refused(
                f"no adapter {adapter!r} takes from anywhere; known are {known}", cause="pull.adapter"
            ) from None


def make_puller(hub: Hub) -> Puller:
    """Looks for this hub, under a name that no other process has."""
    owner = f"puller-{socket.gethostname()}-{os.getpid()}"
    sources = ContractSources(hub.store, hub.home)
    return Puller(hub.store, hub.blobs, hub.library, sources, owner).opens(PgpKeys(hub.home))


def discover() -> list[ModuleType]:
    """Every `adapters/<name>/source.py` that makes a source."""
    return modules_with("source", "make_source")
