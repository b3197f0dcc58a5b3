"""What an operator does about the failed message: the unit is published, and what failed is tried again."""

from __future__ import annotations

import time

from adapters.wiring.folders import read_folder
from core.hub.notices import HUB_DOOR
from core.hub.plan_records import ENDED, Selection
from core.hub.plans import Again, Plans
from core.kernel.errors import Unavailable
from gateway.demo.partners import Sent
from gateway.demo.stage import Stage

UNITS = "demo-warehouse/units.yaml"
LINE = "捆: H87\n"
WAIT_S = 180.0


def mend(stage: Stage) -> list[Sent]:
    """Adds 捆 to the warehouse's units, publishes, and retries by a plan until it has ended."""
    units = stage.home.settings.mappings / UNITS
    text = units.read_text("utf-8")
    if LINE not in text:
        units.write_text(text + LINE, "utf-8")
    hub = stage.hub
    published, fresh = hub.publish(read_folder(units.parent))
    if fresh:
        # A retry reads by the mapping in force, which the publication switches when it is handled.
        stage.watch.handled([Sent("demo-warehouse", HUB_DOOR, published)])
    plans = Plans(
        Again(
            store=hub.store,
            blobs=hub.blobs,
            normalizer=hub.normalizer,
            library=hub.library,
            rooms=hub.rooms,
        )
    )
    chosen = Selection(partner="demo-warehouse", source="slips")
    plan = plans.create(chosen, kind="retry", who="demo", reason="the unit 捆 was published")
    plans.start(plan.plan_id, "demo")
    until = time.monotonic() + WAIT_S
    while plans.status(plan.plan_id).state not in ENDED:
        stage.family.check()
        plans.run_due()
        if time.monotonic() > until:
            raise Unavailable(
                f"the retry had not ended after {WAIT_S:.0f} s: {plans.status(plan.plan_id).text}"
            )
        time.sleep(0.1)
    return [Sent("demo-warehouse", "slips", "RK-2607.csv"), Sent("demo-bank", "orders", "RO-2")]
