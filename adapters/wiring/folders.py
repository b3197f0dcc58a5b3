"""Partner folders: contract.yaml and mappings as they ship, read, compiled and checked before publishing."""

from __future__ import annotations

from pathlib import Path

import msgspec

from adapters import formats
from adapters.wiring.contract_file import read_contract, require_sense
from core.hub.contract_checks import reading_faults
from core.hub.contracts import Contract

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
    mappings = {name: _mapping(folder, name) for name in sorted(set(names))}
    if contract.formats:
        named = {rule.mapping for feed in contract.feeds for rule in feed.rules}
        reads = {name: formats.load_bundle(mappings[name]).format for name in named}
        require_sense(folder / CONTRACT, reading_faults(contract, reads))
    return PartnerFolder(contract=contract, mappings=mappings)


def find_folders(root: Path) -> list[Path]:
    """The partner folders under mappings/, by name."""
    return sorted(path.parent for path in root.glob(f"*/{CONTRACT}"))


def _mapping(folder: Path, name: str) -> bytes:
    """A mapping and all it needs as one text: from the partner's folder, or from mappings/standards."""
    fetch = formats.folder(folder.parent.resolve())
    path = name if name.startswith("standards/") else f"{folder.name}/{name}"
    return formats.bundle(fetch(path), path, fetch)
