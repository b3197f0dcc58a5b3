"""Wake-ups between processes: hints that something happened; who is not reached looks at the store anyway."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Wake(Protocol):
    """Tells other processes of a topic ("arrived", "handled"); it may lose any hint and holds nobody up."""

    def tell(self, topic: str) -> None:
        """Returns at once, whatever the state of the line."""
        ...

    def listen(self, topic: str, heard: Callable[[], None]) -> None:
        """Calls `heard` when another process tells of the topic; several hints may come as one."""
        ...
