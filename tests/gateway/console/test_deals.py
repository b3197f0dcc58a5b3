"""A deal on its timeline: what happened in which lane, where each thing leads, and what blocks it now."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core.hub.rights import Grant
from core.ledger import Line
from core.loan import Application
from gateway.console import deal_timeline
from gateway.console.deal_texts import rate_text, readable
from gateway.console.people_acts import Administration
from tests.gateway.console.conftest import Operator, open_console, text_of
from tests.gateway.console.deal_seed import a_bare_deal, a_late_deal, more_deals
from tests.gateway.console.seed import World

PAGE = "/deals/deal/A-1"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """The deal whose second instalment is overdue; what tests add beside it has numbers of its own."""
    world = World(tmp_path_factory.mktemp("hub"))
    a_late_deal(world)
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        person = Operator(client=client, world=world, desk=desk, password=password)
        assert person.sign_in().status_code == 303
        yield person
    world.hub.store.engine.dispose()


@pytest.fixture
def become(late: Operator) -> Iterator[Operator]:
    """Whoever a test wants to be; afterwards it is the operator again."""
    before = dict(late.client.cookies)
    yield late
    late.client.cookies.clear()
    late.client.cookies.update(before)


def as_holder(person: Operator, name: str, *grants: Grant) -> Operator:
    password = Administration(person.desk.people, by="chief").add(name, grants)
    person.client.cookies.clear()
    person.client.cookies.set("lianqiao_session", person.desk.people.sign_in(name, password).token)
    return person


def day_of(page: str, day: str) -> str:
    """One day of the timeline."""
    found = re.search(
        rf'<div class="day" id="day-{day}">(.*?)(?=<div class="day"|</section>)', page, re.DOTALL
    )
    assert found is not None, f"no day {day}"
    return found[1]


def lane_of(page: str, day: str, lane: str) -> str:
    found = re.search(rf'<div class="lane {lane}".*?(?=<div class="lane |\Z)', day_of(page, day), re.DOTALL)
    assert found is not None
    return found[0]


def days_of(page: str) -> list[str]:
    return re.findall(r'id="day-(\d+)"', page)


def links_of(part: str) -> list[str]:
    return [html.unescape(each).removeprefix("/console") for each in re.findall(r'href="([^"]+)"', part)]


def test_documents_goods_and_money_of_a_day_stand_each_in_their_lane(late: Operator) -> None:
    page = late.page(PAGE)

    papers, goods, money = (text_of(lane_of(page, "20261123", lane)) for lane in ("paper", "goods", "money"))

    for said in ("Application handed in A-1", "Contract signed F-1", "Draw asked for D-1 · 6,000,000.00 CNY"):
        assert said in papers
    assert "Goods came in L1 · 10,000 TNE · IN-1" in goods
    assert "Goods pledged L1 · 10,000 TNE · PCF-1" in goods
    assert "Paid out D-1 · 5,988,000.00 CNY REF-1" in money
    assert "Set aside for losses D-1 · 60,000.00 CNY" in money
    assert "Goods went out L1 · 4,000 TNE · OUT-1" in text_of(lane_of(page, "20261223", "goods"))
    assert "Payment booked D-1 · 2,024,716.70 CNY R-1" in text_of(lane_of(page, "20261223", "money"))
    assert days_of(page) == sorted(days_of(page), reverse=True), "the newest day stands first"


def test_everything_leads_to_its_message_its_voucher_or_its_task_and_all_of_them_are_there(
    late: Operator,
) -> None:
    page = late.page(PAGE)
    papers, money = lane_of(page, "20261123", "paper"), lane_of(page, "20261223", "money")

    assert "/tasks/application/A-1/4" in links_of(papers)
    assert "/ledger/entry/general/receipt/R-1/1" in links_of(money)
    assert any(each.startswith("/messages/") for each in links_of(money))
    assert "/deals/loan/D-1" in links_of(money)
    items = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert [each for each in items if not links_of(each)] == [], "nothing stands there without a way on"
    for path in {each for item in items for each in links_of(item)}:
        assert late.get(path).status_code == 200, path


def test_days_that_earned_stand_together_by_month_and_come_to_what_was_booked(late: Operator) -> None:
    page = late.page(PAGE)

    lines = late.world.hub.store.rows(Line, limit=9_999, contract="D-1")
    earned = [one for one in lines if one.account == "1132" and one.side == "debit"]
    booked = sum(one.minor for one in earned if one.period == 2026_12)

    assert f"Interest of days that ended D-1 · 2026-12 · {booked / 100:,.2f} CNY" in text_of(page)
    assert text_of(page).count("Interest of days that ended") == 4, "November to February"


def test_what_blocks_it_is_said_with_what_is_to_be_done(late: Operator) -> None:
    page = late.page(PAGE)
    text = text_of(page)

    assert "The facility is frozen: no draw is taken D-1 is overdue since 2027-01-23" in text
    assert "An instalment is overdue D-1: 1,931,920.60 CNY → See the steps of collection of the loan." in text
    assert text.index("The facility is frozen") < text.index("Documents Goods Money")
    assert "2027-01-23 1,931,920.60 CNY Past due" in text


@pytest.mark.parametrize(
    ("state", "more", "said"),
    [
        ("SUBMITTED", {}, "The application waits to be accepted"),
        ("SUPPLEMENT", {"missing": "audit_report\nlicence"}, "Papers are missing audit_report, licence"),
        ("RETURNED", {"reason": "the amount"}, "It was returned the amount"),
        ("IN_REVIEW", {}, "Somebody has to decide"),
        ("APPROVED", {}, "No contract is signed"),
        ("REJECTED", {}, "Nothing: it goes its way by itself."),
    ],
)
def test_an_application_says_what_it_waits_for(
    late: Operator, state: str, more: dict[str, str], said: str
) -> None:
    more_deals(late.world, f"B-{state}", state=state, **more)

    assert said in text_of(late.page(f"/deals/deal/B-{state}"))


def test_a_draw_that_waits_and_conditions_that_are_not_met_block_it(late: Operator) -> None:
    a_bare_deal(late.world, "B-1")

    text = text_of(late.page("/deals/deal/B-1"))

    assert "The draw waits for approval L-B-1 → Another than who asked approves it." in text
    assert "The next draw would be refused" in text
    assert "Conditions met insurance_policy, pledge_contract, supervision_agreement" in text


def test_a_refused_request_says_why_to_whoever_may_read_it_and_to_nobody_else(become: Operator) -> None:
    why = "no money under F-1 yet: cover: 9,000,000.00 CNY would be owed"
    assert why in text_of(become.page(PAGE))

    text = text_of(as_holder(become, "officer", Grant("officer")).page(PAGE))

    assert why not in text
    assert "Request for a draw D-0 · •••" in text


def test_who_may_not_see_the_ledger_the_messages_or_the_custody_is_led_to_none(become: Operator) -> None:
    page = as_holder(become, "desk", Grant("officer")).page(PAGE)

    board = page[page.index('<section class="timeline') :]
    assert not [each for each in links_of(board) if each.startswith(("/ledger", "/messages"))]
    assert "▤" not in text_of(board)
    assert "receipt/R-1/1" in text_of(board), "the number is named all the same"


@pytest.mark.parametrize("path", ["/deals", PAGE, "/deals/loan/D-1"])
def test_only_whoever_may_see_all_deals_sees_one(become: Operator, path: str) -> None:
    name = path.strip("/").replace("/", "-")

    assert as_holder(become, f"op-{name}", Grant("operator")).get(path).status_code == 403
    assert as_holder(become, f"some-{name}", Grant("risk", ("shop",))).get(path).status_code == 404
    assert as_holder(become, f"risk-{name}", Grant("risk")).get(path).status_code == 200


def test_a_long_timeline_goes_on_and_shows_each_day_once(
    late: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = days_of(late.page(PAGE))
    monkeypatch.setattr(deal_timeline, "DAYS_SHOWN", 4)

    seen: list[str] = []
    path: str | None = PAGE
    while path is not None:
        page = late.page(path)
        assert len(days_of(page)) <= 4
        seen += days_of(page)
        older = re.search(r'rel="next" data-older href="/console([^"]+)"', page)
        path = older[1] if older else None

    assert seen == whole
    assert len(whole) > 8


def test_what_was_not_read_is_said(late: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Only the newest steps" not in late.page(PAGE)
    monkeypatch.setattr(deal_timeline, "STEPS_MAX", 3)

    assert "Only the newest steps, lines and messages were read." in late.page(PAGE)


def test_what_somebody_wrote_is_shown_and_never_run(late: Operator) -> None:
    number = "<b>&x"
    more_deals(late.world, number, state="RETURNED", reason="<script>alert(1)</script>", borrower="<i>nobody")

    page = late.page("/deals/deal/%3Cb%3E%26x")
    rows = late.page("/deals?state=application:RETURNED")

    for shown in (page, rows):
        assert "<b>&x" not in shown
        assert "&lt;b&gt;&amp;x" in shown
        assert "<i>nobody" not in shown
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    address = re.search(r'data-href="/console(/deals/deal/[^"]*x)"', rows)
    assert address is not None
    assert late.get(address[1]).status_code == 200


def test_a_deal_that_is_not_there_is_not_found(late: Operator) -> None:
    assert late.get("/deals/deal/NONE").status_code == 404
    assert late.get(f"{PAGE}?before=x").status_code == 422


def test_the_page_asks_for_its_board_alone(late: Operator) -> None:
    part = late.part(PAGE)

    assert "<html" not in part
    assert "What blocks it now" in part


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def test_pages_say_the_same_on_every_store(
    store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = str(request.getfixturevalue("tables_url")) if store == "postgres" else ""
    world = World(tmp_path, database_url=url)
    a_late_deal(world)
    app, desk, password = open_console(world)

    with TestClient(app, headers={"accept-language": "en"}) as client:
        person = Operator(client=client, world=world, desk=desk, password=password)
        person.sign_in()
        paths = ("/deals?trouble=any", PAGE, "/deals/loan/D-1")
        rows, deal, loan = (text_of(person.page(path)) for path in paths)

    assert "A-1 Past due Past due 11 days Frozen 闽江钢材 Inventory pledge" in rows
    assert "Paid out D-1 · 5,988,000.00 CNY REF-1" in deal
    assert "Past due since 2027-01-23 11 days 1,931,920.60 CNY fell due and is not paid" in loan
    world.hub.store.engine.dispose()


def test_logged_words_are_read_as_money_days_and_rates() -> None:
    text = "overdue since 20270123: 10000000 minor units of CNY, 250 minor units; 91310000MA1FL00B15 20261399"

    assert readable(text, "JPY") == (
        "overdue since 2027-01-23: 100,000.00 CNY, 250 JPY; 91310000MA1FL00B15 20261399"
    )
    assert [rate_text(each) for each in ("0.072", "0.1", "0", "none")] == ["7.2 %", "10 %", "0 %", "none"]


def test_the_world_has_the_deal(late: Operator) -> None:
    found = late.world.hub.store.get(Application, "A-1")
    assert found is not None
    assert found.facility_no == "F-1"
