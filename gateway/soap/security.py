"""Who speaks: by a bearer token as at the door in REST, a UsernameToken, or a signature."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.wiring.hub import Hub
from core.hub.access import partner_of
from core.hub.standing import Standing
from gateway.console.sealing import Seal
from gateway.soap.envelope import Envelope
from gateway.soap.faults import not_proven, wrong
from gateway.soap.signature import partner_by_signature
from gateway.soap.username_token import partner_by_token
from gateway.soap.words import DS, WSSE


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Asks each message for its proof; where it brings several kinds, each must be of the same partner."""

    hub: Hub
    standing: Standing
    seal: Seal

    def partner(self, envelope: Envelope, authorization: str, *, attached: bool) -> str:
        """Whose the message is. Raises SoapFault where nothing proves it."""
        proven = list(self._proofs(envelope, authorization, attached=attached))
        if not proven:
            raise not_proven(
                "no_proof",
                "prove who you are: a UsernameToken, a signature, or `Authorization: Bearer` with your token",
            )
        if len(set(proven)) > 1:
            raise not_proven("two_speakers", "the proofs are of two partners")
        return proven[0]

    def _proofs(self, envelope: Envelope, authorization: str, *, attached: bool) -> list[str]:
        found = []
        kind, _, token = authorization.partition(" ")
        if authorization:
            partner = (
                partner_of(self.hub.store, token, self.hub.clock.now()) if kind.lower() == "bearer" else None
            )
            if partner is None:
                raise not_proven("bearer", "the token of `Authorization` is wrong, ended or revoked")
            found.append(partner)
        security = envelope.security
        if security is None:
            return found
        tokens = security.findall(f"{{{WSSE}}}UsernameToken")
        if len(tokens) > 1:
            raise wrong("token_twice", "two UsernameTokens came; send one", "Header/Security")
        if tokens:
            found.append(partner_by_token(self.hub, tokens[0], self.seal.open))
        if security.find(f"{{{DS}}}Signature") is not None:
            if attached:
                raise wrong(
                    "signed_attachment",
                    "a signature does not cover attachments here; send the content inside, or prove yourself"
                    " by a token",
                    "Header/Security/Signature",
                )
            found.append(partner_by_signature(self.hub, self.standing, envelope))
        return found
