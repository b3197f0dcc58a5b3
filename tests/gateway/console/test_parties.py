"""Parties: who they are, what changed when, what their statements say, and who hangs together with whom."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from core.hub.rights import Grant
from core.parties import PartyClassified
from gateway.console import party_reading
from gateway.console.people_acts import Administration
from gateway.console.ratios import ratios_of
from gateway.console.tie_picture import picture_of
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.money_seed import BORROWER, HOLDING, SISTER, TRADER, master, parties, tell

PAGE = f"/parties/party/{TRADER}"


@pytest.fixture
def known(operator: Operator) -> Operator:
    parties(operator.world)
    return operator


def become(operator: Operator, name: str, *grants: Grant) -> None:
    password = Administration(operator.desk.people, by="chief").add(name, grants)
    entered = operator.desk.people.sign_in(name, password)
    operator.client.cookies.clear()
    operator.client.cookies.set("lianqiao_session", entered.token)


def listed(page: str) -> list[str]:
    return re.findall(r'<tr id="p-([^"]+)"', page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [HOLDING, TRADER, SISTER]),
        ("q=闽江钢铁", [TRADER]),
        ("q=海西", [SISTER]),
        (f"q={TRADER.lower()}", [TRADER]),
        ("q=9131", [HOLDING]),
        ("standing=blacklisted", [SISTER]),
        ("q=闽江&standing=blacklisted", []),
        ("q=nobody", []),
    ],
)
def test_a_party_is_found_by_name_code_or_standing(known: Operator, asked: str, found: list[str]) -> None:
    assert listed(known.page(f"/parties?{asked}")) == found


def test_a_blacklisted_party_says_that_nothing_may_be_begun_and_which_two_said_so(known: Operator) -> None:
    assert "海西物流 Blocked" in text_of(known.page("/parties"))
    text = text_of(known.page(f"/parties/party/{SISTER}"))

    assert "Nothing may be begun with it: 海西物流 is blacklisted: 重复质押" in text
    assert "Proposed by li Approved by wang Until without end" in text


def test_a_standing_that_is_over_says_so_and_blocks_nothing(known: Operator) -> None:
    said = PartyClassified(
        uscc=TRADER,
        standing="blacklisted",
        reason="one month",
        proposer="li",
        approver="wang",
        until=known.world.clock.now(),
    )
    tell(known.world, ("party.classified.v1", said, f"{TRADER}/9"))

    text = text_of(known.page(PAGE))

    assert "over" in text
    assert "Nothing may be begun" not in text


def test_every_version_says_what_changed_from_what_to_what_and_by_which_message(known: Operator) -> None:
    page = known.page(PAGE)
    text = text_of(page)

    assert "Legal representative 林海 → 陈东" in text
    assert "Full name 闽江钢材 → 闽江钢铁 Roles seller → seller; core" in text
    assert "林海 20 %; 宏达控股 60 %" in text.replace(f" {HOLDING}", "")
    [newest, first] = re.findall(r'href="/console(/messages/\d+/\d+\?document=0)"', page)
    assert "party.master.v1" in known.page(newest)
    assert newest != first


def test_statements_stand_in_ratios_beside_each_other(known: Operator) -> None:
    text = text_of(known.page(PAGE))

    assert "2025-12-31 year 2024-12-31 year" in text
    assert "Debt ratio 65.00 % — Current ratio 1.50 — Quick ratio 0.90 —" in text
    assert "Interest cover 3.50 3.50 Net margin 2.00 % 2.30 %" in text
    assert "Return on equity 10.11 % — Revenue growth 15.00 % —" in text
    assert "total_assets 520,000,000.00 CNY" in text


@pytest.mark.parametrize(
    ("figures", "name", "ratio"),
    [
        ({"total_liabilities": 1, "total_assets": 3}, "debt_ratio", Decimal("33.33")),
        ({"total_liabilities": 1}, "debt_ratio", None),
        ({"total_liabilities": 1, "total_assets": 0}, "debt_ratio", None),
        ({"net_profit": 5, "total_equity": -10}, "return_on_equity", None),
        ({"net_profit": -5, "revenue": 10}, "net_margin", Decimal("-50.00")),
        ({"current_assets": 5, "current_liabilities": 2}, "quick_ratio", None),
    ],
)
def test_a_ratio_is_exact_or_not_said(figures: dict[str, int], name: str, ratio: Decimal | None) -> None:
    assert ratios_of(figures, {})[name] == ratio


def test_a_circle_of_holdings_and_whoever_shares_an_address_are_marked(known: Operator) -> None:
    page = known.page(PAGE)
    text = text_of(page)

    assert "Circle holds: 宏达控股 → 闽江钢铁 → 宏达控股" in text
    assert re.search("Together 宏达控股 ?, 闽江钢铁 ?, 海西物流", text)
    assert len(re.findall(r'class="tie holds marked"', page)) == 2
    assert len(re.findall(r'class="tie guarantees "', page)) == 1
    assert "60.00 %" in page


def test_the_same_ties_give_the_same_picture_and_what_nobody_shares_is_left_out(known: Operator) -> None:
    ties, hops, cut = party_reading.ties_around(known.world.hub.store, HOLDING)
    names = party_reading.names_of(known.world.hub.store, hops, personal=True)

    assert picture_of(ties, hops, names) == picture_of(ties, hops, names)
    assert not [end for end in hops if end.startswith("phone:")], "the trader's own telephone"
    assert not cut


def test_a_party_with_very_many_ties_is_drawn_as_far_as_can_be_read(
    known: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(party_reading, "ENDS_MAX", 3)

    page = known.page(PAGE)

    assert page.count('class="end ') == 3
    assert "more than can be drawn" in page


def test_who_may_not_see_what_is_personal_sees_neither_names_of_persons_nor_telephones(
    known: Operator,
) -> None:
    assert "02155880000" in known.page(PAGE)
    become(known, "sun", Grant("officer"))

    page = known.page(PAGE)

    for hidden in ("林海", "陈东", "021-5588", "02155880000"):
        assert hidden not in page, hidden
    assert "宏达控股 60 %" in text_of(page)
    assert "Legal representative •••" in text_of(page)


def test_a_long_list_goes_on_and_a_long_search_says_how_far_it_looked(
    known: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(party_reading, "ROWS", 2)
    first = known.page("/parties")
    second = known.page(f"/parties?after={TRADER}")
    assert (listed(first), listed(second)) == ([HOLDING, TRADER], [SISTER])
    assert f"after={TRADER}" in first

    monkeypatch.setattr(party_reading, "LOOKS", 1)
    assert "Nobody so far" in known.page("/parties?q=海西")


def test_an_unknown_party_is_not_found_and_an_empty_master_says_what_will_come(operator: Operator) -> None:
    assert operator.get(PAGE).status_code == 404
    assert "No party is known" in operator.page("/parties")
    assert "Nobody fits" in operator.page("/parties?q=x")
    assert operator.get("/parties?standing=odd").status_code == 422


def test_a_party_alone_says_so_for_each_part_of_its_page(known: Operator) -> None:
    master(known.world, BORROWER, "孤山贸易")
    known.world.work()

    text = text_of(known.page(f"/parties/party/{BORROWER}"))

    assert "It hangs together with nobody that is known" in text
    assert "No statement was sent" in text


@pytest.mark.parametrize(("grant", "status"), [(Grant("custody"), 200), (Grant("operator"), 403)])
def test_the_parties_are_for_who_has_the_right(known: Operator, grant: Grant, status: int) -> None:
    become(known, "hu", grant)
    assert known.get(PAGE).status_code == status


def test_a_role_for_one_partner_opens_no_party(known: Operator) -> None:
    become(known, "hu", Grant("risk", ("donghai",)))
    assert known.get(PAGE).status_code == 404
