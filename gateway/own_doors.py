"""Asks the doors of this machine's own web process, as a stranger would."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import msgspec

from core.hub.pulse import Finding
from core.kernel.errors import UNDECODABLE
from gateway.settings import Settings

LIVE, READY = "/health/live", "/health/ready"
ANSWER_S = 2.5
ANSWER_BYTES_MAX = 64 * 1024
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104
# Every certificate of the hub's authority for its own doors bears this name.
TLS_NAME = "localhost"


class Said(msgspec.Struct, frozen=True):
    """What /health/ready answers, as far as it matters here."""

    state: str = ""
    store: str = ""
    clock: str = ""
    ticked_at: str = ""
    recovering: int = 0


def public_door(settings: Settings) -> Iterator[Finding]:
    """The door for partners and people: it must be ready; whether a clock ticks is told beside."""
    who = f"web door {settings.host}:{settings.port}"
    try:
        status, body = _get(_connection(settings, settings.port), READY)
        said = msgspec.json.decode(body, type=Said)
    except (OSError, HTTPException, *UNDECODABLE) as error:
        yield Finding(False, f"{who}: it does not answer: {_told(error)}")
        return
    yield Finding(status == 200, f"{who}: the store: {said.store or f'answer {status}'}")
    if said.clock == "late":
        since = f"since {said.ticked_at}" if said.ticked_at else "ever"
        text = f"clock: none has ticked {since}; plans, retention and every watch by time stand still"
        yield Finding(False, f"{text}; start `python -m schedules`", counts=False)
    if said.recovering:
        text = f"recovering after a restore: {said.recovering} not proven complete; `hub recovery` says whom"
        yield Finding(False, text, counts=False)


def agents_door(settings: Settings) -> Iterator[Finding]:
    """The agents' TLS door: its certificate must be good for whoever pins our authority."""
    who = f"agents' door {settings.host}:{settings.agent_port}"
    authority = settings.home / "certs" / "ca.pem"
    try:
        connection = _connection(settings, settings.agent_port)
        connection.connect()
        connection.sock = _trusting(authority).wrap_socket(connection.sock, server_hostname=TLS_NAME)
        status, _ = _get(connection, LIVE)
    except (OSError, HTTPException) as error:
        yield Finding(False, f"{who}: it does not answer: {_told(error)}")
        return
    yield Finding(status == 200, f"{who}: it answers" if status == 200 else f"{who}: answer {status}")


def _connection(settings: Settings, port: int) -> HTTPConnection:
    return http.client.HTTPConnection(ANYWHERE.get(settings.host, settings.host), port, timeout=ANSWER_S)


def _trusting(authority: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority))


def _get(connection: HTTPConnection, path: str) -> tuple[int, bytes]:
    try:
        connection.request("GET", path, headers={"connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read(ANSWER_BYTES_MAX)
    finally:
        connection.close()


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
