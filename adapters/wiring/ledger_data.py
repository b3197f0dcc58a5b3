"""The ledger's data as it ships: charts of accounts, posting rules and statements, read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

import core.ledger
from adapters.formats.yaml import READER
from adapters.wiring.contract_file import said as said_by
from core.kernel.errors import Unreadable
from core.ledger import ChartPublished, RulesPublished, Statement

SHIPPED = Path(core.ledger.__file__).parent / "shipped"
RULES, STATEMENTS = "posting_rules.yaml", "statements.yaml"
T = TypeVar("T")


def read_charts(folder: Path, first_periods: Mapping[str, int], **said: Any) -> list[ChartPublished]:
    """Every book of the folder, as `said` (publisher, approver); Unreadable names the file and the place.

    first_periods: by book the month it begins with (yyyymm), that of "" where a book is new.
    """
    paths = sorted(path for path in folder.glob("*.yaml") if path.name not in (RULES, STATEMENTS))
    charts = [_read(path, ChartPublished, first_period=first_periods[""], **said) for path in paths]
    return [
        replace(chart, first_period=first_periods.get(chart.book, chart.first_period)) for chart in charts
    ]


def read_rules(folder: Path, *, from_day: int, **said: Any) -> RulesPublished:
    """The folder's posting rules, as `said` does above; Unreadable names the file and the place."""
    return _read(folder / RULES, RulesPublished, from_day=from_day, **said)


def read_statements(folder: Path) -> dict[str, Statement]:
    """The folder's statements by name; Unreadable names the file and the place."""
    return {one.name: one for one in _read(folder / STATEMENTS, _Statements).statements}


class _Statements(msgspec.Struct):
    statements: list[Statement]


def _read(path: Path, kind: type[T], **more: Any) -> T:
    try:
        tree = READER.read(path.read_bytes(), {})
        return msgspec.convert(said_by(tree) | more, kind)
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such file", cause="ledger.data.missing") from None
    except Unreadable as error:
        raise Unreadable(f"{path} {error.text}", cause="ledger.data", place=error.place) from error
    except (msgspec.ValidationError, TypeError) as error:
        raise Unreadable(f"{path}: {error}", cause="ledger.data.shape") from error
