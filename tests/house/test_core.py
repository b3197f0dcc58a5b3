"""Core knows nobody: no library but msgspec, no network, no clock, no chance; its rooms have front doors.

A front door is what a room lets the rooms above it import: the package itself, its `messages`, its `ports`.
The ground floor (kernel, catalogue) is open; the hub also lets out what handlers are written with.
Plugs and doors of the house may enter any module of a room but its handlers, which wiring alone discovers.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import TREE, Source, sources

ALLOWED_LIBRARIES = {"msgspec", "core"}
# Not here: `secrets`. Ids are derived, but a one-time token must be what nobody can derive.
WORLD = {
    "asyncio", "ftplib", "http", "multiprocessing", "random", "select", "smtplib", "socket", "socketserver",
    "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
DRAWN = {"now", "utcnow", "today", "uuid1", "uuid4"}

OPEN_ROOMS = {"kernel", "catalogue"}
FRONT_DOORS = {"messages", "ports"}
# What a handler is written with, beside the hub's ports.
HUB_DOORS = {
    "alerts",
    "bodies",
    "business_clock",
    "contract_terms",
    "corrections",
    "failures",
    "handling",
    "message",
    "notices",
    "questions",
    "records",
    "shelf",
    "work",
}


def test_core_imports_only_the_standard_library_and_msgspec() -> None:
    allowed = ALLOWED_LIBRARIES | set(sys.stdlib_module_names)
    wrong = [
        f"{each.name}:{line} {name}"
        for each in sources("core")
        for line, name in each.imports
        if name.split(".")[0] not in allowed
    ]

    assert wrong == []


def test_core_touches_neither_network_nor_threads_nor_chance() -> None:
    wrong = [
        f"{each.name}:{line} {name}"
        for each in sources("core")
        for line, name in each.imports
        if name.split(".")[0] in WORLD
    ]

    assert wrong == []


def test_core_takes_time_from_the_clock_and_derives_its_ids() -> None:
    wrong = [f"{each.name}:{line}" for each in sources("core") for line in drawn(each)]

    assert wrong == []


def test_a_room_is_entered_by_its_front_door() -> None:
    wrong = [
        f"{each.name}:{line} {name}"
        for each in sources("core")
        for line, name in each.imports
        if name.startswith("core.")
        and goes_through_a_wall(name, own_room=each.path.relative_to(TREE).parts[1])
    ]

    assert wrong == []


def test_handlers_are_discovered_and_imported_by_nobody() -> None:
    wrong = [
        f"{each.name}:{line} {name}"
        for each in sources("core", "adapters", "gateway", "schedules")
        for line, name in each.imports
        if ".handlers." in f"{name}." and name.startswith("core.") and "handlers" not in each.path.parts
    ]

    assert wrong == []


def test_mappings_are_data_without_python() -> None:
    assert sorted(str(path) for path in (TREE / "mappings").rglob("*.py")) == []


def goes_through_a_wall(name: str, own_room: str) -> bool:
    """Whether the import enters another room elsewhere than at its front door."""
    room, *inside = name.split(".")[1:]
    if room == own_room or room in OPEN_ROOMS or not inside or not _is_module(room, inside[0]):
        return False
    doors = FRONT_DOORS | (HUB_DOORS if room == "hub" else set())
    return inside[0] not in doors


def drawn(source: Source) -> Iterator[int]:
    """Lines that ask the machine for the time or for an id."""
    for node in ast.walk(source.syntax):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DRAWN:
            asked = ast.unparse(node.func.value)
            yield from [node.lineno] * (not asked.endswith("clock"))


def _is_module(room: str, name: str) -> bool:
    """Whether `core.room.name` is a file or folder; else it is a name that the package lets out."""
    inside: Path = TREE / "core" / room / name
    return inside.is_dir() or inside.with_suffix(".py").exists()
