"""Published contracts and mappings by hash: read from the store once, compiled once, kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import msgspec

from adapters import formats
from core.hub.contracts import Artifact, Contract, Partner
from core.hub.mapping import Mapping
from core.hub.node import Reader
from core.hub.ports import Store
from core.hub.route import Subscription
from core.kernel.errors import Broken

SUBSCRIPTIONS_AGE_S = 2.0
PARTNERS_MAX = 10_000


class StoredLibrary:
    """The artifacts of a store, compiled in this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._contracts: dict[str, Contract] = {}
        self._mappings: dict[str, Mapping] = {}
        self._readers: dict[str, Reader] = {}
        self._subscriptions: dict[str, list[Subscription]] = {}
        self._subscribed_at = float("-inf")
        self._lock = threading.Lock()

    def contract(self, hash_: str) -> Contract:
        if hash_ not in self._contracts:
            self._contracts[hash_] = msgspec.json.decode(self._artifact(hash_).body, type=Contract)
        return self._contracts[hash_]

    def mapping(self, hash_: str) -> Mapping:
        if hash_ not in self._mappings:
            self._mappings[hash_] = formats.load_bundle(self._artifact(hash_).body)
        return self._mappings[hash_]

    def reader(self, format_: str) -> Reader:
        if format_ not in self._readers:
            self._readers[format_] = formats.reader(format_)
        return self._readers[format_]

    def subscriptions(self, message_type: str) -> Sequence[Subscription]:
        """Which endpoints want this type; contracts published elsewhere are seen within two seconds."""
        with self._lock:
            if time.monotonic() - self._subscribed_at > SUBSCRIPTIONS_AGE_S:
                self._subscriptions = self._read_subscriptions()
                self._subscribed_at = time.monotonic()
        return self._subscriptions.get(message_type, ())

    def forget(self) -> None:
        """Something was published here: look again at once."""
        self._subscribed_at = float("-inf")

    def _read_subscriptions(self) -> dict[str, list[Subscription]]:
        found: dict[str, list[Subscription]] = {}
        for partner in self._store.rows(Partner, limit=PARTNERS_MAX):
            contract = self.contract(partner.contract)
            sites = frozenset(site.id for site in contract.sites)
            for send in contract.sends:
                subscription = Subscription(
                    partner=partner.partner, sites=sites, contract=partner.contract, send=send
                )
                for message_type in send.types:
                    found.setdefault(message_type, []).append(subscription)
        return found

    def _artifact(self, hash_: str) -> Artifact:
        artifact = self._store.get(Artifact, hash_)
        if artifact is None:
            raise Broken(f"no artifact {hash_} was ever published here", cause="library.missing")
        return artifact
