"""Decision graphs whose outputs were computed elsewhere: their tables as ours, sums between by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.risk import Compiled, Input, Row, Table
from core.risk.values import Value, number_in
from tests.vectors.figures import vector

# What must hold, and the output then.
Case = tuple[Mapping[str, str], str]


def numbers(said: Mapping[str, Any], above: str = "") -> dict[str, Value]:
    """What a case says, by dotted names; its figures as they are written."""
    found: dict[str, Value] = {}
    for name, value in said.items():
        if isinstance(value, dict):
            found |= numbers(value, f"{above}{name}.")
        elif isinstance(value, float):
            exact = number_in(str(value))
            assert exact is not None
            found[above + name] = exact
        else:
            found[above + name] = value
    return found


def answer(rows: Sequence[Case], values: Mapping[str, Value], **kinds: str) -> Any:
    """The one output of the first row that matches."""
    names = dict.fromkeys(name for when, _ in rows for name in when)
    table = Table(
        name="t",
        inputs=tuple(Input(name=name, kind=kinds.get(name.split(".")[-1], "number")) for name in names),
        outputs=("y",),
        rows=tuple(
            Row(row_id=str(at), when=dict(when), then={"y": then}) for at, (when, then) in enumerate(rows)
        ),
        leaves_open=True,
    )
    [found] = Compiled(table, {}).answer(values).outputs
    return found["y"]


def case(name: str) -> tuple[dict[str, Value], dict[str, Any]]:
    given, expected = vector(name)
    return numbers(given["tests"][0]), expected["outputs"][0]


def banded(name: str, *bands: tuple[str, str]) -> list[Case]:
    return [({name: cell}, points) for cell, points in bands]


CREDIT = banded(
    "creditScore",
    (">= 750", "30"),
    ("[700..749]", "25"),
    ("[650..699]", "15"),
    ("[600..649]", "5"),
    ("< 600", "0"),
)
INCOME = banded(
    "annualIncome",
    (">= 100000", "25"),
    ("[60000..99999]", "20"),
    ("[30000..59999]", "10"),
    ("< 30000", "0"),
)
WORK: list[Case] = [
    ({"employmentStatus": "'full_time'", "employmentYears": ">= 5"}, "20"),
    ({"employmentStatus": "'full_time'", "employmentYears": ">= 2"}, "15"),
    ({"employmentStatus": "'full_time'"}, "10"),
    ({"employmentStatus": "'part_time'", "employmentYears": ">= 2"}, "5"),
    ({"employmentStatus": "'self_employed'", "employmentYears": ">= 3"}, "15"),
    ({"employmentStatus": "'self_employed'"}, "5"),
    ({}, "0"),
]


def test_a_loan_is_approved_at_the_rate_they_state() -> None:
    values, stated = case("zen-graph-loan-approval")
    debt, earned = values["monthlyDebt"], values["monthlyIncome"]
    assert isinstance(debt, int)
    assert isinstance(earned, int)
    share = Decimal(debt) * 100 / Decimal(earned)

    points = {
        "credit": answer(CREDIT, values),
        "income": answer(INCOME, values),
        "work": answer(WORK, values, employmentStatus="text"),
    }
    reasons = [
        answer([({"credit": "< 15"}, "true"), ({}, "false")], points),
        answer([({"income": "< 10"}, "true"), ({}, "false")], points),
        answer([({"work": "< 10"}, "true"), ({}, "false")], points),
        answer([({"share": "> 40"}, "true"), ({}, "false")], {"share": share}),
    ]

    score = sum(points.values()) + share
    assert (not any(reasons), score) == (stated["approval"], stated["totalRiskScore"])
    assert 100 - score == stated["riskAdjustment"]
    assert Decimal("5.5") + (100 - score) * Decimal("0.05") == Decimal(str(stated["interestRate"]))


SCORE, LATE, KNOWN = "applicant.creditScore", "applicant.latePayments", "applicant.creditHistoryMonths"
HISTORY: list[Case] = [
    ({SCORE: "> 750", LATE: "< 2", KNOWN: "> 60"}, "30"),
    ({SCORE: "[650..750]", LATE: "< 4", KNOWN: "> 36"}, "20"),
    ({SCORE: "[600..650)", LATE: "< 6", KNOWN: "> 24"}, "10"),
    ({}, "0"),
]
COMPLETE = {"applicant.incomeVerification": "'complete'", "applicant.bankAccountStanding": "'good'"}
PARTIAL = {"applicant.incomeVerification": "'partial'", "applicant.bankAccountStanding": "'fair'"}
MONTHS = "applicant.employmentMonths"
STABILITY: list[Case] = [
    ({MONTHS: "> 60"} | COMPLETE, "25"),
    ({MONTHS: "> 24"} | COMPLETE, "20"),
    ({MONTHS: "> 12"} | PARTIAL, "15"),
    ({MONTHS: "> 6"}, "5"),
    ({}, "0"),
]
RATIO, LOANS = "applicant.debtToIncomeRatio", "applicant.outstandingLoans"
DEBT: list[Case] = [
    ({RATIO: "< 0.2", LOANS: "< 2"}, "25"),
    ({RATIO: "< 0.4", LOANS: "< 3"}, "15"),
    ({RATIO: "< 0.6", LOANS: "< 5"}, "5"),
    ({}, "0"),
]


def test_an_applicant_is_as_risky_as_they_state() -> None:
    values, stated = case("zen-graph-application-risk-assessment")
    history = answer(HISTORY, values)
    income = answer(STABILITY, values, incomeVerification="text", bankAccountStanding="text")
    debt = answer(DEBT, values)
    category = answer(
        [
            ({"total": ">= 60", "negative": "0"}, "'low'"),
            ({"total": ">= 30"}, "'medium'"),
            ({"total": ">= 20", "negative": "< 2"}, "'medium'"),
            ({}, "'high'"),
        ],
        {"total": history + income + debt, "negative": [history, income, debt].count(0)},
    )

    assert {"creditHistory": history, "incomeStability": income, "debtToIncome": debt} == stated["scores"]
    assert (history + income + debt, category) == (stated["totalRiskScore"], stated["riskCategory"])


def test_a_limit_moves_by_as_much_as_they_state() -> None:
    values, stated = case("zen-graph-credit-limit-adjustment")
    on_time = "account.payment_history.on_time_payment_percentage"
    late = "account.payment_history.late_payments_last_12_months"
    used, mean = "account.utilization.current_percentage", "account.utilization.average_last_6_months"
    of = "account.financial_behavior."
    asked = of + "credit_inquiries_last_12_months"
    years, verified = of + "years_with_institution", of + "income_verified"
    paid = [({on_time: ">= 95", late: "<= 0"}, "30"), ({on_time: ">= 90", late: "<= 1"}, "20"), ({}, "-30")]
    score = answer(paid, values)
    score += answer([({used: "< 30", mean: "< 50"}, "25"), ({}, "-25")], values)
    score += answer(
        [
            ({asked: "< 1", years: ">= 3", verified: "true"}, "25"),
            ({asked: "< 2", years: ">= 2", verified: "true"}, "15"),
            ({asked: "< 3", years: ">= 1"}, "5"),
            ({asked: "< 4", years: "< 1", verified: "false"}, "-10"),
            ({}, "-20"),
        ],
        values,
        income_verified="truth",
    )
    percent = answer(
        banded("score", ("> 50", "30"), ("> 40", "25"), ("> 30", "20"), ("> 20", "15")), {"score": score}
    )
    limit = values["account.current_credit_limit"]
    assert isinstance(limit, int)

    change = Decimal(limit) * percent / 100
    assert change == stated["recommendation"]["amount_change"]
    assert limit + change == stated["recommendation"]["new_credit_limit"]
