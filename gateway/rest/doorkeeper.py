"""Who may speak at the agents' door: at each request its certificate is looked up, and who it is for."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from fastapi import Request

from certs.building import whose
from core.hub.certificates import AGENT, Certificate
from core.hub.lost_certificates import Unlisted
from core.hub.renewal import Proof
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

    def renews(self, request: Request, agent: str) -> Proof:
        """What proves the agent beside its signature. Problem 403 with a wrong certificate.

        One that is in no list is handed on: at no other door it is more than a stranger's, and whether it is
        of the time that a restore lost is for the unit of work to say that gives the next one.
        """
        peer = _peer(request) if self._asks else None
        if peer is None:
            return Proof()
        if not self._standing.lists(peer.serial):
            return Proof(unlisted=_unlisted(peer))
        self.admit(request, {agent})
        return Proof(shown=True)

    def _shown(self, request: Request) -> Certificate | None:
        peer = _peer(request)
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


def _peer(request: Request) -> Peer | None:
    peer: Peer | None = request.scope.get("extensions", {}).get(EXTENSION)
    return peer


def _unlisted(peer: Peer) -> Unlisted:
    kind, name = whose(peer.addresses)
    return Unlisted(
        serial=peer.serial, kind=kind, name=name, not_before=peer.not_before, not_after=peer.not_after
    )
