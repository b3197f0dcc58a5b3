"""Of the lives of a hub that was restored an agent believes the newest alone."""

from tests.front_end_agent.sending import Sending


def test_what_the_hub_said_before_it_was_restored_counts_no_more(sending: Sending) -> None:
    """A receipt of the life before still lay in a queue: what it says is there was lost with that hub."""
    sending.put("a", "b", "c")
    sending.book.incarnation = 2
    sending.work()
    assert sending.spool.meta("incarnation") == "2"
    del sending.book.by_number[3], sending.book.by_number[4]
    sending.book.contiguous, sending.book.incarnation = 2, 3
    sending.https.tell_receipt()
    sending.https.away = "503"
    sending.work()
    assert sending.spool.receipted == 2

    sending.book.contiguous, sending.book.incarnation = 4, 2
    sending.https.tell_receipt()
    sending.work()

    assert sending.spool.receipted == 2, "it forgets nothing on the word of a hub that is gone"
    assert sending.spool.meta("incarnation") == "3"
