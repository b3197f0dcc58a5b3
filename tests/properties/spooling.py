"""What a machine needs around an agent's spool: homes, sources, a hub of many epochs, and power that goes."""

from __future__ import annotations

import json
import random
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from front_end_agent.batch import Batch, Item
from front_end_agent.files import stage
from front_end_agent.record import DOCUMENT_BYTES_MAX
from front_end_agent.spool import Spool
from tests.front_end_agent.homes import Home, a_document
from tests.front_end_agent.hub_book import HubBook
from tests.front_end_agent.hub_door import HubDoor
from tests.front_end_agent.wire_reader import ReadFrame, WireError, read_frame


class Homes:
    """Enrolled once; each example has a copy of its own, and the one before is thrown away."""

    def __init__(self, folder: Path, door: HubDoor) -> None:
        self._folder, self._door = folder, door
        self._enrolled = Home(self._place(0) / "home", door=door)
        self._enrolled.enrol()
        self._count = 0
        self._last: Home | None = None

    def new(self) -> Home:
        self.end()
        self._count += 1
        home = Home(self._place(self._count) / "home", door=self._door)
        shutil.copytree(self._enrolled.path, home.path)
        self._last = home
        return home

    def end(self) -> None:
        if self._last is not None:
            self._last.end()
            shutil.rmtree(self._folder / str(self._count))
            self._last = None

    def _place(self, number: int) -> Path:
        place = self._folder / str(number)
        place.mkdir()
        return place


class Source:
    """A system of the partner: it hands over what stands behind the watermark that the agent has kept."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.contents: list[bytes] = []
        self.kept = 0  # so far the agent has said that it has them

    def reached(self, spool: Spool) -> int:
        return int(spool.book.watermark(self.name) or 0)

    def grow(self, to: int, *, size: int) -> None:
        """As many things as that happen; what has happened stays as it is."""
        for number in range(len(self.contents) + 1, to + 1):
            self.contents.append(random.Random(f"{self.name} {number}").randbytes(size))

    def batch(self, spool: Spool, count: int) -> Batch:
        """The next ones, small or in chunks; the watermark behind them goes along."""
        start = self.reached(spool)
        end = min(start + count, len(self.contents))
        items = tuple(self._item(spool, number) for number in range(start + 1, end + 1))
        return Batch(source=self.name, items=items, watermark=str(end) if items else None)

    def _item(self, spool: Spool, number: int) -> Item:
        content = self.contents[number - 1]
        small = len(content) <= DOCUMENT_BYTES_MAX
        said = a_document(name=f"{number}", payload=content if small else b"", watermark=f"{number}")
        document = msgspec.structs.replace(said, source=self.name)
        if small:
            return document
        return stage(
            BytesIO(content), into=spool.book.staging(), document=document, size_bytes_max=len(content)
        )


class ManyEpochs(HubBook):
    """A hub that keeps each epoch's chain by itself; what it would refuse for good is a finding."""

    def __init__(self) -> None:
        super().__init__()
        self.chains: dict[str, tuple[dict[int, ReadFrame], int]] = {}
        self.told: list[dict[str, Any]] = []

    def take(self, raw: bytes) -> None:
        header = json.loads(raw[8 : 8 + int.from_bytes(raw[4:8], "big")])
        if header["key"] not in self.known.keys:
            # The frame that announces its key was lost on the way; it comes again, and this one after it.
            self.refused.append({"number": header["number"], "code": "signature", "text": "key not known"})
            return
        self._turn_to(header)
        try:
            self._chain(read_frame(raw, self.known))
        except WireError as error:
            raise AssertionError(f"the hub refuses frame {header['number']}: {error}") from error
        self.chains[self.epoch] = (self.by_number, self.contiguous)

    def receipt(self) -> dict[str, Any]:
        self.told.append(super().receipt())
        return self.told[-1]

    def records_of(self, epoch: str, after: int) -> list[dict[str, Any]]:
        """What stands in the epoch's frames behind this one, up to the first gap."""
        frames, contiguous = self.chains[epoch]
        return [record for number in range(after + 1, contiguous + 1) for record in frames[number].records]

    def reached(self, epoch: str) -> int:
        return self.chains[epoch][1] if epoch in self.chains else 0

    def _turn_to(self, header: dict[str, Any]) -> None:
        epoch = header["epoch"]
        if epoch not in self.chains:
            self.epochs.append(header)
            self.chains[epoch] = ({}, 0)
        self.epoch = epoch
        self.by_number, self.contiguous = self.chains[epoch]
