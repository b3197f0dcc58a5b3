"""A deliverer as a process of its own: `deliver_once.py DATABASE_URL ADDRESS REPEAT NOW KILL_AT`."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import get_args

from adapters.database.engine import make_engine
from adapters.database.queues import DatabaseQueues
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.memory.blobs import MemoryBlobs
from adapters.memory.endpoint import MemoryDestinations
from adapters.webhook.endpoint import make_endpoint
from adapters.wiring.rooms import discover
from core.hub.contracts import Repeat, Send
from core.hub.deliver import Deliverer, Way
from core.hub.endpoints import Destination
from core.hub.payloads import Payloads
from core.kernel import steps
from core.kernel.clock import FixedClock
from tests.contracts.hook_partner import SECRET
from tests.core.hub.outbound import HOOK, NoForms, NoMappings


def store_at(url: str, now: str) -> DatabaseStore:
    discover()
    clock = FixedClock(datetime.fromisoformat(now))
    engine = make_engine(url)
    create_schema(engine, clock.now())
    return DatabaseStore(engine, clock)


def deliverer(store: DatabaseStore, address: str, repeat: str) -> Deliverer:
    [declared] = [one for one in get_args(Repeat) if one == repeat]
    send = Send(
        name="alerts", adapter="webhook", address=address, types=("t",), repeat=declared, timeout_s=60
    )
    destinations = MemoryDestinations()
    destinations.known[HOOK] = Destination(send=send, endpoint=make_endpoint(send, SECRET))
    return Deliverer(
        Way(
            store=store,
            blobs=MemoryBlobs(),
            queues=DatabaseQueues(store.engine),
            destinations=destinations,
            payloads=Payloads(NoMappings(), NoForms()),  # type: ignore[arg-type]
        )
    )


def main(url: str, address: str, repeat: str, now: str, kill_at: str) -> None:
    def maybe_die(name: str) -> None:
        if name == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    steps.listen(maybe_die)
    deliverer(store_at(url, now), address, repeat).run(limit=10)


if __name__ == "__main__":
    main(*sys.argv[1:])
