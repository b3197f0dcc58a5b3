"""What the partners' door answers about a document: how it stands, and everything that is wrong with it."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any, Protocol

import msgspec
from fastapi import Response
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.all_faults import AllFaults
from core.hub.status import FINAL, Status, status_of
from gateway.rest.problems import MEDIA, Problem, problem_body

JSON = "application/json"
WAIT_S_MAX = 10.0
LOOK_EVERY_S = 0.05
_PREFER = re.compile(r"(?:^|,)\s*wait\s*=\s*(\d{1,3})\s*(?:,|$)")
_CODES = {"done": 200, "noted": 200, "let_go": 200, "refused": 422, "conflict": 422, "unreadable": 400}


class Placed(Protocol):
    """Where something that was handed in stands."""

    @property
    def partition(self) -> int: ...

    @property
    def number(self) -> int: ...


class Outcomes:
    """Asked by every route of the partners' door, so that all of them say the same of one document."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._faults = AllFaults(hub.store, hub.library, hub.normalizer)

    async def once_known(self, kept: Placed, *, until: float) -> Status:
        """How it stands, as soon as it has an outcome, or at that moment of the monotonic clock."""
        while True:
            status = await run_in_threadpool(self._status, kept)
            left = until - time.monotonic()
            if status.state in FINAL or left <= 0:
                return await run_in_threadpool(self._faults.told, status)
            await asyncio.sleep(min(LOOK_EVERY_S, left))

    def present(self, kept: Placed) -> Status:
        """How it stands now."""
        return self._faults.told(self._status(kept))

    def _status(self, kept: Placed) -> Status:
        status = status_of(self._hub.store, kept.partition, kept.number)
        if status is None:
            raise Problem(404, f"message {location(kept)} is gone")
        return status


def shown(status: Status, kept: Placed | None = None) -> Response:
    """200 and 202 say how it stands; 400 and 422 are problems that say it too, with every fault."""
    headers = {} if kept is None else {"Location": location(kept)}
    code = code_of(status)
    if code < 400:
        return Response(msgspec.json.encode(status), code, headers, JSON)
    return Response(msgspec.json.encode(as_problem(status)), code, headers, MEDIA)


def code_of(status: Status) -> int:
    return _CODES.get(status.state, 202)


def as_problem(status: Status) -> dict[str, Any]:
    """RFC 9457 with the status as its extension members."""
    said = {name: value for name, value in msgspec.structs.asdict(status).items() if value != ""}
    return problem_body(Problem(code_of(status), _why(status), **said))


def wait_s(prefer: str) -> float:
    """How long `Prefer: wait=n` asks to wait."""
    asked = _PREFER.search(prefer)
    return min(float(asked[1]), WAIT_S_MAX) if asked else 0.0


def wait_until(prefer: str) -> float:
    """The same as a moment of the monotonic clock."""
    return time.monotonic() + wait_s(prefer)


def location(kept: Placed) -> str:
    return f"/v1/messages/{kept.partition}/{kept.number}"


def _why(status: Status) -> str:
    texts = [one.text for one in status.faults] or [one.reason for one in status.documents if one.reason]
    more = f" (and {len(texts) - 1} more, in `faults`)" if len(texts) > 1 else ""
    return f"{texts[0]}{more}" if texts else status.state
