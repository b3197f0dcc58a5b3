"""Who may speak at the agents' door: at each request its certificate is looked up, and who it is for."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from fastapi import Request

from core.hub.certificates import AGENT, Certificate
from core.hub.standing import Standing
from core.kernel.errors import Refused
from gateway.peer_certificate import EXTENSION, Peer
from gateway.rest.problems import Problem


class Doorkeeper:
    """Asks for certificates, unless the door stands inside one machine without TLS."""

    def __init__(self, standing: Standing, *, asks: bool) -> None:
        self._standing = standing
        self._asks = asks

    def admit(self, request: Request, speakers: AbstractSet[str]) -> None:
        """Lets in what its agent says itself. Problem 401 without a certificate, 403 with a wrong one.

        speakers: the agents in whose names the request speaks; "" says nobody can tell whose it is.
        """
        if not self._asks:
            return
        shown = self._shown(request)
        if shown is None:
            raise Problem(
                401, "show the certificate that this hub gave you when you enrolled", cause="certificate.none"
            )
        strangers = sorted(speakers - {shown.name, ""})
        if strangers:
            raise Problem(
                403,
                f"the certificate is {shown.name}'s, and what came speaks for {strangers[0][:64]}",
                cause="certificate.other_agent",
            )

    def renews(self, request: Request, agent: str) -> bool:
        """Whether the agent's own certificate, in force, was shown. Problem 403 if it is another's."""
        if not self._asks or self._shown(request) is None:
            return False
        self.admit(request, {agent})
        return True

    def _shown(self, request: Request) -> Certificate | None:
        peer: Peer | None = request.scope.get("extensions", {}).get(EXTENSION)
        if peer is None:
            return None
        try:
            row = self._standing.admit(peer.serial, peer.fingerprint)
        except Refused as refused:
            # What was refused so is refused for good: the connection has no more to say.
            raise Problem(
                403, refused.text, headers={"Connection": "close"}, cause=refused.cause
            ) from refused
        if row.kind != AGENT:
            raise Problem(403, f"the certificate is a {row.kind}'s, not an agent's", cause="certificate.kind")
        return row
