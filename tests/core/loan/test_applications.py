"""Applications: taken when complete, one at a time, on their way by people, rules and those who decide."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.loan import Application, LoanStep, ReviewAsked, ReviewEnded
from core.parties import PartyClassified
from tests.core.loan.deal_papers import BORROWER, CORE, MILLION, STRANGER, application, paper
from tests.core.loan.deals import DealRooms, statuses
from tests.core.loan.rooms import a_product
from tests.core.rooms import at


@pytest.fixture
def rooms() -> DealRooms:
    return DealRooms(a_product(documents=("licence", "statements")))


def steps(rooms: DealRooms, number: str = "A-1") -> list[str]:
    rows = rooms.rows(LoanStep, subject_kind="application", subject=number)
    return [f"{row.code} {row.after}" for row in sorted(rows, key=lambda row: row.ordinal)]


def test_an_application_goes_its_way_and_grants_the_borrowers_line(rooms: DealRooms) -> None:
    made = rooms.apply()
    assert statuses(made) == [("shop", "application", "SUBMITTED")]
    rooms.act("accept")
    rooms.act("investigate")
    rooms.act("rate", second="zhao", reason="visited")
    rooms.act("review", second="zhao", reason="fine", amount_minor=5 * MILLION)

    row = rooms.row(Application, "A-1")
    assert (row.state, row.owner, row.verdict, row.approved_minor) == (
        "APPROVED",
        "wang",
        "not judged",
        5 * MILLION,
    )
    assert rooms.line("borrower", BORROWER) == (5 * MILLION, 0, 0)
    assert steps(rooms) == [
        "t01 SUBMITTED",
        "t02 ACCEPTED",
        "t04 INVESTIGATING",
        "t05 RATED",
        "t06 IN_REVIEW",
        "t07 APPROVED",
    ]


def test_the_same_application_twice_is_one(rooms: DealRooms) -> None:
    rooms.apply()
    before = rooms.books()

    assert rooms.apply() == []

    assert rooms.books() == before


def test_what_is_missing_is_asked_for_and_a_supplement_is_submitted(rooms: DealRooms) -> None:
    made = rooms.apply(documents=[paper("licence")])
    assert statuses(made) == [("shop", "application", "SUPPLEMENT")]
    assert made[0].body.reasons[0].text == "missing: statements"

    with pytest.raises(Refused, match="A-1 still lacks statements"):
        rooms.apply(version=2, status="supplement", documents=[paper("licence")], purpose="x")
    rooms.apply(version=2, status="supplement", documents=[paper("licence"), paper("statements")])

    assert steps(rooms) == ["t01 SUBMITTED", "t03 SUPPLEMENT", "t01 SUBMITTED"]
    assert rooms.row(Application, "A-1").missing == ""


def test_what_the_house_asks_for_comes_back_to_whoever_accepted_it(rooms: DealRooms) -> None:
    rooms.apply()
    rooms.act("accept")
    rooms.act("ask", items=("tax_returns",), reason="two years")
    with pytest.raises(Refused, match="A-1 still lacks tax_returns"):
        rooms.apply(version=2, status="supplement", purpose="x")
    rooms.apply(
        version=2,
        status="supplement",
        documents=[paper("licence"), paper("statements"), paper("tax_returns")],
    )

    assert rooms.row(Application, "A-1").state == "ACCEPTED"


def test_the_borrower_may_take_it_back_until_it_is_decided(rooms: DealRooms) -> None:
    rooms.apply()
    rooms.apply(version=2, status="withdrawn")
    assert rooms.row(Application, "A-1").state == "WITHDRAWN"
    rooms.approve(application_no="A-2")
    with pytest.raises(Refused, match=r"A-2 is APPROVED; withdraw \(t07\) needs it to be SUBMITTED"):
        rooms.apply(application_no="A-2", version=2, status="withdrawn")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"borrower": {"id": STRANGER}}, f"borrower {STRANGER} is not known; its master comes first"),
        ({"core": {"id": STRANGER}}, f"core enterprise {STRANGER} is not known"),
        (
            {"amount": {"amount": "50000001", "currency": "CNY"}},
            "an application of 50000001; the product takes",
        ),
        ({"amount": {"amount": "1000000", "currency": "USD"}}, "lends CNY"),
        ({"term_months": 37}, "a term in months of 37; the product takes 1 to 36"),
        (
            {"term_months": None, "maturity": "2025-06-01"},
            "an application until 2025-06-01, and it is 2025-06-02",
        ),
        ({"method": "by_plan"}, "'by_plan' is no way to repay goods-static"),
        ({"status": "withdrawn"}, "there is no application A-1"),
    ],
)
def test_an_application_outside_of_its_product_or_of_nobody_known_is_refused(
    rooms: DealRooms, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        rooms.apply(**changed)

    assert rooms.rows(Application) == []


def test_a_product_that_is_not_published_takes_no_application(rooms: DealRooms) -> None:
    rooms.product = a_product(code="nothing")
    with pytest.raises(Refused, match="product nothing has no approved version on 20250602"):
        rooms.apply()


def test_a_blocked_party_begins_nothing(rooms: DealRooms) -> None:
    said = PartyClassified(
        uscc=BORROWER, standing="blacklisted", reason="false invoices", proposer="li", approver="wang"
    )
    rooms.tell("party.classified.v1", said)
    with pytest.raises(Refused, match="borrower: 闽江钢材 is blacklisted: false invoices"):
        rooms.apply()


def test_a_borrower_has_one_open_application_for_a_product(rooms: DealRooms) -> None:
    rooms.apply()
    with pytest.raises(Refused, match=r"has A-1 open for goods-static \(SUBMITTED\); one at a time"):
        rooms.apply(application_no="A-2")

    rooms.apply(version=2, status="withdrawn")
    rooms.apply(application_no="A-2")


def test_a_number_that_comes_again_with_other_words_is_a_conflict(rooms: DealRooms) -> None:
    rooms.apply()
    with pytest.raises(Refused, match="A-1 version 1 came before with other words"):
        rooms.apply(purpose="copper")
    with pytest.raises(Refused, match="another takes another number"):
        rooms.apply(version=2, status="supplement", borrower={"id": CORE})
    with pytest.raises(Refused, match="is another's than thief's"):
        rooms.hear(
            "finance.application.v1", application(rooms.product, version=2, status="supplement"), "thief"
        )


def test_a_report_of_an_investigation_is_signed_by_two(rooms: DealRooms) -> None:
    rooms.apply()
    rooms.act("accept")
    rooms.act("investigate")
    with pytest.raises(Refused, match="signed by two, and wang stands alone"):
        rooms.act("rate")
    with pytest.raises(Refused, match="a second person approves it"):
        rooms.act("rate", second="wang ")


def test_what_the_rules_reject_is_rejected_and_never_reviewed(rooms: DealRooms) -> None:
    rooms.apply()
    rooms.act("accept")
    rooms.act("investigate")
    made = rooms.act("rate", second="zhao", judged={"executed_cases": 1})

    row = rooms.row(Application, "A-1")
    assert (row.state, row.verdict) == ("REJECTED", "reject")
    assert row.reason == "house version 1: reject; failed: R02"
    assert statuses(made) == [("shop", "application", "REJECTED")]
    with pytest.raises(Refused, match="the rules rejected A-1; it is not reviewed"):
        rooms.act("review", second="zhao")


def test_rules_that_pass_are_told_with_the_rating(rooms: DealRooms) -> None:
    rooms.apply()
    rooms.act("accept")
    rooms.act("investigate")
    made = rooms.act("rate", second="zhao", judged={"executed_cases": 0})

    assert rooms.row(Application, "A-1").verdict == "pass"
    [status] = [each for each in made if each.type == "finance.status.v1"]
    assert status.body.reasons[0].text == "house version 1: pass"


def test_a_product_with_a_chain_is_decided_by_it(rooms: DealRooms) -> None:
    rooms = DealRooms(a_product(application_chain="application"))
    rooms.rooms = tuple(each for each in rooms.rooms if each != "workflow")
    rooms.apply()
    rooms.act("accept")
    rooms.act("investigate")
    rooms.act("rate", second="zhao")
    made = rooms.act("review")
    [asked] = [each.body for each in made if isinstance(each.body, ReviewAsked)]
    assert (asked.chain, asked.subject, asked.maker, asked.minor) == (
        "application",
        "A-1",
        "wang",
        8 * MILLION,
    )
    assert rooms.row(Application, "A-1").state == "IN_REVIEW"

    ended = ReviewEnded(
        number="an older one", subject_kind="application", subject="A-1", outcome="approved", by="qian"
    )
    assert rooms.tell("loan.review_ended.v1", ended) == []
    rooms.tell(
        "loan.review_ended.v1",
        ReviewEnded(
            number=asked.number,
            subject_kind="application",
            subject="A-1",
            outcome="rejected",
            by="qian",
            reason="too much debt",
        ),
    )
    row = rooms.row(Application, "A-1")
    assert (row.state, row.reason) == ("REJECTED", "too much debt")
    assert rooms.line("borrower", BORROWER) == (0, 0, 0)


def test_who_acts_on_what_has_changed_meanwhile_looks_again(rooms: DealRooms) -> None:
    rooms.apply()
    rooms.act("accept")
    with pytest.raises(Refused, match="is at version 2, not 1; look again"):
        rooms.act("investigate", version=1)


@pytest.mark.parametrize(
    ("act", "rest", "says"),
    [
        ("review", {"second": "zhao"}, r"A-1 is SUBMITTED; review \(t06\) needs it to be RATED"),
        ("rate", {"second": "zhao"}, r"A-1 is SUBMITTED; rate \(t05\) needs it to be INVESTIGATING"),
        ("ask", {}, "nothing is asked for of A-1"),
        ("return", {}, "return of A-1 needs a reason"),
        ("burn", {}, "'burn' is done to no application; accept, ask"),
        (
            "review",
            {"second": "zhao", "amount_minor": 9 * MILLION},
            "900000000 minor units are put to review",
        ),
    ],
)
def test_an_act_out_of_its_turn_changes_nothing(
    rooms: DealRooms, act: str, rest: dict[str, Any], says: str
) -> None:
    rooms.apply()
    before = rooms.books()
    with pytest.raises(Refused, match=says):
        rooms.act(act, **rest)
    assert rooms.books() == before


def test_an_approval_that_expires_takes_its_line_back(rooms: DealRooms) -> None:
    rooms.approve()
    assert rooms.line("borrower", BORROWER) == (8 * MILLION, 0, 0)

    rooms.act("expire", reason="not signed in 90 days")

    assert rooms.row(Application, "A-1").state == "EXPIRED"
    assert rooms.line("borrower", BORROWER) == (0, 0, 0)


def test_a_returned_application_is_handed_in_anew(rooms: DealRooms) -> None:
    rooms.apply()
    rooms.act("accept")
    rooms.act("return", reason="the plan is not clear")
    rooms.apply(version=2, status="supplement", purpose="steel for May", applied_at=at(0.5).isoformat())

    row = rooms.row(Application, "A-1")
    assert (row.state, row.revision) == ("SUBMITTED", 2)
