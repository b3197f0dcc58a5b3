"""One loan: what is late, its plan and payments, what it earned, and the way from a row to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from core.hub.documents import StoredDocument
from core.ledger import Line
from core.loan import Due, Receipt, Standing
from gateway.console import loan_books, loan_reading
from gateway.console.loan_books import category_of
from tests.gateway.console.conftest import Operator, open_console, text_of
from tests.gateway.console.deal_seed import a_bare_deal, a_factored_deal, a_late_deal
from tests.gateway.console.seed import World
from tests.gateway.console.test_deals import links_of

PAGE = "/deals/loan/D-1"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """D-1: the first instalment paid, the second overdue and paid in part."""
    world = World(tmp_path_factory.mktemp("hub"))
    a_late_deal(world)
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        person = Operator(client=client, world=world, desk=desk, password=password)
        assert person.sign_in().status_code == 303
        yield person
    world.hub.store.engine.dispose()


def card(page: str, title: str) -> str:
    """One card of the page, by its heading."""
    found = re.search(rf"<section class=\"card[^>]*><h2>{title}.*?</section>", page, re.DOTALL)
    assert found is not None, f"no card {title}"
    return found[0]


def money(minor: int) -> str:
    return f"{minor / 100:,.2f}"


def test_what_is_overdue_stands_out_with_its_sum_and_the_next_step(late: Operator) -> None:
    page = late.page(PAGE)
    due = late.world.hub.store.get(Due, "D-1", 1, 2)
    assert due is not None

    alert = re.search(r'<section class="failure bad overdue" role="alert">.*?</section>', page, re.DOTALL)

    assert alert is not None
    said = text_of(alert[0])
    assert f"Past due since 2027-01-23 11 days {money(due.open_minor)} CNY fell due and is not paid" in said
    assert "Next step: Letter of demand on 2027-02-07." in said
    assert re.search(r'<tr id="due-2" class="row-late">', page)


def test_the_plan_says_of_each_instalment_what_is_due_paid_and_open(late: Operator) -> None:
    page = late.page(PAGE)

    rows = {
        number: text_of(part)
        for number, part in re.findall(r'<tr id="due-(\d)"[^>]*>(.*?)</tr>', page, re.DOTALL)
    }

    assert " 1 2026-12-23 Paid 2026-12-23 1,988,716.70 36,000.00 — 2,024,716.70 — 4,011,283.30 " in rows["1"]
    assert "2 2027-01-23 pay by 2027-01-25 Past due 1,998,242.23 26,474.47 7,203.90" in rows["2"]
    assert "3 2027-02-23 To come 2,013,041.07 11,675.64 — — 2,024,716.71 — " in rows["3"]


def test_balances_are_those_of_the_standing(late: Operator) -> None:
    text = text_of(late.page(PAGE))
    stands = late.world.hub.store.get(Standing, "D-1")
    assert stands is not None

    assert f"{money(stands.outstanding_minor)} principal outstanding" in text
    unpaid = stands.accrued_minor - stands.interest_paid_minor
    assert f"{money(unpaid)} interest booked and unpaid · days before 2027-02-04" in text
    assert f"{money(stands.penalty_minor)} penalty and compound interest" in text
    assert f"{money(stands.provision_minor)} set aside for losses" in text


def test_a_payment_shows_its_split_which_sums_to_it_its_voucher_and_its_message(late: Operator) -> None:
    part = card(late.page(PAGE), "Payments")
    receipt = late.world.hub.store.get(Receipt, "R-2")
    assert receipt is not None
    [second, first] = re.findall(r"<li>.*?</li>", part, re.DOTALL)

    split = text_of(second)
    assert "2027-02-01 100,000.00 CNY Applied Repayment R-2" in split
    assert (
        "#2 penalty 5,395.25 #2 compound interest 71.48 #2 interest 26,474.47 #2 principal 68,058.80" in split
    )
    amounts = re.findall(r"</span> ([\d,.]+)</span>", second)
    assert round(sum(float(each.replace(",", "")) for each in amounts) * 100) == receipt.minor
    assert "/ledger/entry/general/receipt/R-2/1" in links_of(second)
    assert "2,024,716.70 CNY" in text_of(first)
    for path in links_of(part):
        assert late.get(path).status_code == 200, path


def test_what_it_earned_by_month_comes_to_what_is_accrued_and_each_day_has_its_voucher(
    late: Operator,
) -> None:
    part = card(late.page(PAGE), "Interest by month")
    stands = late.world.hub.store.get(Standing, "D-1")
    assert stands is not None

    months = re.findall(r"<summary>.*?</summary>", part, re.DOTALL)
    sums = [float(text_of(each).split()[-1].replace(",", "")) for each in months]

    assert [text_of(each).split()[0] for each in months] == ["2027-02", "2027-01", "2026-12", "2026-11"]
    assert round(sum(sums) * 100) == stands.accrued_minor
    vouchers = [each for each in links_of(part) if each.startswith("/ledger/entry/general/day/")]
    assert len(vouchers) == 8 + 31 + 31 + 3
    assert late.get(vouchers[0]).status_code == 200


def test_provisions_follow_the_category_and_end_at_what_is_set_aside(late: Operator) -> None:
    part = card(late.page(PAGE), "Classification and provision")
    stands = late.world.hub.store.get(Standing, "D-1")
    assert stands is not None

    rows = [text_of(each).strip() for each in re.findall(r"<tr>(?!<th).*?</tr>", part, re.DOTALL)]

    assert "Now Special mention 11 days past due" in text_of(part)
    assert rows[0].startswith(f"2027-02-01 Special mention -2,041.76 {money(stands.provision_minor)}")
    assert [row.split(" ")[1] for row in rows] == ["Special", "Special", "Normal", "Normal"]
    assert category_of(100_000, 1_000, 2026_11_23) == 1
    assert category_of(100_000, 3_000, 2026_11_23) == 2
    assert category_of(100_000, 101_000, 2026_11_23) == 5
    assert category_of(100_000, 1_001, 2026_11_23) == 0
    assert category_of(100_000, 1_000, 1990_01_01) == 0, "no rates were in force"
    assert category_of(0, 0, 2026_11_23) == 0


def test_steps_of_collection_lead_to_the_notices_that_were_sent(late: Operator) -> None:
    part = card(late.page(PAGE), "Collection")
    steps = re.findall(r'<li class="(came|comes)">(.*?)</li>', part, re.DOTALL)
    came = [each for state, each in steps if state == "came"]
    sent = [
        row
        for row in late.world.hub.store.rows(StoredDocument, limit=9_999)
        if row.type == "loan.collection_due.v1"
    ]

    assert len(came) == len(sent) == 12
    assert {links_of(each)[0] for each in came} == {
        f"/messages/{row.partition}/{row.number}?document={row.ordinal}" for row in sent
    }
    assert "2027-01-24 Telephone call" in text_of(part)
    coming = [text_of(each).split()[0] for state, each in steps if state == "comes"]
    assert coming[:3] == ["2027-02-07", "2027-02-07", "2027-02-22"]


def test_a_row_of_the_loan_reaches_the_byte_that_said_it(late: Operator) -> None:
    page = card(late.page(PAGE), "Entries")
    [draw] = [each for each in links_of(page) if each.endswith("/D-1/draw")]

    source = late.page(draw.replace("/ledger/entry/", "/ledger/source/"))

    assert "funder.disbursement_result.v1" in late.page(draw)
    assert "6,000,000.00" in text_of(source)
    assert '<div class="beside">' in source
    assert "5988000.00" in text_of(source), "the bank's own words are shown"
    payment = late.page("/ledger/source/general/receipt/R-2/1")
    assert "100000.00" in text_of(payment)


def test_its_states_are_told_newest_first_each_with_its_message(late: Operator) -> None:
    part = card(late.page(PAGE), "Its states")
    rows = re.findall(r"<tr>(?!<th).*?</tr>", part, re.DOTALL)

    assert "2027-02-01 Payment booked t22 Past due" in text_of(rows[0])
    assert "R-2: 100,000.00 CNY" in text_of(rows[0])
    assert "2026-11-23 Draw asked for t14 Requested shop" in text_of(rows[-1])
    assert len(rows) == 10
    assert all(links_of(row)[-1].startswith("/messages/") for row in rows)


def test_a_long_plan_is_read_page_by_page(late: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loan_reading, "DUES_SHOWN", 2)

    first, second = late.page(PAGE), late.page(f"{PAGE}?first=3")

    assert re.findall(r'id="due-(\d)"', first) == ["1", "2"]
    assert "first=3" in first
    assert re.findall(r'id="due-(\d)"', second) == ["3"]
    assert "Past due since 2027-01-23" in second, "what is late is said wherever one reads"


def test_where_there_are_more_lines_than_a_page_reads_no_sum_is_made_up(
    late: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = late.world.hub.store.rows(Line, limit=9_999, contract="D-1")
    monkeypatch.setattr(loan_books, "LINES_MAX", len(lines) - 1)

    page = late.page(PAGE)

    assert "It has more lines than a page reads: the oldest are missing here" in page
    assert "2027-02" in card(page, "Interest by month"), "the newest are there"
    assert "are set aside; how it came to that cannot be told from the ledger here." in page
    assert "All entries of it in the journal" in page


def test_interest_taken_at_the_draw_is_earned_by_days(operator: Operator) -> None:
    a_factored_deal(operator.world, days=3)
    operator.sign_in()  # Three days are longer than a session.

    page = operator.page(PAGE)

    assert "3 days 568.56" in text_of(card(page, "Interest by month"))
    assert "9,040.00 are set aside" in text_of(card(page, "Classification and provision"))
    assert "interest taken and not earned yet" in page
    timeline = text_of(operator.page("/deals/deal/A-1"))
    assert "Interest of days that ended D-1 · 2026-11 · 568.56 CNY" in timeline
    assert "Invoice verified INV1 · 1,130,000.00" in timeline


def test_a_draw_whose_money_is_not_out_says_so(late: Operator) -> None:
    a_bare_deal(late.world, "W-1")

    text = text_of(late.page("/deals/loan/L-W-1"))

    assert "No money is out" in text
    assert "Held against limits" in text
    assert "Nothing was paid yet." in text
    assert "Nobody has to be reminded." in text


def test_a_loan_that_is_not_there_is_not_found(late: Operator) -> None:
    assert late.get("/deals/loan/NONE").status_code == 404
    assert late.get(f"{PAGE}?first=0").status_code == 422


def test_the_board_comes_alone_when_the_page_asks_for_it(late: Operator) -> None:
    part = late.part(PAGE)

    assert "<html" not in part
    assert "Past due since 2027-01-23" in part


def test_what_is_written_in_a_step_is_shown_and_never_run(late: Operator) -> None:
    a_bare_deal(late.world, "<i>W", loan_no="<i>L", bank_ref="<script>x</script>")

    page = late.page("/deals/loan/%3Ci%3EL")

    assert "<i>L" not in page
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
