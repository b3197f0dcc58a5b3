"""Rule sets as they ship: a folder is one; its YAML files are parts of it, its JDM documents tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

import core.risk
from adapters.formats.json import READER as JSON
from adapters.formats.yaml import READER
from core.hub.node import Node
from core.kernel.errors import Unreadable
from core.risk import STAGES, RuleSet, StageTable, tables_in

SHIPPED = Path(core.risk.__file__).parent / "shipped"
HOUSE, RATING = SHIPPED / "house", SHIPPED / "rating"
FILES_MAX = 100
_WORDS = {"true": True, "false": False, "null": None}


def read_rule_set(folder: Path) -> RuleSet:
    """Every file's lists behind each other; Unreadable names the file and the place."""
    paths = sorted(folder.glob("*.yaml"))
    if not 0 < len(paths) <= FILES_MAX:
        raise Unreadable(
            f"{folder}: {len(paths)} files *.yaml; a rule set has 1 to {FILES_MAX}", cause="risk.data.missing"
        )
    parts = [_read(path) for path in paths]
    kinds = {each.name: each.kind for part in parts for each in part.variables}
    drawn = [each for path in sorted(folder.glob("*.json")) for each in _tables(path, kinds)]
    return RuleSet(
        variables=tuple(each for part in parts for each in part.variables),
        parameters=tuple(each for part in parts for each in part.parameters),
        rules=tuple(each for part in parts for each in part.rules),
        tables=(*(each for part in parts for each in part.tables), *drawn),
        cards=tuple(each for part in parts for each in part.cards),
    )


def _read(path: Path) -> RuleSet:
    try:
        return msgspec.convert(_said(READER.read(path.read_bytes(), {})), RuleSet)
    except Unreadable as error:
        raise Unreadable(f"{path} {error.text}", cause="risk.data", place=error.place) from error
    except (msgspec.ValidationError, TypeError) as error:
        raise Unreadable(f"{path}: {error}", cause="risk.data.shape") from error


def _tables(path: Path, kinds: Mapping[str, str]) -> list[StageTable]:
    """The tables of a JDM document; its name begins with their stage: pre.rates.json."""
    stage = next((each for each in STAGES if each == path.name.split(".")[0]), None)
    if stage is None:
        raise Unreadable(
            f"{path}: its name begins with no stage; there are {', '.join(STAGES)}", cause="risk.data.stage"
        )
    try:
        document = path.read_bytes()
        # A name that stands twice is read by one program so and by another so.
        JSON.read(document, {})
        return [StageTable(stage=stage, table=table) for table in tables_in(document, kinds)]
    except Unreadable as error:
        raise Unreadable(f"{path}: {error.text}", cause=error.cause, place=error.place) from error


def _said(node: Node) -> Any:
    """What a node says; a decimal stays the text it is, so that no float comes between."""
    if node.kind == "object":
        return {child.name: _said(child) for child in node.children}
    if node.kind == "list":
        return [_said(child) for child in node.children]
    if node.kind == "number":
        return _whole(node.value or "")
    return _WORDS.get(node.kind, node.value)


def _whole(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text
