"""The hub's own door over HTTPS: frames in runs, each answered by a receipt."""

import http.client
import ssl
import threading
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import msgspec

from front_end_agent import __version__
from front_end_agent.certificate import Certificate
from front_end_agent.decoding import UNDECODABLE
from front_end_agent.errors import HubAway, HubRefused, Misconfigured
from front_end_agent.settings import HubSettings
from front_end_agent.tracing import trace_of_frame
from front_end_agent.uplinks import Down, Event, Failed

FRAMES_MEDIA = "application/vnd.lianqiao.frames"
FRAMES_MAX = 64
RUN_BYTES_MAX = 8 * 1024 * 1024
ANSWER_BYTES_MAX = 4 * 1024 * 1024
RETRY_AFTER_S_MAX = 300.0
# What a hub says of a certificate that it does not know, as one does that was restored.
UNKNOWN = "certificate.unknown"
# Told the stamp of the certificate that was shown and that the hub does not know.
OnUnknown = Callable[[int], None]
NOT_LET_IN = frozenset({401, 403})
ASK_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


class Hub:
    """One kept connection to the hub, for one caller at a time."""

    def __init__(self, settings: HubSettings, certificate: Certificate | None = None) -> None:
        self.settings, self.certificate = settings, certificate
        self.on_unknown: OnUnknown = lambda _stamp: None
        self._stamp = 0
        self.answered_at = ""  # the Date header of the last answer, for the clock check
        self._connection: http.client.HTTPConnection | None = None
        self._lock = threading.Lock()

    def post(self, path: str, body: bytes, *, media: str, trace: str = "") -> bytes:
        """The answer's body. Raises HubAway when it is worth asking again, HubRefused when it is not."""
        with self._lock:
            status, answer, retry_after = self._ask(
                "POST", path, body, media, {"traceparent": trace} if trace else {}
            )
        if status == 200:
            return answer
        text, cause = _problem(answer)
        said = f"the hub answered {status} to {path}: {text}"
        if status in ASK_AGAIN:
            raise HubAway(said, retry_after_s=retry_after)
        if cause == UNKNOWN:
            self.on_unknown(self._stamp)
        raise HubRefused(said, cause=cause)

    def reach(self, path: str) -> int:
        """Any answer at all; gives its status."""
        with self._lock:
            return self._ask("GET", path, b"", "application/json", {})[0]

    def refuses(self, path: str) -> str:
        """Why the hub lets nobody in with this certificate; "" where it does.

        It is asked with an empty body, which counts for nothing: whose certificate it is comes first.
        """
        with self._lock:
            status, answer, _retry_after = self._ask("POST", path, b"", "application/json", {})
        return _problem(answer)[0] if status in NOT_LET_IN else ""

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _ask(
        self, method: str, path: str, body: bytes, media: str, more: dict[str, str]
    ) -> tuple[int, bytes, float | None]:
        headers = {"Content-Type": media, "User-Agent": f"lianqiao-agent/{__version__}", **more}
        if self.certificate is not None and self.certificate.stamp() != self._stamp:
            self.close()  # The next connection shows the certificate that was renewed.
        reused = self._connection is not None
        try:
            connection = self._connection = self._connection or self._connect()
            connection.request(method, urlsplit(self.settings.url).path.rstrip("/") + path, body, headers)
            answer = connection.getresponse()
            content = answer.read(ANSWER_BYTES_MAX + 1)
        except (OSError, http.client.HTTPException, OverflowError) as error:
            self.close()
            if reused:  # A kept connection may have been closed by the other side in the meantime.
                return self._ask(method, path, body, media, more)
            raise HubAway(f"{self.settings.url} did not answer: {_named(error)}") from error
        if answer.will_close or len(content) > ANSWER_BYTES_MAX:
            self.close()
        if len(content) > ANSWER_BYTES_MAX:
            raise HubAway(f"the answer to {path} is over {ANSWER_BYTES_MAX} bytes")
        self.answered_at = answer.headers.get("Date", "")
        return answer.status, content, _seconds(answer.headers.get("Retry-After"))

    def _connect(self) -> http.client.HTTPConnection:
        url = urlsplit(self.settings.url)
        timeout = self.settings.timeout_s
        self._stamp = self.certificate.stamp() if self.certificate is not None else 0
        if url.scheme == "http":
            return http.client.HTTPConnection(url.hostname or "", url.port, timeout=timeout)
        context = trusting(self.settings, self.certificate)
        return http.client.HTTPSConnection(url.hostname or "", url.port, timeout=timeout, context=context)


