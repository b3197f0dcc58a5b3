"""FastStream on RabbitMQ and PostgreSQL: one insert and one commit a message, eight on their way at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from faststream import FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

from bench.peers.table import DSN, FRAME_QUEUE, INSERT, QUEUE, row_of

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
    async with _unit_of_work() as connection:
        await connection.execute(INSERT, row_of(slip))


@broker.subscriber(RabbitQueue(FRAME_QUEUE, queue_type=QueueType.QUORUM, durable=True))
async def book_many(slips: list[dict[str, Any]]) -> None:
    async with _unit_of_work() as connection, connection.cursor() as cursor:
        await cursor.executemany(INSERT, [row_of(slip) for slip in slips])


@asynccontextmanager
async def _unit_of_work() -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    connection = await free.get()
    try:
        async with connection.transaction():
            yield connection
    finally:
        free.put_nowait(connection)
