"""Asks custody about devices that speak regularly and fell silent (C13)."""

from __future__ import annotations

from core.custody import Device, devices_to_ask
from core.hub.timetable import Slot
from schedules.asking import ask
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=15, catch_up="latest")
def find_silent_devices(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    due = devices_to_ask(store.rows(Device, limit=ROWS_MAX, silent=False), slot.at)
    asked = ask(timed, "custody.device_check_due.v1", due, "site", "device_id")
    return f"{asked} devices are silent" if asked else ""
