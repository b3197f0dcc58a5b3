"""What stands on the broker: the hub declares everything, an agent declares nothing (docs/wire.md §5).

Queue arguments say only what a queue is; every figure that may be tuned is a policy (policies.py), because
a queue that is declared again with other arguments is refused.
"""

from __future__ import annotations

from typing import Any

from amqp.exceptions import NotFound
from kombu import Exchange, Queue

from core.hub.bus import BEATS, DEAD, DOWN, EVENTS, UP, down_queue, express_queue, intake_queue

UP_EXCHANGE = Exchange(UP, "topic", durable=True)
DOWN_EXCHANGE = Exchange(DOWN, "direct", durable=True)
EVENTS_EXCHANGE = Exchange(EVENTS, "topic", durable=True)
DEAD_EXCHANGE = Exchange(DEAD, "fanout", durable=True)
QUORUM = {"x-queue-type": "quorum"}
# One worker at a time reads a shard, the others stand by: frames stay in order, a stream has one writer.
INTAKE = {**QUORUM, "x-single-active-consumer": True}
CLASSIC = {"x-queue-type": "classic"}


EXCHANGES = (UP_EXCHANGE, DOWN_EXCHANGE, EVENTS_EXCHANGE, DEAD_EXCHANGE)


def queues(shards: int) -> list[Queue]:
    """What every installation has; the queue of an agent is made when it is enrolled."""
    return [*_intake(shards), _dead(), _beats()]


def declare(channel: Any, *, shards: int) -> None:
    """Declares what every installation has; again and again without harm."""
    declare_frames(channel, shards=shards)
    declare_beats(channel)


def declare_frames(channel: Any, *, shards: int) -> None:
    """What frames need. Not the queue of heartbeats, which stands on one member alone: while that is away
    frames are taken in by the others."""
    EVENTS_EXCHANGE(channel).declare()
    declare_intake(channel, shards=shards)


def declare_intake(channel: Any, *, shards: int) -> None:
    """The queues of frames, two a shard, and where their dead letters go."""
    for queue in _intake(shards):
        queue(channel).declare()
    _dead()(channel).declare()


def declare_beats(channel: Any) -> None:
    """Heartbeats are worth nothing tomorrow: a classic queue, not replicated."""
    _beats()(channel).declare()


def declare_down(channel: Any, agent: str) -> bool:
    """The queue of one agent; what is in it is said again at each heartbeat.

    False where it stands on a member of the broker that is away: it cannot be made anywhere else meanwhile.
    The broker closes the channel that asked, so this one has its own.
    """
    queue = Queue(down_queue(agent), DOWN_EXCHANGE, agent, durable=True, queue_arguments=CLASSIC)
    asking = channel.connection.channel()
    try:
        queue(asking).declare()
    except NotFound:
        return False
    asking.close()
    return True


def _intake(shards: int) -> list[Queue]:
    named = [(intake_queue(shard), f"frame.{shard}.*") for shard in range(shards)]
    named += [(express_queue(shard), f"express.{shard}.*") for shard in range(shards)]
    return [Queue(name, UP_EXCHANGE, key, durable=True, queue_arguments=INTAKE) for name, key in named]


def _dead() -> Queue:
    return Queue(DEAD, DEAD_EXCHANGE, "#", durable=True, queue_arguments=QUORUM)


def _beats() -> Queue:
    return Queue(BEATS, UP_EXCHANGE, "beat.*", durable=True, queue_arguments=CLASSIC)
