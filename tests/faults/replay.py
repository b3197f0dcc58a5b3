"""Somebody sends kept frames again, doubled and in another order, by the broker or by the door."""

from __future__ import annotations

import random
import ssl

import httpx
import pika

from core.hub.enrol import shard_of
from tests.faults.partners import WAREHOUSE
from tests.faults.world import SHARDS, World
from tests.servers.rabbitmq import connected

FRAMES_MAX = 40
TIMEOUT_S = 20.0


def replay(world: World, agent: str, chance: random.Random) -> int:
    """How many frames went out again; it is nobody's fault if a server is away just now."""
    kept = [sealed for _, sealed in world.spooled(agent)]
    if not kept:
        return 0
    frames = chance.choices(kept, k=min(FRAMES_MAX, len(kept) * 2))
    try:
        if world.column.broker_url and chance.random() < 0.5:
            _by_broker(world, agent, frames)
        else:
            _by_door(world, frames)
    except (httpx.TransportError, pika.exceptions.AMQPError, OSError):
        return 0
    return len(frames)


def _by_door(world: World, frames: list[bytes]) -> None:
    body = b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
    httpx.post(
        f"https://127.0.0.1:{world.agent_port}/agent/v1/frames",
        content=body,
        headers={"Content-Type": "application/vnd.lianqiao.frames"},
        verify=ssl.create_default_context(cafile=str(world.home / "certs" / "ca.pem")),
        timeout=TIMEOUT_S,
        trust_env=False,
    )


def _by_broker(world: World, agent: str, frames: list[bytes]) -> None:
    connection = connected(world.column.broker_url)
    try:
        channel = connection.channel()
        for frame in frames:
            channel.basic_publish("lianqiao.up", f"frame.{shard_of(WAREHOUSE, SHARDS)}.{agent}", frame)
    finally:
        connection.close()
