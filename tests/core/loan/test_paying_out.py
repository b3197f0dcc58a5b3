"""Money goes out: by two people, asked for once, in doubt until its payer says; what does not fit waits."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.ledger import Reservation
from core.loan import Facility, Loan, ReviewAsked, ReviewEnded, Standing
from tests.core.loan.deal_papers import BANK, BORROWER, MILLION, cny
from tests.core.loan.deals import DealRooms, statuses
from tests.core.loan.rooms import a_product


@pytest.fixture
def rooms() -> DealRooms:
    made = DealRooms()
    made.pledge()
    made.open_facility()
    made.draw()
    return made


@pytest.fixture
def sent(rooms: DealRooms) -> DealRooms:
    rooms.send_out()
    return rooms


def state(rooms: DealRooms) -> str:
    return rooms.row(Loan, "D-1").state


def test_a_draw_is_approved_and_sent_out_by_two(rooms: DealRooms) -> None:
    with pytest.raises(Refused, match="shop made this; a second person approves it"):
        rooms.act_on_draw("approve", "shop")
    rooms.act_on_draw("approve", "wang")
    rooms.act_on_draw("route", "wang")
    with pytest.raises(Refused, match="wang made this; a second person approves it"):
        rooms.act_on_draw("disburse", "wang")


def test_papers_of_the_draw_are_there_before_it_is_approved() -> None:
    rooms = DealRooms(a_product(draw_documents=("invoice", "acceptance")))
    rooms.pledge()
    rooms.open_facility()
    rooms.draw(trade_refs=[{"kind": "invoice", "number": "INV-7"}])
    with pytest.raises(Refused, match="draw D-1 lacks acceptance"):
        rooms.act_on_draw("approve")
    rooms.act_on_draw("approve", documents=("acceptance",))


def test_the_request_is_made_once_and_an_answer_twice_is_one(sent: DealRooms) -> None:
    with pytest.raises(Refused, match=r"loan D-1 is DISBURSING; disburse \(t17\) needs it to be ROUTED"):
        sent.act_on_draw("disburse", "zhao")
    paid = sent.result()
    sent.hear("funder.disbursement_result.v1", paid, BANK)
    before = sent.books()

    again = sent.hear("funder.disbursement_result.v1", {**paid, "result_no": "2"}, BANK)

    assert again == []
    assert sent.books() == before


def test_pending_is_no_answer(sent: DealRooms) -> None:
    assert sent.answer("pending") == []
    assert state(sent) == "DISBURSING"


def test_only_who_was_asked_to_pay_answers(sent: DealRooms) -> None:
    with pytest.raises(Refused, match="thief answers about D-1, bank was to pay it"):
        sent.answer(partner="thief")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"paid_amount": cny(MILLION - 1)}, "99999999 minor units were paid, 100000000 were asked for"),
        ({"paid_amount": {"amount": "1000000", "currency": "USD"}}, "paid in USD, asked for in CNY"),
        ({"bank_ref": "", "funder_loan_no": ""}, "the payment bears no reference"),
        ({"value_date": "2025-06-01"}, "value date 20250601, asked for 20250602"),
        ({"value_date": "2025-06-13"}, "value date 20250613, asked for 20250602"),
    ],
)
def test_a_payment_that_is_not_the_one_asked_for_is_alarmed_and_books_nothing(
    sent: DealRooms, changed: dict[str, Any], says: str
) -> None:
    sent.answer(**changed)

    assert says in sent.alerts()["L04:D-1"]
    assert state(sent) == "DISBURSING"
    assert sent.balance("1303.01") == 0
    assert sent.line("facility", "F-1") == (8 * MILLION, MILLION, 0)

    sent.answer(result_no="corrected")
    assert state(sent) == "ACTIVE"
    assert "L04:D-1" not in sent.alerts()


def test_one_payment_pays_one_draw(sent: DealRooms) -> None:
    sent.draw(draw_no="D-2")
    sent.send_out("D-2")
    sent.answer()
    sent.answer(draw_no="D-2", bank_ref="REF-D-1")
    assert sent.alerts()["L04:D-2"] == "reference REF-D-1 is that of D-1"
    assert sent.row(Loan, "D-2").state == "DISBURSING"


def test_interest_counts_from_the_payers_day(sent: DealRooms) -> None:
    """A cut-off was missed: it was accepted the next day."""
    sent.answer(value_date="2025-06-03")
    loan = sent.row(Loan, "D-1")
    assert (loan.value_day, loan.maturity_day) == (2025_06_03, 2025_09_03)
    assert sent.row(Standing, "D-1").accrued_through == 2025_06_03


def test_a_failure_that_is_told_lets_it_be_tried_again_under_a_new_key(sent: DealRooms) -> None:
    made = sent.answer("failed")
    assert (state(sent), sent.row(Loan, "D-1").failed) == ("APPROVED", 1)
    assert statuses(made) == [("shop", "drawdown", "APPROVED")]
    assert sent.line("facility", "F-1") == (8 * MILLION, MILLION, 0)
    assert sent.answer("failed", fail_text="again") == [], "it is known"

    sent.act_on_draw("route")
    [request] = [
        each for each in sent.act_on_draw("disburse", "zhao") if each.type == "funder.drawdown_request.v1"
    ]
    assert request.body.idempotency_key == "D-1/2"
    late = {**sent.result("failed"), "told_at": "2025-06-02T08:00:00Z"}
    assert sent.hear("funder.disbursement_result.v1", late, BANK) == [], "about the try before"
    assert state(sent) == "DISBURSING"


def test_after_three_failures_the_draw_is_over(sent: DealRooms) -> None:
    for _ in range(2):
        sent.answer("failed")
        sent.act_on_draw("route")
        sent.act_on_draw("disburse", "zhao")
    sent.answer("failed")
    assert state(sent) == "CANCELLED"
    assert {row.state for row in sent.rows(Reservation)} == {"voided"}
    assert sent.row(Facility, "F-1").in_flight_minor == 0


def test_no_answer_is_doubt_and_never_a_failure(sent: DealRooms) -> None:
    """T9: all it holds stays held, it is asked about and never asked for anew; a late answer resolves it."""
    assert sent.overdue(hours=0.01) == [], "it is not time yet"
    made = sent.overdue(hours=1)

    assert state(sent) == "UNKNOWN"
    assert "no answer of bank in 120 s" in sent.alerts()["L01:D-1"]
    [asked] = [each for each in made if each.type == "loan.status_asked.v1"]
    assert (asked.partner, asked.body.idempotency_key) == (BANK, "D-1/1")
    assert not [each for each in made if each.type == "funder.drawdown_request.v1"]
    assert sent.line("borrower", BORROWER) == (8 * MILLION, MILLION, 0)
    assert sent.overdue(hours=1.01) == [], "it was asked a minute ago"
    assert [each.type for each in sent.overdue(hours=2.2)] == ["loan.status_asked.v1"]
    for act in ("disburse", "route", "cancel"):
        with pytest.raises(Refused, match="loan D-1 is UNKNOWN"):
            sent.act_on_draw(act, "zhao", reason="impatient")

    sent.answer()
    assert state(sent) == "ACTIVE"
    assert "L01:D-1" not in sent.alerts()
    assert sent.overdue(hours=3) == []


def test_a_person_may_end_a_doubt_when_the_payer_has_told_him(sent: DealRooms) -> None:
    sent.overdue()
    with pytest.raises(Refused, match="give_up of D-1 needs a reason"):
        sent.act_on_draw("give_up", "zhao")
    with pytest.raises(Refused, match="wang made this"):
        sent.act_on_draw("give_up", "wang", reason="they told me")
    sent.act_on_draw("give_up", "zhao", reason="confirmed by phone: nothing was paid")
    assert state(sent) == "CANCELLED"
    assert sent.line("facility", "F-1") == (8 * MILLION, 0, 0)
    sent.answer()
    assert "it was paid, says bank, and the draw is CANCELLED" in sent.alerts()["L04:D-1"]


def test_paid_after_failed_waits_for_a_person(sent: DealRooms) -> None:
    paid = sent.result()
    sent.answer("failed")
    sent.hear("funder.disbursement_result.v1", {**paid, "told_at": sent.now.isoformat()}, BANK)
    assert state(sent) == "APPROVED"
    assert "it was paid, says bank, and the draw is APPROVED" in sent.alerts()["L04:D-1"]
    assert sent.balance("1303.01") == 0


def test_failed_after_paid_is_a_returned_payment_and_waits_for_a_person(sent: DealRooms) -> None:
    sent.answer()
    sent.answer("failed")
    assert state(sent) == "ACTIVE"
    assert "it failed (E07 account closed), and it was paid by REF-D-1" in sent.alerts()["L04:D-1"]


def test_a_draw_that_is_cancelled_frees_all_it_held(rooms: DealRooms) -> None:
    with pytest.raises(Refused, match="cancel of D-1 needs a reason"):
        rooms.act_on_draw("cancel")
    made = rooms.act_on_draw("cancel", reason="not wanted")
    assert state(rooms) == "CANCELLED"
    assert rooms.line("facility", "F-1") == (8 * MILLION, 0, 0)
    assert statuses(made) == [("shop", "drawdown", "CANCELLED")]
    with pytest.raises(Refused, match="loan D-1 is CANCELLED"):
        rooms.act_on_draw("approve")


@pytest.mark.parametrize(
    ("act", "rest", "says"),
    [
        ("route", {}, r"loan D-1 is PRE_OCCUPIED; route \(t16\) needs it to be APPROVED"),
        ("disburse", {}, r"disburse \(t17\) needs it to be ROUTED"),
        ("burn", {}, "'burn' is done to no draw; approve, route"),
        ("approve", {"version": 1}, "is at version 2, not 1; look again"),
    ],
)
def test_an_act_out_of_its_turn_changes_nothing(
    rooms: DealRooms, act: str, rest: dict[str, Any], says: str
) -> None:
    before = rooms.books()
    with pytest.raises(Refused, match=says):
        rooms.act_on_draw(act, **rest)
    assert rooms.books() == before


def test_a_failure_told_late_ends_the_doubt(sent: DealRooms) -> None:
    sent.overdue()
    sent.answer("failed")
    assert state(sent) == "APPROVED"
    assert "L01:D-1" not in sent.alerts()


def chained() -> tuple[DealRooms, ReviewAsked]:
    """A product whose draws a chain decides; the workflow room is played by the test."""
    rooms = DealRooms(a_product(draw_chain="draws"))
    rooms.rooms = tuple(each for each in rooms.rooms if each != "workflow")
    rooms.pledge()
    rooms.open_facility()
    [asked] = [each.body for each in rooms.draw() if isinstance(each.body, ReviewAsked)]
    return rooms, asked


def ended(asked: ReviewAsked, outcome: str) -> ReviewEnded:
    return ReviewEnded(
        number=asked.number, subject_kind="draw", subject="D-1", outcome=outcome, by="qian", reason="seen"
    )


def test_draws_of_a_product_with_a_chain_are_decided_by_it() -> None:
    rooms, asked = chained()
    assert (asked.chain, asked.subject_kind, asked.minor) == ("draws", "draw", MILLION)
    with pytest.raises(Refused, match="decided by the chain draws, not by wang alone"):
        rooms.act_on_draw("approve")
    with pytest.raises(Refused, match="'perhaps' is no outcome"):
        rooms.tell("loan.review_ended.v1", ended(asked, "perhaps"))

    rooms.tell("loan.review_ended.v1", ended(asked, "approved"))

    assert (state(rooms), rooms.row(Loan, "D-1").approver) == ("APPROVED", "qian")
    assert rooms.tell("loan.review_ended.v1", ended(asked, "rejected")) == [], "it is decided"


def test_a_draw_that_its_chain_rejects_frees_what_it_held() -> None:
    rooms, asked = chained()
    rooms.tell("loan.review_ended.v1", ended(asked, "rejected"))
    assert state(rooms) == "CANCELLED"
    assert rooms.line("facility", "F-1") == (8 * MILLION, 0, 0)
