"""One connection to the broker in a thread of its own: publishes with confirms, listens below."""

import logging
import ssl
import threading
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import pika
from pika.credentials import ExternalCredentials
from pika.exceptions import AMQPError

from front_end_agent.errors import Misconfigured
from front_end_agent.settings import UplinkSettings
from front_end_agent.tracing import trace_of_frame
from front_end_agent.uplinks import Confirmed, Down, Event, Failed

UP, CONNECT_TIMEOUT_S, STACK_TIMEOUT_S, HEARTBEAT_S = "lianqiao.up", 10, 15, 30
DOWN_AGAIN_S_FIRST, DOWN_AGAIN_S_MAX = 1.0, 30.0
BEAT_EXPIRES_MS = "60000"
PREFETCH = 20
# Our own events tell the same in our own words.
logging.getLogger("pika").setLevel(logging.CRITICAL)
log = logging.getLogger(__name__)


class Session:
    """From opening to closing; a new attempt is a new session."""

    def __init__(
        self, parameters: Any, *, agent: str, shard: str, tell: Callable[["Session", Event | None], None]
    ) -> None:
        self.agent, self._shard, self._tell = agent, shard, tell
        self.ready = False
        self._tag = 0
        self._unconfirmed: dict[int, int] = {}
        self._returned: set[int] = set()
        self._down_again_s = DOWN_AGAIN_S_FIRST
        self._over = False
        self._up: Any = None
        self._connection = pika.SelectConnection(
            parameters,
            on_open_callback=self._opened,
            on_open_error_callback=lambda _connection, error: self._ended(error),
            on_close_callback=lambda _connection, error: self._ended(error),
        )
        self._thread = threading.Thread(target=self._run, name="amqp", daemon=True)
        self._thread.start()

    def publish(self, epoch: str, frames: Sequence[tuple[int, bytes]], *, express: bool) -> None:
        """From any thread."""
        key = f"{'express' if express else 'frame'}.{self._shard}.{self.agent}"
        self._connection.ioloop.add_callback_threadsafe(lambda: self._publish(epoch, frames, key))

    def beat(self, text: bytes) -> None:
        """From any thread."""
        self._connection.ioloop.add_callback_threadsafe(lambda: self._beat(text))

    def close(self) -> None:
        """From any thread; nothing is told any more."""
        self._over, self.ready = True, False
        self._connection.ioloop.add_callback_threadsafe(self._shut)

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)
        if not self._thread.is_alive():
            self._connection.ioloop.close()

    def _run(self) -> None:
        try:
            self._connection.ioloop.start()
        except (AMQPError, OSError) as error:
            self._fail(error)

    def _opened(self, connection: Any) -> None:
        connection.channel(on_open_callback=self._up_opened)
        connection.channel(on_open_callback=self._down_opened)

    def _up_opened(self, channel: Any) -> None:
        self._up = channel
        channel.add_on_close_callback(lambda _channel, error: self._fail(error))
        channel.add_on_return_callback(self._came_back)
        channel.confirm_delivery(self._confirmed, callback=lambda _frame: self._is_ready())

    def _is_ready(self) -> None:
        self.ready = not self._over
        self._tell(self, None)

    def _publish(self, epoch: str, frames: Sequence[tuple[int, bytes]], key: str) -> None:
        if self._up is None or not self._up.is_open:
            return  # The end of the channel has been told already.
        for number, sealed in frames:
            self._tag += 1
            self._unconfirmed[self._tag] = number
            properties = pika.BasicProperties(
                message_id=f"{self.agent}/{epoch}/{number}",
                delivery_mode=2,
                content_type="application/vnd.lianqiao.frame",
                headers={"traceparent": trace_of_frame(sealed)},
            )
            self._up.basic_publish(UP, key, sealed, properties, mandatory=True)

    def _beat(self, text: bytes) -> None:
        if self._up is None or not self._up.is_open:
            return
        self._tag += 1  # It is confirmed like a frame, but nobody waits for it.
        properties = pika.BasicProperties(expiration=BEAT_EXPIRES_MS, content_type="application/json")
        self._up.basic_publish(UP, f"beat.{self.agent}", text, properties)

    def _came_back(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        number = (properties.message_id or "").rpartition("/")[2]
        if number:
            self._returned.add(int(number))

    def _confirmed(self, frame: Any) -> None:
        method = frame.method
        last = method.delivery_tag
        tags = [tag for tag in self._unconfirmed if tag <= last] if method.multiple else [last]
        numbers = [self._unconfirmed.pop(tag) for tag in tags if tag in self._unconfirmed]
        back = sorted(number for number in numbers if number in self._returned)
        if isinstance(method, pika.spec.Basic.Nack) and numbers:
            self._tell(self, Failed(f"the broker refused frame {min(numbers)} (nack); it may be full"))
            return
        taken = tuple(number for number in numbers if number not in self._returned)
        if taken:
            self._tell(self, Confirmed(taken))
        if back:
            self._returned.difference_update(back)
            text = f"the broker has no queue for frame {back[0]} (returned); the hub must declare it"
            self._tell(self, Failed(text))

    def _down_opened(self, channel: Any) -> None:
        channel.add_on_close_callback(lambda _channel, _error: self._down_later())
        channel.add_on_cancel_callback(lambda _frame: channel.close())
        channel.basic_qos(prefetch_count=PREFETCH)
        channel.basic_consume(
            f"lianqiao.down.{self.agent}", self._came_down, callback=lambda _frame: self._listens()
        )

    def _listens(self) -> None:
        self._down_again_s = DOWN_AGAIN_S_FIRST

    def _came_down(self, channel: Any, method: Any, _properties: Any, body: bytes) -> None:
        self._tell(self, Down(body))
        channel.basic_ack(method.delivery_tag)

    def _down_later(self) -> None:
        """The queue is not there (yet, or any more): the way up goes on, this is tried again."""
        if self._over or not self._connection.is_open:
            return
        wait, self._down_again_s = self._down_again_s, min(self._down_again_s * 2, DOWN_AGAIN_S_MAX)
        log.info("queue lianqiao.down.%s cannot be read; again in %.0f s", self.agent, wait)
        self._connection.ioloop.call_later(wait, self._listen_again)

    def _listen_again(self) -> None:
        if self._connection.is_open and not self._over:
            self._connection.channel(on_open_callback=self._down_opened)

    def _fail(self, error: BaseException | None) -> None:
        self.ready = False
        if not self._over:
            self._over = True
            self._tell(self, Failed(f"the broker: {_text(error)}"))
            self._shut()

    def _ended(self, error: BaseException | None) -> None:
        self._fail(error)
        self._connection.ioloop.stop()

    def _shut(self) -> None:
        if self._connection.is_open:
            self._connection.close()
        elif not self._connection.is_closing:
            self._connection.ioloop.stop()


def parameters_of(settings: UplinkSettings, url: str) -> Any:
    """pika's parameters with every limit stated. Raises Misconfigured."""
    parts = urlsplit(url)
    by_name, shown = parts.username is not None, settings.certificate
    try:
        parameters = pika.URLParameters(url)
        if parts.scheme == "amqps":
            context = ssl.create_default_context(cafile=settings.ca)
            # Who says a name and a password need not have a certificate.
            if shown is not None and (shown.exists() or not by_name):
                context.load_cert_chain(shown, settings.key or shown)
            parameters.ssl_options = pika.SSLOptions(context, parameters.host)
            if not by_name:
                parameters.credentials = ExternalCredentials()
    except (ValueError, OSError) as error:
        raise Misconfigured(f"the broker's address or certificates cannot be used: {error}") from error
    parameters.heartbeat = HEARTBEAT_S
    parameters.blocked_connection_timeout = settings.silence_s
    parameters.connection_attempts = 1
    parameters.socket_timeout = CONNECT_TIMEOUT_S
    parameters.stack_timeout = STACK_TIMEOUT_S
    return parameters


def without_certificate(settings: UplinkSettings) -> UplinkSettings:
    """The same before the agent has one."""
    return msgspec.structs.replace(settings, certificate=None, key=None)


def without_password(url: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or 5672}{unquote(parts.path)}"


def _text(error: BaseException | None) -> str:
    said = str(error) if error is not None else ""
    return said or type(error).__name__
