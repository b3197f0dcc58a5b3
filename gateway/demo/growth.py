"""After the story the world goes on: orders and invoices grow, goods come, events pass, prices move."""

from __future__ import annotations

import logging
import random
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import httpx

from core.kernel.errors import Unavailable
from gateway.demo import goods, trade
from gateway.demo.partners import SHANGHAI
from gateway.demo.stage import Stage
from gateway.demo.story import FALLEN

LOG = logging.getLogger("lianqiao.demo")


class Habit(NamedTuple):
    """What happens again and again."""

    every_s: int
    act: Callable[[Stage, int], object]


def grow(stage: Stage, stop: threading.Event) -> None:
    """Until stopped; every second looks whose turn it is. Counts on from the last run."""
    second = int(stage.notes.get("second", "0"))
    while not stop.wait(1.0):
        second += 1
        stage.notes.put("second", str(second))
        stage.family.check()
        for habit in HABITS:
            if second % habit.every_s == 0:
                _try(habit, stage, second)


def _try(habit: Habit, stage: Stage, second: int) -> None:
    """A partner whose machine does not answer for a moment says it another time."""
    try:
        habit.act(stage, second)
    except (Unavailable, httpx.HTTPError, sqlite3.OperationalError) as error:
        LOG.warning("a partner could not speak: %s", error)


def _order(stage: Stage, _second: int) -> None:
    trade.put_order(stage.erp)


def _invoice(stage: Stage, _second: int) -> None:
    if stage.erp.count("invoices") < stage.erp.count("orders"):
        trade.put_invoice(stage.erp)


def _inbound(stage: Stage, second: int) -> None:
    lot = goods.FREE._replace(number=f"LOT-F{second:06}", tonnes=str(5 + second % 20))
    number = f"RK-F{second:06}"
    stage.warehouse.slips(f"{number}.csv", goods.slip_rows("入库", number, datetime.now(UTC), [lot]))


def _outbound(stage: Stage, second: int) -> None:
    """What came half a minute before and is nobody's pledge leaves again."""
    before = second - 30
    lot = goods.FREE._replace(number=f"LOT-F{before:06}", tonnes=str(5 + before % 20))
    number = f"CK-F{second:06}"
    if before > 0:
        rows = goods.slip_rows("出库", number, datetime.now(UTC), [lot])
        stage.warehouse.slips(f"{number}.csv", rows)


def _gate(stage: Stage, second: int) -> None:
    stage.warehouse.events(f"gate-{second:06}.json", goods.gate_events(datetime.now(UTC), second))


def _quote(stage: Stage, second: int) -> None:
    """The average of the running day, within half a percent of the last."""
    now = datetime.now(UTC)
    step = Decimal(random.Random(second).randint(-20, 20))
    said = goods.quote(Decimal(FALLEN) + step, now.astimezone(SHANGHAI).date(), now)
    stage.prices.quote(f"Q-{second:06}-{now:%H%M%S}", said)


HABITS = (
    Habit(3, _order),
    Habit(7, _invoice),
    Habit(10, _inbound),
    Habit(20, _outbound),
    Habit(15, _gate),
    Habit(5, _quote),
)
