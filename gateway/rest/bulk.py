"""Many documents in one request: each is taken in by its own key and answered by itself."""

from __future__ import annotations

import base64
import time
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response, Security
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.deliveries import Delivery, Kept
from core.kernel.errors import UNDECODABLE, HubError
from gateway.door_limits import DoorLimits
from gateway.rest.bodies import read_body
from gateway.rest.callers import TOKEN, caller
from gateway.rest.described_lists import ITEMS_MAX, bulk_route
from gateway.rest.handing_in import DOOR, KEY_CHARACTERS_MAX, media_of, take_in, traced
from gateway.rest.messages import Prefer
from gateway.rest.outcomes import JSON, Outcomes, as_problem, code_of, location, wait_until
from gateway.rest.problems import Problem, of_hub_error, problem_body
from gateway.rest.quotas import Quotas

# How long each text may be.
_TEXTS = {"key": KEY_CHARACTERS_MAX, "name": 255, "source": 64, "site": 64, "media": 100}
SLOWED_S_MAX = 5.0
_PAYLOADS = ("body", "text", "base64")


class Common(BaseModel):
    """What holds for every item that does not say it itself."""

    source: Annotated[str, Field(max_length=64, description="the source of items that name none")] = ""
    site: Annotated[str, Field(max_length=64, description="the site of items that name none")] = ""


class _Bulk(msgspec.Struct):
    items: list[msgspec.Raw]


