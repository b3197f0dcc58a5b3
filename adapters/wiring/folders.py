"""Partner folders: partner.yaml and mappings as they ship, read, compiled and checked before publishing."""

from __future__ import annotations

from collections.abc import Mapping as Names
from pathlib import Path

import msgspec

from adapters import formats
from adapters.wiring.contract_file import contract_in, read_contract, require_sense
from core.hub.contract_checks import reading_faults
from core.hub.contracts import Contract
from core.hub.profiles import Profile
from core.kernel.errors import Unreadable

CONTRACT = "partner.yaml"


class PartnerFolder(msgspec.Struct, frozen=True, kw_only=True):
    """A partner's contract and the sources of the mappings it names, by the name in the contract."""

    contract: Contract
    mappings: dict[str, bytes]


def read_folder(folder: Path) -> PartnerFolder:
    """Reads and compiles everything; Unreadable names file, line and column of what is wrong."""
    contract = read_contract(folder / CONTRACT)
    fetch = formats.folder(folder.parent.resolve())
    return _compiled(contract, (folder / CONTRACT).read_bytes(), folder.name, fetch, folder / CONTRACT)


def read_texts(contract: bytes, mappings: Names[str, bytes], root: Path) -> PartnerFolder:
    """The same of texts that stand in no folder yet; what they extend stands below root."""
    read = contract_in(contract, Path(CONTRACT))
    below = formats.folder(root.resolve())
    own = {f"{read.partner}/{name}": text for name, text in mappings.items()}

    def fetch(name: str) -> bytes:
        return own[name] if name in own else below(name)

    return _compiled(read, contract, read.partner, fetch, Path(CONTRACT))


def _compiled(
    contract: Contract, text: bytes, folder: str, fetch: formats.Fetch, path: Path
) -> PartnerFolder:
    named = {rule.mapping for feed in contract.feeds for rule in feed.rules}
    names = named | {send.mapping for send in contract.sends if send.mapping}
    mappings = {name: _mapping(folder, name, fetch) for name in sorted(names)}
    _check_profiles(contract, mappings, path)
    if contract.formats:
        reads = {name: formats.load_bundle(mappings[name]).format for name in named}
        require_sense(path, text, reading_faults(contract, reads))
    return PartnerFolder(contract=contract, mappings=mappings)


def _check_profiles(contract: Contract, mappings: Names[str, bytes], path: Path) -> None:
    """What a feed lets pass must be something the readers of its mappings can let pass."""
    for feed in contract.feeds:
        for rule in feed.rules if feed.lenient else ():
            mapping = formats.load_bundle(mappings[rule.mapping])
            try:
                Profile(feed, mapping, formats.reader(mapping.format)).check()
            except Unreadable as error:
                where = f"{path.parent.name}/{path.name}".lstrip("/")
                raise Unreadable(f"{where} source {feed.source}: {error.text}", cause=error.cause) from error


def find_folders(root: Path) -> list[Path]:
    """The partner folders under mappings/, by name."""
    return sorted(path.parent for path in root.glob(f"*/{CONTRACT}"))


def _mapping(folder: str, name: str, fetch: formats.Fetch) -> bytes:
    """A mapping and all it needs as one text: from the partner's folder, or from mappings/standards."""
    path = name if name.startswith("standards/") else f"{folder}/{name}"
    return formats.bundle(fetch(path), path, fetch)
