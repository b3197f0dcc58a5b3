"""One request to a partner's API and its answer: bounded in size and time, and never led to another host."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import httpx
import msgspec

from adapters.formats.http_failures import http_failures
from adapters.rest.patience import Deadline, Pace, Patience
from core.hub.endpoints import InDoubt
from core.kernel.errors import Unavailable

REDIRECTS_MAX = 3
RETRY_AFTER_S = 30.0
RETRY_AFTER_MAX_S = 3600.0
TEXT_MAX, LOOKED_AT = 200, 64 * 1024
FORM = "application/x-www-form-urlencoded"
# They tell each request with its whole address, in which a key or a signature may stand.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: parameters stand in the address, or in a form where there is no body."""

    method: str
    address: str
    parameters: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    form: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered, whatever it says. link: where the header Link says that the next page is."""

    status: int
    body: bytes
    media: str
    link: str
    retry_after_s: float

    def said(self, hide: Callable[[str], str]) -> str:
        """The status and the beginning of the body, for a person; hide: takes secrets out of it."""
        text = hide(self.body[:LOOKED_AT].decode("utf-8", errors="replace"))
        return f"{self.status} {' '.join(text.split())[:TEXT_MAX]}".strip()


class Http:
    """Asks at one origin."""

    def __init__(self, address: str, *, timeout_s: float, pace_per_s: float, patience: Patience) -> None:
        self.origin = origin_of(address)
        self._timeout_s = timeout_s
        self._patience = patience
        self._pace = Pace(pace_per_s, patience)
        self._client = httpx.Client(
            timeout=httpx.Timeout(timeout_s),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
            headers={"Accept-Encoding": "identity"},
            follow_redirects=False,
            trust_env=False,
        )

    def ask(self, request: Request, *, bytes_max: int) -> Answer:
        """The whole answer. Unavailable: it never got there. InDoubt: it left, and no whole answer came."""
        deadline = Deadline(self._timeout_s, self._patience)
        for _ in range(REDIRECTS_MAX + 1):
            self._pace.keep()
            answer, elsewhere = self._once(request, bytes_max, deadline)
            if not elsewhere or request.method != "GET":
                return answer
            # The parameters of a redirected question are those that its address names.
            request = msgspec.structs.replace(request, address=self.here(elsewhere), parameters={})
        raise Unavailable(
            f"{self.origin} leads on and on: over {REDIRECTS_MAX} redirects", cause="rest.redirects"
        )

    def here(self, address: str) -> str:
        """The whole address, if it is of this origin; who we are is told nobody else."""
        try:
            url = httpx.URL(self.origin).join(address)
        except (httpx.InvalidURL, ValueError) as error:
            raise Unavailable(
                f"{self.origin} leads to {address[:TEXT_MAX]!r}: {error}", cause="rest.elsewhere"
            ) from error
        if origin_of(str(url)) != self.origin:
            raise Unavailable(
                f"{self.origin} leads to {origin_of(str(url))}, another host; that is not followed",
                cause="rest.elsewhere",
            )
        return str(url)

    def close(self) -> None:
        self._client.close()

    def _once(self, request: Request, bytes_max: int, deadline: Deadline) -> tuple[Answer, str]:
        """(the answer, where it redirects to)."""
        with http_failures(self.origin, timeout_s=self._timeout_s, cause="rest", has_secrets=True):
            built = self._built(request)
            got = self._client.send(built, stream=True)
            with closing(got):
                body = self._body(got, bytes_max, deadline)
                elsewhere = got.headers.get("Location", "") if got.is_redirect else ""
                link = str(got.links.get("next", {}).get("url", ""))
                if elsewhere or link:
                    elsewhere, link = (str(got.url.join(one)) if one else "" for one in (elsewhere, link))
                media = got.headers.get("Content-Type", "").partition(";")[0].strip()
                retry = retry_after(got.headers.get("Retry-After", ""), got.status_code, self._patience.now())
                return Answer(
                    status=got.status_code, body=body, media=media, link=link, retry_after_s=retry
                ), elsewhere

    def _built(self, request: Request) -> httpx.Request:
        headers, content = dict(request.headers), request.body
        parameters: Mapping[str, str] = request.parameters
        if request.form:
            content, parameters = urlencode(parameters).encode(), {}
            headers["Content-Type"] = FORM
        url = httpx.URL(request.address)
        if parameters:
            url = url.copy_merge_params(parameters)
        return self._client.build_request(request.method, url, headers=headers, content=content or None)

    def _body(self, got: httpx.Response, bytes_max: int, deadline: Deadline) -> bytes:
        pieces: list[bytes] = []
        size = 0
        for piece in got.iter_bytes():
            size += len(piece)
            if size > bytes_max:
                raise InDoubt(f"{self.origin} answers more than {bytes_max} bytes", cause="rest.too_large")
            if deadline.is_over:
                raise InDoubt(f"{self.origin} was not done within {self._timeout_s} s", cause="rest.slow")
            pieces.append(piece)
        return b"".join(pieces)


def origin_of(address: str) -> str:
    url = httpx.URL(address)
    port = f":{url.port}" if url.port is not None else ""
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{url.scheme}://{host}{port}"


def retry_after(said: str, status: int, now: datetime) -> float:
    """Seconds, or a date, an hour at most; half a minute where a busy partner does not say."""
    if said.isdecimal():
        return min(float(said[:9]), RETRY_AFTER_MAX_S)
    try:
        at = parsedate_to_datetime(said)
        at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        return min(max(0.0, (at - now).total_seconds()), RETRY_AFTER_MAX_S)
    except (ValueError, TypeError, OverflowError):
        return RETRY_AFTER_S if status in (429, 503) else 0.0
