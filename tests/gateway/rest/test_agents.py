"""The agents' door over HTTPS: what it answers at once, and that it loses nothing it can keep."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest

from adapters.wiring.hub import Hub
from certs.keys import make_key
from certs.requests import make_request
from core.hub.agents import Agent, Quarantined
from core.hub.arrivals import Arrival
from core.hub.enrol import Invitation, invite
from core.kernel.errors import Unavailable
from gateway.rest.agents import BODY_BYTES_MAX, FRAMES_MAX
from tests.core.hub.agents_on_the_wire import WireAgent, document
from tests.patience import until

SLIP = b'{"kind":"in"}'


@pytest.fixture
def agent(hub: Hub) -> WireAgent:
    made = WireAgent(agent="agent-1", partner="wms")
    made.enrol_in(hub.store)
    return made


def _send(door: httpx.Client, *frames: bytes) -> httpx.Response:
    return _post(door, b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames))


def _post(door: httpx.Client, body: bytes) -> httpx.Response:
    media = {"Content-Type": "application/vnd.lianqiao.frames"}
    return door.post("/agent/v1/frames", content=body, headers=media)


def _receipt(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    said: dict[str, Any] = msgspec.json.decode(response.json()["signed"])
    return said


def _documents(hub: Hub) -> list[bytes | None]:
    return [row.body for row in hub.store.rows(Arrival, limit=99) if row.kind == "document"]


def test_a_run_of_frames_is_answered_with_the_receipt(
    agents_door: httpx.Client, hub: Hub, agent: WireAgent
) -> None:
    receipt = _receipt(_send(agents_door, agent.open(), agent.data(document(SLIP))))

    assert (receipt["agent"], receipt["contiguous"], receipt["refused"]) == ("agent-1", 2, [])
    assert _documents(hub) == [SLIP]


def test_a_frame_nobody_can_read_is_kept_and_the_others_of_its_run_are_taken(
    agents_door: httpx.Client, hub: Hub, agent: WireAgent
) -> None:
    good = [agent.open(), agent.data(document(SLIP))]
    cut = agent.data(document(b"cut"))[:-1]

    receipt = _receipt(_send(agents_door, good[0], cut, good[1]))

    assert receipt["contiguous"] == 2
    assert [(row.agent, row.code, row.frame) for row in hub.store.rows(Quarantined, limit=9)] == [
        ("", "unreadable", cut)
    ]


def test_a_run_that_nobody_can_read_is_answered_400_with_the_place_and_kept(
    agents_door: httpx.Client, hub: Hub
) -> None:
    answer = _send(agents_door, b"PK" + b"\0" * 80)

    assert answer.status_code == 400
    assert answer.json()["place"] == "bytes 0-4"
    assert "frame 1 of the run: bytes 0-4: a frame begins with LQF1" in answer.json()["detail"]
    assert len(hub.store.rows(Quarantined, limit=9)) == 1


def test_a_run_that_is_cut_is_answered_with_the_byte_and_nothing_of_it_is_taken(
    agents_door: httpx.Client, hub: Hub, agent: WireAgent
) -> None:
    whole = b"".join(
        len(frame).to_bytes(4, "big") + frame for frame in (agent.open(), agent.data(document(SLIP)))
    )

    answer = _post(agents_door, whole[:-10])

    assert answer.status_code == 400
    assert f"byte {len(agent.frames[0]) + 4}: a frame of" in answer.json()["detail"]
    assert _documents(hub) == []
    assert _receipt(_post(agents_door, whole))["contiguous"] == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no frame came"),
        (b"\0\0\0\0", "byte 0"),
        (b"\0\0\0\1x" * (FRAMES_MAX + 1), f"{FRAMES_MAX} frames"),
    ],
)
def test_what_is_no_run_is_told(agents_door: httpx.Client, body: bytes, said: str) -> None:
    answer = _post(agents_door, body)

    assert answer.status_code == (413 if "x" in body.decode("latin-1") else 400)
    assert said in answer.json()["detail"]


def test_a_run_over_the_limit_is_413_with_the_limit(agents_door: httpx.Client) -> None:
    def answered() -> httpx.Response | None:
        """Who goes on writing may find the line cut before the answer is read."""
        try:
            return _post(agents_door, b"\0" * (BODY_BYTES_MAX + 1))
        except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
            return None

    answer = until(answered, "an answer")

    assert answer.status_code == 413
    assert answer.json()["bytes_max"] == BODY_BYTES_MAX


def test_a_frame_signed_by_another_is_told_and_kept(
    agents_door: httpx.Client, hub: Hub, agent: WireAgent
) -> None:
    stranger = WireAgent(agent="agent-1", partner="wms", seed=b"x" * 32)
    _send(agents_door, agent.open())

    stranger.open()
    receipt = _receipt(_send(agents_door, stranger.data(document(SLIP))))

    assert [one["code"] for one in receipt["refused"]] == ["signature"]
    assert _documents(hub) == []
    assert [row.code for row in hub.store.rows(Quarantined, limit=9)] == ["signature"]


def test_a_store_that_is_away_is_503_and_the_frames_come_again(
    agents_door: httpx.Client, hub: Hub, agent: WireAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [agent.open(), agent.data(document(SLIP))]

    def away() -> Any:
        raise Unavailable("the database did not answer")

    with monkeypatch.context() as gone:
        gone.setattr(hub.store, "unit", away)
        answer = _send(agents_door, *frames)

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert _documents(hub) == []
    assert _receipt(_send(agents_door, *frames))["contiguous"] == 2


def test_a_heartbeat_is_answered_with_receipt_and_commands_and_a_strangers_with_403(
    agents_door: httpx.Client, hub: Hub, agent: WireAgent
) -> None:
    _send(agents_door, agent.open())
    stranger = WireAgent(agent="agent-1", seed=b"x" * 32)

    heard = agents_door.post("/agent/v1/heartbeat", content=agent.beat())
    refused = agents_door.post("/agent/v1/heartbeat", content=stranger.beat())

    assert [text["purpose"] for text in heard.json()["down"]] == ["receipt"]
    assert refused.status_code == 403
    assert "is not a key of who is speaking" in refused.json()["detail"]


def test_enrolment_names_what_is_wrong_and_a_good_one_works_once(agents_door: httpx.Client, hub: Hub) -> None:
    with hub.store.unit() as unit:
        token = invite(unit, Invitation(agent="agent-2", partner="wms", shard=0), ttl_s=60)
    key, csr = bytes(WireAgent().public_key).hex(), make_request(make_key(), "agent").decode()

    def enrol(**said: str) -> httpx.Response:
        return agents_door.post(
            "/agent/v1/enrol", json={"token": token, "public_key": key, "csr": csr, **said}
        )

    assert enrol(token="agent-2.wrong").status_code == 403
    assert (enrol(public_key="zz").status_code, enrol(public_key="00").status_code) == (400, 400)
    assert agents_door.post("/agent/v1/enrol", content=b"{").status_code == 400
    good = enrol()
    assert good.json()["hub_key"] == hub.key.public_key.hex()
    assert enrol().json() == good.json()
    assert enrol(public_key=bytes(WireAgent(seed=b"y" * 32).public_key).hex()).status_code == 403
    known = hub.store.get(Agent, "agent-2")
    assert known is not None
    assert known.state == "enrolled"
