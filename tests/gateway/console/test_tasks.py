"""Tasks: what waits for whom, one decision with its chain, and every verb done by whoever is signed in."""

from __future__ import annotations

import re

import pytest

from core.hub.audit import DESK, AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.rights import Grant
from core.workflow import Instance, Step
from gateway.console import tasks
from gateway.console.people_acts import Administration
from tests.gateway.console.conftest import Operator, field, text_of
from tests.gateway.console.money_seed import DECISION, act, chains, decision

HERE = f"/tasks/{DECISION}"


@pytest.fixture
def asked(operator: Operator) -> Operator:
    """The operator is asked to review an application."""
    chains(operator.world)
    decision(operator.world)
    return operator


def become(operator: Operator, name: str, *grants: Grant) -> None:
    password = Administration(operator.desk.people, by="chief").add(name, grants)
    entered = operator.desk.people.sign_in(name, password)
    operator.client.cookies.clear()
    operator.client.cookies.set("lianqiao_session", entered.token)


def do(operator: Operator, verb: str, **said: str) -> tuple[int, str]:
    """The act as the page's form would send it; its status, and what the page says then."""
    form = {"number": DECISION, "verb": verb, "version": "1", "reason": "for a test", **said}
    with operator.working():
        answer = operator.post("/tasks/act", **form)
    return answer.status_code, text_of(answer.text)


def stands(operator: Operator) -> Instance:
    found = operator.world.hub.store.get(Instance, DECISION)
    assert found is not None
    return found


def test_what_waits_for_me_stands_with_its_amount_desk_and_time(asked: Operator) -> None:
    text = text_of(asked.page("/tasks"))

    assert f"In time {DECISION} Application APP-0117 3,500,000.00 CNY review chen" in text
    assert "11-23 18" not in text, "eight working hours from 10:30 end on the next day"


def test_what_is_late_says_so_and_stands_first(asked: Operator) -> None:
    asked.world.later(2 * 86_400)
    asked.sign_in()
    decision(asked.world, "SQ-2026-0200")

    rows = re.findall(r'<tr id="t-.*?</tr>', asked.page("/tasks"), re.DOTALL)

    assert [("Overdue" in row, "0117" in row) for row in rows] == [(True, True), (False, False)]


def test_for_everybody_each_task_names_whom_it_waits_for(asked: Operator) -> None:
    text = text_of(asked.page("/tasks?of=all"))

    assert "review zhao chen" in text
    assert "review operator chen" in text


def test_decisions_are_found_by_how_they_ended_page_by_page(
    asked: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "ROWS", 2)
    for number in range(4):
        decision(asked.world, f"SQ-2026-100{number}")
    act(asked.world, "zhao", "reject", number="SQ-2026-1003")

    first = asked.page("/tasks?of=running")
    second = asked.page("/tasks?of=running&after=SQ-2026-1000")

    assert re.findall(r'<tr id="i-([^"]+)"', first) == [DECISION, "SQ-2026-1000"]
    assert "after=SQ-2026-1000" in first
    assert re.findall(r'<tr id="i-([^"]+)"', second) == ["SQ-2026-1001", "SQ-2026-1002"]
    assert "SQ-2026-1003" in asked.page("/tasks?of=rejected")


def test_the_chain_is_drawn_with_who_signed_who_is_asked_and_what_comes(asked: Operator) -> None:
    act(asked.world, "zhao", "approve")

    text = text_of(asked.page(HERE))

    assert re.search(r"Handed in chen .* review zhao .* risk due .* wang is asked .* manager Decided", text)
    assert "committee" not in text, "an amount of 3.5 million never goes there"


def test_the_log_names_each_step_with_the_message_that_was_it(asked: Operator) -> None:
    act(asked.world, "zhao", "approve")

    page = asked.page(HERE)
    [place] = re.findall(r'zhao</td><td>approved.*?href="/console(/messages/[^"]+)"', page, re.DOTALL)

    assert "workflow.acted.v1" in asked.page(place)


def test_an_approval_is_the_signed_in_persons_and_is_noted(asked: Operator) -> None:
    status, _ = do(asked, "approve", by="wang")

    assert status == 303
    last = asked.world.hub.store.rows(Step, limit=9, number=DECISION)[-1]
    assert (last.verb, last.by, stands(asked).node) == ("approve", "operator", "risk")
    said = [noted_of(one) for one in asked.world.hub.store.rows(AuditEntry, limit=99, chain=DESK)]
    assert [(one.by, one.what, one.on) for one in said if one.what.startswith("workflow.")] == [
        ("operator", "workflow.approve", DECISION)
    ]


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("reject", {}),
        ("return", {"to": "maker", "mode": "redo"}),
        ("return", {"to": "maker", "mode": "resume"}),
        ("transfer", {"to": "sun"}),
        ("delegate", {"to": "qian"}),
        ("add_signer", {"to": "sun", "mode": "before"}),
    ],
)
def test_each_verb_of_a_signer_is_a_form_and_is_done(
    asked: Operator, verb: str, more: dict[str, str]
) -> None:
    assert f'name="verb" value="{verb}"' in asked.page(HERE)

    status, _ = do(asked, verb, **more)

    assert status == 303
    last = asked.world.hub.store.rows(Step, limit=9, number=DECISION)[-1]
    assert (last.verb, last.to, last.mode) == (verb, more.get("to", ""), more.get("mode", ""))


