"""Journal: entries with their lines, led back to message, field and byte; balances; months under a key."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from core.hub.audit import DESK, LOOK, AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.rights import Grant
from core.ledger import LimitGranted, Line, Period, VoucherLine
from gateway.console import ledger_reading
from gateway.console.entry_source import Root, source_of
from gateway.console.people_acts import Administration
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.money_seed import BORROWER, LOAN, a_month_of_entries, books, post, tell, voucher
from tests.gateway.console.seed import row


@pytest.fixture
def booked(operator: Operator) -> Operator:
    a_month_of_entries(operator.world)
    return operator


def become(operator: Operator, name: str, *grants: Grant) -> None:
    password = Administration(operator.desk.people, by="chief").add(name, grants)
    entered = operator.desk.people.sign_in(name, password)
    operator.client.cookies.clear()
    operator.client.cookies.set("lianqiao_session", entered.token)


def numbers(page: str) -> list[str]:
    """The entries of the list, in its order."""
    return re.findall(r'<tr class="entry" data-href="/console/ledger/entry/general/([^"]+)"', page)


def test_a_month_stands_with_each_entry_s_lines_kind_rule_and_message(booked: Operator) -> None:
    page = booked.page("/ledger")
    text = text_of(page)

    assert numbers(page) == ["JZ-1", "JZ-2", "JZ-3", "JZ-3/red"]
    assert "2026-11-20 JZ-1 Posted voucher 放款" in text
    assert f"1303.01 loan principal party {BORROWER} contract {LOAN} 3,500,000.00 CNY" in text
    assert "JZ-3/red Reversal in red voucher 手续费记错，冲回" in text
    assert "6421 fee expense -200.00 CNY" in text
    [place] = re.findall(r'JZ-1</a>.*?href="/console(/messages/[^"]+)"', page.split("JZ-2")[0], re.DOTALL)
    assert "ledger.voucher_signed.v1" in booked.page(place)


def test_a_day_is_looked_for_within_its_month(booked: Operator) -> None:
    post(
        booked.world, voucher("JZ-9", ("6421", "debit", 1), ("1002.01", "credit", 1), business_day=2026_11_21)
    )

    assert numbers(booked.page("/ledger?book=general&day=2026-11-21")) == ["JZ-9"]
    assert "Nothing is posted here" in booked.page("/ledger?book=general&day=2026-11-22")


def test_a_contract_is_found_in_every_month_and_a_party_in_one(booked: Operator) -> None:
    booked.world.later(60)
    other = {"party": BORROWER, "contract": LOAN, "business_day": 2026_03_02}
    post(booked.world, voucher("JZ-0", ("1303.01", "debit", 500), ("1002.01", "credit", 500), **other))

    assert numbers(booked.page(f"/ledger?book=general&contract={LOAN}")) == ["JZ-1", "JZ-0"]
    assert numbers(booked.page(f"/ledger?book=general&party={BORROWER}&month=2026-11")) == ["JZ-1"]
    assert numbers(booked.page("/ledger?book=general&party=NOBODY&month=2026-11")) == []


def test_a_contract_s_entries_in_one_book_are_not_those_in_another(booked: Operator) -> None:
    line = VoucherLine(account="collateral", side="debit", currency="CNY", minor=700, contract=LOAN)
    post(booked.world, replace(voucher("BW-1", book="off_balance"), lines=(line,)))

    assert re.findall(r"/ledger/entry/(\w+/[^\"]+)\"", booked.page(f"/ledger?book=general&contract={LOAN}"))[
        :1
    ] == ["general/JZ-1"]
    assert "BW-1" not in booked.page(f"/ledger?book=general&contract={LOAN}")
    assert "BW-1" in booked.page(f"/ledger?book=off_balance&contract={LOAN}")


def test_a_long_month_and_a_long_contract_go_on_on_the_next_page(
    booked: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    loan = {"party": BORROWER, "contract": LOAN}
    for each in (1, 2):
        post(
            booked.world,
            voucher(f"KZ-{each}", ("1303.01", "debit", 500), ("1002.01", "credit", 500), **loan),
        )
    monkeypatch.setattr(ledger_reading, "ROWS", 2)

    for asked in ("month=2026-11", f"contract={LOAN}"):
        seen: list[str] = []
        path: str | None = f"/ledger?book=general&{asked}"
        while path:
            page = booked.page(path)
            seen += numbers(page)
            found = re.search(r'data-older href="/console([^"]+)"', page)
            path = found[1].replace("&amp;", "&") if found else None
        assert len(seen) == len(set(seen))
        assert set(seen) >= {"JZ-1", "KZ-1", "KZ-2"}


def test_a_page_that_has_looked_far_enough_says_so_and_goes_on(
    booked: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_reading, "LOOKS", 2)

    page = booked.page("/ledger?book=general&day=2026-11-22")

    assert "Nothing so far among the first entries of the month." in page
    assert "after=JZ-2" in page


def test_an_entry_and_what_took_it_back_name_each_other(booked: Operator) -> None:
    entry, red = booked.page("/ledger/entry/general/JZ-3"), booked.page("/ledger/entry/general/JZ-3/red")

    assert "Taken back by JZ-3/red" in text_of(entry)
    assert "Take it back in red" not in entry
    assert "Refers to JZ-3" in text_of(red)
    assert "Take it back in red" in booked.page("/ledger/entry/general/JZ-2")


def test_a_line_leads_to_the_field_and_the_bytes_that_said_its_amount(booked: Operator) -> None:
    assert 'data-hx-get="/console/ledger/source/general/JZ-1"' in booked.page("/ledger/entry/general/JZ-1")

    page = booked.part("/ledger/source/general/JZ-1")

    first, second = re.findall(r'<tr data-marks="(\d+)" tabindex="0"><th>', page)[:2]
    assert first != second
    assert re.search(rf'<mark[^>]*data-marks="{first}"[^>]*>350000000</mark>', page)
    assert "lines[0].minor" in page


def test_what_a_reversal_says_is_what_the_entry_said_that_it_takes_back(booked: Operator) -> None:
    page = booked.part("/ledger/source/general/JZ-3/red")

    assert "lines[0].minor" in page
    assert ">20000</mark>" in page


def test_of_a_partner_s_document_the_very_cell_is_marked(operator: Operator) -> None:
    kept = operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120.50"))
    operator.world.work()
    books(operator.world)
    post(operator.world, voucher("JZ-1", ("6421", "debit", 12_050), ("1002.01", "credit", 12_050)))
    line = operator.world.hub.store.rows(Line, limit=1, book="general")[0]
    root = Root(kept.partition, kept.number, 0, "donghai", "wms.inbound.v1", "RK-1", ())

    [said] = source_of(operator.desk, root, [line], personal=True).lines

    assert said.fields == ("lots[0].quantity.value",)
    assert said.marks


def test_a_look_at_the_source_is_a_look_at_a_body(booked: Operator) -> None:
    booked.part("/ledger/source/general/JZ-1")

    looks = [e for e in booked.world.hub.store.rows(AuditEntry, limit=99, chain=DESK) if e.kind == LOOK]
    assert [(noted_of(one).by, noted_of(one).what) for one in looks] == [("operator", "message.read")]


def test_who_may_read_no_body_sees_the_entry_and_not_its_source(booked: Operator) -> None:
    become(booked, "he", Grant("accountant"))

    page = booked.page("/ledger/entry/general/JZ-1")

    assert "3,500,000.00" in page
    assert "your roles do not hold" in page
    source = booked.part("/ledger/source/general/JZ-1")
    assert "your roles do not hold" in source
    assert "350000000" not in source


def test_the_trial_balance_of_a_day_adds_up_by_level_and_is_even(booked: Operator) -> None:
    text = text_of(booked.page("/ledger/trial?book=general&day=2026-11-30"))

    assert "1002 bank deposits 14,583.33 3,500,000.00 3,485,416.67 Cr CNY" in text
    assert "1002.01 own funds 14,583.33 3,500,000.00 3,485,416.67 Cr CNY" in text
    assert "6421 fee expense 0.00 0.00 0.00" in text
    assert "All accounts 3,514,583.33 3,514,583.33 Even CNY" in text
    assert "Nothing is posted until this day" in booked.page("/ledger/trial?book=general&day=2026-11-19")


def test_from_a_balance_one_goes_down_to_its_lines_and_to_their_entries(booked: Operator) -> None:
    page = booked.page("/ledger/trial?book=general&day=2026-11-30")
    [path] = re.findall(r'id="a-1303.01-CNY"[^>]*data-href="/console([^"]+)"', page)

    lines = booked.page(path.replace("&amp;", "&"))

    assert "/ledger/entry/general/JZ-1" in lines
    assert "3,500,000.00" in lines
    earlier = booked.page("/ledger/account?book=general&code=1303.01&month=2026-10")
    assert "Nothing moved on this account in 2026-10" in earlier


def test_a_month_is_locked_and_opened_again_with_who_and_why(booked: Operator) -> None:
    with booked.working():
        locked = booked.post("/ledger/periods/lock", book="general", period="202610", reason="month end")
        no_reason = booked.post("/ledger/periods/reopen", book="general", period="202610", seen="1")
        text = text_of(booked.page("/ledger/periods?book=general"))
        opened = booked.post("/ledger/periods/reopen", book="general", period="202610", reason="an invoice")

    assert (locked.status_code, opened.status_code) == (303, 303)
    assert "2026-10 Locked operator month end" in text
    assert no_reason.status_code == 409
    assert "operator opens 202610 again and does not say why" in no_reason.text
    found = booked.world.hub.store.get(Period, "general", 202610)
    assert found is not None
    assert (found.locked, found.by, found.reason) == (False, "operator", "an invoice")


def test_a_month_that_is_locked_already_is_told_so(booked: Operator) -> None:
    with booked.working():
        booked.post("/ledger/periods/lock", book="general", period="202610", seen="1")
        again = booked.post("/ledger/periods/lock", book="general", period="202610", seen="2")

    assert again.status_code == 409
    assert "202610 of general is locked already" in again.text


def test_only_a_chief_accountant_turns_the_key(booked: Operator) -> None:
    become(booked, "he", Grant("accountant"))

    assert "Lock…" not in booked.page("/ledger/periods?book=general")
    assert booked.post("/ledger/periods/lock", book="general", period="202610").status_code == 403
    assert booked.post("/ledger/periods/reopen", book="general", period="202610").status_code == 403


def test_a_role_for_one_partner_opens_no_ledger(booked: Operator) -> None:
    become(booked, "he", Grant("accountant", ("donghai",)))

    assert booked.get("/ledger").status_code == 404
    assert "/console/ledger" not in booked.page("/tasks")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/ledger?day=yesterday", "is no day"),
        ("/ledger?month=2026-13", "is no day"),
        ("/ledger?book=none", "there is no book none"),
        ("/ledger?book=general&contract=x&after=nothing", "begin at its first one"),
        ("/ledger/trial?day=2026-02-30", "is no day"),
    ],
)
def test_an_address_that_makes_no_sense_says_why(booked: Operator, path: str, why: str) -> None:
    answer = booked.get(path)

    assert answer.status_code == 409
    assert why in answer.text


def test_what_is_not_there_is_not_found(booked: Operator) -> None:
    for path in ("/ledger/entry/general/NONE", "/ledger/source/general/NONE"):
        assert booked.get(path).status_code == 404
    assert booked.get("/ledger/account?book=general&code=9999").status_code == 404


@pytest.mark.parametrize("path", ["/ledger", "/ledger/trial", "/ledger/vouchers", "/ledger/periods"])
def test_without_a_book_every_page_says_how_one_comes(operator: Operator, path: str) -> None:
    assert "No book is published" in operator.page(path)


def test_the_book_of_limits_shows_what_each_owner_has_left(booked: Operator) -> None:
    assert "No limit is granted" in booked.page("/ledger/trial?book=limits")
    granted = LimitGranted(
        book="limits",
        number="SX-1",
        business_day=2026_11_20,
        text="授信",
        approver="wang",
        lines=(
            VoucherLine(account="granted", side="debit", currency="CNY", minor=500_000_000),
            VoucherLine(account="borrower", side="credit", currency="CNY", minor=500_000_000, party=BORROWER),
        ),
    )
    tell(booked.world, ("ledger.limit_granted.v1", granted, "SX-1"))

    text = text_of(booked.page("/ledger/trial?book=limits"))

    assert (
        f"borrower borrower's line {BORROWER} 0.00 0.00 5,000,000.00 0.00 5,000,000.00 CNY"
        in text.replace("&#39;", "'")
    )
