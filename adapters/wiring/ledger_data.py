"""The ledger's data as it ships: charts of accounts and posting rules, read from YAML into messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec

import core.ledger
from adapters.formats.yaml import READER
from adapters.wiring.contract_file import said
from core.kernel.errors import Unreadable
from core.ledger import ChartPublished, RulesPublished

SHIPPED = Path(core.ledger.__file__).parent / "shipped"
RULES = "posting_rules.yaml"
T = TypeVar("T")


def read_charts(folder: Path, *, first_period: int, approver: str) -> list[ChartPublished]:
    """Every book of the folder; Unreadable names the file and the place."""
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != RULES)
    return [_read(path, ChartPublished, first_period=first_period, approver=approver) for path in paths]


def read_rules(folder: Path, *, from_day: int, approver: str) -> RulesPublished:
    """The folder's posting rules; Unreadable names the file and the place."""
    return _read(folder / RULES, RulesPublished, from_day=from_day, approver=approver)


def _read(path: Path, kind: type[T], **more: Any) -> T:
    try:
        tree = READER.read(path.read_bytes(), {})
        return msgspec.convert(said(tree) | more, kind)
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such file", cause="ledger.data.missing") from None
    except Unreadable as error:
        raise Unreadable(f"{path} {error.text}", cause="ledger.data", place=error.place) from error
    except (msgspec.ValidationError, TypeError) as error:
        raise Unreadable(f"{path}: {error}", cause="ledger.data.shape") from error