def test_its_maker_takes_it_back_reminds_and_hands_it_in_again_but_never_signs(asked: Operator) -> None:
    become(asked, "chen", Grant("officer"))
    page = asked.page(HERE)
    assert set(re.findall(r'name="verb" value="(\w+)"', page)) == {"withdraw", "remind"}

    assert do(asked, "remind")[0] == 303
    assert stands(asked).version == 1, "who reminds decides nothing"
    status, text = do(asked, "approve")

    assert status == 409
    assert "Nothing was done: chen holds no role that signs at review any more" in text
    assert do(asked, "withdraw")[0] == 303
    assert stands(asked).outcome == "withdrawn"


def test_with_another_version_meanwhile_nothing_is_done_and_the_page_says_so(asked: Operator) -> None:
    act(asked.world, "zhao", "transfer", "sun")

    status, text = do(asked, "approve")

    assert status == 409
    assert "Somebody else acted on it meanwhile" in text
    assert f"workflow {DECISION} is at version 2, not 1" in text
    assert stands(asked).version == 2


def test_the_open_page_says_that_it_changed_and_its_forms_keep_the_version_that_was_seen(
    asked: Operator,
) -> None:
    page = asked.page(HERE)
    assert field(page, "version") == "1"
    assert "It changed since" not in asked.page(f"{HERE}?part=board&seen=1")

    act(asked.world, "zhao", "transfer", "sun")

    assert "Load it anew before you decide" in asked.page(f"{HERE}?part=board&seen=1")


def test_the_same_form_sent_twice_is_one_step(asked: Operator) -> None:
    page = asked.page(HERE)

    for _ in range(2):
        assert do(asked, "approve", seen=field(page, "seen"))[0] == 303

    assert stands(asked).version == 2


def test_a_no_without_a_reason_is_not_taken(asked: Operator) -> None:
    status, text = do(asked, "reject", reason=" ")

    assert status == 409
    assert "reject without a reason" in text


@pytest.mark.parametrize("wrong", [{"verb": "destroy"}, {"version": "x"}, {"mode": "both"}])
def test_what_no_form_sends_is_not_even_told_to_the_room(asked: Operator, wrong: dict[str, str]) -> None:
    form = {"number": DECISION, "verb": "approve", "version": "1", **wrong}

    assert asked.post("/tasks/act", **form).status_code == 422


def test_who_may_only_look_sees_no_form_and_may_not_act(asked: Operator) -> None:
    become(asked, "shen", Grant("auditor"))

    assert "Your act" not in asked.page(HERE)
    assert asked.post("/tasks/act", number=DECISION, verb="approve", version="1").status_code == 403


def test_who_sees_some_partners_alone_sees_the_decisions_they_have_a_part_in(asked: Operator) -> None:
    decision(asked.world, "SQ-2026-0200", maker="hu")
    become(asked, "hu", Grant("officer", ("donghai",)))

    assert asked.get(HERE).status_code == 404
    assert "SQ-2026-0200" in asked.page("/tasks/SQ-2026-0200")
    listed = asked.page("/tasks?of=running")
    assert "SQ-2026-0200" in listed
    assert DECISION not in listed
    assert DECISION not in asked.page("/tasks?of=all")


def test_until_it_is_handled_the_page_says_that_it_waits(
    asked: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.console.acts.WAIT_S", 0)

    answer = asked.post("/tasks/act", number=DECISION, verb="approve", version="1")

    assert answer.headers["location"] == f"/console{HERE}?waits=1"
    assert "It is taken in and waits its turn" in asked.page(f"{HERE}?waits=1")


def test_an_empty_desk_says_what_will_come(operator: Operator) -> None:
    assert "Nothing waits for you" in operator.page("/tasks")
    assert "No task waits" in operator.page("/tasks?of=all")
    assert "No decision is in this state" in operator.page("/tasks?of=approved")


def test_an_unknown_decision_is_not_found(operator: Operator) -> None:
    assert operator.get("/tasks/NONE").status_code == 404
    assert operator.get("/tasks?of=nothing").status_code == 422


def test_a_returned_decision_shows_where_it_comes_straight_back_to(asked: Operator) -> None:
    act(asked.world, "zhao", "approve")
    act(asked.world, "wang", "return", "review", mode="resume")

    text = text_of(asked.page(HERE))

    assert re.search(r"review due .* zhao is asked risk then straight back here manager", text)


def test_what_goes_all_the_way_again_shows_no_signature_of_before(asked: Operator) -> None:
    for who in ("zhao", "wang", "operator"):
        act(asked.world, who, "approve")
    act(asked.world, "li", "return", "review", mode="redo")

    text = text_of(asked.page(HERE))

    assert re.search(r"review due .* risk manager Decided", text), "who signed at risk signs again"
