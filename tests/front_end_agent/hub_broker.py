"""A small real hub behind a real broker: declares what docs/wire.md §5 says, reads frames, sends receipts."""

import contextlib
import json
import threading
from typing import Any

import pika
from pika.exceptions import AMQPError

from tests.front_end_agent.hub_door import HubDoor
from tests.front_end_agent.wire_reader import WireError, read_text

QUEUE = "test.intake"


class HubBroker:
    """Shares its book with the door: one hub, two ways in."""

    def __init__(self, url: str, door: HubDoor) -> None:
        self.url, self.door, self.book = url, door, door.book
        self.reading = True
        self.routing_keys: set[str] = set()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> "HubBroker":
        self.declare()
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopping = True
        self._thread.join(timeout=10)

    def declare(self) -> None:
        with contextlib.closing(pika.BlockingConnection(pika.URLParameters(self.url))) as connection:
            channel = connection.channel()
            channel.exchange_declare("lianqiao.up", "topic", durable=True)
            channel.exchange_declare("lianqiao.down", "direct", durable=True)
            self.declare_queues(channel)

    def declare_queues(self, channel: Any) -> None:
        channel.queue_declare(QUEUE, durable=True)
        channel.queue_bind(QUEUE, "lianqiao.up", "frame.#")
        channel.queue_bind(QUEUE, "lianqiao.up", "beat.#")
        channel.queue_declare(f"lianqiao.down.{self.book.agent}", durable=True)
        channel.queue_bind(f"lianqiao.down.{self.book.agent}", "lianqiao.down", self.book.agent)

    def delete(self, queue: str = QUEUE) -> None:
        with contextlib.closing(pika.BlockingConnection(pika.URLParameters(self.url))) as connection:
            connection.channel().queue_delete(queue)

    def depth(self) -> int:
        with contextlib.closing(pika.BlockingConnection(pika.URLParameters(self.url))) as connection:
            return int(connection.channel().queue_declare(QUEUE, passive=True).method.message_count)

    def _run(self) -> None:
        while not self._stopping:
            with contextlib.suppress(AMQPError, OSError):
                self._read()

    def _read(self) -> None:
        with contextlib.closing(pika.BlockingConnection(pika.URLParameters(self.url))) as connection:
            channel = connection.channel()
            while not self._stopping:
                method, _properties, body = channel.basic_get(QUEUE) if self.reading else (None, None, None)
                if method is None:
                    connection.process_data_events(time_limit=0.02)
                    continue
                self._take(method.routing_key, body)
                channel.basic_ack(method.delivery_tag)
                self._answer(channel)

    def _take(self, routing_key: str, body: Any) -> None:
        with self.door.changed:
            self.routing_keys.add(routing_key)
            if routing_key.startswith("frame."):
                self.book.take(body)
            else:
                with contextlib.suppress(WireError):
                    self.book.beats.append(read_text(body, self.book.known)[1])
            self.door.changed.notify_all()

    def _answer(self, channel: Any) -> None:
        with self.door.lock:
            texts = ([self.book.receipt()] if self.book.epoch else []) + self.book.commands
        for text in texts:
            channel.basic_publish("lianqiao.down", self.book.agent, json.dumps(text).encode())
