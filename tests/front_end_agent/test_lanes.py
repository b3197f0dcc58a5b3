"""Small frames go past what others have piled up, and never past our own."""

import pytest

from front_end_agent.lanes import EXPRESS_AHEAD_MAX, EXPRESS_BYTES_MAX, Lanes
from tests.front_end_agent.homes import Home
from tests.front_end_agent.sending import Sending

SMALL, LARGE = b"s" * EXPRESS_BYTES_MAX, b"l" * (EXPRESS_BYTES_MAX + 1)


def split(lanes: Lanes, *frames: tuple[int, bytes], receipted: int) -> tuple[list[int], bool]:
    same, express = lanes.split([*frames], receipted=receipted)
    return [number for number, _ in same], express


def test_small_frames_go_express_and_a_large_one_does_not() -> None:
    lanes = Lanes()

    assert split(lanes, (1, SMALL), (2, SMALL), (3, LARGE), receipted=0) == ([1, 2], True)
    assert split(lanes, (3, LARGE), (4, SMALL), receipted=0) == ([3, 4], False)


def test_behind_a_large_one_all_keep_to_its_lane_until_the_hub_has_it() -> None:
    lanes = Lanes()
    split(lanes, (3, LARGE), receipted=0)

    assert split(lanes, (4, SMALL), receipted=1) == ([4], False)
    assert split(lanes, (5, SMALL), receipted=3) == ([5], False)
    assert split(lanes, (6, SMALL), receipted=5) == ([6], True)


def test_one_who_comes_back_with_a_pile_of_small_ones_waits_like_everybody() -> None:
    lanes, last = Lanes(), EXPRESS_AHEAD_MAX + 1

    numbers, express = split(lanes, *((n, SMALL) for n in range(1, last + 1)), receipted=0)

    assert (numbers[-1], express) == (EXPRESS_AHEAD_MAX, True)
    assert split(lanes, (last, SMALL), receipted=0) == ([last], False)


def test_the_frame_that_the_hub_is_missing_does_not_wait() -> None:
    lanes = Lanes()
    split(lanes, (3, LARGE), (4, SMALL), receipted=2)

    assert split(lanes, (3, SMALL), receipted=2) == ([3], True)
    assert split(lanes, (4, SMALL), receipted=2) == ([4], False)


@pytest.mark.parametrize("broker", [True, False])
def test_a_sender_uses_the_express_lane_where_there_is_one(home: Home, broker: bool) -> None:
    sending = Sending(home, broker=broker)
    sending.put("a", "b")

    sending.work()

    link = sending.amqp if broker else sending.https
    assert link.sent == [1, 2, 3]
    assert link.express == ([1, 2, 3] if broker else [])
