"""FastStream on RabbitMQ and PostgreSQL: one insert and one commit a message, eight on their way at once."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import psycopg
from faststream import FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

from bench.peers.table import DSN, INSERT, QUEUE

CONNECTIONS = 8
broker = RabbitBroker(os.environ["PEER_BROKER_URL"], default_channel=Channel(prefetch_count=200), logger=None)
app = FastStream(broker)
free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()


@app.on_startup
async def connect() -> None:
    for _ in range(CONNECTIONS):
        free.put_nowait(await psycopg.AsyncConnection.connect(DSN))


@broker.subscriber(RabbitQueue(QUEUE, queue_type=QueueType.QUORUM, durable=True))
async def book(slip: dict[str, Any]) -> None:
    lot = slip["lots"][0]
    connection = await free.get()
    try:
        async with connection.transaction():
            await connection.execute(INSERT, (slip["no"], lot["lot"], lot["qty"], slip["at"]))
    finally:
        free.put_nowait(connection)
