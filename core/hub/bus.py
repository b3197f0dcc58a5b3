"""The bus in our own words: letters that are posted, deliveries that are taken in runs (docs/wire.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Protocol

import msgspec

UP = "lianqiao.up"
DOWN = "lianqiao.down"
EVENTS = "lianqiao.events"
BEATS = "lianqiao.beat"
DEAD = "lianqiao.dead"


def intake_queue(shard: int) -> str:
    return f"lianqiao.intake.{shard}"


def express_queue(shard: int) -> str:
    """Of small frames, which do not wait behind what others have piled up in the queue of the shard."""
    return f"{intake_queue(shard)}.express"


def down_queue(agent: str) -> str:
    return f"lianqiao.down.{agent}"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed to the bus.

    mandatory: it counts as sent only if a queue took it; else nobody need be listening.
    persistent: it survives the broker's restart. trace: its traceparent, "" where it is of none.
    """

    exchange: str
    key: str
    body: bytes
    message_id: str = ""
    media: str = "application/json"
    mandatory: bool = True
    persistent: bool = True
    trace: str = ""


class Delivery(msgspec.Struct, frozen=True):
    """What came off a queue; dead says why the broker had given up on it ("" = it had not)."""

    body: bytes
    key: str = ""
    message_id: str = ""
    dead: str = ""


class Post(Protocol):
    """The way out."""

    def post(self, letter: Letter) -> Future[None]:
        """Done when the bus has the letter safely; Unavailable if it was not sent.

        Raises Unavailable at once when too many letters wait.
        """
        ...


# Takes a run of deliveries whole: when it returns they are acknowledged. Unavailable: the same run is
# tried again later, nothing else is asked for meanwhile; any other error ends the consumer, unacknowledged.
Take = Callable[[Sequence[Delivery]], None]
