"""Every table the house declares, in whatever room or door its record stands; for the draft and its tests."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import sqlalchemy as sa

from adapters.database.columns import shape_all
from core.hub.records import RECORDS

TREE = Path(__file__).parents[3]
HOUSES = ("core", "adapters", "gateway", "schedules")
_DECLARES = re.compile(r"^class \w+\(Record\b|^[A-Z]+ = sa\.Table\(", re.MULTILINE)


def declared_tables() -> sa.MetaData:
    """The tables of all records, found by reading the tree: no process imports all of them by itself."""
    for house in HOUSES:
        for path in sorted((TREE / house).rglob("*.py")):
            if _DECLARES.search(path.read_text(encoding="utf-8")):
                importlib.import_module(".".join(path.relative_to(TREE).with_suffix("").parts))
    declared = sa.MetaData()
    for name, table in shape_all().tables.items():
        if name not in RECORDS or RECORDS[name].__module__.split(".")[0] in HOUSES:
            table.to_metadata(declared)
    return declared
