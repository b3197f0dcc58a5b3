"""What is wrong with a capture: all of it, each with its place."""

from __future__ import annotations

from core.hub.node import Node
from core.kernel.errors import Unreadable

SHOWN_MAX = 5
GATHERED_MAX = 1_000


class Problems:
    """Gathered while a capture is read; one is enough to refuse it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def add(self, node: Node, text: str, path: str = "") -> None:
        if len(self.found) < GATHERED_MAX:
            self.found.append((f"{path} {node.place}".strip(), text))

    def settle(self) -> None:
        """Unreadable with the first place, the others told beside it."""
        if not self.found:
            return
        place, first = self.found[0]
        more = "".join(f"; {text} at {where}" for where, text in self.found[1:SHOWN_MAX])
        left = len(self.found) - SHOWN_MAX
        rest = f"; and {left} more" if left > 0 else ""
        raise Unreadable(f"{first}{more}{rest}", cause="epcis.invalid", place=place)
