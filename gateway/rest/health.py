"""The health doors: live says that this process answers, ready that its store does too, in bounded time."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import CancelledError, Future
from typing import Any, Literal

import msgspec
from fastapi import APIRouter, Response

from core.hub.ports import Store
from core.hub.recovery import still_open
from core.hub.timetable import LATE, last_tick
from core.kernel.errors import HubError
from gateway.own_doors import LIVE, READY

LOG = logging.getLogger("lianqiao.health")
ANSWER_S = 2.0
JSON = "application/json"
Answers = dict[int | str, dict[str, Any]]


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """What /health/ready says: without its store a door takes nothing in.

    clock: whether any clock ticks, "" = unknown. It is told and changes nothing: what comes in is kept and
    handled without one. recovering: how many are not proven complete after a restore (`hub recovery`); it
    changes nothing either, for agents must come to send again. A broker is not asked for here: agents whose
    broker is away come to this very door.
    """

    state: Literal["ready", "away"]
    store: str
    clock: Literal["ticks", "late", ""] = ""
    ticked_at: str = ""
    recovering: int = 0


_AWAY = Readiness(state="away", store=f"it did not answer within {ANSWER_S:.0f} s; the log says more")


class Question:
    """One question to the store at a time, whoever asks: a store that hangs does not pile up askers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._open: Future[Readiness] | None = None

    def ask(self) -> Readiness:
        """The answer, or after two seconds that there is none."""
        with self._lock:
            if self._open is None or self._open.done():
                self._open = Future()
                threading.Thread(target=self._look, args=(self._open,), name="health", daemon=True).start()
            question = self._open
        try:
            return question.result(timeout=ANSWER_S)
        except (TimeoutError, CancelledError):
            return _AWAY

    def _look(self, answer: Future[Readiness]) -> None:
        try:
            answer.set_result(_readiness(self._store))
        except HubError as error:
            LOG.warning("not ready: %s", error.text)
            answer.set_result(Readiness(state="away", store="it does not answer; the log says more"))
        finally:
            # A fault of ours is in the log; whoever waits for this answer need not.
            answer.cancel()


def _readiness(store: Store) -> Readiness:
    ticked, now = last_tick(store), store.now()
    late = ticked is None or now - ticked > LATE
    return Readiness(
        state="ready",
        store="it answers",
        clock="late" if late else "ticks",
        ticked_at=ticked.isoformat(timespec="milliseconds") if ticked else "",
        recovering=len(still_open(store)),
    )


def health_router(store: Store) -> APIRouter:
    """The two addresses, for whoever starts, stops or chooses processes."""
    router = APIRouter(tags=["health"])
    question = Question(store)

    @router.get(LIVE, summary="Whether this process answers", responses=_answers({"state": "live"}))
    async def live() -> Response:
        return Response('{"state": "live"}', media_type=JSON)

    ready_example: dict[str, str | int] = {
        "state": "ready",
        "store": "it answers",
        "clock": "ticks",
        "ticked_at": "…Z",
        "recovering": 0,
    }
    away: Answers = {
        503: {"description": "the store is away", "content": {JSON: {"example": {"state": "away"}}}}
    }

    @router.get(
        READY,
        summary="Whether the hub and its store are there, and whether a clock ticks",
        responses=_answers(ready_example) | away,
    )
    def ready() -> Response:
        found = question.ask()
        status = 200 if found.state == "ready" else 503
        return Response(msgspec.json.encode(found), status, media_type=JSON)

    return router


def _answers(example: dict[str, str | int]) -> Answers:
    return {200: {"content": {JSON: {"example": example}}}}
