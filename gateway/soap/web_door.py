"""POST /soap/v1: an envelope in, an envelope out, whatever comes; GET /soap/v1?wsdl: what there is to say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI, Request, Response
from lxml import etree
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

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
from gateway.soap.envelope import Envelope, not_understood, open_envelope, sealed, version_of
from gateway.soap.faults import SoapFault, fault_element, of_error, of_problem, wrong
from gateway.soap.looking import fetch_answers, query_status
from gateway.soap.packages import PACKAGE, Package, charset_of, first_part, media_of, whole_body
from gateway.soap.security import Gatekeeper
from gateway.soap.taking import answer_of, take, traced
from gateway.soap.words import MEDIA, SOAP_11, SOAP_12

PATH = "/soap/v1"
XML = "text/xml; charset=utf-8"
LOOKS = {"QueryStatus": query_status, "FetchAnswers": fetch_answers}


@dataclass(slots=True)
class Call:
    """One request as far as it was understood: what a fault of it must look like, too."""

    request: Request
    soap: str = SOAP_11
    door: SoapDoor = field(default_factory=SoapDoor)
    package: Package | None = None


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
            return Response(sealed(call.soap, said), media_type=_media(call.soap))
        except SoapFault as fault:
            return _fault(call, fault)
        except Problem as problem:
            return _fault(call, of_problem(problem))
        except HubError as error:
            return _fault(call, of_error(error))
        except ClientDisconnect:
            return _fault(call, wrong("broken_off", "the request broke off"))
        finally:
            if call.package is not None:
                call.package.close()

    async def _envelope(self, call: Call, pieces: AsyncIterator[bytes]) -> Envelope:
        """Reads as far as it goes: who speaks is asked before anything behind it is read."""
        media, charset = media_of(call.request)
        if media.name == PACKAGE:
            call.package = Package(media.parameter("boundary"))
            raw = await first_part(pieces, call.package)
            charset = charset_of(call.package.parts[0])
        else:
            raw = await whole_body(pieces)
        call.soap = version_of(raw)
        envelope = await run_in_threadpool(open_envelope, raw, charset)
        call.soap = envelope.soap
        return envelope

    async def _carry_out(self, call: Call) -> etree._Element:
        pieces = call.request.stream()
        envelope = await self._envelope(call, pieces)
        authorization = call.request.headers.get("authorization", "")

        def speaker() -> tuple[str, Contract]:
            partner = self._keeper.partner(envelope, authorization, attached=call.package is not None)
            return partner, self._contract(partner)

        partner, contract = await run_in_threadpool(speaker)
        call.door = contract.soap
        include = take_include(envelope.said)
        operation = await run_in_threadpool(require_as_described, envelope.said)
        if operation in LOOKS:
            return await run_in_threadpool(LOOKS[operation], self._hub, partner, envelope.said)
        allowed = await self._quotas.admit(partner)
        said = Said(partner, operation, envelope.said, include)
        attached = Attached(call.package, pieces)
        bytes_max = self._limits.body_bytes_max
        delivery = await delivery_of(said, attached, self._hub.blobs, bytes_max=bytes_max)
        size = delivery.size or len(delivery.payload)
        await run_in_threadpool(self._quotas.admit_bytes, partner, allowed, size)
        delivery = traced(replace(delivery, seen_at=self._hub.clock.now()), call.request)
        status = await take(self._hub, delivery, wait_s=contract.soap.wait_s)
        return answer_of(operation, status)

    def _contract(self, partner: str) -> Contract:
        row = self._hub.store.get(Partner, partner)
        if row is None:
            raise wrong("contract", f"no contract of {partner} is published", status=403)
        return self._hub.library.contract(row.contract)


def _fault(call: Call, fault: SoapFault) -> Response:
    headers = not_understood(list(fault.misunderstood)) if call.soap == SOAP_12 else []
    said = sealed(call.soap, fault_element(fault, call.soap), headers)
    status = 500 if call.door.fault_500 else fault.status
    retry = {"Retry-After": str(fault.retry_after_s)} if fault.retry_after_s else {}
    return Response(said, status, retry, _media(call.soap))


def _media(soap: str) -> str:
    return f"{MEDIA[soap]}; charset=utf-8"
