"""`hub risk challenge`, `differences` and `simulate`: another version beside the one that decides."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from adapters.wiring.risk_data import HOUSE
from core.kernel.errors import Refused
from core.risk import Challenger, DecisionAsked, OutcomeTold
from tests.core.risk.cases import GOOD
from tests.gateway.cli.conftest import Office


@pytest.fixture
def softer(tmp_path: Path) -> Path:
    """The house's rules, but R35 takes a limit that is passed by up to 100."""
    folder = tmp_path / "softer"
    shutil.copytree(HOUSE, folder)
    path = folder / "draw.yaml"
    text = path.read_text().replace('headroom_minor: "< 0"', 'headroom_minor: "< -100"')
    path.write_text(text)
    return folder


def published(office: Office) -> None:
    office.done("risk", "publish", "--approver", "wang", "--by", "li")
    office.work()


def decided(office: Office, number: str, day: int, **otherwise: Any) -> None:
    asked = DecisionAsked(
        number=number,
        subject=f"L{number}",
        rule_set="house",
        stage="draw",
        business_day=day,
        inputs=GOOD["draw"] | otherwise,
    )
    office.tell("risk.decision_asked.v1", asked)


def challenge(office: Office, *words: str) -> str:
    said = office.done("risk", "challenge", *words, "--approver", "wang", "--by", "li", "--why", "tried")
    office.work()
    return said.strip()


def test_a_folder_is_tried_beside_the_version_in_force_and_its_differences_are_shown(
    office: Office, softer: Path
) -> None:
    published(office)
    said = challenge(office, "house/draw", str(softer))
    decided(office, "1", 2026_11_23)
    decided(office, "2", 2026_11_23, headroom_minor=-50)
    decided(office, "3", 2026_11_24, headroom_minor=-500)

    lines = office.done("risk", "differences", "house/draw").splitlines()

    assert said == "version 2 of house is to be tried at draw"
    assert lines == [
        "version 2 of house at draw beside the version in force",
        "3 decisions, 1 come out otherwise",
        "verdict: block -> pass: 1",
        "R35: fail B -> pass: 1",
        "2 L2 by version 1: verdict block -> pass; R35 fail B -> pass",
    ]
    assert "R35 fails B" in office.done("risk", "show", "2")


def test_a_trial_ends_and_begins_again_by_its_version(office: Office, softer: Path) -> None:
    published(office)
    challenge(office, "house/draw", str(softer))
    for candidate, left in (("none", []), ("2", [2]), ("none", []), ("2", [2])):
        challenge(office, "house/draw", candidate)
        assert [row.version for row in office.hub.store.rows(Challenger, limit=9)] == left


def test_a_candidate_decides_a_span_of_history_again(office: Office, softer: Path) -> None:
    published(office)
    for number, day, headroom in (("1", 22, -50), ("2", 23, -50), ("3", 24, 7), ("4", 25, -50)):
        decided(office, number, 2026_11_00 + day, headroom_minor=headroom)
    span = ("--since", "20261123", "--until", "20261124")

    by_folder = office.done("risk", "simulate", "house/draw", str(softer), *span).splitlines()

    assert by_folder[1:] == [
        "2 decisions, 1 come out otherwise",
        "verdict: block -> pass: 1",
        "R35: fail B -> pass: 1",
        "2 L2 on 20261123 by version 1: verdict block -> pass; R35 fail B -> pass",
    ]
    same = office.done("risk", "simulate", "house/draw", "1", *span).splitlines()
    assert same[1:] == ["2 decisions, 0 come out otherwise"]
    counted = office.done("risk", "simulate", "house/draw", str(softer), *span, "--limit", "0").splitlines()
    assert counted[1:] == by_folder[1:4]


def test_what_a_candidate_does_not_know_is_counted_and_left_out(office: Office, softer: Path) -> None:
    published(office)
    decided(office, "1", 2026_11_23)
    path = softer / "draw.yaml"
    lines = path.read_text().splitlines()
    gone = [line for line in lines if "voucher_term_months" not in line]
    path.write_text("\n".join(gone))

    said = office.done(
        "risk", "simulate", "house/draw", str(softer), "--since", "20261123", "--until", "20261123"
    ).splitlines()

    assert said[1:] == [
        "1 decisions, 0 come out otherwise",
        "voucher_term_months was said 1 times and is no variable of it",
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("differences", "house"), "'house' names no stage; write it as house/pre"),
        (("differences", "house/pre"), "nobody challenges house/pre"),
        (("simulate", "house/pre", "7", "--since", "20261123", "--until", "20261123"), "no version 7"),
        (("simulate", "house/pre", "1", "--since", "20261124", "--until", "20261123"), "are 0 days"),
        (("simulate", "house/pre", "1", "--since", "20261131", "--until", "20261201"), "20261131 is no day"),
        (
            ("challenge", "house/pre", "7", "--why", "x", "--approver", "li", "--by", "li"),
            "another person",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(office: Office, words: tuple[str, ...], says: str) -> None:
    published(office)

    result = office.told("risk", *words)

    assert isinstance(result.exception, Refused)
    assert says in str(result.exception)


def test_a_month_is_monitored_beside_another(office: Office) -> None:
    published(office)
    decided(office, "1", 2026_10_23)
    decided(office, "2", 2026_11_23, headroom_minor=-50, policy_live=False)
    decided(office, "3", 2026_11_24, headroom_minor=-500, dilution_pct=None)
    office.tell("risk.outcome_told.v1", OutcomeTold(subject="L2", bad=True, as_of=2026_12_31))
    words = ("risk", "monitor", "house/draw", "--month", "202611")

    lines = office.done(*words, "--against", "202610").splitlines()

    assert lines[:3] == [
        "version 1 of house at draw in 202611: 2 decisions",
        "verdicts: block 2",
        "how it went is told of 1: 1 bad (100.0 %)",
    ]
    assert "R35: 2 fail (100.0 %), 0 pass, 0 not judged; bad 1 of 1 (100.0 %), of the rest 0 of 0" in lines
    assert "R30: 0 fail (0.0 %), 1 pass, 1 not judged" in lines
    assert "R35 and R37 fail together 1 times, 100.0 % of the rarer one's fails" in lines
    at = lines.index("inputs against 202610")
    assert lines[at + 1].startswith("headroom_minor: said in 2 of 2, psi 17.7249 shifted")
    assert "dilution_pct: said in 1 of 2, psi 4.6043 shifted" in lines[at:]
    assert "payee_is_counterparty: said in 2 of 2, psi 0.0000 stable" in lines[at:]
    assert "R35 and R37" in office.done(*words)
    assert "nothing was decided by house at draw in 202609" in str(
        office.told("risk", "monitor", "house/draw", "--month", "202609").exception
    )
    assert "nothing was decided by house at draw in 202609" in str(
        office.told(*words, "--against", "202609").exception
    )


def test_sources_are_ranked_by_what_they_say_and_what_fails_by_them(office: Office) -> None:
    published(office)
    decided(office, "1", 2026_11_23, headroom_minor=-50)
    decided(office, "2", 2026_11_23, policy_live=None, premium_paid=None)

    lines = office.done("risk", "sources", "house/draw", "--month", "202611").splitlines()

    assert lines[0].startswith("ledger.hold_asked.v1: says 100.0 % of 1 inputs, 50.0 % fails a decision")
    assert "insurance.cover.v1: says 66.7 % of 3 inputs, 0.0 % fails a decision" in lines
    assert "nothing was decided" in str(
        office.told("risk", "sources", "house/draw", "--month", "202609").exception
    )
