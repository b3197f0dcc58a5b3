"""Plans of a hub, and a place in its home for the books of a rebuild."""

from __future__ import annotations

from pathlib import Path

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.wiring.hub import Hub
from core.hub.four_eyes import FourEyes
from core.hub.plans import Again, Plans
from core.hub.ports import Store


class RebuildBooks:
    """A database of its own for each plan, in `home/rebuilds`; it may be thrown away at any time."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._folder = hub.home / "rebuilds"
        self._opened: dict[str, DatabaseStore] = {}

    def __call__(self, plan_id: str) -> Store:
        path = self._folder / f"{Path(plan_id).name}.db"
        if plan_id not in self._opened or not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            engine = make_engine(f"sqlite:///{path}")
            create_schema(engine, self._hub.clock.now())
            self._opened[plan_id] = DatabaseStore(engine)
        return self._opened[plan_id]


def make_plans(hub: Hub, *, four_eyes: FourEyes | None = None) -> Plans:
    """Plans over the hub's store; any process may have its own."""
    return Plans(
        Again(
            store=hub.store,
            blobs=hub.blobs,
            normalizer=hub.normalizer,
            library=hub.library,
            rooms=hub.rooms,
            books=RebuildBooks(hub),
            four_eyes=four_eyes or FourEyes(),
        )
    )
