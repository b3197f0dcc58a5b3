"""What a target is: seeds, and a call that takes any bytes and says in a word what became of them."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.kernel.errors import Broken, HubError

# Takes any bytes; answers a word for what became of them. What it raises is found.
Call = Callable[[bytes], str]
CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
SEED_BYTES_MAX = 8 * 1024
SEEDS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """covers: the modules whose reading of foreign bytes it tries, as paths in the tree."""

    name: str
    covers: tuple[str, ...]
    seeds: Callable[[], Sequence[bytes]]
    open: Callable[[Path], Call]


def outcome(call: Callable[[], object]) -> str:
    """How it ended: "read", or the declared error with the place that raised it. Anything else is raised."""
    try:
        call()
    except Broken:
        raise
    except HubError as error:
        # The deepest of our lines: two refusals of one cause at two places are two findings of the fuzzer.
        line = traceback.extract_tb(error.__traceback__)[-1].lineno
        return f"{type(error).__name__} {error.cause.partition('@')[0]} {line}"
    return "read"


def files(folder: Path, *names: str) -> list[bytes]:
    """The smaller files of a folder whose names are like these; none where the folder is not here."""
    found = sorted({path for name in names for path in folder.rglob(name) if path.is_file()})
    small = [path for path in found if path.stat().st_size <= SEED_BYTES_MAX]
    return [path.read_bytes() for path in small[:: max(1, len(small) // SEEDS_MAX)]]
