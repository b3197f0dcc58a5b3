"""Wake-ups between parts of one process that act as if they were several."""

from __future__ import annotations

from collections.abc import Callable


class MemoryLine:
    """What several MemoryWakes hang on."""

    def __init__(self) -> None:
        self.wakes: list[MemoryWake] = []


class MemoryWake:
    """One process on the line."""

    def __init__(self, line: MemoryLine) -> None:
        self._line = line
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        line.wakes.append(self)

    def tell(self, topic: str) -> None:
        for other in self._line.wakes:
            if other is not self:
                other.hear(topic)

    def listen(self, topic: str, heard: Callable[[], None]) -> None:
        self._listeners.setdefault(topic, []).append(heard)

    def hear(self, topic: str) -> None:
        for heard in self._listeners.get(topic, []):
            heard()
