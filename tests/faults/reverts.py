"""Rules of the house taken back in a launched process, to show that the auditor sees what each is for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tests.faults.off_clock import put_in_place

AGENT, HUB = "agent", "hub"


def effects_and_position_apart() -> None:
    """The unit of work: what a run moved is committed, and only then how far its partition is."""
    from adapters.database.unit import DatabaseUnit
    from core.hub.dispatch import Dispatcher

    advance, commit = DatabaseUnit.advance, Dispatcher._commit_once
    later = threading.local()

    def put_off(_unit: DatabaseUnit, *move: Any) -> None:
        later.moves = [*getattr(later, "moves", []), move]

    def apart(dispatcher: Dispatcher, *run: Any) -> Any:
        later.moves = []
        moved = commit(dispatcher, *run)
        with dispatcher._store.unit() as unit:
            for move in later.moves:
                advance(unit, *move)  # type: ignore[arg-type]
        return moved

    put_in_place(DatabaseUnit, "advance", put_off)
    put_in_place(Dispatcher, "_commit_once", apart)


def any_content_under_a_key() -> None:
    """The body's hash: a delivery number that was used is taken again with another payload."""
    from core.hub import deliveries
    from core.hub.intake import store_arrivals

    keep = deliveries._keep

    def taken(store: Any, blobs: Any, delivery: deliveries.Delivery) -> Any:
        kept = keep(store, blobs, delivery)
        if isinstance(kept, deliveries.Kept):
            return kept
        with store.unit() as unit:
            [arrival] = store_arrivals(unit, blobs, [deliveries._arriving(delivery)])
        return deliveries.Kept(arrival.partition, arrival.number, False)

    put_in_place(deliveries, "_keep", taken)


def forgotten_when_sent() -> None:
    """The confirm window: a frame that left is forgotten before anybody said that he has it.

    Its bytes go too: what is only taken for receipted is kept for days, and sent again when the hub asks.
    """
    from front_end_agent.sender import Sender

    send = Sender._send

    def forgets(sender: Sender, now: float) -> float:
        delay = send(sender, now)
        with sender.spool.store.unit() as unit:
            unit.execute("DELETE FROM frames WHERE number < ?", (sender._next,))
        sender.spool.receipt(sender._next - 1)
        return delay

    put_in_place(Sender, "_send", forgets)


def anybody_moves_a_partition() -> None:
    """The fence: a position is moved by whoever believes that he has the lease.

    The audit's numbers are a second fence, for two entries of one number cannot be: they are taken back too.
    """
    from adapters.database import places
    from core.hub import dispatch

    put_in_place(places, "ADVANCE", "UPDATE hub_outlet SET position = {0} WHERE id = {0}")
    put_in_place(places, "move_of", lambda lease, moved: (moved.position, lease.partition))
    put_in_place(dispatch, "extend_partition", lambda _unit, lease, _text: lease)


def epochs_beside_each_other() -> None:
    """The epoch rule: a new spool neither closes the old one's chain nor has anything read again."""
    from core.hub.chain import ChainRun

    put_in_place(ChainRun, "_close", lambda _run, _agent, _old, _new: None)


REVERTS: dict[str, tuple[str, Callable[[], None]]] = {
    "unit_of_work": (HUB, effects_and_position_apart),
    "body_hash": (HUB, any_content_under_a_key),
    "confirm_window": (AGENT, forgotten_when_sent),
    "fence": (HUB, anybody_moves_a_partition),
    "epoch": (HUB, epochs_beside_each_other),
}


def revert(module: str, name: str) -> None:
    """Takes the rule back, if this process is of the house that keeps it."""
    house, take_back = REVERTS[name]
    if (module == "front_end_agent") == (house == AGENT):
        take_back()