class HttpsUplink:
    """Sends one run of frames at a time; the receipt is its confirm."""

    name = "https"

    def __init__(
        self,
        settings: HubSettings,
        certificate: Certificate | None = None,
        *,
        on_unknown: OnUnknown = lambda _stamp: None,
    ) -> None:
        self._frames, self._beats = Hub(settings, certificate), Hub(settings, certificate)
        self._frames.on_unknown = self._beats.on_unknown = on_unknown
        self._events: list[Event] = []

    def room(self) -> tuple[int, int]:
        return FRAMES_MAX, RUN_BYTES_MAX - 4 * FRAMES_MAX

    def open(self) -> None:
        """There is nothing to open: each run asks anew."""

    def send(self, frames: Sequence[tuple[int, bytes]], *, express: bool = False) -> None:
        run = b"".join(len(sealed).to_bytes(4, "big") + sealed for _number, sealed in frames)
        try:
            trace = trace_of_frame(frames[0][1]) if frames else ""
            receipt = self._frames.post("/agent/v1/frames", run, media=FRAMES_MEDIA, trace=trace)
        except HubAway as error:
            self._events.append(Failed(str(error), error.retry_after_s))
        except HubRefused as error:
            self._events.append(Failed(str(error)))
        else:
            self._events.append(Down(receipt))

    def beat(self, text: bytes) -> list[bytes]:
        answer = self._beats.post("/agent/v1/heartbeat", text, media="application/json")
        try:
            return [bytes(raw) for raw in msgspec.json.decode(answer, type=_Downs).down]
        except UNDECODABLE as error:
            raise HubAway(f"the answer to the heartbeat makes no sense: {error}") from error

    def events(self) -> list[Event]:
        happened, self._events = self._events, []
        return happened

    def close(self) -> None:
        self._frames.close()
        self._beats.close()


class _Downs(msgspec.Struct):
    down: list[msgspec.Raw] = []


class _Problem(msgspec.Struct):
    title: str = ""
    detail: str = ""
    cause: str = ""


def trusting(settings: HubSettings, certificate: Certificate | None = None) -> ssl.SSLContext:
    """Trusts the hub's own CA where one is named, else the machine's; shows the agent's own certificate."""
    shown = certificate.shown() if certificate is not None else None
    try:
        context = ssl.create_default_context(cafile=settings.ca)
        if shown is not None:
            context.load_cert_chain(shown)
        return context
    except (OSError, ssl.SSLError) as error:
        raise Misconfigured(f"hub.ca {settings.ca} or {shown} cannot be read: {error}") from error


def _problem(answer: bytes) -> tuple[str, str]:
    """What the hub says in words, and its cause."""
    try:
        problem = msgspec.json.decode(answer, type=_Problem)
    except UNDECODABLE:
        return answer[:200].decode("utf-8", "replace"), ""
    return problem.detail or problem.title or "no reason given", problem.cause


def _named(error: Exception) -> str:
    return str(error) or type(error).__name__


def _seconds(header: str | None) -> float | None:
    """Only seconds are understood; a date would trust two clocks at once."""
    said = (header or "").strip()
    return min(float(said), RETRY_AFTER_S_MAX) if said.isdecimal() else None
