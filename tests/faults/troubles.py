"""Troubles with a certain end: each is done to a quiet world, with something to do in the middle of it."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from tests.faults import papers
from tests.faults.acts import DISK_ALARM, NO_DISK_ALARM, Acts, prepare_clock
from tests.faults.draw import Fault
from tests.faults.flow import API_HERE, ORDERS
from tests.faults.hands import Hands
from tests.faults.replay import replay
from tests.faults.schedules import drop, is_quiet, lies
from tests.faults.world import World
from tests.patience import until

WORKER_KILLS = 30


def broker_blocks_publishers(world: World, hands: Hands) -> None:
    """What an agent has goes by the door while the broker takes nothing."""
    ctl = world.column.ctl
    assert ctl is not None
    ctl("set_disk_free_limit", DISK_ALARM)
    drop(hands, "wh-1", "RK-A1")
    until(lambda: is_quiet(world) and not lies(world, "wh-1", "RK-A1"), "what came during the alarm")
    ctl("set_disk_free_limit", NO_DISK_ALARM)


def disk_of_the_hub_is_full(world: World, hands: Hands) -> None:
    """What is too large for a row waits until its bytes can be kept."""
    acts = Acts(world, seed=0)
    with ThreadPoolExecutor(1) as pool:
        full = [
            pool.submit(acts.do, Fault("full_disk", name, 0.0, 4.0))
            for name in world.hub_processes
            if name != "clock"
        ]
        payload = papers.large_slip("RK-D1", "LOT-RK-D1", "2", at=papers.now())
        hands.drop("wh-2", "slips", "RK-D1.csv", payload)
        for one in full:
            one.result()


def disk_of_an_agent_is_full(world: World, hands: Hands) -> None:
    with ThreadPoolExecutor(1) as pool:
        full = pool.submit(Acts(world, seed=0).do, Fault("full_disk", "wh-1", 0.0, 4.0))
        for number in range(5):
            drop(hands, "wh-1", f"RK-G{number}")
        full.result()


def clocks_are_set(world: World, hands: Hands) -> None:
    """The store's ahead and back, an agent's ahead and back, while records come."""
    acts = Acts(world, seed=0)
    if world.column.database_url:
        prepare_clock(world.column.database_url)
    with ThreadPoolExecutor(2) as pool:
        for number, target in enumerate(("hub", "wh-1")):
            jumped = pool.submit(acts.do, Fault("clock", target, 0.0, 3.0, "1200"))
            for agent in ("wh-1", "wh-2"):
                drop(hands, agent, f"RK-J{number}-{agent}")
            jumped.result()


def frames_come_again_in_another_order(world: World, hands: Hands) -> None:
    chance = random.Random(7)
    for number in range(6):
        drop(hands, "wh-1", f"RK-H{number}")
        replay(world, "wh-1", chance)
    assert any(replay(world, agent, chance) for agent in ("wh-1", "wh-2"))


def dies_behind_a_renamed_file(world: World, hands: Hands) -> None:
    """The partner has taken the order's file, but nobody marked it as sent; then the order is cancelled."""
    at = papers.now()
    hands.hand_in(API_HERE, "api-RO-S1", papers.said("in", "RK-S1", "LOT-S1", "9", at=at))
    sender = "hub" if "hub" in world.running else "worker-1"
    if sender == "worker-1":
        world.stop("worker-2")
        world.stop("clock")
    world.kill(sender)
    program = world.begin(sender, "die=file_drop.renamed:1")
    with ThreadPoolExecutor(1) as pool:
        order = papers.release("RO-S1", "LOT-S1", "4", at=at)
        answered = pool.submit(hands.hand_in, ORDERS, "RO-S1", order)
        until(lambda: not program.is_alive, "the sender to die")
        hands.file_came("RO-S1")
        for name in world.hub_processes:
            if not world.running[name].is_alive:
                world.start(name)
        assert answered.result() == 200
    cancelled = papers.release("RO-S1", "LOT-S1", "4", at=at, cancelled=True)
    assert hands.hand_in(ORDERS, "RO-S1-cancel", cancelled) == 200


def one_frame_and_many_kills(world: World, hands: Hands) -> None:
    """Whoever takes the frame dies of it, again and again; it is neither lost nor given up."""
    for name in ("worker-1", "worker-2"):
        world.stop(name)
    for number in range(20):
        drop(hands, "wh-2", f"RK-K{number:02d}")
    until(lambda: not lies(world, "wh-2", "RK-K19"), "the agent to take them")
    dying = {name: world.begin(name, "die=intake.stored:1") for name in ("worker-1", "worker-2")}
    deaths = 0
    while deaths < WORKER_KILLS:
        until(lambda: not all(one.is_alive for one in dying.values()), "a worker to die of the frame")
        for name in [name for name, one in dying.items() if not one.is_alive]:
            deaths += 1
            dying[name] = world.begin(name, "die=intake.stored:1")
    for name in dying:
        world.kill(name)
        world.start(name)
