"""`POST /as2/v1`: a document is decrypted, verified, kept once; a signed receipt says what became of it."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request, Response
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from adapters.as2.entity import of_request
from adapters.as2.receipt import is_receipt
from adapters.wiring.hub import Hub
from gateway.as2.answering import Answer, LateReceipts
from gateway.as2.lines import find_line, said_by
from gateway.as2.taking import As2Request, admit, take, take_receipt
from gateway.door_limits import DoorLimits
from gateway.rest.bodies import read_body
from gateway.rest.door_traces import trace_of
from gateway.rest.quotas import Quotas

PATH = "/as2/v1"


def add_routes(app: FastAPI, hub: Hub, limits: DoorLimits) -> None:
    """The door, beside the others of this port; in no description of REST."""
    quotas = Quotas(hub, limits)
    bytes_max, late = limits.body_bytes_max, LateReceipts()

    @app.post(PATH, include_in_schema=False)
    async def hand_in(request: Request) -> Response:
        said = said_by(request.headers)
        known = await run_in_threadpool(find_line, hub, said)
        body = await read_body(request, bytes_max=bytes_max)
        entity = of_request(request.headers, body)
        if await run_in_threadpool(is_receipt, entity):
            return await run_in_threadpool(partial(take_receipt, hub, known, entity))
        asked = As2Request(
            said=said, known=known, entity=entity, headers=dict(request.headers), trace=trace_of(request)
        )
        opened = await run_in_threadpool(partial(admit, asked, bytes_max=bytes_max))
        if isinstance(opened, Answer):
            return _answered(opened, late)
        allowed = await quotas.admit(known.partner)
        await run_in_threadpool(quotas.admit_bytes, known.partner, allowed, len(body))
        answer = await run_in_threadpool(partial(take, hub, asked, opened))
        hub.arrived.notify()
        return _answered(answer, late)


def _answered(answer: Answer, late: LateReceipts) -> Response:
    """The receipt with the answer; or a word now, and the receipt where the partner wants it."""
    if answer.later:
        return Response(status_code=202, background=BackgroundTask(late.post, answer))
    return Response(answer.body, 200, answer.headers)
