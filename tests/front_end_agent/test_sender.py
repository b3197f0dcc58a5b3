"""Frames leave in order and nothing is forgotten before the hub has it, whatever happens on the way."""

import pytest

from tests.front_end_agent.homes import Home
from tests.front_end_agent.sending import Sending


@pytest.fixture
def both(home: Home) -> Sending:
    """With a broker too."""
    return Sending(home, broker=True)


def test_what_is_sealed_is_sent_in_order_and_receipted(sending: Sending) -> None:
    sending.put("a", "b", "c")

    sending.work()

    assert sending.names() == ["a", "b", "c"]
    assert sending.https.runs == [[1, 2, 3, 4]]
    assert sending.spool.receipted == 4


def test_receipted_frames_are_kept_seven_days_and_then_forgotten(sending: Sending) -> None:
    sending.put("a")
    sending.work()
    assert len(sending.spool.frames(1, count_max=10, bytes_max=10**9)) == 2

    sending.clock.pass_s(8 * 86_400)
    sending.put("b")
    sending.work()

    assert [number for number, _ in sending.spool.frames(1, count_max=10, bytes_max=10**9)] == [3]


def test_while_the_hub_is_away_it_is_asked_ever_more_seldom_with_the_same_bytes(sending: Sending) -> None:
    sending.https.away = "503"
    sending.put("a")
    sending.work(seconds=120)
    asked = len(sending.https.runs)

    sending.https.away = ""
    sending.work(seconds=31)

    assert 5 <= asked <= 20
    assert sending.names() == ["a"]
    assert all(len(raws) == 1 for raws in sending.book.raws.values())


def test_the_hubs_wish_to_be_asked_later_is_respected(sending: Sending) -> None:
    sending.https.away, sending.https.retry_after_s = "429", 100.0
    sending.put("a")

    sending.work(seconds=99)
    assert len(sending.https.runs) == 1

    sending.work(seconds=2)
    assert len(sending.https.runs) == 2


def test_a_frame_the_hub_is_missing_is_sent_again_alone(sending: Sending) -> None:
    sending.https.loses = {3}
    sending.put("a", "b", "c")

    sending.work(seconds=1)

    assert sending.names() == ["a", "b", "c"]
    assert sending.https.runs == [[1, 2, 3, 4], [3]]


def test_without_a_broker_frames_go_by_https_and_with_one_by_the_broker(both: Sending) -> None:
    both.put("a")

    both.work()

    assert both.amqp.sent == [1, 2]
    assert both.https.sent == []


def test_after_three_failures_in_a_row_frames_go_by_https_from_the_first_without_a_receipt(
    both: Sending,
) -> None:
    both.put("a")
    both.work()
    both.amqp.tell_receipt()
    both.work()
    both.put("b")
    both.work()
    both.amqp.away = "closed"
    both.put("c")

    both.work(seconds=10)

    assert both.https.runs == [[3, 4]]
    assert both.names() == ["a", "b", "c"]


def test_a_broker_that_refuses_is_not_asked_again_at_once(both: Sending) -> None:
    both.amqp.away = "refused"
    both.put("a")

    both.work()
    assert both.amqp.opened == 1

    both.work(seconds=1)
    assert both.amqp.opened == 2


def test_after_thirty_seconds_without_a_confirm_frames_go_by_https(both: Sending) -> None:
    both.amqp.silent = True
    both.amqp.keeps = False
    both.put("a")

    both.work(seconds=29)
    assert both.https.sent == []

    both.work(seconds=2)
    assert both.https.runs == [[1, 2]]
    assert both.names() == ["a"]


def test_an_idle_broker_is_not_a_silent_one(both: Sending) -> None:
    both.put("a")
    both.work()
    both.amqp.tell_receipt()

    both.work(seconds=100)

    assert both.https.sent == []


def test_every_five_minutes_the_broker_is_tried_again_and_taken_when_it_is_back(both: Sending) -> None:
    both.amqp.away = "refused"
    both.put("a")
    both.work(seconds=10)
    assert both.https.sent == [1, 2]
    tries = both.amqp.opened

    both.work(seconds=299)
    assert both.amqp.opened <= tries + 1
    both.amqp.away = ""
    both.work(seconds=302)
    both.put("b")
    both.work()

    assert both.amqp.sent[-1] == 3
    assert both.https.sent == [1, 2]
    assert both.names() == ["a", "b"]