class _Item(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, whole: payload is the bytes that are kept."""

    key: str
    name: str
    source: str
    site: str
    media: str
    payload: bytes


def bulk_router(hub: Hub, limits: DoorLimits, quotas: Quotas) -> APIRouter:
    """POST /v1/messages/bulk."""
    router = APIRouter(tags=["messages"], dependencies=[Security(TOKEN)])
    outcomes = Outcomes(hub)

    @router.post("/v1/messages/bulk", status_code=207, **bulk_route(limits.body_bytes_max))
    async def bulk(request: Request, common: Annotated[Common, Query()], prefer: Prefer = "") -> Response:
        partner = await caller(hub, request)
        items = _items(await read_body(request, bytes_max=limits.body_bytes_max))
        taking = _Taking(hub, quotas, partner, request)
        taken = [await taking.one(raw, common, number) for number, raw in enumerate(items)]
        until = wait_until(prefer)
        said = [await _answer(outcomes, one, until) for one in taken]
        return Response(msgspec.json.encode({"items": said}), 207, media_type=JSON)

    return router


class _Taking:
    """One request's items, in their order; what is wrong with one is its own answer."""

    def __init__(self, hub: Hub, quotas: Quotas, partner: str, request: Request) -> None:
        self._hub = hub
        self._quotas = quotas
        self._partner = partner
        self._request = request
        self._full: Problem | None = None
        self._slowed_until = time.monotonic() + SLOWED_S_MAX

    async def one(self, raw: msgspec.Raw, common: Common, number: int) -> tuple[str, Kept | Problem]:
        """The key, and where it is kept or why it is not."""
        key = ""
        try:
            item = _item(bytes(raw), common, number)
            key = item.key
            return key, await self._take(item)
        except _Wrong as wrong:
            return wrong.key, wrong
        except Problem as problem:
            return key, problem
        except HubError as error:
            said = of_hub_error(error)
            # While the store is away nothing is taken: what is behind waits for what is before it.
            self._full = said if said.status == 503 else None
            return key, said

    async def _take(self, item: _Item) -> Kept:
        if self._full is not None:
            # One that found no place is not overtaken by those behind it.
            raise self._full
        try:
            # However many items it has, a request is slowed no longer than a few documents would be.
            slows = time.monotonic() < self._slowed_until
            allowed = await self._quotas.admit(self._partner, slows=slows)
            await run_in_threadpool(self._quotas.admit_bytes, self._partner, allowed, len(item.payload))
        except Problem as problem:
            self._full = problem if problem.status == 429 else None
            raise
        delivery = Delivery(
            partner=self._partner,
            door=DOOR,
            key=item.key,
            source=item.source,
            site=item.site,
            name=item.name,
            media=item.media,
            payload=item.payload,
            seen_at=self._hub.clock.now(),
        )
        return await run_in_threadpool(take_in, self._hub, traced(delivery, self._request))


class _Wrong(Problem):
    """An item that is not as described; nothing of it is kept."""

    def __init__(self, key: str, faults: list[dict[str, str]]) -> None:
        super().__init__(422, "this item is not as described in the OpenAPI", faults=faults)
        self.key = key


async def _answer(outcomes: Outcomes, taken: tuple[str, Kept | Problem], until: float) -> dict[str, Any]:
    """As the door would have answered this document alone."""
    key, kept = taken
    if isinstance(kept, Problem):
        more = {name.lower().replace("-", "_"): value for name, value in kept.headers.items()}
        return {"key": key, **problem_body(kept), **more}
    try:
        status = await outcomes.once_known(kept, until=until)
    except Problem as problem:
        return {"key": key, **problem_body(problem)}
    code = code_of(status)
    said = as_problem(status) if code >= 400 else {"status": code, **msgspec.structs.asdict(status)}
    return {"key": key, **said, "location": location(kept)}


def _items(body: bytes) -> list[msgspec.Raw]:
    """Problem 400 for no JSON, 413 for too many, 422 for something else than {"items": […]}."""
    try:
        items = msgspec.json.decode(body, type=_Bulk).items
    except msgspec.ValidationError as error:
        raise Problem(422, f'send {{"items": [ … ]}}: {error}', cause="request.items") from error
    except UNDECODABLE as error:
        raise Problem(400, f"the request is no JSON: {error}", cause="json.malformed") from error
    if len(items) > ITEMS_MAX:
        raise Problem(413, f"{len(items)} items; at most {ITEMS_MAX} in one request", items_max=ITEMS_MAX)
    return items


def _item(raw: bytes, common: Common, number: int) -> _Item:
    """The item with what the request says for all. Raises _Wrong with everything that is wrong with it."""
    place = f"items[{number}]"
    try:
        said = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except UNDECODABLE as error:
        raise _Wrong("", [_fault("shape", place, f"an item is an object: {error}")]) from error
    faults = [
        _fault("unknown", f"{place}.{name[:60]}", f"there is no such field; there are {', '.join(_FIELDS)}")
        for name in said
        if name not in _FIELDS
    ]
    texts = {"source": common.source, "site": common.site, "media": JSON, "name": "", "key": ""}
    for name, longest in _TEXTS.items():
        texts[name] = _text(said.get(name), texts[name], f"{place}.{name}", longest, faults)
    for name in ("key", "source", "site"):
        if not texts[name] and not any(one["place"] == f"{place}.{name}" for one in faults):
            faults.append(_fault("missing", f"{place}.{name}", "it is needed, and may not be empty"))
    payload = _payload(said, place, faults)
    try:
        texts["media"] = media_of(texts["media"])
    except Problem as problem:
        faults.append(_fault("media", f"{place}.media", problem.detail))
    if faults:
        raise _Wrong(texts["key"], faults)
    return _Item(payload=payload, **texts)


_FIELDS = (*_TEXTS, *_PAYLOADS)


def _text(raw: Any, otherwise: str, place: str, longest: int, faults: list[dict[str, str]]) -> str:
    if raw is None:
        return otherwise
    try:
        text: str = msgspec.json.decode(bytes(raw), type=Annotated[str, msgspec.Meta(max_length=longest)])
        return text
    except UNDECODABLE as error:
        faults.append(_fault("shape", place, str(error)))
        return otherwise


def _payload(said: dict[str, msgspec.Raw], place: str, faults: list[dict[str, str]]) -> bytes:
    """The bytes as they are kept: a `body` just as it stands in the request."""
    given = [name for name in _PAYLOADS if name in said]
    if len(given) != 1:
        many = " and ".join(given) or "none"
        faults.append(_fault("payload", place, f"say one of {', '.join(_PAYLOADS)}; this item says {many}"))
        return b""
    [name] = given
    if name == "body":
        return bytes(said["body"])
    try:
        text = msgspec.json.decode(bytes(said[name]), type=str)
        return text.encode() if name == "text" else base64.b64decode(text, validate=True)
    except (*UNDECODABLE, ValueError) as error:
        faults.append(_fault("payload", f"{place}.{name}", str(error)))
        return b""


def _fault(cause: str, place: str, text: str) -> dict[str, str]:
    return {"cause": f"request.{cause}", "place": place, "text": text}
