"""Helpers of the tests about plans: messages that fail, turns of a plan, and what the stock is after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.memory.store import MemoryStore
from core.custody.lot import Lot
from core.hub import corrections
from core.hub.four_eyes import FourEyes
from core.hub.handling import HANDLERS
from core.hub.plan_records import Plan, Selection
from core.hub.plans import Again, Plans
from tests.hub_world import SLIPS, HubWorld, slip

KILOS = SLIPS.replace("default: TNE", "default: KGM")
MENDED = SLIPS.replace("{from: qty,", "{from: [qty, quantity],")
ALL = Selection()
# The places of rebuilds, by world and plan.
BOOKS: dict[tuple[int, str], MemoryStore] = {}


@pytest.fixture
def plans(world: HubWorld) -> Plans:
    return plans_of(world)


@pytest.fixture
def correctable() -> Iterator[None]:
    """Inbounds and outbounds take corrections, as their handlers do."""
    before = set(corrections._TAKES)
    slips = {one.function for one in HANDLERS if one.type in ("wms.inbound.v1", "wms.outbound.v1")}
    corrections._TAKES.update(slips)
    yield
    corrections._TAKES.clear()
    corrections._TAKES.update(before)


@pytest.fixture
def not_correctable() -> Iterator[None]:
    before = set(corrections._TAKES)
    corrections._TAKES.clear()
    yield
    corrections._TAKES.update(before)


def plans_of(world: HubWorld, *, four_eyes: FourEyes | None = None) -> Plans:
    """Plans as another process would see them: nothing is known but the store."""
    return Plans(
        Again(
            store=world.store,
            blobs=world.blobs,
            normalizer=world.normalizer,
            library=world.library,
            rooms=world.rooms,
            books=lambda plan_id: BOOKS.setdefault((id(world), plan_id), MemoryStore(world.clock)),
            four_eyes=four_eyes or FourEyes(),
        )
    )


def fail(world: HubWorld, count: int, *, first: int = 0) -> None:
    """So many messages that the first mapping cannot read."""
    for number in range(first, first + count):
        said = slip("in", f"BAD-{number}", (f"L{number}", "10")).replace(b'"qty"', b'"quantity"')
        world.deliver(said, f"bad-{number}")
    world.work()


def turn(world: HubWorld, plan: Plan) -> Plan:
    """One turn of all plans, the work they hand on, and a look at how it went; an hour passes."""
    plans = plans_of(world)
    plans.run_due()
    world.work()
    plans.run_due()
    world.clock.move(3600)
    return plans.status(plan.plan_id)


def finish(world: HubWorld, plan: Plan) -> Plan:
    for _ in range(50):
        plan = turn(world, plan)
        if plan.state != "running":
            return plan
    raise AssertionError("the plan never ended")


def stock(world: HubWorld) -> dict[str, int]:
    return {lot.lot_no: lot.on_hand_micro for lot in world.store.rows(Lot, limit=1000)}
