"""The agents' door over HTTPS: enrolment, frames and heartbeats (docs/wire.md §4)."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.bus import Delivery
from core.hub.downlink import Downlink
from core.hub.enrol import enrol
from core.hub.frames import parse_frame
from core.hub.heartbeats import Heartbeats
from core.hub.uplink import FrameRuns
from core.kernel.errors import Refused, Unreadable
from gateway.rest.bodies import read_body
from gateway.rest.problems import Problem

FRAMES_MEDIA = "application/vnd.lianqiao.frames"
FRAMES_MAX = 64
BODY_BYTES_MAX = 8 * 1024 * 1024
BEAT_BYTES_MAX = 256 * 1024


class EnrolRequest(msgspec.Struct, frozen=True):
    """What an agent sends once, with the token its operator was given."""

    token: str
    public_key: str
    version: str = ""


def agents_router(hub: Hub) -> APIRouter:
    """The routes of the agents' door."""
    router = APIRouter(prefix="/agent/v1", include_in_schema=False)  # docs/wire.md is their contract.
    downlink = Downlink(hub.store, hub.frames, hub.key)
    runs = FrameRuns(hub.store, hub.blobs, hub.frames, downlink)
    heartbeats = Heartbeats(hub.store, hub.blobs, hub.key)

    @router.post("/enrol", summary="An agent names its key, with its one-time token")
    async def enrol_agent(request: Request) -> Response:
        asked = _enrol_request(await read_body(request, bytes_max=BEAT_BYTES_MAX))
        return _json(await run_in_threadpool(_enrol, hub, asked))

    @router.post("/frames", summary="A run of frames; the answer is the hub's receipt, signed")
    async def take_frames(request: Request) -> Response:
        raws = split_frames(await read_body(request, bytes_max=BODY_BYTES_MAX))
        said = await run_in_threadpool(runs.take, [Delivery(raw) for raw in raws])
        hub.arrived.notify()
        if not said:
            raise _nobody_spoke(raws)
        return Response(said[0].text, 200, media_type="application/json")

    @router.post("/heartbeat", summary="How the agent is; the answer is what the hub has to say to it")
    async def hear(request: Request) -> Response:
        text = await read_body(request, bytes_max=BEAT_BYTES_MAX)
        try:
            beat = await run_in_threadpool(heartbeats.hear_one, text)
        except Refused as refused:
            raise Problem(403, refused.text, cause=refused.cause) from refused
        down = await run_in_threadpool(downlink.present, beat.agent)
        return _json({"down": [msgspec.Raw(text) for text in down]})

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


def _enrol_request(body: bytes) -> EnrolRequest:
    try:
        return msgspec.json.decode(body, type=EnrolRequest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, f"enrolment wants {{token, public_key, version}}: {error}") from error


def _enrol(hub: Hub, asked: EnrolRequest) -> dict[str, object]:
    try:
        public_key = bytes.fromhex(asked.public_key)
    except ValueError:
        raise Problem(400, "public_key is 64 hex digits") from None
    try:
        with hub.store.unit() as unit:
            enrolled = enrol(unit, asked.token, public_key, asked.version)
    except Refused as refused:
        raise Problem(403, refused.text, cause=refused.cause) from refused
    return {
        "agent": enrolled.agent,
        "partner": enrolled.partner,
        "hub": hub.name,
        "hub_key": hub.key.public_key.hex(),
        "shard": enrolled.shard,
        "broker_url": None,
    }


def _json(said: object) -> Response:
    return Response(msgspec.json.encode(said), 200, media_type="application/json")