def test_a_returned_frame_was_not_sent_and_goes_again_with_all_behind_it(both: Sending) -> None:
    both.amqp.returns = {3}
    both.put("a", "b", "c")
    both.work()
    assert both.names() == ["a"]

    both.amqp.returns = set()
    both.work(seconds=2)

    assert both.amqp.runs[-1] == [3, 4]
    both.amqp.tell_receipt()
    both.work()
    assert both.names() == ["a", "b", "c"]
    assert both.spool.receipted == 4


def test_a_queue_lost_after_its_confirms_is_filled_again_after_a_while(both: Sending) -> None:
    both.amqp.keeps = False
    both.put("a", "b")
    both.work(seconds=10)
    both.amqp.keeps = True
    assert both.names() == []

    both.work(seconds=61)

    assert both.names() == ["a", "b"]


def test_while_receipts_stay_away_frames_are_repeated_ever_more_seldom(both: Sending) -> None:
    both.put("a")

    both.work(seconds=3600)

    assert 5 <= both.amqp.sent.count(2) <= 10


def test_a_restored_hub_gets_again_what_it_no_longer_has(sending: Sending) -> None:
    sending.put("a", "b", "c")
    sending.work()
    del sending.book.by_number[3], sending.book.by_number[4]
    sending.book.contiguous, sending.book.incarnation = 2, 2

    sending.https.tell_receipt()
    sending.work()

    assert sending.names() == ["a", "b", "c"]
    assert sending.https.runs[-1] == [3, 4]
    assert sending.spool.receipted == 4


def test_a_late_receipt_of_the_same_hub_takes_nothing_back(sending: Sending) -> None:
    sending.put("a", "b")
    sending.work()
    sending.book.contiguous = 1

    sending.https.tell_receipt()
    sending.work()

    assert sending.spool.receipted == 3
    assert len(sending.https.runs) == 1


def test_after_a_fork_nothing_is_sent_until_a_person_has_decided(sending: Sending) -> None:
    sending.put("a")
    sending.work()
    sending.book.refused = [{"number": 2, "code": "fork", "text": "2 was another"}]
    sending.https.tell_receipt()
    sending.work()
    sending.put("b")
    sending.work(seconds=1000)

    assert sending.https.sent == [1, 2]
    assert "fork" in sending.sender.stopped

    sending.command(1, "resend", {"from": 1})
    sending.work()

    assert sending.sender.stopped == ""
    assert sending.https.runs[-1] == [1, 2, 3]


def test_an_older_copy_of_the_spool_believes_no_receipt_and_forgets_nothing(sending: Sending) -> None:
    sending.put("a")
    sending.work()
    sending.book.contiguous = 50
    sending.https.tell_receipt()
    sending.work()
    sending.put(*(f"new-{number}" for number in range(60)))

    sending.https.tell_receipt()
    sending.work()

    assert sending.spool.receipted == 2
    assert sending.spool.sealed == 62
    assert "older copy" in str(sending.sender.trouble)


def test_another_frame_under_our_number_at_the_hub_is_never_taken_for_ours(sending: Sending) -> None:
    sending.put("a")
    receipt = sending.book.receipt

    def of_another_chain() -> dict[str, object]:
        sending.book.by_number[2].__dict__["hash"] = "f" * 64
        return receipt()

    sending.book.receipt = of_another_chain  # type: ignore[method-assign]
    sending.work()

    assert sending.spool.receipted == 0
    assert "older copy" in sending.sender.trouble


def test_the_pace_the_hub_asked_for_is_kept(sending: Sending) -> None:
    sending.command(1, "pace", {"frames_per_s": 10})
    sending.put(*(str(number) for number in range(99)))

    sending.work(seconds=5)
    assert 40 <= len(set(sending.https.sent)) <= 60

    sending.command(2, "pace", {"frames_per_s": 0})
    sending.work(seconds=1)
    assert len(set(sending.https.sent)) == 100


def test_a_window_is_never_over_what_the_uplink_takes(sending: Sending) -> None:
    sending.https.room = lambda: (64, 8 * 1024 * 1024)  # type: ignore[method-assign]
    sending.put(*(str(number) for number in range(150)))

    sending.work()

    assert [len(run) for run in sending.https.runs] == [64, 64, 23]
