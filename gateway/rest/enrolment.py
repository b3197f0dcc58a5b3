"""How an agent comes by its certificates: the first by its token, the others by its signature."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.agents import Agent
from core.hub.broker_names import wanted_by
from core.hub.certificates import Certificate, certify
from core.hub.collisions import again_on_collision
from core.hub.enrol import Enrolled, enrol
from core.hub.sealed_bodies import Told
from core.hub.suites import INTL, suite_of
from core.kernel.errors import UNDECODABLE
from gateway.rest.allowed import as_json, or_403
from gateway.rest.bodies import read_body
from gateway.rest.doorkeeper import Doorkeeper
from gateway.rest.problems import Problem
from gateway.trust import Trust

TEXT_BYTES_MAX = 256 * 1024


class EnrolRequest(msgspec.Struct, frozen=True):
    """What an agent sends once, with the token its operator was given."""

    token: str
    public_key: str
    csr: str
    version: str = ""


def enrolment_router(trust: Trust, keeper: Doorkeeper) -> APIRouter:
    """Enrolment is the one thing for which nobody needs a certificate."""
    router = APIRouter(prefix="/agent/v1", include_in_schema=False)  # docs/wire.md is their contract.
    renewals = trust.renewals

    @router.post("/enrol", summary="An agent names its key, with its one-time token")
    async def enrol_agent(request: Request) -> Response:
        asked = _enrol_request(await read_body(request, bytes_max=TEXT_BYTES_MAX))
        return as_json(await run_in_threadpool(_enrol, trust, asked))

    @router.post("/renew", summary="An agent asks for its next certificate, by the key that signs its frames")
    async def renew(request: Request) -> Response:
        text = await read_body(request, bytes_max=TEXT_BYTES_MAX)

        def answer() -> bytes:
            asked = renewals.open(text)
            return renewals.answer(asked, keeper.renews(request, asked.agent))

        return Response(await run_in_threadpool(or_403, answer), 200, media_type="application/json")

    return router


def _enrol_request(body: bytes) -> EnrolRequest:
    try:
        return msgspec.json.decode(body, type=EnrolRequest)
    except UNDECODABLE as error:
        raise Problem(400, f"enrolment wants {{token, public_key, csr, version}}: {error}") from error


def _enrol(trust: Trust, asked: EnrolRequest) -> dict[str, object]:
    try:
        public_key = bytes.fromhex(asked.public_key)
    except ValueError:
        raise Problem(400, "public_key is hex: 64 digits of Ed25519, or 130 of SM2") from None
    hub = trust.hub

    def both() -> tuple[Enrolled, Certificate]:
        # Where this machine cannot do the suite, that is said before the token is used.
        hub.key.of(suite_of(public_key) or INTL)
        with hub.store.unit() as unit:
            enrolled = enrol(unit, asked.token, public_key, asked.version)
            wanted = wanted_by(unit, enrolled.agent, asked.csr)
            return enrolled, certify(unit, trust.authority, wanted, life_s=trust.life_s)

    enrolled, certificate = or_403(lambda: again_on_collision(both, what="an enrolment"))
    return {
        "agent": enrolled.agent,
        "partner": enrolled.partner,
        "hub": hub.name,
        "suite": enrolled.suite,
        "hub_key": hub.key.of(enrolled.suite).public_key.hex(),
        "shard": enrolled.shard,
        "certificate": certificate.chain.decode(),
        "encrypt": _told(hub, enrolled.agent),
        "broker_url": trust.broker_url or None,
    }


def _told(hub: Hub, name: str) -> dict[str, str]:
    """From its first frame on the agent does as the contract of its partner says."""
    with hub.store.unit() as unit:
        agent = unit.shelf(Agent).get(name)
        told = hub.frames.bodies.told(unit, agent) if agent is not None else Told()
    return msgspec.structs.asdict(told)
