"""A day with everything an operator meets: flow, a pledge, doubtful prices, failures, silent agents."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from core.hub.agents import Agent, Epoch, Gap, Watermark
from core.hub.heartbeats import Beat, SourceBeat
from tests.gateway.console.seed import RECEIPT, World, open_pledge, row

QUOTED = [day for day in range(2, 20) if day not in (7, 8, 10, 11, 14, 15)]


def a_busy_day(world: World) -> None:
    """Seeds the world; everything is handled at its end but nothing is mended."""
    open_pledge(world)
    prices = [(f"P{day}", f"2026-11-{day:02d}", f"{3700 + day * 7 - day % 3 * 20}.00") for day in QUOTED]
    world.quotes("prices-1.json", *prices)
    world.work()
    world.quotes("prices-2.json", ("P20", "2026-11-20", "3812.00"))
    world.quotes("prices-3.json", ("P21", "2026-11-21", "5100.00"), ("P22", "2026-11-22", "-5"))
    world.slips("ck-1.csv", row("出库", "CK-1", "DH-L1", "18.5"))
    _receipts(world)
    _failures(world)
    world.work()
    for number in range(24):
        world.later(9)
        world.slips(f"rk-{number}.csv", row("入库", f"RK-20261123-{number:03d}", f"DH-N{number}", "12.5"))
        if number % 3 == 0:
            world.work()
    world.work()
    an_agent(world, "dh-wms-1", silent_s=2)
    an_agent(world, "ys-wms-1", silent_s=600)


def _receipts(world: World) -> None:
    world.deliver("yangshan", "receipts", "ys-1.xml", RECEIPT.encode(), media="application/xml")
    wrong = RECEIPT.replace("7781", "7782").replace("49.950", "50.950")
    world.deliver("yangshan", "receipts", "ys-2.xml", wrong.encode(), media="application/xml")


def _failures(world: World) -> None:
    for number in range(3):
        world.slips(f"bad-{number}.csv", row("出库", f"CK-9{number}", "DH-L1", "abc"))
    world.slips("ragged.csv", row("出库", "CK-95", "DH-L1", "12,5"))
    world.deliver("donghai", "slips", "photo.bin", bytes(range(256)) * 3)


def an_agent(world: World, name: str, *, silent_s: int) -> None:
    """An enrolled agent as its last heartbeat left it, with a gap in its chain if it is silent."""
    now = world.clock.now()
    epoch = name.encode().hex().ljust(32, "0")[:32]
    gone = silent_s > 45
    beat = Beat(
        agent=name, epoch=epoch, beat=9, at=now, version="0.1.0", sealed=1204, receipted=1190,
        depth=14 if gone else 0, bytes=3_400_000, bytes_max=1_000_000_000, state="running", command=0,
        oldest_at=(now - timedelta(seconds=silent_s)).isoformat() if gone else None,
        sources=[SourceBeat(source="slips", state="ok", watermark="rk-23.csv")],
    )  # fmt: skip
    with world.hub.store.unit() as unit:
        unit.shelf(Agent).put(
            Agent(
                agent=name, partner="donghai", state="enrolled", shard=0, token_hash="", token_until=None,
                epoch=epoch, beat=9, beat_at=now - timedelta(seconds=silent_s), skew_ms=120,
                status=msgspec.json.encode(beat), command=0,
            )
        )  # fmt: skip
        unit.shelf(Epoch).put(
            Epoch(
                agent=name, epoch=epoch, state="open", booked=1204, head="", opened_at=now, closed_at=None,
                text="",
            )
        )  # fmt: skip
        if gone:
            unit.shelf(Gap).put(Gap(agent=name, epoch=epoch, first=1191, last=1196, since=now))
        unit.shelf(Watermark).put(Watermark(agent=name, source="slips", watermark="rk-23.csv", at=now))
