"""Whose money it is: quotas, a funder's own book (P17), what is lent together (P18), and its plan (T18)."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.loan import Due, Loan, Plan, Quota
from tests.core.loan.deal_papers import BANK, BORROWER, CORE, MILLION, SUPERVISOR, cny
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import a_product
from tests.core.rooms import at

FUNDER = "harbour-bank"


def quota(rooms: DealRooms, no: str = "Q-1", **changed: Any) -> None:
    partner = changed.pop("partner", FUNDER)
    body: dict[str, Any] = {
        "quota_no": no,
        "funder": {"id": FUNDER},
        "product": rooms.product.code,
        "told_at": rooms.now.isoformat(),
        "total": cny(10 * MILLION),
    }
    rooms.hear("funder.quota.v1", body | changed, partner)


def deal(booking: str = "agency", **changed: Any) -> DealRooms:
    rooms = DealRooms(a_product(booking=booking, **changed))
    rooms.pledge()
    signers = ("house", BORROWER, CORE, SUPERVISOR, FUNDER)
    rooms.open_facility(funder=FUNDER, signers=signers, own_ppm=700_000)
    return rooms


def test_a_funders_line_follows_its_newest_word() -> None:
    rooms = DealRooms()
    quota(rooms)
    assert rooms.line("funder", FUNDER) == (10 * MILLION, 0, 0)
    quota(rooms, "Q-2", total=cny(4 * MILLION))
    assert rooms.line("funder", FUNDER) == (4 * MILLION, 0, 0)
    quota(rooms, "Q-0", told_at=at(-3).isoformat())
    quota(rooms, "Q-2", total=cny(9 * MILLION))
    assert rooms.line("funder", FUNDER) == (4 * MILLION, 0, 0), "older, or the same number: nothing"
    assert rooms.rows(Quota, funder=FUNDER)[0].quota_no == "Q-2"
    quota(rooms, "Q-3", partner="other-bank")
    assert rooms.line("funder", FUNDER) == (4 * MILLION, 0, 0), "nobody tells of another's money"


def test_a_quota_told_again_with_less_under_its_number_calls_a_person() -> None:
    """A cut that nobody hears of is lent beyond; the same once more is nothing."""
    rooms = DealRooms()
    quota(rooms)

    quota(rooms)
    assert not [each for each in rooms.alerts() if each.startswith("L04")]
    quota(rooms, total=cny(0))

    assert rooms.line("funder", FUNDER) == (10 * MILLION, 0, 0)
    assert f"gave {10 * MILLION} minor units" in rooms.alerts()[f"L04:quota/{FUNDER}/Q-1"]


def test_what_is_left_of_a_quota_counts_beside_what_we_occupy() -> None:
    rooms = deal()
    quota(rooms)
    rooms.draw()
    rooms.act_on_draw("approve")
    rooms.act_on_draw("route", funder=FUNDER)
    quota(rooms, "Q-2", total=None, remaining=cny(2 * MILLION))
    assert rooms.line("funder", FUNDER) == (3 * MILLION, MILLION, 0)


def test_a_funder_that_lends_on_its_own_book_is_asked_to_pay_and_we_book_no_loan() -> None:
    """P17: what is lent stands off our balance sheet, and its quota is used."""
    rooms = deal()
    quota(rooms)
    assert rooms.balance("undrawn", "off_balance") == 0, "the funder promised, not we"
    rooms.draw()
    sent = rooms.send_out(funder=FUNDER)
    [request] = [each for each in sent if each.type == "funder.drawdown_request.v1"]
    assert (request.partner, request.body.funder.id) == (FUNDER, FUNDER)
    assert rooms.line("funder", FUNDER) == (10 * MILLION, MILLION, 0)
    with pytest.raises(Refused, match=f"bank answers about D-1, {FUNDER} was to pay it"):
        rooms.answer()

    rooms.answer(partner=FUNDER)

    assert rooms.row(Loan, "D-1").state == "ACTIVE"
    assert rooms.balance("agency", "off_balance", funder=FUNDER) == MILLION
    assert rooms.balance("1303.01") == 0
    assert rooms.line("funder", FUNDER) == (10 * MILLION, 0, MILLION)


def test_what_is_lent_together_is_split_and_the_lead_keeps_the_cent() -> None:
    """G8: 1,000,000.01 at 70 to 30 are 700,000.01 and 300,000.00; our bank pays all of it (P18)."""
    rooms = deal("shared")
    quota(rooms)
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 560_000_000
    rooms.draw("1000000.01")
    rooms.send_out(funder=FUNDER)
    assert rooms.line("funder", FUNDER) == (10 * MILLION, 30_000_000, 0)

    rooms.answer(partner=BANK)

    assert rooms.row(Loan, "D-1").own_minor == 70_000_001
    assert rooms.balance("1303.01", contract="D-1") == 70_000_001
    assert rooms.balance("1321", funder=FUNDER) == 30_000_000
    assert rooms.balance("2314", funder=FUNDER) == -30_000_000
    assert rooms.balance("1002.01") == -70_000_001
    assert rooms.balance("undrawn", "off_balance", contract="F-1") == 560_000_000 - 70_000_001


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (None, f"{FUNDER} told no quota for goods-static"),
        ({"total": cny(MILLION - 1)}, f"{FUNDER} cannot take D-1: funder's quota {FUNDER} has no room"),
        ({"ticket_max": cny(MILLION // 2)}, "takes 0 to 50000000 minor units, not 100000000"),
        ({"ticket_min": cny(2 * MILLION)}, "takes 200000000 to 0 minor units, not 100000000"),
        ({"valid_to": "2025-05-31"}, "lends from 0 to 20250531, today is 20250602"),
        ({"term_months_min": 6}, "lends for 6 to 0 months, not 3"),
        ({"core": {"id": "another"}}, f"{FUNDER} told no quota for goods-static"),
    ],
)
def test_a_funder_takes_only_what_its_quota_says(told: dict[str, Any] | None, says: str) -> None:
    rooms = deal()
    if told is not None:
        quota(rooms, **told)
    rooms.draw()
    rooms.act_on_draw("approve")
    with pytest.raises(Refused, match=says):
        rooms.act_on_draw("route", funder=FUNDER)
    assert rooms.row(Loan, "D-1").state == "APPROVED"


def test_a_draw_goes_only_to_those_who_fund_its_product() -> None:
    rooms = deal()
    quota(rooms)
    rooms.draw()
    rooms.act_on_draw("approve")
    with pytest.raises(Refused, match="it is routed to a funder, not to nobody"):
        rooms.act_on_draw("route")
    with pytest.raises(Refused, match=f"other is no funder of goods-static under F-1; there are {FUNDER}"):
        rooms.act_on_draw("route", funder="other")

    own = DealRooms()
    own.pledge()
    own.open_facility()
    own.draw()
    own.act_on_draw("approve")
    with pytest.raises(Refused, match=f"it is routed to nobody else, not to {FUNDER}"):
        own.act_on_draw("route", funder=FUNDER)


def test_a_failure_frees_the_quota_and_another_try_holds_it_anew() -> None:
    rooms = deal()
    quota(rooms)
    rooms.draw()
    rooms.send_out(funder=FUNDER)
    rooms.answer("failed", partner=FUNDER)
    assert rooms.line("funder", FUNDER) == (10 * MILLION, 0, 0)
    rooms.act_on_draw("route", funder=FUNDER)
    assert rooms.line("funder", FUNDER) == (10 * MILLION, MILLION, 0)


def plan(rooms: DealRooms, *cents: int, version: int = 1, **changed: Any) -> dict[str, Any]:
    """The funder's plan of D-1: ours, with so many cents more of interest in each instalment."""
    loan = rooms.row(Loan, "D-1")
    dues = sorted(rooms.rows(Due, loan_no="D-1", plan=loan.plan), key=lambda due: due.number)
    more = [*cents, *[0] * (len(dues) - len(cents))]
    terms = [
        {
            "no": due.number,
            "due": f"{due.due // 10_000}-{due.due // 100 % 100:02}-{due.due % 100:02}",
            "principal": cny(due.principal_minor),
            "interest": cny(due.interest_minor + cent),
        }
        for due, cent in zip(dues, more, strict=True)
    ]
    body = {
        "loan_no": loan.funder_loan_no,
        "version": version,
        "told_at": rooms.now.isoformat(),
        "terms": terms,
    }
    return body | changed


