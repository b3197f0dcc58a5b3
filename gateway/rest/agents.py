"""The agents' door over HTTPS: enrolment, frames and heartbeats (docs/wire.md §4)."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from core.hub.bus import Delivery
from core.hub.downlink import Down, Downlink
from core.hub.frames import parse_frame
from core.hub.heartbeats import Beat, Heartbeats
from core.hub.uplink import FrameRuns
from core.kernel.errors import Unreadable
from gateway.rest.allowed import as_json, or_403
from gateway.rest.bodies import read_body
from gateway.rest.doorkeeper import Doorkeeper
from gateway.rest.problems import Problem
from gateway.rest.speakers import agent_of_frame, agent_of_text
from gateway.trust import Trust

FRAMES_MEDIA = "application/vnd.lianqiao.frames"
FRAMES_MAX = 64
BODY_BYTES_MAX = 8 * 1024 * 1024
BEAT_BYTES_MAX = 256 * 1024


def agents_router(trust: Trust, keeper: Doorkeeper) -> APIRouter:
    """The routes of the agents' door."""
    hub = trust.hub
    router = APIRouter(prefix="/agent/v1", include_in_schema=False)  # docs/wire.md is their contract.
    downlink = Downlink(hub.store, hub.frames, hub.key)
    runs = FrameRuns(hub.store, hub.blobs, hub.frames, downlink)
    heartbeats = Heartbeats(hub.store, hub.blobs, hub.key)

    @router.post("/frames", summary="A run of frames; the answer is the hub's receipt, signed")
    async def take_frames(request: Request) -> Response:
        raws = split_frames(await read_body(request, bytes_max=BODY_BYTES_MAX))

        def take() -> list[Down]:
            keeper.admit(request, frozenset(map(agent_of_frame, raws)))
            return runs.take([Delivery(raw) for raw in raws])

        said = await run_in_threadpool(take)
        hub.arrived.notify()
        if not said:
            raise _nobody_spoke(raws)
        return Response(said[0].text, 200, media_type="application/json")

    @router.post("/heartbeat", summary="How the agent is; the answer is what the hub has to say to it")
    async def take_heartbeat(request: Request) -> Response:
        text = await read_body(request, bytes_max=BEAT_BYTES_MAX)

        def hear() -> Beat:
            keeper.admit(request, {agent_of_text(text)})
            return heartbeats.hear_one(text)

        beat = await run_in_threadpool(or_403, hear)
        down = await run_in_threadpool(downlink.present, beat.agent)
        return as_json({"down": [msgspec.Raw(text) for text in down]})

    return router


def split_frames(body: bytes) -> list[bytes]:
    """The frames of a run, each behind its length. Problem 400 if it is no run, 413 if it is too long."""
    frames: list[bytes] = []
    at = 0
    while at < len(body):
        length = int.from_bytes(body[at : at + 4], "big")
        frame = body[at + 4 : at + 4 + length]
        if len(frame) != length or length == 0:
            raise Problem(400, f"byte {at}: a frame of {length} bytes is announced, {len(frame)} follow")
        frames.append(frame)
        at += 4 + length
        if len(frames) > FRAMES_MAX:
            raise Problem(413, f"a run has at most {FRAMES_MAX} frames")
    if not frames:
        raise Problem(400, "no frame came")
    return frames


def _nobody_spoke(raws: list[bytes]) -> Problem:
    """No frame of the run said whose it is; all are kept as what they are."""
    for number, raw in enumerate(raws, start=1):
        try:
            parse_frame(raw)
        except Unreadable as error:
            return Problem(
                400, f"frame {number} of the run: {error.text}", cause=error.cause, place=error.place
            )
    return Problem(500, "these frames break the intake and were set aside; its operators were told")
