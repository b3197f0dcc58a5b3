"""What the rules found while money is out stands on the deal, its timeline and the loan, with its trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from fastapi.testclient import TestClient

from core.loan import Finding
from core.loan.modes import Mode
from tests.core.hub.from_inside import documents_from_inside
from tests.core.hub.test_loan_back import Running
from tests.core.loan.deal_papers import STRANGER
from tests.core.loan.posts import rules_that_watch
from tests.core.loan.rooms import a_product
from tests.gateway.console.conftest import Operator, open_console, text_of
from tests.gateway.console.deal_seed import DealWorld
from tests.gateway.console.seed import World
from tests.hub_world import HubWorld


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A stranger paid, then the borrower; after that the loan is overdue."""
    world = World(tmp_path_factory.mktemp("hub"))
    with documents_from_inside():
        deal = Running(cast(HubWorld, DealWorld(world)), a_product(Mode.GOODS, "static"))
        deal.say("risk.rules_published.v1", rules_that_watch("R48", "R53", "R55"))
        deal.pledge_goods()
        deal.apply()
        deal.sign("PC-1")
        deal.lend("6000000", term_months="1")
        deal.go_on(2)
        deal.pays("1000", "R-1", payer=STRANGER)
        deal.go_on(1)
        deal.pays("1000", "R-2")
        deal.go_on(30)
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        person = Operator(client=client, world=world, desk=desk, password=password)
        assert person.sign_in().status_code == 303
        yield person
    world.hub.store.engine.dispose()


def decision_of(operator: Operator, rule: str) -> str:
    [found] = operator.world.hub.store.rows(Finding, limit=9, facility_no="F-1", rule=rule)
    return found.decision


def test_the_loan_says_what_stands_since_when_and_what_was_not_judged(watched: Operator) -> None:
    page = watched.page("/deals/loan/D-1")
    text = text_of(page)

    assert "Rules: draws shut R53 逾期 days past due: freeze draws" in text
    assert "since 2026-12-24" in text
    assert "not judged: R48, R55" in text
    assert "paid by a stranger" not in text, "it ended"
    assert f"/rules/decisions/{decision_of(watched, 'R53')}" in page


def test_the_timeline_tells_of_a_finding_where_it_begins_and_where_it_ends(watched: Operator) -> None:
    page = watched.page("/deals/deal/A-1")
    text = text_of(page)

    assert text.count("Rules: referred to people") == 1
    assert text.count("Rules: stands no more R48") == 1
    assert "paid by a stranger (AML)" in text
    for rule in ("R48", "R53"):
        assert f'/rules/decisions/{decision_of(watched, rule)}">its decision' in page
    trace = text_of(watched.page(f"/rules/decisions/{decision_of(watched, 'R53')}"))
    assert "days_past_due" in trace


def test_what_shuts_draws_stands_among_what_keeps_the_deal_from_going_on(watched: Operator) -> None:
    text = text_of(watched.page("/deals/deal/A-1"))

    assert "The rules shut draws" in text
    assert "Remove the cause; the rules judge it again by themselves." in text


def test_it_is_said_in_chinese_too(watched: Operator) -> None:
    page = watched.page("/deals/loan/D-1", headers={"accept-language": "zh"})

    assert "贷后规则：冻结用款" in text_of(page)
    assert "未判断：R48, R55" in text_of(page)
