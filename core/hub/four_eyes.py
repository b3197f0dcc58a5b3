"""Four eyes: what one person alone does not do, and who may be the second."""

from __future__ import annotations

import msgspec

from core.hub.plan_records import Plan
from core.kernel.errors import Refused

# What one person can look through in a plan's preview, one person may start.
MASS_OVER = 10


class FourEyes(msgspec.Struct, frozen=True, kw_only=True):
    """on: whether this house asks for them. mass_over: a retry of more messages is a mass replay."""

    on: bool = False
    mass_over: int = MASS_OVER

    def wants(self, plan: Plan) -> bool:
        """A re-read changes what was booked, however small it is; a rebuild leaves the books as they are."""
        return self.on and (plan.kind == "reread" or (plan.kind == "retry" and plan.total > self.mass_over))

    def waits(self, plan: Plan) -> bool:
        """Whether a second person has yet to say yes."""
        return self.wants(plan) and not plan.approved_by

    def require_second(self, plan: Plan) -> None:
        """Refused while a second person has yet to say yes."""
        if self.waits(plan):
            raise Refused(
                f"it waits for a second person: another than {plan.made_by} approves it first",
                cause="plan.four_eyes",
            )
