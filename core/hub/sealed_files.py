"""Files that come sealed by OpenPGP: kept as they came, and opened before they are taken in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from core.hub.contents import Content
from core.hub.contract_terms import Pgp
from core.hub.contracts import Pull
from core.kernel.errors import Refused, Unavailable

SUFFIXES = (".pgp", ".gpg", ".asc")


class NotOpened(Refused):
    """It is not sealed as the contract says: kept as what it is, and read by nobody."""


class Opening(Protocol):
    """One file on its way through: first all of it goes in, then what was inside comes out."""

    def sealed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, once each; what opens it has seen them then."""
        ...

    def opened(self, *, bytes_max: int) -> Iterator[bytes]:
        """What is inside, which counts only when all of it came: then who sealed it is known.

        Raises NotOpened, or Unavailable where our own key or program is away.
        """
        ...

    @property
    def signer(self) -> str:
        """The fingerprint of the key that signed it, "" for none that the contract knows."""
        ...


class Opener(Protocol):
    """Opens files by the keys that a contract names."""

    def opening(self, pgp: Pgp, *, of: str) -> AbstractContextManager[Opening]: ...


class Nobody:
    """The opener of a process that has none."""

    def opening(self, pgp: Pgp, *, of: str) -> AbstractContextManager[Opening]:
        raise Unavailable(f"{of} cannot be opened by this process: it knows no OpenPGP", cause="pgp.nobody")


def is_sealed(name: str, pull: Pull) -> bool:
    """Whether it is to be opened: everything where the contract requires it, else what its name says."""
    return pull.pgp == "required" or (pull.pgp == "allowed" and name.lower().endswith(SUFFIXES))


def facts_of(content: Content, opening: Opening) -> dict[str, str]:
    """What is known of the seal; the file as it came is the blob of this name."""
    return {"pgp_file": content.sealed, "pgp_bytes": str(content.sealed_size), "pgp_signer": opening.signer}
