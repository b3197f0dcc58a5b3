"""One source read round by round, on a real spool, with time that passes when told."""

from typing import Any

from front_end_agent.agent import open_source
from front_end_agent.batch import Batch
from front_end_agent.pressure import Pressure
from front_end_agent.runner import Runner
from front_end_agent.settings import read_settings
from front_end_agent.sources import Context, Served
from tests.front_end_agent.homes import Home, ManualClock
from tests.front_end_agent.wire_reader import KnownAgent, ReadFrame, read_frame


class Rounds:
    """The first source of a home's settings, its runner and its spool."""

    def __init__(self, home: Home, clock: ManualClock | None = None) -> None:
        self.home, self.clock = home, clock or ManualClock()
        self.spool = home.spool(self.clock)
        self.pressure = Pressure(self.spool, clock=self.clock)
        [settings] = read_settings(home.path).sources
        context = Context(
            home=home.path, clock=self.clock, ledger=self.spool.book,
            put=lambda batch: self.pressure.put(settings, batch),
        )  # fmt: skip
        source = open_source(settings, context)
        self.served = source if isinstance(source, Served) else None
        if not isinstance(source, Served):
            self.source = source
            self.runner = Runner(settings, source, spool=self.spool, pressure=self.pressure)

    def round(self) -> float:
        """One reading; gives the seconds until the next."""
        return self.runner.step()

    def frames(self) -> list[ReadFrame]:
        """All that is sealed, read by the other reader."""
        known = KnownAgent()
        known.add(self.spool.keys.read().public)
        found = self.spool.frames(1, count_max=100_000, bytes_max=1 << 40)
        return [read_frame(sealed, known) for _number, sealed in found]

    def records(self) -> list[dict[str, Any]]:
        return [record for frame in self.frames() for record in frame.records]

    def documents(self) -> list[dict[str, Any]]:
        return [record for record in self.records() if record["kind"] == "document"]

    def names(self) -> list[str]:
        return [str(document["name"]) for document in self.documents()]

    def notices(self) -> list[tuple[str, str]]:
        return [(str(r["what"]), str(r["text"])) for r in self.records() if r["kind"] == "notice"]

    def ask_reread(self, watermark: str | None) -> None:
        """As the hub's command does."""
        with self.spool.unit() as unit:
            self.spool.book.ask_reread(unit, "wms", watermark)

    def fill(self, bytes_each: int = 200 * 1024) -> int:
        """Puts documents of another source until the spool has no room; gives how many it had."""
        from front_end_agent.errors import SpoolFull
        from tests.front_end_agent.homes import a_document

        for count in range(10_000):
            payload = count.to_bytes(4, "big") + self.home.noise(bytes_each)
            try:
                self.spool.put(Batch(source="other", items=(a_document(payload=payload),)))
            except SpoolFull:
                return count
        raise AssertionError("it was never full")
