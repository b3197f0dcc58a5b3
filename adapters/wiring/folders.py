"""Partner folders: contract.yaml and mappings as they ship, read, compiled and checked before publishing."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from adapters import formats
from core.hub.contracts import Contract
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
    return PartnerFolder(
        contract=contract, mappings={name: _mapping(folder, name) for name in sorted(set(names))}
    )


def find_folders(root: Path) -> list[Path]:
    """The partner folders under mappings/, by name."""
    return sorted(path.parent for path in root.glob(f"*/{CONTRACT}"))


def read_contract(path: Path) -> Contract:
    """A partner's contract as it ships; Unreadable names file, line and column of what is wrong."""
    try:
        said = yaml.safe_load(path.read_bytes())
        return msgspec.convert(said, Contract, strict=True)
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no contract; write one", cause="contract.missing") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1} column {mark.column + 1}" if mark else ""
        raise Unreadable(f"{path}{where}: is no YAML: {error}", cause="contract.no_yaml") from error
    except msgspec.ValidationError as error:
        raise Unreadable(f"{path}: {error}", cause="contract.shape") from error


def _mapping(folder: Path, name: str) -> bytes:
    """A mapping and all it needs as one text: from the partner's folder, or from mappings/standards."""
    fetch = formats.folder(folder.parent.resolve())
    path = name if name.startswith("standards/") else f"{folder.name}/{name}"
    return formats.bundle(fetch(path), path, fetch)
