"""A message's whole way is read back from the store: every station, what it moved, and what became of it."""

from __future__ import annotations

from core.hub.deliveries import Kept
from core.hub.story import Story, tell
from tests.hub_world import HubWorld, slip


def test_a_booked_message_tells_its_stations_its_effects_and_its_mapping(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "RK-1", ("L1", "120"), ("L2", "80")), "k1")
    world.work()

    story = told(world, kept)

    assert story.state == "done"
    lights = {station.name: station.light for station in story.stations}
    assert lights == {
        "seen": "none", "sealed": "none", "taken": "good", "understood": "good", "handled": "good",
        "told": "none",
    }  # fmt: skip
    [part] = [part for part in story.parts if part.document.cause == -1]
    assert part.document.key == "RK-1"
    assert part.mapping == "in/slips.yaml"
    assert part.run is not None
    assert part.run.why == "new"
    assert sorted(effect.text for effect in part.effects) == [
        "W1 L1: in 120 TNE by RK-1", "W1 L2: in 80 TNE by RK-1",
    ]  # fmt: skip
    assert story.contract != ""


def test_a_message_whose_turn_has_not_come_waits(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "RK-1", ("L1", "1")), "k1")

    story = told(world, kept, handled=False)

    assert story.state == "taken"
    assert [station.light for station in story.stations[3:5]] == ["waiting", "waiting"]
    assert story.parts == ()


def test_an_unreadable_message_stops_where_it_is_not_understood(world: HubWorld) -> None:
    kept = world.deliver(b'{"kind": "in", "no": "RK-1", "at": "yesterday", "lots": []}', "k1")
    world.work()

    story = told(world, kept)

    assert story.state == "unreadable"
    understood = story.stations[3]
    assert understood.name == "understood"
    assert understood.light == "bad"
    assert "yesterday" in understood.text
    [failure] = story.open_failures
    assert failure.station == "normalize"


def test_a_document_said_twice_names_the_other_place(world: HubWorld) -> None:
    first = world.deliver(slip("in", "RK-1", ("L1", "1")), "k1")
    again = world.deliver(slip("in", "RK-1", ("L1", "1")), "k2")
    world.work()

    story = told(world, again)

    assert story.state == "noted"
    [part] = story.parts
    assert part.document.linked == f"{first.partition}/{first.number}/0"
    assert part.same == ((f"{first.partition}/{first.number}/0", "done"),)
    assert part.effects == ()


def test_the_first_of_two_documents_names_the_later_one_too(world: HubWorld) -> None:
    first = world.deliver(slip("in", "RK-1", ("L1", "1")), "k1")
    again = world.deliver(slip("in", "RK-1", ("L1", "1")), "k2")
    world.work()

    [part] = told(world, first).parts

    assert part.same == ((f"{again.partition}/{again.number}/0", "noted"),)


def test_a_conflict_shows_as_conflict_and_moves_nothing(world: HubWorld) -> None:
    world.deliver(slip("in", "RK-1", ("L1", "1")), "k1")
    other = world.deliver(slip("in", "RK-1", ("L1", "2")), "k2")
    world.work()

    story = told(world, other)

    assert story.state == "conflict"
    assert [effect for part in story.parts for effect in part.effects] == []
    assert story.stations[4].light == "bad"


def test_what_a_message_led_to_follows_it_with_its_cause(world: HubWorld) -> None:
    kept = world.deliver(slip("out", "CK-1", ("L1", "5")), "k1")
    world.work()

    story = told(world, kept)

    made = [part.document for part in story.parts if part.document.cause >= 0]
    assert "alert.raised.v1" in {document.type for document in made}
    assert all(document.cause < document.ordinal for document in made)


def test_there_is_no_story_of_a_place_where_nothing_stands(world: HubWorld) -> None:
    assert tell(world.store, 1, 999, handled=False) is None


def told(world: HubWorld, kept: Kept, *, handled: bool = True) -> Story:
    story = tell(world.store, kept.partition, kept.number, handled=handled)
    assert story is not None
    return story
