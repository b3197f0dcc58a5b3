"""How a question by HTTP fails, in our words: it never got there, it could not be made, or nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from core.hub.endpoints import InDoubt
from core.kernel.errors import Refused, Unavailable

_NOT_THERE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NOT_MADE = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL)


@contextmanager
def http_failures(where: str, *, timeout_s: float, cause: str, has_secrets: bool = False) -> Iterator[None]:
    """Unavailable: nothing left. Refused: no request can be made of it. InDoubt: no whole answer came.

    cause: of whose words, `webhook`. has_secrets: a key may stand in the address, which errors repeat.
    """
    try:
        yield
    except _NOT_THERE as error:
        text = f"{where} cannot be reached: {_why(error, has_secrets=has_secrets)}"
        raise Unavailable(text, cause=f"{cause}.away") from _told(error, has_secrets=has_secrets)
    except _NOT_MADE as error:
        text = f"no request can be made of it: {_why(error, has_secrets=has_secrets)}"
        raise Refused(text, cause=f"{cause}.request") from _told(error, has_secrets=has_secrets)
    except (httpx.TransportError, httpx.DecodingError) as error:
        why = _why(error, has_secrets=has_secrets)
        text = f"{where} gave no whole answer within {timeout_s:g} s: {why}"
        raise InDoubt(text, cause=f"{cause}.no_answer") from _told(error, has_secrets=has_secrets)


def _told(error: Exception, *, has_secrets: bool) -> Exception | None:
    """A log shows what an error came from, too."""
    return None if has_secrets else error


def _why(error: Exception, *, has_secrets: bool) -> str:
    return type(error).__name__ if has_secrets else f"{type(error).__name__} {error}".strip()
