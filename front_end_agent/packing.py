"""Records into frame bodies: as few frames as the limits allow, in the order they came."""

from collections.abc import Iterator

from front_end_agent.record import Record, array_of, pack


class Packer:
    """Collects packed records and cuts them where a frame would be over its limits."""

    def __init__(self, *, records_max: int, payload_bytes_max: int) -> None:
        self.records_max, self.payload_bytes_max = records_max, payload_bytes_max
        self.size = 0
        self._frames: list[list[bytes]] = []
        self._last_size = 0

    def add(self, record: Record) -> None:
        packed = pack(record)
        fits = (
            self._frames
            and len(self._frames[-1]) < self.records_max
            and self._last_size + len(packed) <= self.payload_bytes_max
        )
        if not fits:
            self._frames.append([])
            self._last_size = 0
        self._frames[-1].append(packed)
        self._last_size += len(packed)
        self.size += len(packed)

    def bodies(self) -> Iterator[tuple[int, bytes]]:
        """For each frame its count and its body."""
        for packed in self._frames:
            yield len(packed), array_of(packed)
