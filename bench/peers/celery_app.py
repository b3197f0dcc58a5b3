"""celery on RabbitMQ and PostgreSQL: one insert and one commit a message, acknowledged after it."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from celery import Celery
from kombu import Exchange, Queue

from bench.peers.table import DSN, INSERT, QUEUE, row_of

_connections: list[psycopg.Connection[Any]] = []


def make_app(broker: str) -> Celery:
    """The peer's application, for its workers and for who fills its queue."""
    made = Celery("peer", broker=broker)
    queue = Queue(QUEUE, Exchange(QUEUE, "direct"), QUEUE, queue_arguments={"x-queue-type": "quorum"})
    made.conf.update(
        task_queues=[queue],
        task_default_queue=QUEUE,
        task_acks_late=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=100,
        broker_transport_options={"confirm_publish": True},
    )
    return made


app = make_app(os.environ.get("PEER_BROKER_URL", ""))


@app.task(name="book")
def book(slip: dict[str, Any]) -> None:
    """Books one slip."""
    with _connection().transaction():
        _connection().execute(INSERT, row_of(slip))


@app.task(name="book_many")
def book_many(slips: list[dict[str, Any]]) -> None:
    """Books a frame's slips."""
    with _connection().transaction(), _connection().cursor() as cursor:
        cursor.executemany(INSERT, [row_of(slip) for slip in slips])


def _connection() -> psycopg.Connection[Any]:
    if not _connections:
        _connections.append(psycopg.connect(DSN))
    return _connections[0]
