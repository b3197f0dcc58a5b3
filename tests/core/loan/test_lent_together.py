"""Loans lent together 联合贷: days, money, loss and end are split by share, to the cent (P18, T19)."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan import Receipt
from core.loan.sharing import Share, ShareDue
from tests.core.loan.test_acts import act
from tests.core.loan.test_money_in import paid
from tests.core.loan.together import PARTNER, SHARE, LentTogether

FIRST = 5_167_171  # What the first of twelve equal instalments asks for.


def told_shares(made: list[Message]) -> list[ShareDue]:
    return [each.body for each in made if each.type == "loan.share_due.v1"]


@given(st.integers(0, 10**12), st.integers(1, 1_000_000))
def test_the_whole_of_our_part_is_the_most_that_our_part_may_be_of(own: int, own_ppm: int) -> None:
    share = Share(own_ppm)
    whole = share.whole(own, most=0)

    assert share.own(whole) <= own < share.own(whole + 1)
    assert Share(0).whole(own, most=77) == 77


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 1_000_000))
def test_a_share_of_what_stands_sums_to_it_and_grows_with_it(first: int, more: int, own_ppm: int) -> None:
    share = Share(own_ppm)

    assert share.own(first) + share.partner(first) == first
    assert 0 <= share.partner(first + more) - share.partner(first) <= more
    assert 0 <= share.own(first + more) - share.own(first) <= more
    assert first * (1_000_000 - own_ppm) // 1_000_000 == share.partner(first), "the lead keeps the cent"


def test_of_the_interest_of_days_our_share_is_income_and_the_partner_s_a_memo() -> None:
    """600,000 at 6 % of 360 days is 100.00 a day: 70.0001 are ours, and five days are 350.0005."""
    loan = LentTogether()

    loan.end_days(2025_03_07)

    assert loan.standing.accrued_minor == 50_000
    assert loan.balance("1132") == 35_001
    assert loan.of_partner("partner_interest") == 14_999
    income, tax = -loan.balance("6011", ""), -loan.balance("2221", "")
    assert (income, tax) == (35_001 - 1_981, 1_981), "6 % of VAT in our part, and in nobody else's"
    loan.assert_ties()


def test_money_is_split_at_once_and_passed_on_by_two() -> None:
    loan = LentTogether()
    loan.end_days(2025_04_02)

    made = paid(loan, f"{FIRST / 100:.2f}", "B-1")

    principal, interest = FIRST - 310_000, 310_000
    theirs = SHARE.partner(60_000_000) - SHARE.partner(60_000_000 - principal) + SHARE.partner(interest)
    [told] = told_shares(made)
    assert (told.funder, told.minor, told.owed, told.of) == (PARTNER, theirs, theirs, "B-1")
    assert loan.owed == theirs
    assert loan.standing.outstanding_minor == 60_000_000 - principal
    loan.assert_ties()
    with pytest.raises(Refused, match=f"there are {theirs}"):
        act(loan, "pass_on", 2025_04_04, minor=theirs + 1)

    act(loan, "pass_on", 2025_04_04, minor=1_000_000)
    act(loan, "pass_on", 2025_04_05)

    assert (loan.owed, loan.passed) == (0, theirs)
    assert loan.balance("1002.01", "") == FIRST - theirs - SHARE.own(60_000_000)
    with pytest.raises(Refused, match="pass_on of 0 minor units on L-1; there are 0"):
        act(loan, "pass_on", 2025_04_06)
    loan.assert_ties()


def test_what_being_late_costs_is_split_too_and_only_our_part_is_taxed() -> None:
    loan = LentTogether()
    loan.end_days(2025_04_20)
    stands = loan.standing
    penalty = stands.penalty_minor + stands.compound_minor
    assert penalty > 0
    before = {account: loan.balance(account, "") for account in ("6011", "2221")}

    paid(loan, f"{(FIRST + penalty) / 100:.2f}", "B-1", 2025_04_21)

    [receipt] = loan.rows(Receipt)
    assert receipt.surplus_minor == 0
    charged = sum(due.paid_penalty_minor + due.paid_compound_minor for due in loan.dues())
    ours = SHARE.own(charged)
    earned = before["6011"] - loan.balance("6011", "")
    taxed = before["2221"] - loan.balance("2221", "")
    assert charged == penalty
    assert earned + taxed == ours
    loan.assert_ties()


def test_our_share_alone_is_judged_and_set_aside_and_stops_to_earn() -> None:
    """P12 and P13: after ninety days both our parts leave income; the partner's claim stays what it is."""
    loan = LentTogether()
    loan.end_days(2025_07_10)

    stands = loan.standing
    assert stands.non_accrual
    assert loan.balance("6011", "") == loan.balance("1132") == 0
    assert stands.category == 3
    assert stands.provision_minor == (SHARE.own(60_000_000) * 26 + 50) // 100
    assert loan.balance("suspended_interest") == SHARE.own(stands.suspended_minor)
    assert loan.of_partner("partner_interest") == SHARE.partner(stands.suspended_minor)
    loan.assert_ties()

    paid(loan, "200000.00", "B-1", 2025_07_11)
    loan.end_days(2025_08_11, since=2025_07_11)

    loan.assert_ties()


