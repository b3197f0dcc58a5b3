"""Faults drawn from one seed: which, where, when and for how long."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.faults.columns import PRODUCTION
from tests.faults.steps import STEPS_BY_ROLE
from tests.faults.world import AGENTS

ROLES = {
    PRODUCTION: ("web", "worker-1", "worker-2", "clock", *AGENTS),
    "embedded": ("hub", "clock", *AGENTS),
}
# How often each kind is drawn, by column.
KINDS = {
    PRODUCTION: {
        "kill": 30, "step": 25, "kill_server": 10, "network": 20, "freeze": 3, "full_disk": 5, "clock": 5,
        "replay": 8, "alarm": 3, "lose_spool": 2,
    },
    "embedded": {
        "kill": 40, "step": 30, "network": 15, "full_disk": 5, "clock": 5, "replay": 8, "lose_spool": 3,
    },
}  # fmt: skip
MODES = ("cut", "reset", "stall", "half_open", "deaf", "slow")


@dataclass(frozen=True, slots=True)
class Fault:
    """After `after_s` of quiet, on `target`, for `lasts_s`. detail: a mode, a step and its count."""

    kind: str
    target: str
    after_s: float
    lasts_s: float
    detail: str = ""

    def __str__(self) -> str:
        said = f"{self.kind} {self.target} {self.detail}".strip()
        return f"{said} {self.lasts_s:.1f} s"


def draw(seed: int, *, column: str, count: int, pause_s: float) -> list[Fault]:
    """The faults of a run; about `pause_s` of quiet lie between two."""
    chance = random.Random(f"faults {seed} {column}")
    kinds = KINDS[column]
    picked = chance.choices(list(kinds), weights=list(kinds.values()), k=count)
    return [_fault(chance, kind, column, pause_s) for kind in picked]


def _fault(chance: random.Random, kind: str, column: str, pause_s: float) -> Fault:
    after_s, lasts_s = chance.uniform(0.2, 1.8) * pause_s, chance.uniform(0.0, 3.0)
    roles = ROLES[column]
    if kind == "step":
        target = chance.choice(roles)
        step = chance.choice(STEPS_BY_ROLE[target.partition("-")[0]])
        return Fault(kind, target, after_s, lasts_s, f"{step}:{chance.randint(1, 5)}")
    if kind == "network":
        links = ("database", "broker", "door") if column == PRODUCTION else ("door",)
        return Fault(kind, chance.choice(links), after_s, chance.uniform(1.0, 10.0), chance.choice(MODES))
    if kind == "kill_server":
        return Fault(kind, chance.choice(("broker", "database", "redis")), after_s, lasts_s)
    if kind == "freeze":
        return Fault(kind, chance.choice(("worker-1", "worker-2")), after_s, chance.uniform(17.0, 20.0))
    if kind == "full_disk":
        targets = [role for role in roles if role not in ("clock",)]
        return Fault(kind, chance.choice(targets), after_s, chance.uniform(2.0, 6.0))
    if kind == "clock":
        target = chance.choice(("hub", *AGENTS))
        return Fault(kind, target, after_s, chance.uniform(2.0, 6.0), f"{chance.randint(30, 1800)}")
    if kind in ("replay", "lose_spool"):
        return Fault(kind, chance.choice(list(AGENTS)), after_s, lasts_s)
    return Fault(kind, "broker" if kind == "alarm" else chance.choice(roles), after_s, lasts_s)
