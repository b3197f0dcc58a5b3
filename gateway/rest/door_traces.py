"""The trace of each request at the doors: taken up from the caller's traceparent, or begun here."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.hub.spans import Span, Spans
from core.kernel.clock import Clock
from core.kernel.context import about
from core.kernel.trace import PARENT, SPAN_BYTES, STATE, TraceContext, made_trace, read_trace

_SCOPE = "lianqiao.trace"
# Of what people and scrapers look at there is no end; what is handed in and asked for has a way to follow.
FOLLOWED = ("/v1/", "/agent/", "/oauth2/", "/soap/", "/as2/")


class DoorTraces:
    """Around every request: its lines of the log bear the trace, and the doors find it in the request.

    Other doors (SOAP) are routes of the same application: they find it the same way.
    """

    def __init__(self, app: ASGIApp, *, clock: Clock, spans: Spans) -> None:
        self._app = app
        self._clock = clock
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(FOLLOWED):
            await self._app(scope, receive, send)
            return
        said = _said(scope)
        here = self._here(said)
        scope[_SCOPE] = here
        with about(trace=here.trace.hex()):
            if self._spans.wants(here.trace):
                await self._told(scope, receive, send, said)
            else:
                await self._app(scope, receive, send)

    def _here(self, said: TraceContext | None) -> TraceContext:
        """This request as the parent of whatever it leads to."""
        span = secrets.token_bytes(SPAN_BYTES)
        if said is not None:
            return TraceContext(said.trace, span, said.state)
        return TraceContext(made_trace(self._clock.now(), span.hex()), span)

    async def _told(self, scope: Scope, receive: Receive, send: Send, said: TraceContext | None) -> None:
        here: TraceContext = scope[_SCOPE]
        began, answered = self._spans.moment(), [500]

        async def listening(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered[0] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, listening)
        finally:
            route = getattr(scope.get("route"), "path", "") or "no route"
            self._spans.tell(
                Span(
                    trace=here.trace,
                    span=here.span,
                    parent=said.span if said else b"",
                    name=f"{scope['method']} {route}",
                    began=began,
                    ended=self._spans.moment(),
                    kind="server",
                    said={"http.response.status_code": answered[0]},
                    failed=str(answered[0]) if answered[0] >= 500 else "",
                )
            )


def trace_of(request: Request) -> TraceContext | None:
    """The trace of a request, this door's own span in it; None where nobody follows it."""
    found: TraceContext | None = request.scope.get(_SCOPE)
    return found


def _said(scope: Scope) -> TraceContext | None:
    """The caller's headers; a second traceparent makes the first worthless, as the standard says."""
    parents = [value.decode("latin-1") for name, value in scope["headers"] if name.decode() == PARENT]
    states = [value.decode("latin-1") for name, value in scope["headers"] if name.decode() == STATE]
    return read_trace(parents[0], ",".join(states)) if len(parents) == 1 else None
