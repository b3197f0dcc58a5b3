"""The broker's management API."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, quote, unquote, urlsplit

import httpx

from adapters.bus.address import AUTHORITY
from core.kernel.errors import Unavailable

TIMEOUT_S = 10.0


@contextmanager
def management(api_url: str) -> Iterator[httpx.Client]:
    """The management API; whatever it does not answer as it should is Unavailable."""
    url = urlsplit(api_url)
    base = f"{url.scheme}://{url.hostname}:{url.port}{url.path.rstrip('/')}/api"
    auth = (unquote(url.username or "guest"), unquote(url.password or "guest"))
    try:
        with httpx.Client(
            base_url=base, auth=auth, timeout=TIMEOUT_S, trust_env=False, verify=_trusting(url.query)
        ) as api:
            yield api
    except httpx.HTTPStatusError as error:
        raise Unavailable(
            f"the broker's API answered {error.response.status_code} to {error.request.url.path}:"
            f" {error.response.text[:200]}",
            cause="broker.api",
        ) from error
    except (httpx.HTTPError, OSError, KeyError, ValueError) as error:
        raise Unavailable(
            f"the broker's API at {base} did not answer: {error}", cause="broker.api"
        ) from error


def _trusting(query: str) -> ssl.SSLContext:
    """Our own authority where the address names it, else the machine's."""
    return ssl.create_default_context(cafile=parse_qs(query).get(AUTHORITY, [None])[0])


def part(name: str) -> str:
    """A name as a part of an address."""
    return quote(name, safe="")
