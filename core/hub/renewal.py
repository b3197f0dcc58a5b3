"""Renewal: an agent asks for its next certificate, signed by the key that signs its frames."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from core.hub.agents import Agent, AgentKey
from core.hub.broker_names import wanted_by
from core.hub.certificates import CLOCKS_APART, Certificate, Issuer, Wanted, certificates_of, certify
from core.hub.collisions import again_on_collision
from core.hub.lost_certificates import Unlisted, note_renewed, require_lost
from core.hub.ports import Signers, Store, Unit
from core.hub.signed_text import open_text, sign_text
from core.hub.suites import suite_named
from core.kernel.errors import Refused

PURPOSE, ANSWER = "renew", "certificate"
KEYS_MAX = 1000
# Without the certificate before it a new one is given only when that one is over, and not long over.
GRACE = timedelta(days=90)
MAY_RENEW = ("enrolled", "stopped")


class RenewRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent says; csr: a signing request in PEM."""

    agent: str
    csr: str


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub answers; certificate: PEM, the agent's own first."""

    agent: str
    certificate: str


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What stood behind the asking beside its signature.

    shown: the certificate before, in the list and in force. unlisted: one of ours that is in no list.
    """

    shown: bool = False
    unlisted: Unlisted | None = None


class Renewals:
    """Hears renewals, whichever way they come."""

    def __init__(self, store: Store, signatures: Signers, issuer: Issuer, *, life_s: float) -> None:
        self._store = store
        self._signatures = signatures
        self._issuer = issuer
        self._life_s = life_s

    def open(self, text: bytes) -> RenewRequest:
        """Who asks for what; Unreadable, or Refused if it is not signed by a key of the agent."""
        verify = self._signatures.verify
        return open_text(text, RenewRequest, purpose=PURPOSE, key=self._key, verify=verify)

    def answer(self, asked: RenewRequest, proof: Proof) -> bytes:
        """The next certificate as a signed text."""

        def once() -> Certificate:
            with self._store.unit() as unit:
                return renew(unit, self._issuer, asked, proof=proof, life_s=self._life_s)

        row = again_on_collision(once, what="a renewal")
        said = Renewed(agent=asked.agent, certificate=row.chain.decode())
        agent = self._store.get(Agent, asked.agent)
        suite = suite_named(agent.suite if agent else None)
        return sign_text(ANSWER, said, signer=self._signatures.of(suite))

    def _key(self, asked: RenewRequest, name: str) -> bytes | None:
        for key in self._store.rows(AgentKey, limit=KEYS_MAX, agent=asked.agent):
            if key.key_id == name and not key.revoked:
                return key.public_key
        return None


def renew(unit: Unit, issuer: Issuer, asked: RenewRequest, *, proof: Proof, life_s: float) -> Certificate:
    """The agent's next certificate. Refused where a person must decide first.

    Said again by somebody who has only heard it, the text gives a certificate for a key he does not have.
    """
    agent = unit.shelf(Agent).get(asked.agent)
    if agent is None or agent.state not in MAY_RENEW:
        state = "unknown" if agent is None else agent.state
        raise Refused(f"{asked.agent} is {state}; a person decides about it first", cause="renew.state")
    wanted = wanted_by(unit, asked.agent, asked.csr)
    rows = certificates_of(unit, wanted)
    if proof.unlisted is not None:
        return _renew_over_lost(unit, issuer, wanted, unlisted=proof.unlisted, life_s=life_s)
    # An agent that was enrolled before there were certificates has none, and its signature must do.
    if rows and not proof.shown:
        _require_over(max(rows, key=lambda row: row.not_after), unit)
    return certify(unit, issuer, wanted, life_s=life_s)


def _renew_over_lost(
    unit: Unit, issuer: Issuer, wanted: Wanted, *, unlisted: Unlisted, life_s: float
) -> Certificate:
    """Noted once: who asks again because the answer was lost gets the same certificate."""
    lost_by = require_lost(unit, unlisted, wanted.name)
    before = {row.serial for row in certificates_of(unit, wanted)}
    row = certify(unit, issuer, wanted, life_s=life_s)
    if row.serial not in before:
        note_renewed(unit, unlisted, lost_by, row.serial)
    return row


def _require_over(newest: Certificate, unit: Unit) -> None:
    if newest.revoked_at is not None:
        raise Refused(
            f"certificate {newest.serial} was revoked; a person decides first", cause="renew.revoked"
        )
    if newest.not_after > unit.now + CLOCKS_APART:
        raise Refused(
            f"certificate {newest.serial} is in force until {newest.not_after:%Y-%m-%d %H:%M}Z: show it",
            cause="renew.not_shown",
        )
    if newest.not_after < unit.now - GRACE:
        raise Refused(
            f"certificate {newest.serial} ended at {newest.not_after:%Y-%m-%d}, over {GRACE.days} days ago;"
            " ask the operator for a new token and enrol with --again",
            cause="renew.too_late",
        )
