"""A pace for a time: it stands beside the one that lasts, and ends by itself."""

import pytest

from front_end_agent.pacing import Pacing
from tests.front_end_agent.homes import Home
from tests.front_end_agent.sending import Sending


@pytest.fixture
def sending(home: Home) -> Sending:
    return Sending(home)


def test_a_pace_for_a_time_stands_beside_the_one_that_lasts_and_ends_by_itself(sending: Sending) -> None:
    sending.command(1, "pace", {"frames_per_s": 20})
    sending.command(2, "pace", {"frames_per_s": 1, "lasts_s": 30})
    sending.put(*(str(number) for number in range(400)))

    sending.work(seconds=20)
    assert len(set(sending.https.sent)) <= 22

    sending.work(seconds=20)
    assert 150 <= len(set(sending.https.sent)) <= 250


def test_a_pace_for_a_time_is_let_go_at_once_and_outlives_a_restart(sending: Sending) -> None:
    sending.command(1, "pace", {"frames_per_s": 1, "lasts_s": 3600})
    assert Pacing(sending.spool, clock=sending.clock).frames_per_s == 1.0

    sending.command(2, "pace", {"frames_per_s": 0, "lasts_s": 1})
    sending.put(*(str(number) for number in range(99)))
    sending.work(seconds=1)
    assert len(set(sending.https.sent)) == 100
