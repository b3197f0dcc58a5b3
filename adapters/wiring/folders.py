"""Partner folders: contract.yaml and mappings as they ship, read, compiled and checked before publishing."""

from __future__ import annotations

from pathlib import Path

import msgspec

from adapters import formats
from adapters.wiring.contract_file import read_contract
from core.hub.contracts import Contract
from core.hub.profiles import Profile
from core.kernel.errors import Unreadable

CONTRACT = "contract.yaml"


class PartnerFolder(msgspec.Struct, frozen=True, kw_only=True):
    """A partner's contract and the sources of the mappings it names, by the name in the contract."""

    contract: Contract
    mappings: dict[str, bytes]


def read_folder(folder: Path) -> PartnerFolder:
    """Reads and compiles everything; Unreadable names file, line and column of what is wrong."""
    contract = read_contract(folder / CONTRACT)
    names = [rule.mapping for feed in contract.feeds for rule in feed.rules]
    names += [send.mapping for send in contract.sends if send.mapping]
    _check_profiles(folder, contract)
    return PartnerFolder(
        contract=contract, mappings={name: _mapping(folder, name) for name in sorted(set(names))}
    )


def _check_profiles(folder: Path, contract: Contract) -> None:
    """What a feed lets pass must be something the readers of its mappings can let pass."""
    for feed in contract.feeds:
        for rule in feed.rules if feed.lenient else ():
            mapping = formats.load_bundle(_mapping(folder, rule.mapping))
            try:
                Profile(feed, mapping, formats.reader(mapping.format)).check()
            except Unreadable as error:
                raise Unreadable(
                    f"{folder.name}/{CONTRACT} source {feed.source}: {error.text}", cause=error.cause
                ) from error


def find_folders(root: Path) -> list[Path]:
    """The partner folders under mappings/, by name."""
    return sorted(path.parent for path in root.glob(f"*/{CONTRACT}"))


def _mapping(folder: Path, name: str) -> bytes:
    """A mapping and all it needs as one text: from the partner's folder, or from mappings/standards."""
    fetch = formats.folder(folder.parent.resolve())
    path = name if name.startswith("standards/") else f"{folder.name}/{name}"
    return formats.bundle(fetch(path), path, fetch)
