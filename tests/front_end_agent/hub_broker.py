"""A small real hub behind a real broker: declares what docs/wire.md §5 says, reads frames, sends receipts."""

import contextlib
import json
import threading
from typing import Any

from pika.exceptions import AMQPError

from tests.beside import Running, end
from tests.front_end_agent.hub_door import HubDoor
from tests.front_end_agent.wire_reader import WireError, read_text
from tests.patience import let_go, watch
from tests.servers.rabbitmq import connected

QUEUE = "test.intake"
AGAIN_S = 0.1


class HubBroker:
    """Shares its book with the door: one hub, two ways in."""

    def __init__(self, url: str, door: HubDoor) -> None:
        self.url, self.door, self.book = url, door, door.book
        self._reading, self._turn = True, threading.Lock()
        self.routing_keys: set[str] = set()
        self._stop = threading.Event()
        self._thread = Running(self._run, self._stop)

    def start(self) -> "HubBroker":
        self.declare()
        self._thread.start()
        watch(self._thread)
        return self

    def stop(self) -> None:
        let_go(self._thread)
        end([self._thread], self._stop)

    @property
    def reading(self) -> bool:
        return self._reading

    @reading.setter
    def reading(self, reading: bool) -> None:
        """Once this is set to false nothing more is read, not even what was about to be."""
        with self._turn:
            self._reading = reading

    def declare(self) -> None:
        with contextlib.closing(connected(self.url)) as connection:
            channel = connection.channel()
            channel.exchange_declare("lianqiao.up", "topic", durable=True)
            channel.exchange_declare("lianqiao.down", "direct", durable=True)
            self.declare_queues(channel)

    def declare_queues(self, channel: Any) -> None:
        channel.queue_declare(QUEUE, durable=True)
        channel.queue_bind(QUEUE, "lianqiao.up", "frame.#")
        channel.queue_bind(QUEUE, "lianqiao.up", "express.#")
        channel.queue_bind(QUEUE, "lianqiao.up", "beat.#")
        channel.queue_declare(f"lianqiao.down.{self.book.agent}", durable=True)
        channel.queue_bind(f"lianqiao.down.{self.book.agent}", "lianqiao.down", self.book.agent)

    def delete(self, queue: str = QUEUE) -> None:
        with contextlib.closing(connected(self.url)) as connection:
            connection.channel().queue_delete(queue)

    def depth(self) -> int:
        with contextlib.closing(connected(self.url)) as connection:
            return int(connection.channel().queue_declare(QUEUE, passive=True).method.message_count)

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            with contextlib.suppress(AMQPError, OSError):
                self._read()
            # The broker is away, or the line was cut.
            stop.wait(AGAIN_S)

    def _read(self) -> None:
        with contextlib.closing(connected(self.url)) as connection:
            channel = connection.channel()
            while not self._stop.is_set():
                with self._turn:
                    took = self._reading and self._take_one(channel)
                if not took:
                    connection.process_data_events(time_limit=0.02)

    def _take_one(self, channel: Any) -> bool:
        """Whether there was one."""
        method, properties, body = channel.basic_get(QUEUE)
        if method is None:
            return False
        if method.routing_key.startswith(("frame.", "express.")):
            self.door.traces.append((properties.headers or {}).get("traceparent", ""))
        self._take(method.routing_key, body)
        channel.basic_ack(method.delivery_tag)
        self._answer(channel)
        return True

    def _take(self, routing_key: str, body: Any) -> None:
        with self.door.changed:
            self.routing_keys.add(routing_key)
            if routing_key.startswith(("frame.", "express.")):
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
