"""Frames off the broker: taken in runs, acknowledged after their commit, answered with receipts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from adapters.bus.consumer import Consumer, Reads
from adapters.bus.downlink import Downlinks
from adapters.bus.topology import declare_frames
from core.hub.bus import DEAD, Delivery, express_queue, intake_queue
from core.hub.uplink import FrameRuns


class FrameConsumer:
    """Reads every shard's queue (the broker lets one worker at a time have each) and the dead letters."""

    def __init__(
        self, url: str, runs: FrameRuns, downlinks: Downlinks, *, shards: int, on_taken: Callable[[], None]
    ) -> None:
        self._runs = runs
        self._downlinks = downlinks
        self._on_taken = on_taken
        reads = Reads(
            declare=partial(declare_frames, shards=shards),
            single=tuple(intake_queue(shard) for shard in range(shards)),
            express=tuple(express_queue(shard) for shard in range(shards)),
            dead=(DEAD,),
        )
        self.consumer = Consumer(url=url, take=self._take, reads=reads)

    def run(self, stop: threading.Event) -> None:
        """Until stopped; a store or a broker that is away is waited for."""
        self.consumer.run(stop)

    def _take(self, run: Sequence[Delivery]) -> None:
        downs = self._runs.take(run)
        self._on_taken()
        self._downlinks.tell(downs)
