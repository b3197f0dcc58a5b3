"""Schedules: faults in one order, each the very one that a rule of the house is there for."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.faults import papers
from tests.faults.audit.tables import Tables
from tests.faults.flow import API
from tests.faults.hands import Hands
from tests.faults.pace import now_s, pause
from tests.faults.run import LEFT, UNSENT, all_receipted, audit, stop, write_case
from tests.faults.world import World
from tests.patience import until

Schedule = Callable[[World, Hands], None]
# A rule that was taken back may leave work undone for ever: it is waited for so long, and then judged.
SETTLE_S = 45.0
BROKEN_SETTLE_S = 12.0
WAKING_S = 20.0
# The sleeper's unit of work must fall silent, its lease run out, and the two waits at the door with it.
TAKEN_OVER_S = 300.0


def ends_between_effects_and_the_next_run(world: World, hands: Hands) -> None:
    """The hub dies as soon as the effects of a run are committed."""
    world.kill("hub")
    program = world.begin("hub", "die=dispatch.committed:1")
    for number in range(3):
        drop(hands, "wh-2", f"RK-U{number}")
    until(lambda: not program.is_alive, "the hub to die")
    world.start("hub")
    until(world.is_ready, "the hub")


def counts_its_deliveries_wrongly(world: World, hands: Hands) -> None:
    """A partner's machine hands in another slip under a key that it has used."""
    for number in ("RK-B1", "RK-B2"):
        payload = papers.said("in", number, f"LOT-{number}", "3", at=papers.now())
        hands.hand_in(API, "api-RK-B", payload)


def sends_into_a_broken_network(world: World, hands: Hands) -> None:
    """What an agent sends never arrives."""
    world.network.set_mode("door", "cut")
    said = len(world.running["wh-1"].said)
    drop(hands, "wh-1", "RK-C1")
    until(lambda: not lies(world, "wh-1", "RK-C1"), "the agent to take it")
    # A heartbeat or a renewal says so too: what is waited for is the sender, which names its link.
    tried = "https: https://"
    until(lambda: tried in world.running["wh-1"].said[said:], "the agent to have tried")
    world.network.set_mode("door", "ok")


def loses_its_spool_with_what_it_held(world: World, hands: Hands) -> None:
    """A disk is cleared: what was taken and never sent is only in the folder of what was taken."""
    world.network.set_mode("door", "cut")
    drop(hands, "wh-2", "RK-E1")
    until(lambda: not lies(world, "wh-2", "RK-E1"), "the agent to take it")
    world.kill("wh-2")
    world.lose_spool("wh-2")
    world.network.set_mode("door", "ok")
    world.start("wh-2")


def sleeps_longer_than_its_lease(world: World, hands: Hands) -> None:
    """A worker stops in the middle of a run; another takes its partition over; it wakes and goes on.

    All papers are bad ones: a good one's booking is kept from being doubled by the keys of what it books too,
    and what is to be seen here is the fence alone.
    """
    for name in ("worker-1", "worker-2"):
        world.stop(name)
    asleep = world.begin("worker-1", "stop=dispatch.handled:1")
    with ThreadPoolExecutor(1) as pool:
        pool.submit(hand_in_bad, hands, "RK-F0")
        until(lambda: "at the step" in asleep.said, "the worker to sleep")
        world.start("worker-2")
        for number in ("RK-F1", "RK-F2"):
            hand_in_bad(hands, number)
    until(lambda: is_quiet(world), "the other worker to take it all over", limit_s=TAKEN_OVER_S)
    before = units_of_work(world)
    asleep.send(signal.SIGCONT)
    # A sleeper that finds its connection gone may ask for a lease anew and say nothing: the wait has an end.
    until_s = now_s() + WAKING_S
    while not ("no longer leased" in asleep.said or units_of_work(world) > before) and now_s() < until_s:
        pause(0.3)


def hand_in_bad(hands: Hands, number: str) -> None:
    bad = papers.said("neither", number, f"LOT-{number}", "1", at=papers.now())
    hands.hand_in(API, f"api-{number}", bad)


SCHEDULES: dict[str, Schedule] = {
    "unit_of_work": ends_between_effects_and_the_next_run,
    "body_hash": counts_its_deliveries_wrongly,
    "confirm_window": sends_into_a_broken_network,
    "epoch": loses_its_spool_with_what_it_held,
    "fence": sleeps_longer_than_its_lease,
}


def judged(world: World, *schedules: Schedule) -> str:
    """Runs these schedules in this world, lets it settle, ends it and asks the auditor."""
    hands = Hands(world)
    try:
        drop(hands, "wh-1", "RK-01")
        drop(hands, "wh-2", "RK-02")
        until(lambda: is_quiet(world) and arrivals(world) >= 2, "the first records")
        for schedule in schedules:
            schedule(world, hands)
        settle(world)
        stop(world)
        return audit(write_case(world, ready_s=0.0))
    finally:
        hands.over.set()
        world.close()


def drop(hands: Hands, agent: str, number: str) -> None:
    hands.drop(agent, "slips", f"{number}.csv", papers.slip(
        "入库", number, f"LOT-{number}", "2.5", at=papers.now()))  # fmt: skip


def lies(world: World, agent: str, number: str) -> bool:
    return (world.drops(agent, "slips") / f"{number}.csv").exists()


def arrivals(world: World) -> int:
    return Tables(world.database_url).number(
        "SELECT count(*) AS many FROM hub_arrival WHERE kind = 'document'"
    )


def units_of_work(world: World) -> int:
    return Tables(world.database_url).number("SELECT count(*) AS many FROM hub_handled")


def is_quiet(world: World) -> bool:
    """Nothing is on its way any more."""
    tables = Tables(world.database_url)
    return all_receipted(world) and tables.number(LEFT) == 0 and tables.number(UNSENT) == 0


def settle(world: World) -> None:
    """Until all papers came and nothing moves, or as long as that is worth waiting for."""
    papers_ = world.book.count
    until_s = now_s() + (BROKEN_SETTLE_S if world.whats else SETTLE_S)
    while not (is_quiet(world) and arrivals(world) >= papers_) and now_s() < until_s:
        pause(0.3)
    # What is told twice comes a moment later.
    pause(1.5)
