"""Failures in groups: one line of one mapping for one reason, with the original, mended by a plan."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from core.hub.failures import Failure
from core.hub.plan_records import Plan, Selection
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import row

CAUSE = "map.decimal@donghai/in/slips.yaml:24"


def three_failures(operator: Operator) -> None:
    for number in range(3):
        operator.world.slips(f"bad-{number}.csv", row("出库", f"CK-{number}", "DH-L1", "abc"))
        operator.world.later(60)
    operator.world.slips("odd.csv", "一,二")
    operator.world.work()


def address_of(operator: Operator, cause: str) -> str:
    """The group's page, as the list of groups links it."""
    links: list[str] = re.findall(r'href="/console(/failures/group\?[^"]+)"', operator.page("/failures"))
    return next(html.unescape(link) for link in links if cause in unquote(link))


def test_failures_of_one_line_and_reason_are_one_group(operator: Operator) -> None:
    three_failures(operator)

    text = text_of(operator.page("/failures"))

    assert re.search(r"3 Not a number map\.decimal@donghai/in/slips\.yaml:24 donghai in/slips\.yaml", text)
    assert re.search(r"1 CSV row has another number of columns csv\.ragged donghai", text)


def test_a_group_shows_its_newest_failure_with_its_place_and_all_its_messages(operator: Operator) -> None:
    three_failures(operator)

    page = operator.page(address_of(operator, CAUSE))
    text = text_of(page)

    assert "3 failures" in text
    assert "Place row 2 column 数量" in text
    assert [int(n) for n in re.findall(r'id="f1-(\d+)-', page)] == [3, 2, 1]
    example = re.search(r'data-hx-get="/console(/failures/example[^"]+)"', page)
    assert example is not None
    assert 'class="wrong">abc</td>' in operator.page(example[1].replace("&amp;", "&"))


def test_a_group_that_has_become_empty_says_so(operator: Operator) -> None:
    page = operator.page("/failures/group?state=open&cause=x&partner=y&mapping=")

    assert "This group is empty now" in page


def test_an_unknown_state_is_no_page(operator: Operator) -> None:
    assert operator.get("/failures/group?state=odd&cause=x").status_code == 404
    assert "Nothing is in this state" in operator.page("/failures?state=odd")


def test_a_plan_is_made_looked_at_and_started_from_the_group(operator: Operator) -> None:
    three_failures(operator)
    mapping = operator.world.hub.store.rows(Failure, limit=1, state="open", cause=CAUSE)[0].mapping
    operator.world.renamed_column("donghai", "as: quantity,", "as: quantity, nulls: [abc],")
    operator.world.work()

    made = operator.post(
        "/plans", kind="retry", reason="abc means nothing", cause=CAUSE, partner="donghai", mapping=mapping
    )
    path = made.headers["location"].removeprefix("/console")

    assert "Start with one of 3" in operator.page(path)
    [plan] = operator.world.hub.store.rows(Plan, limit=10)
    assert (plan.total, plan.state, plan.made_by) == (3, "ready", "operator")
    preview = operator.page(f"{path}/preview")
    assert preview.count("Would") == 3
    assert len(operator.world.hub.store.rows(Failure, limit=10, state="open", cause=CAUSE)) == 3


def test_a_plan_goes_on_by_steps_and_stops_when_they_fail_again(operator: Operator) -> None:
    three_failures(operator)
    made = operator.post("/plans", kind="retry", reason="try", cause=CAUSE, partner="donghai")
    path = made.headers["location"].removeprefix("/console")

    operator.post(f"{path}/start")
    for _ in range(3):
        operator.desk.plans.run_due()
        operator.world.work()
        operator.world.later(1)

    text = text_of(operator.part(path))
    assert "Stopped by itself" in text
    assert "1 of 1 failed in step 1" in text
    assert "Go on with the other 2" in text
    assert "Failed again" in text

    operator.post(f"{path}/cancel")
    assert "Cancelled" in text_of(operator.part(path))


def test_a_plan_is_paused_and_resumed(operator: Operator) -> None:
    three_failures(operator)
    made = operator.post("/plans", kind="retry", reason="try", cause=CAUSE, partner="donghai")
    path = made.headers["location"].removeprefix("/console")
    operator.post(f"{path}/start")

    operator.post(f"{path}/pause")
    assert "Paused" in text_of(operator.part(path))
    operator.post(f"{path}/resume")
    assert "Running" in text_of(operator.part(path))
    assert "Try again" in text_of(operator.page("/plans"))


def test_what_a_plan_refuses_is_said_on_a_page(operator: Operator) -> None:
    answer = operator.post("/plans", kind="retry", reason="try", cause="nothing has it")

    assert answer.status_code == 409
    assert "nothing fits the selection" in answer.text


def test_an_unknown_plan_or_act_is_refused(operator: Operator) -> None:
    assert operator.get("/plans/none").status_code == 409
    assert operator.post("/plans/none/explode").status_code in (404, 422)


def test_one_failure_is_dismissed_with_a_reason_by_a_message_of_our_own(operator: Operator) -> None:
    three_failures(operator)

    which = {"state": "open", "cause": CAUSE, "partner": "donghai", "place": "1/1"}
    with operator.working():
        answer = operator.post("/failures/dismiss", reason="a test file", **which)

    assert answer.headers["location"] == "/console/messages/1/1"
    page = text_of(operator.page("/messages/1/1"))
    assert "Dismissed" in page
    assert "dismissed by operator: a test file" in page
    assert len(operator.world.hub.store.rows(Failure, limit=10, state="open", cause=CAUSE)) == 2


def test_a_dismissal_without_a_reason_is_refused(operator: Operator) -> None:
    three_failures(operator)

    answer = operator.post("/failures/dismiss", reason=" ", state="open", cause=CAUSE, partner="donghai")

    assert answer.status_code == 409
    assert "why" in answer.text


def test_a_rebuild_made_at_the_command_line_has_its_page_and_says_what_it_is(operator: Operator) -> None:
    plan = operator.desk.plans.create(Selection(), kind="rebuild", who="li", reason="audit")

    text = text_of(operator.page(f"/plans/{plan.plan_id}"))

    assert "Everything is done again into empty books" in text
    assert "What it would do to the next messages" not in text
