"""What is held counts against the limit at once, is used or freed once, and a no stays a no."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.hub.message import Message
from core.kernel.errors import Refused
from core.ledger import Balance, Draft, Entry, LedgerWork, Posting, Reservation, ReservationEnded, Reserving
from tests.core.ledger.books import DAY, LIMITS, Books, a_draft, credit, debit
from tests.core.rooms import at

P1 = {"party": "P1"}


@pytest.fixture
def books() -> Books:
    """P1 has a line of 1,000."""
    books = Books()
    grant(books, 1_000)
    return books


def grant(books: Books, minor: int) -> None:
    books.act(
        lambda message, work: Reserving(message, work).posting.post(
            a_draft(
                debit("granted", minor),
                credit("line", minor, **P1),
                number=f"grant{books.count}",
                book="limits",
            ),
            enforce=False,
        )
    )


def a_draw(number: str, minor: int) -> Draft:
    return a_draft(debit("line", minor, **P1), credit("exposure", minor, **P1), number=number, book="limits")


def hold(books: Books, number: str, minor: int, *, expires_at: datetime | None = None) -> Reservation:
    held = books.act(
        lambda message, work: Reserving(message, work).hold(a_draw(number, minor), expires_at=expires_at)
    )
    assert isinstance(held, Reservation)
    return held


def use(books: Books, number: str, minor: int | None = None, *, when: datetime | None = None) -> Entry:
    entry = books.act(
        lambda message, work: Reserving(message, work).use("limits", number, business_day=DAY, minor=minor),
        when=when,
    )
    assert isinstance(entry, Entry)
    return entry


def give_back(books: Books, number: str) -> None:
    books.act(lambda message, work: Reserving(message, work).give_back("limits", number, business_day=DAY))


def line(books: Books) -> tuple[int, int]:
    """(pending, posted) of what P1 draws on its line."""
    row = books.rooms.row(Balance, "limits", "line", "CNY", "P1")
    return row.debits_pending, row.debits_posted


def test_what_is_held_counts_against_the_limit(books: Books) -> None:
    assert [hold(books, f"D{n}", 400).state for n in range(3)] == ["open", "open", "refused"]
    assert line(books) == (800, 0)


def test_a_refused_number_is_burnt_even_when_there_is_room_again(books: Books) -> None:
    """L8."""
    hold(books, "D1", 900)
    refused = hold(books, "D2", 200)
    give_back(books, "D1")

    assert hold(books, "D2", 200) == refused
    assert "100 minor units of CNY are missing" in refused.refusal
    assert hold(books, "D3", 200).state == "open"


def test_a_number_that_was_held_or_refused_is_posted_by_nobody_else(books: Books) -> None:
    hold(books, "D1", 900)
    hold(books, "D2", 200)

    for number in ("D1", "D2"):
        draft = a_draft(debit("granted", 5), credit("line", 5, party="P1"), number=number, book="limits")
        with pytest.raises(Refused, match="nothing was posted"):
            books.act(lambda message, work, draft=draft: Posting(message, work).post(draft))


def test_the_same_number_is_held_once_and_another_request_under_it_is_refused(books: Books) -> None:
    """L5, L6."""
    first = hold(books, "D1", 300)

    assert hold(books, "D1", 300) == first
    assert line(books) == (300, 0)
    with pytest.raises(Refused, match="with another lines"):
        hold(books, "D1", 301)
    with pytest.raises(Refused, match="with another expires_at"):
        hold(books, "D1", 300, expires_at=at(9))


def test_what_was_held_is_used_once_and_the_rest_is_free(books: Books) -> None:
    hold(books, "D1", 500)
    use(books, "D1", 200)

    assert line(books) == (0, 200)
    for again in (lambda: use(books, "D1"), lambda: give_back(books, "D1")):
        with pytest.raises(Refused, match="is posted; nothing was changed"):
            again()
    assert line(books) == (0, 200)


@pytest.mark.parametrize("minor", [0, -1, 501])
def test_no_more_is_used_than_was_held(books: Books, minor: int) -> None:
    hold(books, "D1", 500)

    with pytest.raises(Refused, match="cannot be used"):
        use(books, "D1", minor)
    assert line(books) == (500, 0)


def test_what_ended_cannot_be_used_and_the_clock_frees_it(books: Books) -> None:
    """L11."""
    hold(books, "D1", 500, expires_at=at(5))
    with pytest.raises(Refused, match="nothing was used"):
        use(books, "D1", when=at(5))

    ended = ReservationEnded(book="limits", number="D1", expires_at=at(5))
    books.tell("ledger.reservation_ended.v1", ended, when=at(4))
    assert line(books) == (500, 0)
    books.tell("ledger.reservation_ended.v1", ended, when=at(5))
    assert line(books) == (0, 0)
    books.tell("ledger.reservation_ended.v1", ended, when=at(6))
    assert books.rooms.row(Reservation, "limits", "D1").state == "voided"


def test_a_limit_that_is_cut_below_its_use_takes_nothing_more(books: Books) -> None:
    hold(books, "D1", 900)
    use(books, "D1")
    grant(books, -500)

    assert hold(books, "D2", 1).state == "refused"


def test_only_books_of_limits_hold_something_back(books: Books) -> None:
    draft = a_draft(debit("1002.01", 1), credit("6011", 1), number="x")
    with pytest.raises(Refused, match="holds nothing back"):
        books.act(lambda message, work: Reserving(message, work).hold(draft, expires_at=None))


def test_another_owner_has_a_limit_of_his_own(books: Books) -> None:
    draft = a_draft(
        debit("line", 1, party="P2"), credit("exposure", 1, party="P2"), number="x", book="limits"
    )

    held = books.act(lambda message, work: Reserving(message, work).hold(draft, expires_at=None))

    assert held.state == "refused"


def test_a_closed_account_takes_nothing_but_the_end_of_what_is_held(books: Books) -> None:
    """L23."""
    hold(books, "D1", 300)
    hold(books, "D2", 200)
    books.publish("limits", "limited", tuple(row for row in LIMITS if row.code != "line"))

    with pytest.raises(Refused, match="is closed"):
        hold(books, "D3", 1)
    use(books, "D1")
    give_back(books, "D2")
    assert line(books) == (0, 300)


@pytest.mark.parametrize("minor", [0, 2**63])
def test_nothing_and_too_much_are_held_by_nobody(books: Books, minor: int) -> None:
    """L24 and L21: an amount moves something, within what a column holds; no number is burnt by it."""
    with pytest.raises(Refused, match="moves something"):
        hold(books, "D1", minor)
    assert hold(books, "D1", 5).state == "open"


def test_a_sum_of_holds_near_the_largest_number_is_refused(books: Books) -> None:
    """L21: the balance's columns stay within 2^63."""
    with pytest.raises(Refused, match=r"would pass 2\^63"):
        grant(books, 2**63 - 1)


def test_of_one_number_twice_in_one_unit_of_work_the_second_is_the_first(books: Books) -> None:
    """L7 and L4: what was held before it in the same run counts, and its number is known."""

    def twice(message: Message, work: LedgerWork) -> list[str]:
        reserving = Reserving(message, work)
        drafts = [a_draw("D1", 600), a_draw("D1", 600), a_draw("D2", 600)]
        return [reserving.hold(draft, expires_at=None).state for draft in drafts]

    assert books.act(twice) == ["open", "open", "refused"]
    assert line(books) == (600, 0)