@pytest.fixture
def active() -> DealRooms:
    rooms = deal()
    quota(rooms)
    rooms.draw()
    rooms.send_out(funder=FUNDER)
    rooms.answer(partner=FUNDER)
    return rooms


def test_a_plan_that_is_ours_changes_nothing(active: DealRooms) -> None:
    active.hear("funder.repayment_plan.v1", plan(active), FUNDER)
    assert active.row(Loan, "D-1").plan == 1
    assert active.row(Plan, "D-1", 1).told == 1
    assert "L06:D-1" not in active.alerts()


def test_cents_apart_the_funders_plan_counts(active: DealRooms) -> None:
    """T18: what is due and earned is theirs from then on, so that no cent is left over anywhere."""
    said = plan(active, 1, -2)
    active.hear("funder.repayment_plan.v1", said, FUNDER)

    loan = active.row(Loan, "D-1")
    assert loan.plan == 2
    first, second = ([active.row(Due, "D-1", number, each) for number in (1, 2)] for each in (1, 2))
    assert first[1].interest_minor - first[0].interest_minor == 1
    assert second[1].interest_minor - second[0].interest_minor == -2
    assert second[1].earned_before_minor == first[1].interest_minor
    assert active.row(Plan, "D-1", 2).why == "the funder's amounts"

    before = active.books()
    assert active.hear("funder.repayment_plan.v1", {**said, "told_at": active.now.isoformat()}, FUNDER) == []
    assert active.books() == before, "the same version again is nothing"


