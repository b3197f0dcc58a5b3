"""Units of work that lost a race against another worker are simply done again, a few times."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from core.hub.ports import Collision
from core.kernel.errors import Unavailable

TRIES_MAX = 5
T = TypeVar("T")


def again_on_collision(unit_of_work: Callable[[], T], *, what: str) -> T:
    """Does the unit of work until nobody was faster; Unavailable after five tries."""
    for _ in range(TRIES_MAX):
        try:
            return unit_of_work()
        except Collision:
            continue
    raise Unavailable(
        f"{what} collided {TRIES_MAX} times with other workers; it is tried again", cause="store.busy"
    )
