"""A restored hub says at its health door how many are not proven complete, and is ready all the same."""

from __future__ import annotations

from datetime import timedelta

import httpx

from adapters.wiring.hub import Hub
from core.hub.recovery import Restored, close, mark_restored
from gateway.own_doors import public_door
from gateway.settings import read_settings


def restored(hub: Hub) -> None:
    now = hub.store.now()
    said = Restored(complete_to=now - timedelta(minutes=30), at=now, by="li", why="the disk died")
    mark_restored(hub.store, hub.blobs, said)


def recovering(door: httpx.Client) -> int:
    """What /health/ready says; it must be ready, for agents are to come."""
    said = door.get("/health/ready").raise_for_status().json()
    assert said["state"] == "ready"
    return int(said["recovering"])


def told(door: httpx.Client) -> list[tuple[bool, bool, str]]:
    """What `hub health` makes of that door, but for its clock."""
    settings = read_settings({"LIANQIAO_PORT": str(door.base_url.port)})
    found = [(one.well, one.counts, one.text) for one in public_door(settings)]
    return [one for one in found if not one[2].startswith("clock:")]


def test_who_is_not_proven_complete_is_counted_and_changes_nothing(hub: Hub, door: httpx.Client) -> None:
    assert recovering(door) == 0
    assert [well for well, _, _ in told(door)] == [True]

    restored(hub)

    assert recovering(door) == 1
    text = "recovering after a restore: 1 not proven complete; `hub recovery` says whom"
    assert told(door)[1:] == [(False, False, text)], "it is told, and counts as no fault"

    close(hub.store, hub.blobs, subject="doors wms", by="li", why="they did")
    assert recovering(door) == 0
    assert [well for well, _, _ in told(door)] == [True]
