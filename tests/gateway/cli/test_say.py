"""`hub say`: what people decide goes in by a file, and what came of it is said."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.wiring import rooms
from adapters.wiring.word_file import FIRST, SECOND, fields_of, read_word, word_of
from core.hub.audit import DESK, AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.bodies import BODIES
from core.hub.rights import Grant
from core.kernel.errors import HubError, Refused, Unreadable
from core.parties import Party
from gateway import __main__ as main
from gateway.cli.say import WORDS
from gateway.console.people import People
from gateway.console.people_acts import Administration
from tests.gateway.cli.conftest import Office, make_office
from tests.gateway.cli.test_parties import MASTERS, ONE, OTHER, master

PAPER = Path(__file__).parents[3] / "docs" / "deals.md"
CLASSIFIED = f"uscc: {ONE}\nstanding: blacklisted\nreason: does not pay\n"
# What has a command or a page of its own, and what a room, the clock or the console says in somebody's name.
ELSEWHERE = (
    *("alert.acknowledged.v1", "alert.closed.v1", "ledger.chart_published.v1", "ledger.month_closed.v1"),
    *("ledger.period_locked.v1", "ledger.period_reopened.v1", "ledger.rules_published.v1"),
    *(
        "ledger.voucher_made.v1",
        "loan.calendar_published.v1",
        "loan.product_published.v1",
        "loan.product_retired.v1",
    ),
    *("loan.finding_referred.v1", "loan.review_asked.v1", "loan.review_ended.v1", "party.bands_published.v1"),
    *("party.member_admitted.v1", "party.member_suspended.v1", "party.programme_changed.v1"),
    *("party.programme_opened.v1", "party.template_published.v1", "risk.challenger_named.v1"),
    *("risk.rules_published.v1", "risk.rules_rolled_back.v1", "workflow.acted.v1"),
    *("workflow.chain_published.v1", "workflow.chain_retired.v1", "workflow.ended.v1"),
    *("workflow.role_held.v1", "workflow.started.v1"),
)


@contextmanager
def working(home: Path) -> Iterator[None]:
    """A worker beside the command, as in a hub that runs."""
    stop = threading.Event()
    beside = make_office(home)

    def turn() -> None:
        while not stop.wait(0.05):
            beside.work()

    worker = threading.Thread(target=turn)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(timeout=30)
        beside.hub.store.engine.dispose()


def written(office: Office, text: str) -> str:
    path = office.home / "word.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def known(office: Office) -> Office:
    """An office that knows one party."""
    office.publish(MASTERS)
    office.deliver(master(ONE, "甲", OTHER), "k1")
    return office


def standing(office: Office) -> tuple[str, str]:
    """How the house stands to the party, and who approved that."""
    row = office.hub.store.get(Party, ONE)
    assert row is not None
    return row.standing, row.standing_by


def refused(office: Office, *words: str) -> HubError:
    answer = office.told("say", *words)
    assert isinstance(answer.exception, HubError), answer.output
    return answer.exception


def test_everything_that_people_sign_has_a_command(office: Office) -> None:
    rooms.discover()
    signed = {
        name
        for name, kind in BODIES.items()
        if name.split(".")[0]
        in {"ledger", "loan", "collateral", "custody", "party", "risk", "workflow", "alert"}
        and set(kind.__struct_fields__).intersection(FIRST + SECOND)
    }

    assert signed - set(WORDS) == set(ELSEWHERE)
    listed = office.done("say")
    assert all(name in listed for name in WORDS)


def test_each_says_its_fields_and_none_of_who_says_it(office: Office) -> None:
    for name in WORDS:
        told = office.done("say", name)

        for field, holds, _required in fields_of(BODIES[name]):
            assert field not in FIRST + SECOND
            assert f"{field}: {holds}" in told
            assert "value" not in holds.split()


def test_the_files_of_the_paper_fit_their_types(tmp_path: Path) -> None:
    rooms.discover()
    rows = re.findall(
        r"^\| `hub say (\S+) FILE[^|]*\|(.*)\|$", PAPER.read_text(encoding="utf-8"), re.MULTILINE
    )
    files = [(name, text) for name, cell in rows for text in re.findall(r"`(\{[^`]*\})`", cell)]
    assert len(files) >= 9

    for name, text in files:
        (tmp_path / "word.yaml").write_text(text, encoding="utf-8")
        kind, stands = BODIES[name], {"version": 1, "business_day": 2026_11_02}
        filled = {field: value for field, value in stands.items() if field in kind.__struct_fields__}
        people = {field: "li" for field in (*FIRST, *SECOND) if field in kind.__struct_fields__}
        word_of(kind, {**filled, **read_word(tmp_path / "word.yaml")}, people)


def test_what_two_people_decide_is_done_noted_and_said(known: Office) -> None:
    with working(known.home):
        said = known.done(
            "say", "party.classified.v1", written(known, CLASSIFIED), "--by", "li", "--approver", "wang",
            "--wait", "60",
        )  # fmt: skip

    assert ": done" in said
    assert "approves blacklisted of 甲" in said
    assert standing(known) == ("blacklisted", "wang")
    [noted] = [
        one
        for one in map(noted_of, known.hub.store.rows(AuditEntry, limit=99, chain=DESK))
        if one.what == "decision.said"
    ]
    assert (noted.by, noted.on) == ("li", ONE)
    assert noted.change.startswith("party.classified.v1 as ")


def test_a_no_is_said_with_its_reason_and_ends_with_1(office: Office) -> None:
    file = written(office, "contract_no: C-9\n")
    with working(office.home):
        answer = office.told(
            "say", "collateral.contract_closed.v1", file, "--by", "li", "--approver", "wang", "--wait", "60"
        )

    assert answer.exit_code == 1
    assert ": refused" in answer.stdout
    assert "C-9" in answer.stdout


def test_without_a_worker_it_stands_and_its_place_is_said(known: Office) -> None:
    file = written(known, CLASSIFIED)
    two = ("--by", "li", "--approver", "wang")
    said = known.done("say", "party.classified.v1", file, *two, "--wait", "0")

    assert "waits; `hub explain " in said
    assert standing(known) == ("", "")
    known.work()
    assert standing(known) == ("blacklisted", "wang")


def test_what_does_not_fit_is_named_and_nothing_is_said(known: Office) -> None:
    classified, two = "party.classified.v1", ("--by", "li", "--approver", "wang")
    file = written(known, CLASSIFIED)
    assert "--approver names the other" in refused(known, classified, file, "--by", "li").text
    alone = refused(known, classified, file, "--by", "li", "--approver", "li")
    assert alone.cause == "four_eyes.same"
    one = refused(known, "party.tied.v1", file, *two)
    assert "one person's word" in one.text
    assert "`hub say` lists" in refused(known, "loan.day_ended.v1", file, *two).text
    for text, kind, fault in (
        (CLASSIFIED + "by: wu\n", Refused, "by is not for the file to say"),
        (
            CLASSIFIED + "untill: x\n",
            Unreadable,
            "untill is no field of it; there are reason",
        ),
        (f"uscc: {ONE}\nreason: x\n", Unreadable, "missing required field `standing`"),
        ("- a\n", Unreadable, "expected fields"),
    ):
        said = refused(known, classified, written(known, text), *two)
        assert isinstance(said, kind)
        assert fault in said.text
    assert "no such loan" in refused(known, "loan.draw_acted.v1", written(known, "loan_no: X\nact: a\n")).text
    known.work()
    assert standing(known) == ("", "")


def test_under_four_eyes_both_prove_it_and_hold_the_right(
    known: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANQIAO_FOUR_EYES", "on")
    people = Administration(People(known.hub.store, known.hub.clock), by="chief")
    keys = {name: people.add(name, [Grant("officer")]) for name in ("li", "wang")}
    people.add("looker", [Grant("auditor")])
    people.add("author", [Grant("mapping_author")])
    command = ["say", "party.classified.v1", written(known, CLASSIFIED), "--wait", "0", "--by"]

    for maker, approver, typed, fault in (
        ("li", "looker", f"{keys['li']}\n", "do not hold task.act"),
        ("author", "wang", "", "do not hold party.see"),
        ("li", "wang", f"{keys['li']}\n{keys['li']}\n", "name or password is wrong"),
    ):
        answer = CliRunner().invoke(main.app, [*command, maker, "--approver", approver], input=typed)
        assert isinstance(answer.exception, Refused), answer.output
        assert fault in answer.exception.text
    typed = f"{keys['li']}\n{keys['wang']}\n"
    both = CliRunner().invoke(main.app, [*command, "li", "--approver", "wang"], input=typed)
    assert both.exit_code == 0, (both.output, both.exception)
    known.work()
    assert standing(known) == ("blacklisted", "wang")
