"""Open pages are told at once what was booked, and again after a break; one that reads slowly is dropped."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.database.views import DatabaseViews
from core.hub.alert_book import Alert
from core.hub.rights import EVERYBODY
from core.hub.views import Glance
from core.kernel.errors import Unavailable
from gateway.console import live
from gateway.console.live import Broadcaster, TooManyPages
from tests.beside import running_to_its_death
from tests.gateway.console.conftest import Operator
from tests.gateway.console.seed import World, row
from tests.patience import PATIENCE_S, until

pytestmark = pytest.mark.anyio
SHORT_OF_THE_POLL_S = PATIENCE_S / 2


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def events_of(text: bytes) -> dict[str, Any]:
    """id, event and data of one event."""
    fields = dict(line.split(": ", 1) for line in text.decode().strip().split("\n"))
    return {**fields, "data": json.loads(fields["data"])} if "data" in fields else fields


async def next_event(stream: AsyncIterator[bytes], name: str) -> dict[str, Any]:
    """The next event of that name."""

    async def read() -> dict[str, Any]:
        async for text in stream:
            event = events_of(text)
            if event.get("event") == name:
                return event
        raise AssertionError(f"the stream ended without {name}")

    return await asyncio.wait_for(read(), SHORT_OF_THE_POLL_S)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def broadcaster(world: World) -> Broadcaster:
    made = Broadcaster(DatabaseViews(world.hub.store.engine))
    world.hub.handled.listen(made.wake)
    return made


def unauthorised(world: World, number: str = "CK-1") -> None:
    world.slips(f"{number}.csv", row("出库", number, "DH-L1", "5"))
    world.work()


async def test_a_new_page_is_told_the_present_picture_and_the_open_alerts(world: World) -> None:
    unauthorised(world)

    stream = await broadcaster(world).listen("")
    alerts = await next_event(stream, "alerts")
    picture = await next_event(stream, "picture")

    assert picture["data"]["taken"] == picture["data"]["done"] == 1
    assert picture["data"]["alerts_open"] == len(alerts["data"]) > 0
    assert alerts["data"][0]["object"] == "WH-DH-01/CK-1/DH-L1"
    assert picture["id"] == str(picture["data"]["handled"])


async def test_an_alert_reaches_an_open_page_without_waiting_for_the_poll(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the wake-up of the commit can bring it: the poll would come when nobody waits any longer."""
    monkeypatch.setattr(live, "POLL_S", 2 * SHORT_OF_THE_POLL_S)
    stream = await broadcaster(world).listen("")
    assert (await next_event(stream, "alerts"))["data"] == []

    await asyncio.to_thread(unauthorised, world)

    assert (await next_event(stream, "alerts"))["data"][0]["code"] == "C01"


async def test_what_another_process_booked_is_found_by_the_poll(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "POLL_S", 0.01)
    stream = await Broadcaster(DatabaseViews(world.hub.store.engine)).listen("")
    assert (await next_event(stream, "alerts"))["data"] == []

    await asyncio.to_thread(unauthorised, world)

    assert (await next_event(stream, "alerts"))["data"][0]["code"] == "C01"