@pytest.mark.parametrize(
    ("cents", "changed", "says"),
    [
        ((6,), {}, "instalment 1 of D-1: interest is 600000 minor units, by the funder 600006; 5 may differ"),
        ((), {"terms": []}, ""),
    ],
)
def test_further_apart_a_person_looks_and_our_plan_stays(
    active: DealRooms, cents: tuple[int, ...], changed: dict[str, Any], says: str
) -> None:
    said = plan(active, *cents)
    if "terms" in changed:
        said["terms"] = said["terms"][:2]
        says = "D-1 has 3 instalments, the funder's plan 2"
    active.hear("funder.repayment_plan.v1", said, FUNDER)
    assert active.alerts()["L06:D-1"] == says
    assert active.row(Loan, "D-1").plan == 1

    active.hear("funder.repayment_plan.v1", plan(active, version=2), FUNDER)
    assert "L06:D-1" not in active.alerts()


def test_a_plan_due_on_other_days_or_that_repays_another_sum_is_another_plan(active: DealRooms) -> None:
    later = plan(active)
    later["terms"][0]["due"] = "2025-07-03"
    active.hear("funder.repayment_plan.v1", later, FUNDER)
    assert active.alerts()["L06:D-1"] == "instalment 1 of D-1 is due on 20250702, by the funder on 20250703"

    more = plan(active, version=2)
    due = active.row(Due, "D-1", 1, 1)
    more["terms"][0]["principal"] = cny(due.principal_minor + 1)
    active.hear("funder.repayment_plan.v1", more, FUNDER)
    assert active.alerts()["L06:D-1"] == "the funder's plan repays 100000001 minor units of D-1"


def test_a_plan_of_nobody_we_know_or_of_anothers_loan_is_refused(active: DealRooms) -> None:
    with pytest.raises(Refused, match="0 loans are known as FL-9"):
        active.hear("funder.repayment_plan.v1", plan(active, loan_no="FL-9"), FUNDER)
    with pytest.raises(Refused, match="thief tells a plan of D-1, which is not its loan"):
        active.hear("funder.repayment_plan.v1", plan(active), "thief")
