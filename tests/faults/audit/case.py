"""What the auditor is given: where papers, the partners' book and the database are, and how the run ended."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.faults.audit.tables import Tables


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as a partner wrote it down before the hub could know of it.

    way: dropped (for an agent), handed_in (at the door) or put_outside (where the hub looks). who: the agent
    or the partner. name: the file's name, or the delivery's key. place: in the order of writing.
    """

    way: str
    who: str
    site: str
    source: str
    name: str
    payload: bytes
    place: int


@dataclass(frozen=True)
class Case:
    """folder: has sources.jsonl, partner/partner.jsonl and a folder AGENT-SOURCE for each watched.

    home: of the hub, for its own commands.
    """

    folder: Path
    database_url: str
    home: str
    ready_s: float = 0.0
    ready_s_max: float = 30.0
    tables: Tables = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", Tables(self.database_url))

    @classmethod
    def read(cls, path: Path) -> Case:
        said = json.loads(path.read_text())
        return cls(
            folder=Path(said["folder"]),
            database_url=said["database_url"],
            home=said["home"],
            ready_s=said["ready_s"],
            ready_s_max=said["ready_s_max"],
        )

    @cached_property
    def papers(self) -> list[Paper]:
        """Everything that was dropped or handed in; what was handed in again is a line each time."""
        lines = enumerate(_lines(self.folder / "sources.jsonl"))
        return [
            Paper(
                way=line["what"],
                who=line.get("agent") or line["partner"],
                site=line["site"],
                source=line["source"],
                name=line["name"],
                payload=base64.b64decode(line["payload"]),
                place=place,
            )
            for place, line in lines
            if line["what"] != "answered"
        ]

    @cached_property
    def answers(self) -> list[tuple[str, str, int, bytes]]:
        """(partner, key, status, payload) of every final answer of the door."""
        return [
            (line["partner"], line["name"], line["status"], base64.b64decode(line["payload"]))
            for line in _lines(self.folder / "sources.jsonl")
            if line["what"] == "answered"
        ]

    @cached_property
    def came(self) -> list[dict[str, Any]]:
        """What came to the partners' machines, as they wrote it down."""
        path = self.folder / "partner" / "partner.jsonl"
        return list(_lines(path)) if path.exists() else []


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
