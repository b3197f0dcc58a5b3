"""What the hub asks of the world: a store of records, leases, blobs, signatures and published mappings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

import msgspec

from core.hub.arrivals import Arrival
from core.hub.contracts import Contract
from core.hub.failures import Failure
from core.hub.mapping import Mapping
from core.hub.node import Reader
from core.hub.records import Key, R, Record, Sums
from core.hub.shelf import Scan, Shelf, Undo
from core.hub.suites import Suite
from core.kernel.errors import Unavailable

# The cause of a Broken that one value is to blame for: too large for its column or its index.
NOT_STORABLE = "store.value"
# A lease that lasts longer cannot be: the clock was set back since, and whoever holds it may be dead.
LEASE_TTL_S_MAX = 60.0
# A wish for partitions counts for so long: who stopped asking may have found something, or died.
WISH_S = 2.0


class Collision(Unavailable):
    """Another worker wrote the same new row first; the unit of work is simply done again."""


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """The right to handle a partition: the fence grows with every new owner.

    due: whether something that failed there is due for another try.
    waiting: how many arrivals stood behind the position when the lease was asked for.
    links, head: how many entries the partition's audit chain has, and the hash of the last.
    """

    partition: int
    owner: str
    fence: int
    position: int
    due: bool
    waiting: int = 0
    links: int = 0
    head: bytes = b""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The end of an audit chain: the number and hash of its last entry; 0 and nothing before the first."""

    chain: int
    number: int = 0
    hash: bytes = b""


