"""Whoever asks by HTTP fails in the same words; a key in the address is repeated by none of them."""

from __future__ import annotations

import httpx
import pytest

from adapters.formats.http_failures import http_failures
from core.hub.endpoints import InDoubt
from core.kernel.errors import HubError, Refused, Unavailable


@pytest.mark.parametrize(
    ("failure", "kind", "cause"),
    [
        (httpx.ConnectError("refused by key=hush"), Unavailable, "hook.away"),
        (httpx.ConnectTimeout("key=hush"), Unavailable, "hook.away"),
        (httpx.PoolTimeout("key=hush"), Unavailable, "hook.away"),
        (httpx.LocalProtocolError("key=hush"), Refused, "hook.request"),
        (httpx.UnsupportedProtocol("key=hush"), Refused, "hook.request"),
        (httpx.InvalidURL("key=hush"), Refused, "hook.request"),
        (httpx.ReadTimeout("key=hush"), InDoubt, "hook.no_answer"),
        (httpx.RemoteProtocolError("key=hush"), InDoubt, "hook.no_answer"),
        (httpx.DecodingError("key=hush"), InDoubt, "hook.no_answer"),
    ],
)
@pytest.mark.parametrize("has_secrets", [True, False])
def test_each_failure_says_what_became_of_it(
    failure: Exception, kind: type[HubError], cause: str, *, has_secrets: bool
) -> None:
    with (
        pytest.raises(HubError) as raised,
        http_failures("https://b.test", timeout_s=10, cause="hook", has_secrets=has_secrets),
    ):
        raise failure

    assert (type(raised.value), raised.value.cause) == (kind, cause)
    assert type(failure).__name__ in raised.value.text
    assert ("hush" in raised.value.text) is not has_secrets
    assert (raised.value.__cause__ is None) is has_secrets
