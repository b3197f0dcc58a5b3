"""What the parties room is given in YAML files: templates of statements, bands of peers, programmes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec

import core.parties
from adapters.formats.yaml import READER
from adapters.wiring.contract_file import said
from core.hub.node import Node
from core.kernel.errors import Unreadable
from core.parties import PeerBands, Template

STANDARD = Path(core.parties.__file__).parent / "shipped" / "standard.yaml"
T = TypeVar("T")


def read_template(path: Path) -> Template:
    """The template of a file; Unreadable names the file and the place."""
    return read_file(path, Template)


def read_bands(path: Path) -> PeerBands:
    """The bands of a file; Unreadable names the file and the place."""
    return read_file(path, PeerBands)


def read_file(path: Path, kind: type[T]) -> T:
    """A file as what it is meant to be; Unreadable names the file and the place."""
    try:
        return msgspec.convert(_said(READER.read(path.read_bytes(), {})), kind)
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such file", cause="parties.file.missing") from None
    except Unreadable as error:
        raise Unreadable(f"{path} {error.text}", cause="parties.file", place=error.place) from error
    except (msgspec.ValidationError, TypeError) as error:
        raise Unreadable(f"{path}: {error}", cause="parties.file.shape") from error


def _said(node: Node) -> Any:
    """As contracts are read, but a number with a point stays as written: no bound goes through a float."""
    if node.kind == "object":
        return {child.name: _said(child) for child in node.children}
    if node.kind == "list":
        return [_said(child) for child in node.children]
    if node.kind == "number" and not (node.value or "").lstrip("-").isdigit():
        return node.value
    return said(node)