def test_t19_what_is_lent_together_is_written_off_and_recovered_by_share() -> None:
    loan = LentTogether()
    paid(loan, f"{FIRST / 100:.2f}", "B-1", 2025_04_03)
    loan.end_days(2025_08_10)
    act(loan, "pass_on", 2025_08_11)
    act(loan, "dispose", 2025_08_11)
    lost = loan.held().principal

    act(loan, "write_off", 2025_08_12)

    assert loan.loan.state == "WRITTEN_OFF"
    for account in ("1303.01", "1132", "1304"):
        assert loan.balance(account) == 0, account
    assert loan.of_partner("1321") == loan.of_partner("2314") == 0
    assert loan.balance("written_off") == lost, "our part of the principal, for interest was income no more"
    loss = loan.balance("6702", "")
    assert loss == lost, "what is lost is our part alone"

    made = act(loan, "recover", 2025_09_01, minor=1_000_001)

    own = SHARE.own(1_000_001)
    [told] = told_shares(made)
    assert (told.minor, loan.owed) == (1_000_001 - own, 1_000_001 - own)
    assert loan.balance("written_off") == lost - own
    assert -loan.balance("1304") == own
    with pytest.raises(Refused, match="recover of 54142829 minor units on L-1; there are 54142828"):
        act(loan, "recover", 2025_09_02, minor=SHARE.whole(lost - own, most=0) + 1)
    with pytest.raises(Refused, match="minor units of its partner's part"):
        act(loan, "close", 2025_09_02)
    act(loan, "pass_on", 2025_09_02)
    act(loan, "close", 2025_09_03)
    assert loan.loan.state == "CLOSED"


def test_it_is_closed_only_when_nothing_is_owed_to_the_partner_and_no_cent_is_left() -> None:
    loan = LentTogether()
    loan.end_days(2025_03_09)
    act(loan, "accelerate", 2025_03_10)
    paid(loan, "600700.00", "B-1", 2025_03_10)
    assert loan.loan.state == "SETTLED"
    theirs = SHARE.partner(60_000_000) + SHARE.partner(70_000)
    with pytest.raises(Refused, match=f"open are: {theirs} minor units of its partner's part"):
        act(loan, "close", 2025_03_11)

    act(loan, "pass_on", 2025_03_11)
    act(loan, "close", 2025_03_12)

    assert loan.loan.state == "CLOSED"
    for account in ("1303.01", "1132", "1304", "2241.05", "2241.04"):
        assert loan.balance(account) == 0, account
    for account in ("1321", "2314", "partner_interest"):
        assert loan.of_partner(account) == 0, account
    loan.assert_ties()


def test_what_is_taken_back_after_it_was_passed_on_the_partner_owes_back() -> None:
    loan = LentTogether()
    paid(loan, f"{FIRST / 100:.2f}", "B-1", 2025_04_03)
    theirs = loan.owed
    act(loan, "pass_on", 2025_04_04)

    made = loan.take_back("B-1", 2025_04_05)

    [told] = told_shares(made)
    assert (told.minor, told.owed, loan.owed) == (-theirs, -theirs, -theirs)
    with pytest.raises(Refused, match=f"-{theirs} minor units of its partner's part"):
        act(loan, "close", 2025_04_06)
    loan.assert_ties()
    paid(loan, f"{FIRST / 100:.2f}", "B-2", 2025_04_05)
    assert 0 <= abs(loan.owed) <= 1_000, "it is even again, but for two days of penalty"


def test_the_split_is_the_same_in_whatever_order_payments_become_known() -> None:
    """B11, by share: cents move with what came before, so all that is behind is posted anew."""
    payments = ((33_333, 2025_03_20, "B-1"), (2_222_221, 2025_04_04, "B-2"), (1_111_117, 2025_04_09, "B-3"))
    ends: list[dict[str, Any]] = []
    for order in permutations(payments):
        loan = LentTogether()
        loan.end_days(2025_04_12)
        for minor, day, number in order:
            loan.pay(minor, day, number, told=2025_04_13)
            loan.assert_ties()
        ours = ("1303.01", "1132", "1002.01", "6011", "2221", "2241.04")
        theirs = ("1321", "2314", "2241.05", "partner_interest")
        ends.append(
            {account: loan.balance(account, "") for account in ours}
            | {account: loan.of_partner(account) for account in theirs}
        )
    assert all(each == ends[0] for each in ends)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9_000_000), st.integers(0, 40)), min_size=1, max_size=5))
def test_whatever_is_paid_no_cent_of_a_share_is_lost(payments: list[tuple[int, int]]) -> None:
    loan = LentTogether()
    for place, (minor, after) in enumerate(payments):
        day = 2025_04_01 + after if after < 30 else 2025_05_01 + after - 30
        loan.pay(minor, day, f"B-{place}", told=2025_05_20)
        loan.assert_ties()
    for place in range(len(payments)):
        loan.take_back(f"B-{place}", 2025_05_21)
        loan.assert_ties()
    assert loan.owed == 0
    assert loan.standing.outstanding_minor == 60_000_000


def test_margin_that_pays_reaches_the_partner_and_money_paid_too_much_is_the_borrower_s() -> None:
    loan = LentTogether()
    paid(loan, f"{FIRST / 100 + 100:.2f}", "B-1", 2025_04_03)
    first = loan.owed
    assert loan.standing.surplus_minor == 10_000
    loan.assert_ties()

    loan.end_days(2025_05_02)
    loan.pay(10_000, 2025_05_03, "M-1", kind="margin_applied")

    # What was paid too much is kept for the next due day, and pays it beside the margin.
    interest = sum(due.paid_interest_minor for due in loan.dues())
    assert interest == 330_000
    assert loan.standing.surplus_minor == 0
    assert loan.owed - first == SHARE.partner(interest) - SHARE.partner(310_000)
    assert loan.balance("2002", "") == 10_000
    loan.assert_ties()
