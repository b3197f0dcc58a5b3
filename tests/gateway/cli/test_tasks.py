"""`hub workflow` and `hub task`: chains are published by two, a decision is taken from the command line."""

from __future__ import annotations

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
