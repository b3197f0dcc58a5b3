"""`hub plan`: what failed is chosen, looked at, tried again, and held or let go on by a person."""

from __future__ import annotations

import pytest

from adapters.wiring.again import make_plans
from core.hub.plan_records import Plan, Selection
from core.kernel.errors import Refused
from gateway.cli.selections import selection_of
from tests.core.hub.planning import MENDED
from tests.gateway.cli.conftest import Office
from tests.hub_world import slip
from tests.patience import until


@pytest.fixture
def failing(office: Office) -> Office:
    """Three messages that the mapping of their day could not read, and a mapping that can."""
    for number in range(3):
        said = slip("in", f"BAD-{number}", (f"L{number}", "10")).replace(b'"qty"', b'"quantity"')
        office.deliver(said, f"bad-{number}")
    office.publish(MENDED)
    office.work()
    return office


def created(office: Office, *words: str) -> str:
    """The id of a plan, as it is printed."""
    return office.done("plan", "create", *words, "--why", "mended", "--by", "li").split()[0]


def state(office: Office) -> str:
    [plan] = office.hub.store.rows(Plan, limit=9)
    return plan.state


def test_a_retry_is_frozen_previewed_started_and_brought_to_its_end_by_the_clock(failing: Office) -> None:
    plan = created(failing, "retry", "partner=wms")
    assert state(failing) == "ready"
    looked = failing.done("plan", "preview", plan, "--limit", "1").splitlines()
    assert looked[0] == "1/1 books"
    assert looked[1].startswith("  + custody ")

    started = failing.told("plan", "start", plan, "--by", "wang")
    assert "LOOK: no clock has ticked ever: plans" in started.stderr
    assert brought_on(failing) == "done"

    said = failing.done("plan", "show", plan)
    assert f"{plan} retry   done      3 of 3, 0 failed: mended (0 of 3 failed)" in said
    assert "made by li" in said
    assert "started by wang" in said
    assert "3 mended, 0 the same, 0 failed, 0 skipped, 0 to do" in said
    assert failing.done("plan", "list").count("\n") == 1


def brought_on(office: Office) -> str:
    """The state in which a plan stands when the clock has done with it what it can."""

    def turned() -> bool:
        make_plans(office.hub).run_due()
        office.work()
        return state(office) != "running"

    until(turned, "a plan that runs no more")
    return state(office)


def test_a_person_holds_a_plan_lets_it_go_on_and_ends_it(failing: Office) -> None:
    plan = created(failing, "retry")

    for act, then in (
        ("start", "running"),
        ("pause", "paused"),
        ("go-on", "running"),
        ("cancel", "cancelled"),
    ):
        failing.done("plan", act, plan)
        assert state(failing) == then
    again = failing.told("plan", "start", plan)

    assert isinstance(again.exception, Refused)
    assert "the plan is cancelled" in again.exception.text


def test_what_fails_again_is_shown_with_its_cause(office: Office) -> None:
    office.deliver(slip("in", "BAD", ("L1", "ten")), "bad")
    plan = created(office, "retry", "place=1/1")
    office.done("plan", "start", plan)
    assert brought_on(office) == "done"

    said = office.done("plan", "show", plan)

    assert "1 of 1, 1 failed" in said
    assert "  failed 1/1: map.decimal@wms/in/slips.yaml:30: " in said
    assert "  failed " not in office.done("plan", "show", plan, "--failed", "0")


def test_a_re_read_shows_what_is_stored_beside_what_is_read_today(office: Office) -> None:
    office.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    office.publish(MENDED.replace("default: TNE", "default: KGM"))
    office.work()

    plan = created(office, "reread", "key=IN-1")

    looked = office.done("plan", "preview", plan)
    assert "wms.inbound.v1 IN-1 lots[0].quantity.unit: TNE -> KGM" in looked


def test_a_rebuild_takes_everything_and_says_that_the_books_are_the_same(office: Office) -> None:
    office.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    plan = created(office, "rebuild")
    assert "takes everything" in office.done("plan", "preview", plan)
    office.done("plan", "start", plan)

    assert brought_on(office) == "done"

    assert "the books are the same to the last byte" in office.done("plan", "show", plan)


def test_a_selection_is_said_in_words(office: Office) -> None:
    words = ["partner=wms", "cause=map.decimal@wms/in/slips.yaml:7", "since=2026-11-23T08:00:00+08:00",
             "place=3/17", "place=3/18", "state=parked"]  # fmt: skip

    chosen = selection_of(words)

    assert (chosen.partner, chosen.cause, chosen.state) == (
        "wms",
        "map.decimal@wms/in/slips.yaml:7",
        "parked",
    )
    assert chosen.places == ("3/17", "3/18")
    assert chosen.since is not None
    assert chosen.since.isoformat() == "2026-11-23T00:00:00+00:00"
    assert selection_of([]) == Selection()


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("partner", "chooses nothing"), ("colour=red", "chooses nothing"), ("partner=", "chooses nothing"),
        ("since=yesterday", "is no moment"), ("since=2026-11-23T08:00:00", "has no zone"),
        ("state=mended", "state=mended"), ("place=first", "is no place"),
    ],
)  # fmt: skip
def test_a_word_that_chooses_nothing_is_refused_by_name(failing: Office, word: str, why: str) -> None:
    result = failing.told("plan", "create", "retry", word, "--why", "x")

    assert isinstance(result.exception, Refused)
    assert why in result.exception.text
    assert failing.hub.store.rows(Plan, limit=9) == []


def test_a_selection_that_nothing_fits_and_a_plan_that_is_not_there_are_refused(office: Office) -> None:
    nothing = office.told("plan", "create", "retry", "--why", "x")
    gone = office.told("plan", "show", "abcdef")

    for result, text in ((nothing, "nothing fits"), (gone, "there is no plan 'abcdef'; `hub plan list`")):
        assert isinstance(result.exception, Refused)
        assert text in result.exception.text