def shares(busy: Sequence[int], asking: Sequence[str]) -> list[tuple[int, str]]:
    """(partition, who gets it) of what a worker hands over to those that ask: it keeps its even share."""
    kept = -(-len(busy) // (1 + len(asking)))
    surplus = busy[kept:] if asking else []
    return [(partition, asking[place % len(asking)]) for place, partition in enumerate(surplus)]


class Unit(Protocol):
    """One transaction: shelves to read and change, numbers to take, a position to move; all or nothing."""

    @property
    def now(self) -> datetime:
        """The database's clock when the unit began, UTC."""
        ...

    @property
    def undo(self) -> Undo: ...

    def shelf(self, kind: type[R]) -> Shelf[R]: ...

    def warm(self, wanted: dict[type[Record], list[Key]], scans: Sequence[Scan] = ()) -> None:
        """Reads what will be asked for of several shelves, together: by key, and by `find`."""
        ...

    def take_numbers(self, partition: int, count: int) -> int:
        """Takes `count` numbers without gaps and gives the first; partition 0 numbers the partitions."""
        ...

    def take_handled(self) -> int:
        """A number for this unit of work, larger than that of any unit it could have waited for."""
        ...

    def advance(self, lease: Lease, moved: Lease) -> None:
        """Moves the partition to the position and the audit's head of `moved` at the end.

        Unavailable if the lease is no longer ours, or if its position or chain went on without us.
        """
        ...

    def settled(self) -> None:
        """Nothing so far is taken back any more but with all of the unit: rows may be written from now on."""
        ...

    def flush(self) -> None:
        """Writes every shelf's changes as sets."""
        ...


class Store(Protocol):
    """The message store and every room's books."""

    def unit(self) -> AbstractContextManager[Unit]:
        """Begins a unit of work; leaving it writes and commits, an error rolls all of it back.

        Raises Unavailable when the store is away, Collision when another worker was first.
        """
        ...

    def now(self) -> datetime:
        """The database's clock, outside a unit of work."""
        ...

    def lease(self, owner: str, *, ttl_s: float, limit: int) -> list[Lease]:
        """Leases (or renews) up to `limit` partitions with something to do, for LEASE_TTL_S_MAX at most."""
        ...

    def renew(self, lease: Lease, *, ttl_s: float) -> bool:
        """Lengthens a lease that is still its owner's, while it works on something long; whether it was."""
        ...

    def ask(self, owner: str) -> bool:
        """Asks the workers that have something to do for a share of it, for WISH_S; whether there are any."""
        ...

    def share(self, owner: str, *, ttl_s: float) -> int:
        """Hands partitions with something to do over to those that ask, leased for ttl_s; how many."""
        ...

    def release(self, owner: str) -> None:
        """Gives back what this owner leases; it asks for nothing any more."""
        ...

    def run(self, partition: int, after: int, limit: int) -> list[Arrival]:
        """The next arrivals of a partition, in number order."""
        ...

    def arrival(self, partition: int, number: int) -> Arrival | None: ...

    def due(self, partition: int, limit: int) -> list[Failure]:
        """Failures of the partition whose next try is due."""
        ...

    def get(self, kind: type[R], *key: Any) -> R | None:
        """Reads one row outside a unit of work, without a lock."""
        ...

    def rows(self, kind: type[R], *, limit: int, after: Key | None = None, **equal: Any) -> list[R]:
        """Reads rows in key order, by an index or all of them, after a key."""
        ...

    def sums(self, kind: type[Record], by: tuple[str, ...], of: str, **equal: Any) -> Sums:
        """By these fields the sum of another and how many rows; the rows by an index, or all of them."""
        ...

    def walk(self, kind: type[R], *order: str, **equal: Any) -> Iterator[R]:
        """Rows in this order, as they stand when it begins, one after another: none is kept in memory."""
        ...

    def position(self, partition: int) -> int:
        """The number of the last arrival of this partition that a unit of work has taken up."""
        ...

    def heads(self, *, after: int, limit: int) -> list[Head]:
        """The heads of the partitions' audit chains that have any entry, by partition, behind this one."""
        ...

    def stop(self, partition: int, text: str) -> None:
        """Stops a partition whose promise was broken; a person starts it again."""
        ...


class Blobs(Protocol):
    """Large bytes by their SHA-256, on disk before the row that names them commits."""

    def put(self, payload: bytes) -> str: ...

    def keep(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Keeps what comes in pieces, without holding it in memory: (SHA-256, bytes).

        What the pieces raise leaves nothing behind.
        """
        ...

    def join(self, names: Sequence[str]) -> tuple[str, int]:
        """Puts these blobs together in order, without holding them in memory: (SHA-256, bytes)."""
        ...

    def get(self, name: str) -> bytes:
        """Broken if it is missing or does not hash to its name."""
        ...


class Library(Protocol):
    """Published contracts and mappings by hash, compiled once."""

    def contract(self, hash_: str) -> Contract: ...

    def mapping(self, hash_: str) -> Mapping: ...

    def reader(self, format_: str) -> Reader: ...

    def subscriptions(self, message_type: str) -> Sequence[Any]:
        """The endpoints (route.Subscription) whose published contracts ask for this type."""
        ...


class OwnKey(Protocol):
    """One key of the hub's own."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, text: bytes) -> bytes: ...


class Signatures(Protocol):
    """Signatures in the libraries' hands: Ed25519 or SM2, as the key's bytes say."""

    def verify(self, public_key: bytes, signature: bytes, text: bytes) -> bool: ...

    def sign(self, text: bytes) -> bytes: ...


class Signer(Signatures, Protocol):
    """The hub's own key beside it."""

    @property
    def public_key(self) -> bytes: ...


class SealedBody(msgspec.Struct, frozen=True, kw_only=True):
    """An encrypted body. key: the hub's, by id; wrapped: the content key; bound: what the tag covers too."""

    suite: Suite
    key: str
    wrapped: bytes
    nonce: bytes
    bound: bytes
    body: bytes


class BodyKeys(Protocol):
    """The hub's keys for encryption, one a suite; those before still open what comes late."""

    def current(self, suite: Suite) -> bytes:
        """The public key that agents are told."""
        ...

    def open(self, sealed: SealedBody) -> bytes:
        """Raises Unreadable if no key of ours opens it, or it was touched."""
        ...


class Signers(Signer, Protocol):
    """One key of the hub's own for each suite."""

    def of(self, suite: Suite) -> OwnKey:
        """Raises Refused, with what to do, where this machine cannot do that suite."""
        ...


class Rooms(Protocol):
    """The discovered handlers, lowest floor first."""

    def handlers(self, message_type: str) -> Sequence[Any]: ...