async def test_an_alert_is_told_though_a_later_unit_of_work_was_committed_before_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers commit in any order: the number of the last unit of work says nothing of what is new."""
    monkeypatch.setattr(live, "POLL_S", 0.01)
    unauthorised(world)
    stream = await Broadcaster(DatabaseViews(world.hub.store.engine)).listen("")
    [known] = [one for one in (await next_event(stream, "alerts"))["data"] if one["code"] == "C01"]

    def commit_late() -> None:
        with world.hub.store.unit() as unit:
            alert = unit.shelf(Alert).get("C01", known["object"], 1)
            assert alert is not None
            unit.shelf(Alert).put(msgspec.structs.replace(alert, opened=2))

    await asyncio.to_thread(commit_late)

    assert [one["opened"] for one in (await next_event(stream, "alerts"))["data"]].count(2) == 1


async def test_the_numbers_are_told_now_and_then_and_an_alert_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PICTURE_GAP_S", 10 * PATIENCE_S)
    monkeypatch.setattr(live, "BEAT_S", 10 * PATIENCE_S)
    lives = broadcaster(world)
    stream = await lives.listen("")
    first = await next_event(stream, "picture")

    world.slips("in.csv", row("入库", "RK-1", "DH-L2", "5"))
    await asyncio.to_thread(world.work)
    await asyncio.to_thread(unauthorised, world)

    told = events_of(await asyncio.wait_for(anext(stream), SHORT_OF_THE_POLL_S))
    assert (told["event"], told["data"][0]["code"]) == ("alerts", "C01")
    assert (await next_event(stream, "picture"))["data"]["alerts_open"] > first["data"]["alerts_open"]


async def test_a_page_that_comes_back_is_told_only_what_it_has_not_seen(world: World) -> None:
    unauthorised(world)
    lives = broadcaster(world)
    first = await lives.listen("")
    seen = await next_event(first, "alerts")

    again, elsewhere = await lives.listen(seen["id"]), await lives.listen("0")

    assert (await next_event(elsewhere, "alerts"))["data"] == seen["data"]
    await asyncio.to_thread(unauthorised, world, "CK-2")
    assert len((await next_event(again, "alerts"))["data"]) == len(seen["data"]) + 1


async def test_a_page_that_does_not_read_is_dropped_and_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "QUEUE_MAX", 2)
    monkeypatch.setattr(live, "BEAT_S", 0.0)
    monkeypatch.setattr(live, "POLL_S", 0.0)
    monkeypatch.setattr(live, "LOOK_GAP_S", 0.0)
    lives = broadcaster(world)
    slow, quick = await lives.listen(""), await lives.listen("")

    for _ in range(20):
        await next_event(quick, "picture")

    told = [text async for text in slow]
    assert len(told) <= 3
    await next_event(quick, "picture")


async def test_a_store_that_is_away_is_told_and_everything_again_when_it_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "AWAY_POLL_S", 0.01)
    away = threading.Event()

    class Views(DatabaseViews):
        def glance(self, *, alerts: int) -> Glance:
            if away.is_set():
                raise Unavailable("the database did not answer")
            return super().glance(alerts=alerts)

    stream = await Broadcaster(Views(world.hub.store.engine)).listen("")
    await next_event(stream, "alerts")
    away.set()
    await next_event(stream, "away")
    away.clear()

    assert (await next_event(stream, "alerts"))["data"] == []


async def test_nothing_is_asked_of_the_store_while_nobody_listens(world: World) -> None:
    lives = broadcaster(world)
    stream = await lives.listen("")
    await next_event(stream, "picture")
    await stream.aclose()  # type: ignore[attr-defined]
    task = lives._looking

    assert task is not None
    await asyncio.wait_for(task, PATIENCE_S)


async def test_the_end_of_the_process_ends_every_stream(world: World) -> None:
    lives = broadcaster(world)
    stream = await lives.listen("")
    await next_event(stream, "picture")

    lives.close()

    async def rest() -> None:
        async for _ in stream:
            pass

    await asyncio.wait_for(rest(), PATIENCE_S)


async def test_there_is_a_limit_to_the_pages_that_listen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PAGES_MAX", 1)
    lives = broadcaster(world)
    stream = await lives.listen("")

    with pytest.raises(TooManyPages):
        await lives.listen("")
    await stream.aclose()  # type: ignore[attr-defined]


def test_the_door_streams_events_to_whoever_is_signed_in(operator: Operator) -> None:
    lives = operator.desk.live.of(EVERYBODY)

    def picture_read() -> bool:
        # The alerts are told after it: with those told and nothing left to read, it has been read.
        return "alerts" in lives._last and all(page.empty() for page in lives._pages)

    def close_when_told(_stop: threading.Event) -> None:
        try:
            until(picture_read, "the picture")
        finally:
            lives.close()

    with running_to_its_death(close_when_told) as closing:
        answer = operator.get("/events")

    assert closing.died is None
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("retry: 1000\n\n")
    assert "event: picture\n" in answer.text
