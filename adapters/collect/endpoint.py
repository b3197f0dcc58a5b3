"""A partner without a server of its own: what is told it is laid out by the hub, and fetched at its door."""

from __future__ import annotations

from collections.abc import Mapping

from core.hub.contracts import Send
from core.hub.endpoints import Sent
from core.kernel.errors import Refused

ADAPTER = "collect"
REPEATS = ("safe",)
ADDRESS = "collect:"


class CollectEndpoint:
    """Nothing leaves: who settles the send lays it out, in the same unit of work."""

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        return Sent(text="ready to be fetched", laid_out=True)

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        return None


def make_endpoint(send: Send, secret: bytes) -> CollectEndpoint:
    """Refused for an address that means a place outside."""
    if send.address not in ("", ADDRESS):
        raise Refused(
            f"{send.name}: what is fetched has no address; write {ADDRESS!r}, not {send.address!r}",
            cause="collect.address",
        )
    return CollectEndpoint()
