"""One GET at a time from a partner's HTTP interface, with a limit on everything."""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

from front_end_agent import __version__
from front_end_agent.errors import SourceFailed

RETRY_AFTER_S_MAX = 3600.0
# More digits than any size has; int() gives up on very many.
LENGTH_DIGITS_MAX = 18


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, unchanged."""

    status: int
    headers: Message
    body: bytes


class Fetcher:
    """Asks one host; an answer that is no 200 or 304 is a SourceFailed."""

    def __init__(self, *, timeout_s: float, size_bytes_max: int, ca: Path | None) -> None:
        self.timeout_s, self.size_bytes_max, self.ca = timeout_s, size_bytes_max, ca

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(
                "GET", target, headers={"User-Agent": f"lianqiao-agent/{__version__}", **headers}
            )
            answer = connection.getresponse()
            body = answer.read(self.size_bytes_max + 1)
        except (OSError, http.client.HTTPException, OverflowError) as error:
            said = str(error) or type(error).__name__
            raise SourceFailed(f"{shown(url)} did not answer within {self.timeout_s} s: {said}") from error
        finally:
            connection.close()
        self._judge(url, answer, body)
        return Answer(answer.status, answer.headers, body)

    def _judge(self, url: str, answer: http.client.HTTPResponse, body: bytes) -> None:
        if len(body) > self.size_bytes_max:
            raise SourceFailed(f"{shown(url)} gives more than {self.size_bytes_max} bytes (size_bytes_max)")
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and answer.status == 200 and int(length[:LENGTH_DIGITS_MAX]) != len(body):
            raise SourceFailed(f"{shown(url)} ended after {len(body)} of {length} bytes")
        if answer.status in (200, 304):
            return
        said = f"{shown(url)} answers {answer.status} {answer.reason}"
        if 300 <= answer.status < 400:
            said += f", to {answer.headers.get('Location', 'nowhere')}; name that in the settings"
        raise SourceFailed(said, retry_after_s=_seconds(answer.headers.get("Retry-After", "")))

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self.timeout_s)
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except OSError as error:
            raise SourceFailed(f"{self.ca} cannot be read: {error}") from error
        return http.client.HTTPSConnection(host, port, timeout=self.timeout_s, context=context)


def shown(url: str) -> str:
    """The address without its query, where keys may stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _seconds(header: str) -> float:
    said = header.strip()
    return min(float(said), RETRY_AFTER_S_MAX) if said.isdecimal() else 0.0
