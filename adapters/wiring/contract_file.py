"""A partner's partner.yaml as it ships: what is wrong with it is named with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from adapters.formats.yaml import READER as YAML
from core.hub import contract_checks
from core.hub.contract_checks import Wrong
from core.hub.contracts import Contract
from core.hub.node import Node
from core.hub.redaction import secret_nodes
from core.kernel.errors import Unreadable

_PASSWORD = re.compile(r"://[^\s/?#:@]*:[^\s/?#@]+@")
_WORDS = {"true": True, "false": False, "null": None}
_PATH = re.compile(r" - at `\$([^`]*)`$")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")


def read_contract(path: Path) -> Contract:
    """Unreadable if there is none, or if it is no contract."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no contract; write one", cause="contract.missing") from None
    return contract_in(text, path)


def contract_in(text: bytes, path: Path) -> Contract:
    """The contract that this text is; path: how it is called where something is wrong."""
    try:
        tree = YAML.read(text, {})
    except Unreadable as error:
        raise Unreadable(f"{path} {error.text}", cause="contract.no_yaml", place=error.place) from error
    _without_secrets(path, tree)
    try:
        contract = msgspec.convert(said(tree), Contract, strict=True)
    except msgspec.ValidationError as error:
        at = _where(tree, str(error)).place
        raise Unreadable(f"{path} {at}: {error}", cause="contract.shape", place=at) from error
    require_sense(path, text, contract_checks.faults(contract))
    return contract


def require_sense(path: Path, text: bytes, found: Sequence[Wrong]) -> None:
    """Unreadable with every fault at its place in the text, if there is any."""
    if not found:
        return
    tree = YAML.read(text, {})
    places = [_at(tree, one.path).place for one in found]
    said = "; ".join(f"{at}: {one.text}" for at, one in zip(places, found, strict=True))
    raise Unreadable(f"{path} {said}", cause="contract.terms", place=places[0])


def _without_secrets(path: Path, tree: Node) -> None:
    """A contract is published, kept for ever and shown: a secret in it is refused, and not repeated."""
    for node in (*secret_nodes(tree), *_addresses(tree)):
        raise Unreadable(
            f"{path} {node.place}: a secret stands in clear at {node.name!r}; put it into a file of"
            " the folder secrets/ in LIANQIAO_HOME, name that by `secret_file`, and take it out here",
            cause="contract.secret",
            place=node.place,
        )


def _addresses(tree: Node) -> list[Node]:
    """Texts that are addresses with a password in them."""
    own = [tree] if tree.value and _PASSWORD.search(tree.value) else []
    return own + [found for child in tree.children for found in _addresses(child)]


def said(node: Node) -> Any:
    if node.kind == "object":
        return {child.name: said(child) for child in node.children}
    if node.kind == "list":
        return [said(child) for child in node.children]
    if node.kind == "number":
        return _number(node.value or "")
    return _WORDS.get(node.kind, node.value)


def _number(text: str) -> int | float | str:
    """Seconds and days; what only looks like a number is a text."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _where(tree: Node, fault: str) -> Node:
    """The node that the fault is about: msgspec names its path."""
    path = _PATH.search(fault)
    node = _at(tree, path[1] if path else "")
    unknown = _UNKNOWN.search(fault)
    return next((child for child in node.children if unknown and child.name == unknown[1]), node)


def _at(node: Node, path: str) -> Node:
    """The node at the path, or the nearest that is there: what is left out stands nowhere."""
    for name, index in _STEP.findall(path):
        children = {child.name: child for child in node.children}
        node = node.children[int(index)] if index else children.get(name, node)
    return node
