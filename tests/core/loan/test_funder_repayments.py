"""What a funder got back on a day, and what it is owed at the end of it, beside ours."""

from __future__ import annotations

from typing import Any

import pytest

from core.loan import Break, FunderFile, ReceiptActed, Standing
from tests.core.loan.deal_papers import MILLION, cny
from tests.core.loan.funder_days import FUNDER, MORROW, FunderDays
from tests.core.loan.rooms import DAY


@pytest.fixture
def rooms() -> FunderDays:
    made = FunderDays()
    made.lend("D-1", "D-2")
    return made


def repaid(number: str = "RP-1", yuan: int = 1_000, **changed: Any) -> dict[str, Any]:
    return {"number": number, "amount": cny(yuan * 100), "date": "2025-06-02"} | changed


def owed(number: str = "FL-D-1", minor: int = MILLION) -> dict[str, Any]:
    return {"number": number, "amount": cny(minor), "date": "2025-06-02"}


def repaid_early(rooms: FunderDays) -> None:
    """1,000.00 on each of both loans, one told with the bank's reference."""
    rooms.repay("RP-1", 1_000)
    rooms.repay("RP-2", 2_000, "D-2", bank_ref="IN-7")


def test_repayments_are_found_by_the_funder_s_number_ours_or_the_bank_s(rooms: FunderDays) -> None:
    repaid_early(rooms)
    rooms.repay("RP-3", 3_000, bank_ref="IN-8")

    rooms.file(
        repaid(),
        repaid("X-1", 2_000, our_number="IN-7"),
        repaid("X-2", 3_000, bank_ref="IN-8"),
        kind="repayment",
    )

    assert rooms.row(FunderFile, FUNDER, "F1").matched == 3
    assert rooms.breaks() == []


def test_a_repayment_told_with_a_bank_s_reference_is_found_by_the_funder_s_number(rooms: FunderDays) -> None:
    repaid_early(rooms)

    rooms.file(repaid(), repaid("RP-2", 2_000), kind="repayment")

    assert rooms.breaks() == []


def test_a_row_that_names_a_loan_alone_is_its_one_receipt_of_that_amount_and_day(rooms: FunderDays) -> None:
    repaid_early(rooms)
    rooms.repay("RP-3", 3_000)
    rooms.repay("RP-4", 3_000)

    rows = [repaid("FL-D-1"), repaid("FL-D-2", 2_000), repaid("FL-D-1", 3_000), repaid("RP-4", 3_000)]
    rooms.file(*rows, kind="repayment")
    assert rooms.breaks() == []

    rooms.file(*rows[:3], no="F2", kind="repayment")
    assert ("missing-here", "FL-D-1") in rooms.breaks(), "of two alike nobody can say which it is"


@pytest.mark.parametrize(
    ("changed", "breaks", "says"),
    [
        ({"amount": cny(99_999)}, [("amount", "harbour-bank/RP-1")], "1000.00 CNY here, 999.99 CNY there"),
        ({"date": "2025-06-01"}, [("date", "harbour-bank/RP-1")], "from 20250602 here, from 20250601 there"),
        ({"status": "failed"}, [("status", "harbour-bank/RP-1")], "applied here, failed there"),
        (
            {"number": "RP-9"},
            [("missing-here", "RP-9"), ("missing-there", "harbour-bank/RP-1")],
            "RP-9: 1000.00 CNY of 2025-06-02 there, no such repayment is booked here",
        ),
    ],
)
def test_each_difference_of_a_repayment_is_a_break(
    rooms: FunderDays, changed: dict[str, Any], breaks: list[tuple[str, str]], says: str
) -> None:
    rooms.repay("RP-1", 1_000)

    rooms.file(repaid(**changed), kind="repayment")

    assert rooms.breaks() == breaks
    assert says in rooms.told("repayment")


def test_a_repayment_told_twice_is_a_duplicate(rooms: FunderDays) -> None:
    rooms.repay("RP-1", 1_000)
    rooms.file(repaid(), repaid(), repaid("RP-9"), repaid("RP-9"), kind="repayment")

    assert rooms.breaks() == [
        ("duplicate", "RP-9"),
        ("duplicate", "harbour-bank/RP-1"),
        ("missing-here", "RP-9"),
    ]


@pytest.mark.parametrize("ref", ["", "IN-9"])
def test_the_notice_that_comes_later_ends_what_was_missing(rooms: FunderDays, ref: str) -> None:
    rooms.file(repaid(bank_ref=ref), kind="repayment")
    assert rooms.breaks() == [("missing-here", "RP-1")]
    assert rooms.row(Standing, "D-1").outstanding_minor == MILLION, "nothing is booked from a file"

    rooms.repay("RP-1", 1_000, bank_ref=ref)

    assert rooms.breaks() == []
    assert rooms.told("repayment") == ""


