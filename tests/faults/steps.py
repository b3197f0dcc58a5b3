"""Every declared step of the house, by who passes it: runs draw from these, each has a kill of its own."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSES = ("core", "adapters", "schedules", "gateway", "front_end_agent")
_DECLARED = re.compile(r"(?<![\w.])step\(\s*\"([a-z_]+\.[a-z_]+)\"\s*\)")

WORKER = (
    "dispatch.handled", "dispatch.committed", "unit.before_flush", "unit.before_commit", "deliver.claimed",
    "deliver.answered", "file_drop.written", "file_drop.renamed", "intake.stored", "intake.committed",
    "blob.kept",
)  # fmt: skip
DOOR = ("delivery.stored", "delivery.committed", "blob.kept")
STEPS_BY_ROLE = {
    "web": DOOR,
    "worker": (*WORKER, "bus.before_acknowledge"),
    "hub": (*WORKER, "delivery.stored", "delivery.committed"),
    "clock": ("plan.moved", "job.claimed", "job.ran", "audit.signed", "pull.taken", "pull.archived"),
    "wh": ("source.read", "spool.committed", "sender.sent", "folder.kept", "files.staged"),
}


def declared_steps() -> set[str]:
    """Read from the sources."""
    found: set[str] = set()
    for house in HOUSES:
        for path in (ROOT / house).rglob("*.py"):
            found.update(_DECLARED.findall(path.read_text(encoding="utf-8")))
    return found
