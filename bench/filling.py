"""Fills the queues of a race before it begins: everything is confirmed by the broker first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from adapters.bus.publisher import PostLimits, Publisher
from core.hub.bus import Letter

POST_TIMEOUT_S = 60.0
BACKLOG_MAX = 10**6


def fill(broker: str, declare: Callable[[Any, Letter], None], letters: Iterable[Letter]) -> None:
    """Posts all letters; raises what the publisher raises if one was not confirmed."""
    limits = PostLimits(backlog_max=BACKLOG_MAX, timeout_s=POST_TIMEOUT_S)
    publisher = Publisher(broker, prepare=declare, limits=limits)
    publisher.start()
    try:
        posted = [publisher.post(letter) for letter in letters]
        for each in posted:
            each.result(POST_TIMEOUT_S)
    finally:
        publisher.close()


def quorum_queue(name: str) -> Callable[[Any, Letter], None]:
    """Declares one durable quorum queue of this name."""

    def declare(channel: Any, _letter: Letter) -> None:
        channel.queue_declare(name, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})

    return declare
