"""The search box leads to the pages of the money rooms too, and to nothing that the reader may not see."""

from __future__ import annotations

import re

import pytest

from core.hub.rights import Grant
from gateway.console.people_acts import Administration
from tests.gateway.console.conftest import Operator
from tests.gateway.console.money_seed import DECISION, LOAN, TRADER, a_house_at_work
from tests.gateway.console.seed import CONTRACT, open_pledge


@pytest.fixture
def house(operator: Operator) -> Operator:
    a_house_at_work(operator.world)
    open_pledge(operator.world)
    return operator


def hits(operator: Operator, text: str) -> list[str]:
    page = operator.page(f"/messages?q={text}")
    found = re.search(r'<p class="searched hits">.*?</p>', page, re.DOTALL)
    return re.findall(r'href="/console([^"]+)"', found[0]) if found else []


def test_a_name_leads_to_its_page_whatever_room_it_is_of(house: Operator) -> None:
    party = f"/parties/party/{TRADER}"
    assert hits(house, DECISION) == [f"/tasks/{DECISION}"]
    assert hits(house, "闽江钢铁") == [party]
    assert hits(house, TRADER) == [party, "/rules/decisions/D-1", "/rules/decisions/D-2"]
    assert hits(house, "JZ-1") == ["/ledger/entry/general/JZ-1"]
    assert hits(house, LOAN) == [f"/ledger?book=general&amp;contract={LOAN}"]
    assert hits(house, CONTRACT) == [f"/custody/contract/{CONTRACT}"]
    assert hits(house, "NO-SUCH-THING") == []
    assert hits(house, "") == []


def test_every_hit_is_a_page_that_opens(house: Operator) -> None:
    for text in (DECISION, TRADER, "JZ-1", LOAN, CONTRACT):
        for path in hits(house, text):
            assert house.get(path.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    "grant", [Grant("operator"), Grant("risk", ("donghai",)), Grant("partner", ("gangjia",))]
)
def test_nothing_is_named_that_the_reader_may_not_see(house: Operator, grant: Grant) -> None:
    password = Administration(house.desk.people, by="chief").add("hu", (grant,))
    entered = house.desk.people.sign_in("hu", password)
    house.client.cookies.clear()
    house.client.cookies.set("lianqiao_session", entered.token)

    for text in (DECISION, TRADER, "JZ-1", LOAN, "闽江钢铁", CONTRACT):
        assert hits(house, text) == [], text
