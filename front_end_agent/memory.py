"""What the installation remembers outside its spool, so that a lost spool is told and not hidden."""

from pathlib import Path

import msgspec

from front_end_agent import machine


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """The last epoch and number known here, and the counters that may only grow."""

    epoch: str
    number: int
    beat: int = 0
    command: int = 0


def read_memory(home: Path) -> Memory | None:
    """None if nothing is remembered, or nothing that can be read."""
    try:
        return msgspec.json.decode((home / "remembered.json").read_bytes(), type=Memory)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write_memory(home: Path, memory: Memory) -> None:
    machine.write_private(home / "remembered.json", msgspec.json.encode(memory))
