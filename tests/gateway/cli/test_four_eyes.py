"""Four eyes at the command line: a person proves who they are, and is never both of the two."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from core.hub.arrivals import Arrival
from core.hub.plan_records import Plan
from core.hub.publications import Publication
from core.hub.rights import Grant, every_role
from core.kernel.errors import Refused
from gateway import __main__ as main
from gateway.console.people import People
from gateway.console.people_acts import Administration
from tests.core.hub.planning import MENDED
from tests.gateway.cli.conftest import Office
from tests.hub_world import slip

HELD = (Grant("operator"), Grant("mapping_author"))


@pytest.fixture
def careful(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[Office, dict[str, str]]:
    """An office with four eyes on, two people and their passwords, and eleven failures."""
    monkeypatch.setenv("LIANQIAO_FOUR_EYES", "on")
    people = Administration(People(office.hub.store, office.hub.clock), by="chief")
    passwords = {name: people.add(name, HELD) for name in ("li", "wang")}
    passwords["looker"] = people.add("looker", [Grant("auditor")])
    for number in range(11):
        said = slip("in", f"BAD-{number}", (f"L{number}", "10")).replace(b'"qty"', b'"quantity"')
        office.deliver(said, f"bad-{number}")
    return office, passwords


def say(*words: str, password: str) -> Result:
    return CliRunner().invoke(main.app, list(words), input=f"{password}\n")


def test_a_mass_replay_takes_two_people_who_prove_it(careful: tuple[Office, dict[str, str]]) -> None:
    office, passwords = careful
    made = say("plan", "create", "retry", "--why", "mended", "--by", "li", password=passwords["li"])
    assert "waits for a second person" in made.stdout
    [plan] = office.hub.store.rows(Plan, limit=9)

    for words, password, refused in (
        (("start", plan.plan_id, "--by", "li"), passwords["li"], "waits for a second person"),
        (("approve", plan.plan_id, "--by", "li"), passwords["li"], "li made this"),
        (("approve", plan.plan_id, "--by", "wang"), passwords["li"], "name or password is wrong"),
        (("approve", plan.plan_id, "--by", "looker"), passwords["looker"], "do not hold plan.approve"),
        (("approve", plan.plan_id, "--by", "nobody"), "", "nobody who signs in here"),
    ):
        answer = say("plan", *words, password=password)
        assert isinstance(answer.exception, Refused), answer.output
        assert refused in answer.exception.text

    assert say("plan", "approve", plan.plan_id, "--by", "wang", password=passwords["wang"]).exit_code == 0
    assert say("plan", "start", plan.plan_id, "--by", "li", password=passwords["li"]).exit_code == 0


def test_a_new_hub_without_people_publishes_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANQIAO_FOUR_EYES", "on")
    (office.home / "mappings" / "wms" / "in" / "slips.yaml").write_text(MENDED)

    assert "published" in office.done("partner", "publish", "wms")


def test_a_publication_is_proposed_and_approved(careful: tuple[Office, dict[str, str]]) -> None:
    office, passwords = careful
    folder = office.home / "mappings" / "wms" / "in" / "slips.yaml"
    folder.write_text(MENDED)
    asked = ("partner", "publish", "wms", "--why", "their new column", "--by", "li")

    assert "waits for a second person" in say(*asked, password=passwords["li"]).stdout

    [made] = office.hub.store.rows(Publication, limit=9)
    assert "their new column" in office.done("partner", "waiting")
    own = say("partner", "approve", made.publication_id, "--by", "li", password=passwords["li"])
    assert isinstance(own.exception, Refused)
    answer = say("partner", "approve", made.publication_id[:8], "--by", "wang", password=passwords["wang"])
    assert answer.stdout.endswith("wms: published by wang\n")
    assert office.done("partner", "waiting") == "nothing waits\n"


@pytest.mark.parametrize(
    "words", [("ledger", "publish", "--from-day", "20260101"), ("risk", "publish"), ("workflow", "publish")]
)
def test_what_decides_about_money_is_published_by_two_who_prove_it(
    careful: tuple[Office, dict[str, str]], words: tuple[str, ...]
) -> None:
    office, passwords = careful
    before = len(office.hub.store.rows(Arrival, limit=99))

    def publish(by: str, approver: str, *, one: str, other: str) -> Result:
        return say(
            *words, "--by", by, "--approver", approver, password=f"{passwords[one]}\n{passwords[other]}"
        )

    for answer, refused in (
        (publish("li", "wang", one="li", other="li"), "name or password is wrong"),
        (publish("li", "li", one="li", other="li"), "--approver names another person"),
        (publish("li", "looker", one="li", other="looker"), "do not hold mapping.approve"),
        (publish("li", "nobody", one="li", other="li"), "nobody who signs in here"),
    ):
        assert isinstance(answer.exception, Refused), answer.output
        assert refused in answer.exception.text
    assert len(office.hub.store.rows(Arrival, limit=99)) == before

    assert publish("li", "wang", one="li", other="wang").exit_code == 0
    assert len(office.hub.store.rows(Arrival, limit=99)) > before


def test_who_asks_for_a_decision_and_who_acts_on_it_prove_it(careful: tuple[Office, dict[str, str]]) -> None:
    office, passwords = careful
    both = f"{passwords['li']}\n{passwords['wang']}"
    say("workflow", "publish", "--by", "li", "--approver", "wang", password=both)
    office.work()
    chain = ("--chain", "application", "--subject", "A1", "--by", "li")

    wrong = say("workflow", "start", "W1", *chain, password=passwords["wang"])
    started = say("workflow", "start", "W1", *chain, password=passwords["li"])

    assert isinstance(wrong.exception, Refused)
    assert "name or password is wrong" in wrong.exception.text
    assert started.exit_code == 0


def test_roles_of_chains_are_held_by_people_who_can_prove_it(careful: tuple[Office, dict[str, str]]) -> None:
    office, passwords = careful
    both = f"{passwords['li']}\n{passwords['wang']}"
    administration = Administration(People(office.hub.store, office.hub.clock), by="chief")
    administration.add("chief", every_role())
    administration.lock("looker")

    def hold(*people: str) -> Result:
        words = ("workflow", "hold", "reviewer", *people, "--by", "li", "--approver", "wang")
        return say(*words, password=both)

    for people, refused in (
        (("li", "zhao"), "zhao is nobody who signs in here and could sign nothing"),
        (("looker",), "looker is locked and could sign nothing"),
    ):
        answer = hold(*people)
        assert isinstance(answer.exception, Refused), answer.output
        assert refused in answer.exception.text
    assert hold("li", "wang").exit_code == 0
