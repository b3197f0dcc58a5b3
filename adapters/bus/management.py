"""The broker's management API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import httpx

from core.kernel.errors import Unavailable

TIMEOUT_S = 10.0


@contextmanager
def management(api_url: str) -> Iterator[httpx.Client]:
    """The management API; whatever it does not answer as it should is Unavailable."""
    url = urlsplit(api_url)
    base = f"{url.scheme}://{url.hostname}:{url.port}{url.path.rstrip('/')}/api"
    auth = (url.username or "guest", url.password or "guest")
    try:
        with httpx.Client(base_url=base, auth=auth, timeout=TIMEOUT_S, trust_env=False) as api:
            yield api
    except httpx.HTTPStatusError as error:
        raise Unavailable(
            f"the broker's API answered {error.response.status_code} to {error.request.url.path}:"
            f" {error.response.text[:200]}",
            cause="broker.api",
        ) from error
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise Unavailable(
            f"the broker's API at {base} did not answer: {error}", cause="broker.api"
        ) from error


def part(name: str) -> str:
    """A name as a part of an address."""
    return quote(name, safe="")