def test_a_notice_that_differs_from_the_file_is_a_break_of_another_class(rooms: FunderDays) -> None:
    rooms.file(repaid(), kind="repayment")

    rooms.repay("RP-1", 1_001)

    assert rooms.breaks() == [("amount", "harbour-bank/RP-1")]


def test_money_on_the_loan_of_another_is_not_the_funder_s_to_tell(rooms: FunderDays) -> None:
    rooms.repay("RP-1", 1_000)

    rooms.file(repaid(our_number=f"{FUNDER}/RP-1"), kind="repayment", partner="other-bank")

    assert [row.what for row in rooms.rows(Break)] == ["missing-here"]


def test_a_repayment_that_was_taken_back_is_missed_by_nobody_and_stands_apart_where_it_is_told(
    rooms: FunderDays,
) -> None:
    rooms.repay("RP-1", 1_000)
    back = {"act": "take_back", "by": "wang", "approver": "zhao", "business_day": DAY, "reason": "退汇"}
    rooms.tell("loan.receipt_acted.v1", ReceiptActed(receipt_no=f"{FUNDER}/RP-1", **back))  # type: ignore[arg-type]

    rooms.file(kind="repayment")
    assert rooms.breaks() == []

    rooms.file(repaid(), no="F2", kind="repayment")
    assert "reversed here, paid there" in rooms.told("repayment")


def test_balances_are_the_principal_that_stands(rooms: FunderDays) -> None:
    rooms.file(owed(), owed("FL-D-2"), kind="balance")
    assert rooms.row(FunderFile, FUNDER, "F1").matched == 2

    rooms.file(owed(minor=1), owed("FL-9"), no="F2", kind="balance")
    assert rooms.breaks() == [("amount", "D-1"), ("missing-here", "FL-9"), ("missing-there", "D-2")]
    assert "D-1: 1000000.00 CNY here, 0.01 CNY there" in rooms.told("balance")


def test_a_balance_of_nothing_on_what_is_not_known_here_is_no_break(rooms: FunderDays) -> None:
    rooms.file(owed(), owed("FL-D-2"), owed("FL-9", 0), kind="balance")

    assert rooms.breaks() == []


def test_a_balance_of_a_day_before_the_loan_was_paid_is_nothing(rooms: FunderDays) -> None:
    rooms.file(owed(), kind="balance", day=2025_06_01)

    assert rooms.breaks() == [("amount", "D-1")]


def test_what_moved_since_that_day_is_not_compared(rooms: FunderDays) -> None:
    """Only the present is known, and nothing is guessed of the past."""
    rooms.count += 24 * 3_600
    rooms.repay("RP-1", 1_000, day=MORROW)

    rooms.file(owed(minor=5), owed("FL-D-2", 7), kind="balance")

    told = rooms.row(FunderFile, FUNDER, "F1")
    assert (told.not_compared, told.why) == (
        1,
        "D-1: repay on 20250603 changed it since; only the present is known",
    )
    assert rooms.breaks() == [("amount", "D-2")]


def test_what_was_apart_before_and_cannot_be_compared_now_stays(rooms: FunderDays) -> None:
    rooms.file(owed(minor=5), owed("FL-D-2"), kind="balance")
    rooms.count += 24 * 3_600
    rooms.repay("RP-1", 1_000, day=MORROW)

    rooms.file(owed(minor=6), owed("FL-D-2"), no="F2", kind="balance")

    assert rooms.breaks() == [("amount", "D-1")]


def test_a_balance_that_is_apart_day_by_day_is_one_break_of_its_first_day(rooms: FunderDays) -> None:
    rooms.file(owed(minor=5), owed("FL-D-2", 5), kind="balance")

    rooms.file(owed(minor=5), owed("FL-D-2"), no="F2", kind="balance", day=MORROW, hours=24)

    [found] = rooms.rows(Break, state="open")
    assert (found.day, found.about, found.since_day) == (MORROW, "D-1", DAY)
    assert rooms.told("balance") == ""
    assert "(1 d)" in rooms.told("balance", MORROW)


def test_of_what_is_lent_together_the_funder_s_part_is_compared() -> None:
    rooms = FunderDays("shared")
    rooms.ask_for("D-1")
    rooms.answer(partner="bank")

    rooms.file(owed(minor=30_000_000) | {"our_number": "D-1"}, kind="balance")
    assert rooms.breaks() == []

    rooms.file({**rooms.row_of(), "amount": cny(30_000_000)}, no="F2")
    told = rooms.row(FunderFile, FUNDER, "F2")
    assert (told.breaks, told.why) == (0, f"D-1 is paid by bank, not by {FUNDER}")


def test_a_notice_behind_the_file_of_its_day_that_is_not_in_it_is_missing_there(rooms: FunderDays) -> None:
    rooms.file(kind="repayment", hours=24)

    rooms.repay("RP-1", 1_000)

    assert rooms.breaks() == [("missing-there", "harbour-bank/RP-1")]
