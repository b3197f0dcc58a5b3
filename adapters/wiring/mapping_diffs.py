"""A comparison of two mappings kept in a file of the hub's home, so that one that was stopped goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from adapters import formats
from adapters.wiring.hub import Hub
from core.hub.contracts import Contract, Partner
from core.hub.diff_counts import MappingDiff
from core.hub.diff_mappings import Comparing, Sides
from core.hub.mapping import Mapping
from core.kernel.errors import UNDECODABLE, Refused

DAYS_MAX = 3_650
PAGES_KEPT = 10


class Wanted(NamedTuple):
    """instead: the name in the contract of the mapping that is replaced, "" = the one called like the new."""

    partner: str
    days: int
    mapping: Path
    instead: str = ""


class KeptDiff:
    """The comparison that was asked for, and its file."""

    def __init__(self, hub: Hub, wanted: Wanted, root: Path) -> None:
        self._hub = hub
        known = hub.store.get(Partner, wanted.partner)
        if known is None:
            raise Refused(f"{wanted.partner} has no published contract", cause="diff.no_contract")
        if not 0 < wanted.days <= DAYS_MAX:
            raise Refused(f"{wanted.days} days are not from 1 to {DAYS_MAX}", cause="diff.days")
        contract = hub.library.contract(known.contract)
        self._sides = Sides(contract, _replaced(contract, wanted), _compiled(wanted.mapping, root))
        said = f"{wanted.partner}|{wanted.days}|{self._sides.old}|{self._sides.new.hash}"
        self._file = hub.home / "diffs" / f"{sha256(said.encode()).hexdigest()[:24]}.json"
        until = hub.store.now()
        self._fresh = MappingDiff(
            partner=wanted.partner,
            mapping=self._sides.name,
            old=self._sides.old,
            new=self._sides.new.hash,
            since=until - timedelta(days=wanted.days),
            until=until,
        )

    def begun(self) -> MappingDiff | None:
        """One of the same two mappings and days that was stopped before its end."""
        try:
            found = msgspec.json.decode(self._file.read_bytes(), type=MappingDiff)
        except (*UNDECODABLE, OSError):
            return None
        return None if found.ended else found

    def run(self) -> Iterator[MappingDiff]:
        """After every page what was found so far, kept now and then; at the end nothing is kept."""
        found = self.begun() or self._fresh
        comparing = Comparing(self._hub.store, self._hub.normalizer, self._hub.library, self._sides)
        for page, so_far in enumerate(comparing.run(found, self._taken)):
            # A disk may take its time over a file, and a page is read in less.
            if page % PAGES_KEPT == 0:
                self._keep(so_far)
            yield so_far
        self._file.unlink(missing_ok=True)

    def _taken(self, partition: int) -> int:
        outlet = self._hub.views.outlet(partition)
        return outlet.taken if outlet else 0

    def _keep(self, found: MappingDiff) -> None:
        self._file.parent.mkdir(exist_ok=True, mode=0o700)
        beside = self._file.with_suffix(".part")
        beside.write_bytes(msgspec.json.encode(found))
        beside.replace(self._file)


def _replaced(contract: Contract, wanted: Wanted) -> str:
    """The mapping of a feed that the new one stands for."""
    read = {rule.mapping for feed in contract.feeds for rule in feed.rules}
    if wanted.instead:
        if wanted.instead not in read:
            raise Refused(
                f"{contract.partner} reads by {', '.join(sorted(read))}, not by {wanted.instead!r}",
                cause="diff.no_mapping",
            )
        return wanted.instead
    named = [name for name in read if Path(name).name == wanted.mapping.name]
    if len(named) != 1:
        raise Refused(
            f"which of {', '.join(sorted(read))} does {wanted.mapping.name} stand for?"
            " Say it with --mapping NAME=FILE",
            cause="diff.which",
        )
    return named[0]


def _compiled(path: Path, root: Path) -> Mapping:
    """With all it extends from mappings/; its name is its path there, or its own."""
    root, path = root.resolve(), path.resolve()
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return formats.load_mapping(path.read_bytes(), name, formats.folder(root))
