"""What is left of a message for whoever may not read it, and for whoever may not know of others."""

from __future__ import annotations

import msgspec
import pytest

from core.hub.concealing import CONCEALED, story_within, story_without_values
from core.hub.explain import explain
from core.hub.story import Story, tell
from tests.hub_world import HubWorld, slip

pytestmark = pytest.mark.parametrize("world", ["memory"], indirect=True)


def a_story(world: HubWorld) -> Story:
    kept = world.deliver(slip("in", "IN-1", ("L-SECRET", "77.125")), "a")
    world.work()
    story = tell(world.store, kept.partition, kept.number, handled=True)
    assert story is not None
    return story


def test_the_way_stays_and_every_value_goes(world: HubWorld) -> None:
    story = a_story(world)
    whole, left = explain(story), explain(story_without_values(story))

    assert "77.125" in whole
    assert "77.125" not in left
    assert "L-SECRET" not in left
    assert CONCEALED in left
    for kept in ("IN-1", "wms.inbound.v1", story.arrival.sha256.hex(), "the way"):
        assert kept in left


def test_where_the_same_document_stands_with_another_house_is_not_said(world: HubWorld) -> None:
    story = a_story(world)
    [first, *rest] = story.parts
    document = msgspec.structs.replace(first.document, linked="9/9/0")
    same = (("9/9/0", "done"), (f"{story.arrival.partition}/7/0", "done"))
    linked = msgspec.structs.replace(first, document=document, same=same)
    told = msgspec.structs.replace(story, parts=(linked, *rest))

    ours = story_within(told, {story.arrival.partition}).parts[0]

    assert ours.document.linked == ""
    assert ours.same == same[1:]
    both = story_within(told, {story.arrival.partition, 9}).parts[0]
    assert (both.document.linked, both.same) == ("9/9/0", same)
