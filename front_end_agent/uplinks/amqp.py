"""The broker: frames go out in a window of confirms, and what is returned was not sent."""

import queue
import threading
from collections.abc import Callable, Sequence

import pika
from pika.exceptions import AMQPError

from front_end_agent.errors import HubAway, Misconfigured
from front_end_agent.identity import Enrolment
from front_end_agent.settings import UplinkSettings, broker_nodes
from front_end_agent.uplinks import Confirmed, Event, Failed
from front_end_agent.uplinks.amqp_session import (
    Session,
    parameters_of,
    without_certificate,
    without_password,
)

WINDOW_FRAMES = 200
WINDOW_BYTES = 8 * 1024 * 1024
CLOSE_TIMEOUT_S = 3.0


class AmqpUplink:
    """At most one session at a time; what an earlier one still says is not heard."""

    name = "amqp"

    def __init__(
        self, settings: UplinkSettings, *, url: str, enrolment: Enrolment, epoch: Callable[[], str]
    ) -> None:
        self._settings, self._nodes = settings, broker_nodes(url)
        for node in self._nodes:  # What is wrong with an address is said at once.
            parameters_of(without_certificate(settings), node)
        # Agents begin at different members, and go to the next whenever one is lost.
        self._turn = sum(enrolment.agent.encode())
        self._enrolment, self._epoch = enrolment, epoch
        self.on_event: Callable[[], None] = lambda: None
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._window: dict[int, int] = {}

    def room(self) -> tuple[int, int]:
        with self._lock:
            if self._session is None or not self._session.ready:
                return 0, 0
            return WINDOW_FRAMES - len(self._window), WINDOW_BYTES - sum(self._window.values())

    def open(self) -> None:
        self.close()
        try:
            # Each connection anew: the certificate may have been renewed since the last.
            self._turn += 1
            parameters = parameters_of(self._settings, self._nodes[self._turn % len(self._nodes)])
        except Misconfigured as error:
            self._events.put(Failed(str(error)))
            return
        with self._lock:
            self._session = Session(
                parameters,
                agent=self._enrolment.agent,
                shard=str(self._enrolment.shard),
                tell=self._told,
            )

    def send(self, frames: Sequence[tuple[int, bytes]], *, express: bool = False) -> None:
        with self._lock:
            if self._session is not None:
                self._window.update((number, len(sealed)) for number, sealed in frames)
                self._session.publish(self._epoch(), frames, express=express)

    def beat(self, text: bytes) -> list[bytes]:
        with self._lock:
            if self._session is None or not self._session.ready:
                raise HubAway("the broker is not connected")
            self._session.beat(text)
        return []

    def events(self) -> list[Event]:
        happened: list[Event] = []
        while True:
            try:
                happened.append(self._events.get_nowait())
            except queue.Empty:
                return happened

    def close(self) -> None:
        with self._lock:
            session, self._session = self._session, None
            self._window.clear()
        if session is not None:
            session.close()
            session.join(CLOSE_TIMEOUT_S)
        self.events()

    def _told(self, session: Session, event: Event | None) -> None:
        with self._lock:
            if session is not self._session:
                return
            if isinstance(event, Confirmed):
                for number in event.numbers:
                    self._window.pop(number, None)
            if event is not None:
                self._events.put(event)
        self.on_event()


def reach(settings: UplinkSettings, *, url: str) -> str:
    """Opens a connection to each member and closes it again. Raises HubAway for the first that is away."""
    return ", ".join(_reach(settings, node) for node in broker_nodes(url))


def _reach(settings: UplinkSettings, url: str) -> str:
    try:
        connection = pika.BlockingConnection(parameters_of(settings, url))
        connection.close()
    except (AMQPError, OSError) as error:
        raise HubAway(f"{without_password(url)} did not answer: {error or type(error).__name__}") from error
    return f"{without_password(url)} answers"
