"""POST /soap/v1: an envelope in, an envelope out, whatever comes; GET /soap/v1?wsdl: what there is to say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI, Request, Response
from lxml import etree
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from adapters.as2.keys import Own
from adapters.wiring.hub import Hub
from core.hub.contracts import Contract, Partner, SoapDoor
from core.hub.standing import Standing
from core.kernel.errors import HubError
from gateway.console.sealing import Seal
from gateway.door_limits import DoorLimits
from gateway.rest.problems import Problem
from gateway.rest.quotas import Quotas
from gateway.soap.content import Attached, Said, delivery_of, take_include
from gateway.soap.described import address_of, require_as_described, schema_text, wsdl_text
from gateway.soap.envelope import not_understood, open_envelope, sealed, version_of
from gateway.soap.faults import SoapFault, fault_element, of_error, of_problem, wrong
from gateway.soap.looking import fetch_answers, query_status
from gateway.soap.packages import PACKAGE, Package, charset_of, first_part, media_of, whole_body
from gateway.soap.security import Gatekeeper
from gateway.soap.signed_answers import signed, signer_of
from gateway.soap.taking import answer_of, take, traced
from gateway.soap.words import MEDIA, SOAP_11, SOAP_12

PATH = "/soap/v1"
XML = "text/xml; charset=utf-8"
LOOKS = {"QueryStatus": query_status, "FetchAnswers": fetch_answers}


@dataclass(slots=True)
class Call:
    """One request as far as it was understood: what a fault of it must look like, too.

    signer: by whom what is answered is signed.
    """

    request: Request
    soap: str = SOAP_11
    door: SoapDoor = field(default_factory=SoapDoor)
    package: Package | None = None
    signer: Own | None = None


def add_routes(app: FastAPI, hub: Hub, limits: DoorLimits) -> None:
    """The routes of the door in SOAP; its WSDL describes it, so docs/openapi.json does not."""
    router = APIRouter(include_in_schema=False)
    keeper = Gatekeeper(hub, Standing(hub.store, hub.clock), Seal.kept_in(hub.home / "keys"))
    desk = Desk(hub, limits, keeper)

    @router.get(PATH)
    async def describe(request: Request) -> Response:
        if "xsd" in request.query_params:
            return Response(schema_text(), media_type=XML)
        port = request.scope.get("server") or ("127.0.0.1", 80)
        address = address_of(
            request.headers.get("x-forwarded-proto", request.url.scheme),
            request.headers.get("host", ""),
            f"{port[0]}:{port[1]}",
            PATH,
        )
        return Response(wsdl_text(address), media_type=XML)

    @router.post(PATH)
    async def call(request: Request) -> Response:
        return await desk.answer(request)

    app.include_router(router)


class Desk:
    """Answers one request after another; what goes wrong is a fault, never anything else."""

    def __init__(self, hub: Hub, limits: DoorLimits, keeper: Gatekeeper) -> None:
        self._hub = hub
        self._limits = limits
        self._keeper = keeper
        self._quotas = Quotas(hub, limits)

    async def answer(self, request: Request) -> Response:
        """An envelope in the version it was asked in."""
        call = Call(request)
        try:
            said = await self._carry_out(call)
            return Response(self._written(call, said), media_type=_media(call.soap))
        except SoapFault as fault:
            return self._fault(call, fault)
        except Problem as problem:
            return self._fault(call, of_problem(problem))
        except HubError as error:
            return self._fault(call, of_error(error))
        except ClientDisconnect:
            return self._fault(call, wrong("broken_off", "the request broke off"))
        finally:
            if call.package is not None:
                call.package.close()

    async def _raw(self, call: Call, pieces: AsyncIterator[bytes]) -> tuple[bytes, str]:
        """(the envelope's bytes, the charset they are said to be in); what is attached is not read yet."""
        media, charset = media_of(call.request)
        if media.name != PACKAGE:
            return await whole_body(pieces), charset
        call.package = Package(media.parameter("boundary"))
        raw = await first_part(pieces, call.package)
        return raw, charset_of(call.package.parts[0])

    async def _carry_out(self, call: Call) -> etree._Element:
        pieces = call.request.stream()
        raw, charset = await self._raw(call, pieces)
        said, answer = await run_in_threadpool(self._understood, call, raw, charset)
        if answer is not None:
            return answer
        allowed = await self._quotas.admit(said.partner)
        attached = Attached(call.package, pieces)
        bytes_max = self._limits.body_bytes_max
        delivery = await delivery_of(said, attached, self._hub.blobs, bytes_max=bytes_max)
        size = delivery.size or len(delivery.payload)
        await run_in_threadpool(self._quotas.admit_bytes, said.partner, allowed, size)
        delivery = traced(replace(delivery, seen_at=self._hub.clock.now()), call.request)
        return answer_of(said.operation, await take(self._hub, delivery, wait_s=call.door.wait_s))

    def _understood(self, call: Call, raw: bytes, charset: str) -> tuple[Said, etree._Element | None]:
        """What is said, by whom, and the answer where it is only a look; in one thread, start to end."""
        call.soap = version_of(raw)
        envelope = open_envelope(raw, charset)
        call.soap = envelope.soap
        authorization = call.request.headers.get("authorization", "")
        partner = self._keeper.partner(envelope, authorization, attached=call.package is not None)
        call.door = self._contract(partner).soap
        if call.door.answer_secret_file:
            call.signer = signer_of(self._hub, call.door.answer_secret_file)
        include = take_include(envelope.said)
        operation = require_as_described(envelope.said)
        look = LOOKS.get(operation)
        answer = look(self._hub, partner, envelope.said) if look is not None else None
        return Said(partner, operation, envelope.said, include), answer

    def _written(
        self, call: Call, said: etree._Element, headers: list[etree._Element] | None = None
    ) -> bytes:
        """Signed, where the contract of whoever speaks asks for it."""
        if call.signer is None:
            return sealed(call.soap, said, headers)
        return signed(call.soap, said, headers or [], call.signer, self._hub.clock.now())

    def _fault(self, call: Call, fault: SoapFault) -> Response:
        headers = not_understood(list(fault.misunderstood)) if call.soap == SOAP_12 else []
        said = self._written(call, fault_element(fault, call.soap), headers)
        status = 500 if call.door.fault_500 else fault.status
        retry = {"Retry-After": str(fault.retry_after_s)} if fault.retry_after_s else {}
        return Response(said, status, retry, _media(call.soap))

    def _contract(self, partner: str) -> Contract:
        row = self._hub.store.get(Partner, partner)
        if row is None:
            raise wrong("contract", f"no contract of {partner} is published", status=403)
        return self._hub.library.contract(row.contract)


def _media(soap: str) -> str:
    return f"{MEDIA[soap]}; charset=utf-8"
