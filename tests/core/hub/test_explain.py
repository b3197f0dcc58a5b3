"""`hub explain ID` says all of a message's story, and what would happen if it were handled again."""

from __future__ import annotations

from core.hub.deliveries import Kept
from core.hub.explain import explain
from core.hub.story import tell
from tests.hub_world import HubWorld, slip


def test_a_booked_message_is_explained_from_door_to_effect(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "RK-1", ("L1", "120")), "k1")
    world.work()

    text = explained(world, kept)

    assert text.startswith(f"message {kept.partition}/{kept.number}: done\n")
    assert "  from      wms / slips / W1 by rest" in text
    assert "  delivery  wms/rest/k1" in text
    assert "  mapping   in/slips.yaml " in text
    assert "  identity  wms|wms.inbound.v1|RK-1|1" in text
    assert "  effect    custody lot.in: W1 L1: in 120 TNE by RK-1" in text
    assert text.endswith("equal, nothing; different, a correction\n")


def test_a_failure_is_explained_with_cause_place_and_tries(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "RK-1", ("L1", "abc")), "k1")
    world.work()

    text = explained(world, kept)

    assert "failure of the whole: unreadable at normalize, open" in text
    assert "  cause     map.decimal@" in text
    assert "bytes " in text
    assert "  tries     1, first " in text
    assert "nothing is booked twice" in text


def test_a_message_whose_turn_has_not_come_says_so(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "RK-1", ("L1", "1")), "k1")

    assert explained(world, kept, handled=False).endswith("next: it is handled when its turn comes\n")


def explained(world: HubWorld, kept: Kept, *, handled: bool = True) -> str:
    story = tell(world.store, kept.partition, kept.number, handled=handled)
    assert story is not None
    return explain(story)
