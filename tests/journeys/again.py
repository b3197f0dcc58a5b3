"""What failed of a partner, tried again by a plan that runs to its end."""

from __future__ import annotations

from core.hub.plan_records import DONE, Selection
from core.hub.plans import Again, Plans
from tests.journeys.house import House
from tests.patience import until


def try_again(house: House, partner: str = "demo-warehouse") -> None:
    hub = house.hub
    plans = Plans(
        Again(
            store=hub.store,
            blobs=hub.blobs,
            normalizer=hub.normalizer,
            library=hub.library,
            rooms=hub.rooms,
        )
    )
    plan = plans.create(Selection(partner=partner), kind="retry", who="Li", reason="its cause is mended")
    plans.start(plan.plan_id, "Li")

    def ended() -> bool:
        plans.run_due()
        return plans.status(plan.plan_id).state == DONE

    until(ended, "the plan to end")
