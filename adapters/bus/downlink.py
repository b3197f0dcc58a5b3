"""The way down: signed texts to the agents' queues, which are made when the first text goes there."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from adapters.bus.connection import HEARTBEAT_S
from adapters.bus.publisher import Publisher
from adapters.bus.topology import DOWN_EXCHANGE, declare_down
from core.hub.bus import DOWN, Letter, Post
from core.hub.downlink import Down
from core.kernel.errors import Unavailable

LOG = logging.getLogger("lianqiao.bus")


class Downlinks:
    """Tells agents; what cannot be told now is said again at the agent's next heartbeat."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._numbers = itertools.count(1)
        self._silent: set[str] = set()

    def tell(self, downs: Sequence[Down]) -> None:
        for down in downs:
            name = f"{down.agent}/{next(self._numbers)}"
            letter = Letter(exchange=DOWN, key=down.agent, body=down.text, message_id=name, persistent=False)
            try:
                self._post.post(letter).add_done_callback(partial(self._note, down.agent))
            except Unavailable as error:
                LOG.warning("%s was not told: %s", down.agent, error.text)

    def _note(self, agent: str, told: Future[None]) -> None:
        """That an agent cannot be told is said once, until it is told again."""
        error = told.exception()
        if error is None:
            self._silent.discard(agent)
        elif agent not in self._silent:
            self._silent.add(agent)
            LOG.warning("%s was not told: %s", agent, error, extra={"agent": agent})


def down_publisher(url: str, *, heartbeat_s: float = HEARTBEAT_S) -> Publisher:
    """A publisher that makes the queue of an agent before the first text to it, and when it is gone."""
    return Publisher(url, prepare=_prepare, heartbeat_s=heartbeat_s)


def _prepare(channel: Any, letter: Letter) -> bool:
    if letter.exchange != DOWN:
        return True
    DOWN_EXCHANGE(channel).declare()
    return declare_down(channel, letter.key)
