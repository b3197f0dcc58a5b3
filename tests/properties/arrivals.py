"""What reached the hub from an agent, read in its chains' order and held against what was handed over."""

from __future__ import annotations

from typing import Any

from tests.properties.spooling import ManyEpochs, Source


class Arrived:
    """Each thing once in an epoch, whole, in its order, and no watermark ahead of what it promises."""

    def __init__(self, hub: ManyEpochs, sources: dict[str, Source]) -> None:
        self._hub, self._sources = hub, sources
        self._read: dict[str, int] = {}
        self._last: dict[tuple[str, str, str], int] = {}
        self._chunks: dict[str, dict[int, bytes]] = {}
        self.had: dict[str, set[int]] = {name: set() for name in sources}

    def read(self) -> None:
        """What has come since the last time."""
        for epoch in list(self._hub.chains):
            before = self._read.get(epoch, 0)
            self._read[epoch] = self._hub.reached(epoch)
            for record in self._hub.records_of(epoch, before):
                self._judge(epoch, record)

    def missing(self) -> dict[str, list[int]]:
        """What happened at a source and never came."""
        return {
            name: sorted(set(range(1, len(source.contents) + 1)) - self.had[name])
            for name, source in self._sources.items()
        }

    def _judge(self, epoch: str, record: dict[str, Any]) -> None:
        if record["kind"] == "chunk":
            self._chunk(epoch, record)
            return
        assert record["kind"] != "notice", record["text"]
        source, number = str(record["source"]), int(record["name"])
        place = (epoch, source, record["kind"])
        assert number > self._last.get(place, 0), f"{source} {number} came twice or out of its order"
        self._last[place] = number
        content = record["payload"] if record["kind"] == "document" else self._whole(record)
        said = self._sources[source].contents[number - 1]
        assert content == said, f"{source} {number} is not what was handed over"
        self.had[source].add(number)
        promised = int(record["facts"].get("watermark", "0"))
        ahead = set(range(1, promised + 1)) - self.had[source]
        assert not ahead, f"{source} {number} promises {promised} while {sorted(ahead)} have not come"

    def _chunk(self, epoch: str, record: dict[str, Any]) -> None:
        """In a new epoch a file half sent begins again; else each piece goes once."""
        pieces = self._chunks.setdefault(record["file"], {})
        again = record["index"] in pieces
        assert not again or epoch != next(iter(self._hub.chains)), "a piece of a file came twice"
        pieces[record["index"]] = record["payload"]

    def _whole(self, record: dict[str, Any]) -> bytes:
        pieces = self._chunks.get(record["file"], {})
        assert sorted(pieces) == list(range(record["chunks"])), f"{record['name']} came without its pieces"
        return b"".join(pieces[index] for index in range(record["chunks"]))
