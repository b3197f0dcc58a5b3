"""A statement keeps to its template: what it must say, how it adds up, when its period ends."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from adapters.wiring.parties_data import STANDARD, read_template
from core.kernel.errors import Refused, Unreadable
from core.parties import (
    Form,
    Item,
    Statement,
    StatementFigure,
    Sum,
    Template,
    TemplatePublished,
    TemplateVersion,
)
from tests.core.parties.accounts import CASH, KINDS, PROFIT, SHEET, send, send_year, statement
from tests.core.rooms import Rooms, at, ordered

ITEM = Item(code="cash", name_zh="现金", name_en="cash")
FORM = Form(kind="cash_flow", items=(ITEM,))


def publish(rooms: Rooms, template: Template, approver: str = "wang") -> None:
    said = TemplatePublished(template=template, publisher="li", approver=approver)
    rooms.receive(ordered("party.template_published.v1", said, at(), key=str(template.version)))


def a_template(*forms: Form, **more: Any) -> Template:
    said: dict[str, Any] = {"template": "standard", "version": 1}
    return Template(forms=forms or (FORM,), **(said | more))


@pytest.fixture
def rooms() -> Rooms:
    """The standard template is published as it ships."""
    made = Rooms("parties")
    publish(made, read_template(STANDARD))
    return made


def test_three_sound_statements_are_kept(rooms: Rooms) -> None:
    send_year(rooms)

    assert len(rooms.rows(Statement)) == 3
    assert len(rooms.rows(StatementFigure)) == len(SHEET) + len(PROFIT) + len(CASH)


@pytest.mark.parametrize(
    ("kind", "changed", "says"),
    [
        ("balance_sheet", {"current_assets": None}, "the balance_sheet has no current_assets"),
        ("profit_and_loss", {"revenue": None, "net_profit": None}, "has no revenue, net_profit"),
        ("cash_flow", {"financing_cash": None}, "the cash_flow has no financing_cash"),
        (
            "balance_sheet",
            {"current_assets": 5_002},
            r"total_assets is 2000\.00 CNY under what its parts make \(10002000\.00 CNY\)",
        ),
        ("balance_sheet", {"current_liabilities": 3_998}, r"total_liabilities is 2000\.00 CNY over"),
        ("profit_and_loss", {"income_tax": 202}, r"net_profit is 2000\.00 CNY over"),
        ("profit_and_loss", {"operating_profit": 900}, r"profit_before_tax is 100000\.00 CNY under"),
        ("cash_flow", {"net_cash_change": 98}, r"net_cash_change is 2000\.00 CNY under"),
        ("balance_sheet", {"total_equity": 4_001}, r"assets are 1000\.00 CNY under liabilities and equity"),
    ],
)
def test_what_lacks_an_item_or_does_not_add_up_is_refused(
    rooms: Rooms, kind: str, changed: dict[str, Any], says: str
) -> None:
    items = {code: each for code, each in {**KINDS[kind], **changed}.items() if each is not None}
    with pytest.raises(Refused, match=says):
        send(rooms, statement(kind, items))
    assert rooms.rows(Statement) == []


def test_sums_of_rounded_items_may_be_off_by_as_much_as_the_template_says(rooms: Rooms) -> None:
    send(rooms, statement("balance_sheet", {**SHEET, "current_assets": 5_001}))
    exact = replace(read_template(STANDARD), version=2, off_units=0)
    publish(rooms, exact)
    with pytest.raises(Refused, match=r"1000\.00 CNY under what its parts"):
        send(rooms, statement("balance_sheet", {**SHEET, "current_assets": 5_001}, statement_no="again"))


def test_what_may_miss_counts_as_nothing_and_a_sum_that_is_not_told_whole_is_not_judged(rooms: Rooms) -> None:
    send(rooms, statement("cash_flow", {**CASH, "net_cash_change": 100}))
    send(rooms, statement("profit_and_loss", {**PROFIT, "operating_profit": 800}))
    left = {code: each for code, each in SHEET.items() if code != "noncurrent_assets"}
    send(rooms, statement("balance_sheet", {**left, "current_assets": 1}))


def test_a_template_that_is_named_must_be_there_and_one_that_is_not_named_need_not() -> None:
    rooms = Rooms("parties")
    send(rooms, statement("balance_sheet", {"cash": 1}))
    with pytest.raises(Refused, match="by template XBRL, which is not published"):
        send(rooms, statement("balance_sheet", {"cash": 1}, template="XBRL"))


def test_a_closed_form_takes_no_item_it_does_not_know() -> None:
    rooms = Rooms("parties")
    publish(rooms, a_template(Form(kind="cash_flow", items=(ITEM,), closed=True)))
    send(rooms, statement("cash_flow", {"cash": 1}))
    with pytest.raises(Refused, match="has gold, silver; its template knows no such item"):
        send(rooms, statement("cash_flow", {"cash": 1, "silver": 1, "gold": 1}))
    send(rooms, statement("balance_sheet", {"gold": 1}))


@pytest.mark.parametrize(
    ("end", "period", "says"),
    [
        ("2025-12-30", "Y", "a period ends with a month: 2025-12-31, not 2025-12-30"),
        ("2025-06-30", "Y", "a period Y does not end in month 6 where the year ends in month 12"),
        ("2025-09-30", "H", "a period H does not end in month 9"),
        ("2025-08-31", "Q", "a period Q does not end in month 8"),
    ],
)
def test_a_period_ends_when_such_periods_end(rooms: Rooms, end: str, period: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        send(rooms, statement("cash_flow", CASH, end, period=period))


@pytest.mark.parametrize(("end", "period"), [("2024-02-29", "M"), ("2025-09-30", "Q"), ("2025-06-30", "H")])
def test_a_period_that_ends_as_such_periods_do_is_kept(rooms: Rooms, end: str, period: str) -> None:
    send(rooms, statement("cash_flow", CASH, end, period=period))


def test_a_year_ends_in_the_month_that_its_template_says() -> None:
    rooms = Rooms("parties")
    publish(rooms, a_template(year_ends_month=3))
    send(rooms, statement("cash_flow", {"cash": 1}, "2025-03-31"))
    send(rooms, statement("cash_flow", {"cash": 1}, "2025-09-30", period="H"))
    with pytest.raises(Refused, match="the year ends in month 3"):
        send(rooms, statement("cash_flow", {"cash": 1}))


def test_a_period_that_is_not_over_is_refused(rooms: Rooms) -> None:
    send(rooms, statement("cash_flow", CASH), days=0)
    with pytest.raises(Refused, match="until 2025-12-31 is not over on 2025-12-30"):
        send(rooms, statement("cash_flow", CASH, statement_no="early"), days=-1)


def test_what_is_audited_is_not_put_aside_for_what_is_not(rooms: Rooms) -> None:
    send(rooms, statement("cash_flow", CASH, audited=True, statement_no="A-1"))
    with pytest.raises(Refused, match="A-1 of the same period is audited, B-1 is not"):
        send(rooms, statement("cash_flow", CASH, statement_no="B-1"))
    send(rooms, statement("cash_flow", CASH, scope="consolidated"))
    send(rooms, statement("cash_flow", CASH, audited=True, statement_no="A-2"))
    assert {row.statement_no for row in rooms.rows(Statement)} == {"A-2", "cash_flow/2025-12-31"}


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (a_template(version=3), "stands at version 1; the next is 2, not 3"),
        (a_template(version=1), "stands at version 1; the next is 2, not 1"),
        (
            a_template(
                Form(kind="cash_flow", items=(ITEM,)), Form(kind="cash_flow", items=(ITEM,)), version=2
            ),
            "has two forms of one kind",
        ),
        (a_template(Form(kind="cash_flow", items=(ITEM, ITEM)), version=2), "cash stands twice in cash_flow"),
        (
            a_template(
                Form(kind="cash_flow", items=(ITEM,), sums=(Sum(total="cash", plus=("gold",)),)), version=2
            ),
            "a sum names gold, no item of cash_flow",
        ),
    ],
)
def test_a_template_without_sense_is_not_published(rooms: Rooms, template: Template, says: str) -> None:
    with pytest.raises(Refused, match=says):
        publish(rooms, template)
    assert len(rooms.rows(TemplateVersion)) == 1


def test_a_template_takes_two_people() -> None:
    with pytest.raises(Refused, match="a second person approves"):
        publish(Rooms("parties"), a_template(), approver=" li")


def test_a_file_that_is_no_template_is_named(tmp_path: Any) -> None:
    (tmp_path / "x.yaml").write_text("template: x\nversion: 0\n")
    for name, says in (("x.yaml", r"x\.yaml"), ("y.yaml", "no such file")):
        with pytest.raises(Unreadable, match=says):
            read_template(tmp_path / name)
