"""A contract that expects a feed, the clock at a time of its site, and what was told."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from core.hub.arrivals import Arrival
from tests.hub_world import CONTRACT
from tests.schedules.ticking import Ticking

CALENDAR = """
calendar: {zone: Asia/Shanghai, working: china, opens: "08:00", closes: "18:00"}
contact: {name: Wang Fang, phone: "+86 21 5555 0100"}
"""
BY_SIX = '{by: "18:00", days: [working]}'
DAY_S = 86_400


def contract(expect: str = BY_SIX, feed: str = "", rest: str = CALENDAR) -> str:
    expected = f"expect: [{expect}], " if expect else ""
    return CONTRACT.replace("source: slips,", f"source: slips, {expected}{feed}") + rest


def go_to(ticking: Ticking, text: str) -> None:
    """Moves the clock to this time of Shanghai, and lets the job have its turn."""
    moment = datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)
    ticking.run("judge_feeds", after_s=(moment - ticking.clock.now()).total_seconds())


def told(ticking: Ticking, code: str) -> list[tuple[str, str]]:
    """Every message that raised or cleared this code, in order."""
    rows = ticking.hub.store.rows(Arrival, limit=1000)
    own = [row for row in rows if row.kind == "internal" and row.name.startswith(f"{code}:")]
    own.sort(key=lambda row: row.received_at)
    facts = [msgspec.json.decode(row.facts)["type"].split(".")[1] for row in own]
    return [(fact, row.name.split(":")[1]) for fact, row in zip(facts, own, strict=True)]
