"""`hub workflow` and `hub task`: chains are published by two, a decision is taken from the command line."""

from __future__ import annotations

from pathlib import Path

from adapters.wiring.workflow_data import SHIPPED
from core.hub.failures import Failure
from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office


def open_desks(office: Office) -> None:
    two = ("--approver", "wang", "--by", "li")
    office.done("workflow", "publish", *two)
    for role, people in (("reviewer", ["zhao", "qian"]), ("risk_officer", ["sun"]), ("manager", ["zhou"])):
        office.done("workflow", "hold", role, *people, *two)
    office.work()
    asked = ("--chain", "application", "--subject", "A1", "--minor", "5000", "--by", "mia")
    office.done("workflow", "start", "W1", *asked)
    office.work()


def act(office: Office, *words: str) -> None:
    office.done("task", *words)
    office.work()


def test_chains_and_roles_take_two_people(office: Office) -> None:
    for words in (("publish",), ("hold", "reviewer", "zhao")):
        alone = office.told("workflow", *words, "--approver", "li", "--by", "li")
        assert isinstance(alone.exception, Refused)
        assert "--approver names another person" in str(alone.exception)
    assert "no chain is published" in office.done("workflow", "list")

    open_desks(office)

    said = office.done("workflow", "list")
    assert "application 1" in said
    assert "reviewer: zhao, qian" in said


def test_a_decision_is_taken_and_shown_with_every_step(office: Office) -> None:
    open_desks(office)
    assert "zhao  W1 at review" in office.done("task", "list")
    act(office, "add-before", "W1", "zhou", "--by", "zhao")
    assert "zhou  W1 at review" in office.done("task", "list")
    act(office, "remove-signer", "W1", "zhou", "--by", "zhao")
    act(office, "redo", "W1", "maker", "--reason", "no statement", "--by", "zhao")
    assert office.done("task", "list").startswith("mia  W1 at maker")
    act(office, "resubmit", "W1", "--by", "mia")
    act(office, "delegate", "W1", "zhou", "--by", "zhao")
    assert "zhou for zhao  W1 at review" in office.done("task", "list")
    act(office, "approve", "W1", "--by", "zhou")
    assert office.done("task", "list", "--person", "zhao").strip() == "no task waits"
    act(office, "remind", "W1", "--by", "mia")
    act(office, "approve", "W1", "--by", "sun", "--reason", "fine")

    said = office.done("task", "show", "W1")

    assert "W1 application A1 of mia, application 1: approved" in said
    assert "review: zhao return maker redo: no statement" in said
    assert "risk: sun approve: fine" in said
    assert "nobody is asked any more" in said
    assert office.hub.store.rows(Failure, limit=9) == []


def test_who_decided_on_what_is_no_more_so_is_refused(office: Office) -> None:
    open_desks(office)
    act(office, "approve", "W1", "--by", "zhao", "--version", "1")
    act(office, "reject", "W1", "--by", "qian", "--version", "1", "--reason", "no")

    assert "at risk, version 2" in office.done("task", "show", "W1")
    assert "there is no workflow W2" in str(office.told("task", "show", "W2").exception)
    assert "there is no workflow W2" in str(office.told("task", "approve", "W2", "--by", "zhao").exception)


def test_a_task_is_claimed_and_given_back(office: Office) -> None:
    open_desks(office)
    act(office, "claim", "W1", "--by", "qian")
    said = office.done("task", "list")
    assert "qian  W1 at review" in said
    assert "zhao" not in said
    act(office, "unclaim", "W1", "--by", "zhao")
    assert "zhao  W1 at review" in office.done("task", "list")


def test_several_are_approved_at_once_where_their_chain_allows_it(office: Office, tmp_path: Path) -> None:
    open_desks(office)
    said = (SHIPPED / "release.yaml").read_text(encoding="utf-8")
    quick = tmp_path / "release.yaml"
    quick.write_text(
        said.replace("version: 1", "version: 2").replace("    late_to_deputy: true", "    batch: true")
    )
    office.done("workflow", "publish", str(quick), "--approver", "wang", "--by", "li")
    for number in ("W2", "W3"):
        asked = ("--chain", "release", "--subject", number, "--minor", "5000", "--by", "mia")
        office.done("workflow", "hold", "custody_officer", "zhou", "--approver", "wang", "--by", "li")
        office.work()
        office.done("workflow", "start", number, *asked)
        office.work()

    act(office, "approve-all", "W1", "W2", "W3", "--by", "zhou")

    for number in ("W2", "W3"):
        assert f"{number} release {number} of mia, release 2: approved" in office.done("task", "show", number)
    assert "at review, version 1" in office.done("task", "show", "W1")
    [failure] = office.hub.store.rows(Failure, limit=9)
    assert failure.cause == "workflow.batch"
    assert "there is no workflow W9" in str(
        office.told("task", "approve-all", "W9", "--by", "zhou").exception
    )


def test_a_chain_goes_out_of_use_by_two_people(office: Office) -> None:
    open_desks(office)
    office.done("workflow", "retire", "application", "--why", "merged", "--approver", "wang", "--by", "li")
    office.work()

    assert "application 1" in office.done("workflow", "list")
    assert "out of use: merged" in office.done("workflow", "list")
    alone = office.told("workflow", "retire", "release", "--why", "x", "--approver", "li", "--by", "li")
    assert isinstance(alone.exception, Refused)
