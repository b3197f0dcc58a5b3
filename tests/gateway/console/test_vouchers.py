"""Vouchers at the console: three people, three hands, and nothing is posted before the third."""

from __future__ import annotations

from typing import Any

import pytest

from core.hub.audit import DESK, AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.rights import Grant
from core.ledger import Entry, Voucher
from gateway.console.people_acts import Administration
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.money_seed import a_month_of_entries

LINES: dict[str, Any] = {
    "account": ["6421", "1002.01", ""],
    "side": ["debit", "credit", "debit"],
    "currency": ["CNY", "CNY", "CNY"],
    "amount": ["1,234.50", "1234.5", ""],
}
HEAD = {"book": "general", "number": "PZ-7", "day": "2026-11-23", "text": "bank fee"}


@pytest.fixture
def desk(operator: Operator) -> Operator:
    a_month_of_entries(operator.world)
    return operator


def become(operator: Operator, name: str, *roles: str) -> None:
    password = Administration(operator.desk.people, by="chief").add(name, [Grant(role) for role in roles])
    entered = operator.desk.people.sign_in(name, password)
    operator.client.cookies.clear()
    operator.client.cookies.set("lianqiao_session", entered.token)


def send(operator: Operator, act: str, **said: Any) -> tuple[int, str]:
    with operator.working():
        answer = operator.post(f"/ledger/voucher/{act}", **said)
    return answer.status_code, text_of(answer.text)


def kept(operator: Operator, number: str = "PZ-7") -> Voucher | None:
    return operator.world.hub.store.get(Voucher, "general", number)


def test_one_makes_another_checks_a_third_signs_and_then_it_is_posted(desk: Operator) -> None:
    where = {"book": "general", "number": "PZ-7"}
    become(desk, "he", "accountant")
    assert send(desk, "make", **HEAD, **LINES)[0] == 303
    assert "You made it; another person checks it." in desk.page("/ledger/voucher?book=general&number=PZ-7")
    become(desk, "guo", "accountant")
    assert send(desk, "check", **where, accepted="true")[0] == 303
    assert desk.world.hub.store.get(Entry, "general", "PZ-7") is None
    become(desk, "lin", "chief_accountant")
    assert send(desk, "sign", **where)[0] == 303

    voucher = kept(desk)
    assert voucher is not None
    assert (voucher.state, voucher.maker, voucher.checker, voucher.signer) == ("signed", "he", "guo", "lin")
    assert "6421 fee expense 1,234.50" in text_of(desk.page("/ledger/entry/general/PZ-7"))
    acts = [noted_of(one) for one in desk.world.hub.store.rows(AuditEntry, limit=99, chain=DESK)]
    assert [(one.by, one.what) for one in acts if one.what.startswith("voucher.")] == [
        ("he", "voucher.made"),
        ("guo", "voucher.checked"),
        ("lin", "voucher.signed"),
    ]


def test_no_two_hands_are_the_same_whatever_is_sent(desk: Operator) -> None:
    where = {"book": "general", "number": "PZ-7"}
    send(desk, "make", **HEAD, **LINES)

    status, text = send(desk, "check", **where, accepted="true", checker="somebody", maker="else")
    assert status == 409
    assert "operator made voucher PZ-7; another checks it" in text

    become(desk, "guo", "accountant", "chief_accountant")
    send(desk, "check", **where, accepted="true")
    status, text = send(desk, "sign", **where)
    assert status == 409
    assert "guo had voucher PZ-7 in hand before; a third person signs it" in text
    assert "You had it in hand before" in text


def test_what_is_sent_back_says_why_and_is_signed_by_nobody(desk: Operator) -> None:
    where = {"book": "general", "number": "JZ-4"}

    assert send(desk, "check", **where, accepted="false", reason=" ")[0] == 409
    assert send(desk, "check", **where, accepted="false", reason="the receipt is missing")[0] == 303

    text = text_of(desk.page("/ledger/voucher?book=general&number=JZ-4"))
    assert "Sent back operator the receipt is missing" in text
    assert "Sign and post" not in text
    become(desk, "lin", "chief_accountant")
    status, text = send(desk, "sign", **where)
    assert status == 409
    assert "voucher JZ-4 of general is sent_back, not checked" in text


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"amount": ["12.345", "12.345", ""]}, "line 1: 12.345 CNY is no whole number of minor units"),
        ({"amount": ["a lot", "1", ""]}, "line 1: 'a lot' is no amount; write it like 1234.50"),
        ({"amount": ["1", "NaN", ""]}, "line 2: 'NaN' is no amount"),
        ({"currency": ["CNY", "XXY", "CNY"]}, "line 2: 'XXY' is no ISO 4217 currency"),
        ({"account": ["", "1002.01", ""]}, "line 1 names no account"),
        ({"day": "2026-02-30"}, "'2026-02-30' is no day"),
        ({"number": " "}, "a voucher has a book and a number of its own"),
        ({"amount": ["1", "2", ""]}, "entry PZ-7 of book general does not balance"),
        ({"account": ["9999", "1002.01", ""]}, "account 9999 of book general is not in the chart"),
        ({"number": "JZ-4"}, "voucher JZ-4 of general was written before"),
    ],
)
def test_what_makes_no_voucher_says_why_and_what_was_typed_stays(
    desk: Operator, changed: dict[str, Any], why: str
) -> None:
    with desk.working():
        answer = desk.post("/ledger/voucher/make", **{**HEAD, **LINES, **changed})

    assert answer.status_code == 409
    assert why in text_of(answer.text).replace("&#39;", "'")
    assert 'value="bank fee"' in answer.text
    assert 'value="6421"' in answer.text or "account" in changed
    assert kept(desk) is None


def test_an_entry_is_taken_back_in_red_by_a_voucher_of_its_own(desk: Operator) -> None:
    form = desk.page("/ledger/voucher/new?book=general&reverses=JZ-2")
    assert 'name="reverses" value="JZ-2" readonly' in form
    assert 'value="JZ-2/red"' in form
    assert 'name="account"' not in form

    status, _ = send(desk, "make", **{**HEAD, "number": "JZ-2/red"}, reverses="JZ-2")

    assert status == 303
    text = text_of(desk.page("/ledger/voucher?book=general&number=JZ-2/red"))
    assert "It takes back entry JZ-2 in red" in text


def test_the_same_form_sent_twice_is_one_voucher(desk: Operator) -> None:
    for _ in range(2):
        assert send(desk, "make", **HEAD, **LINES, seen="2026-11-23T02:30:00Z")[0] == 303


def test_vouchers_are_listed_by_state(desk: Operator) -> None:
    waiting = text_of(desk.page("/ledger/vouchers?book=general"))
    signed = text_of(desk.page("/ledger/vouchers?book=general&state=signed"))

    assert "JZ-4 Waits for checking 2026-11-20 2 he" in waiting
    assert "JZ-3/red Signed and posted 2026-11-20 takes back JZ-3 he guo lin" in signed
    assert "No voucher is in this state" in desk.page("/ledger/vouchers?book=general&state=sent_back")


@pytest.mark.parametrize(
    ("role", "act", "allowed"),
    [
        ("accountant", "make", True),
        ("accountant", "check", True),
        ("accountant", "sign", False),
        ("chief_accountant", "make", False),
        ("chief_accountant", "sign", True),
        ("auditor", "make", False),
        ("auditor", "check", False),
        ("risk", "sign", False),
    ],
)
def test_each_hand_is_a_right_of_its_own(desk: Operator, role: str, act: str, allowed: bool) -> None:
    become(desk, "hu", role)

    answer = desk.post(f"/ledger/voucher/{act}", **HEAD, accepted="true")

    assert (answer.status_code != 403) is allowed


def test_an_unknown_voucher_is_not_found(desk: Operator) -> None:
    assert desk.get("/ledger/voucher?book=general&number=NONE").status_code == 404
    assert desk.post("/ledger/voucher/sign", book="general", number="NONE").status_code == 404


def test_until_it_is_handled_the_page_says_that_it_waits(
    desk: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.console.acts.WAIT_S", 0)

    answer = desk.post("/ledger/voucher/make", **HEAD, **LINES)

    assert answer.headers["location"].endswith("/ledger/voucher?book=general&number=PZ-7&waits=1")
    assert "waits its turn" in desk.page(answer.headers["location"].removeprefix("/console"))


def test_what_was_made_at_the_page_is_found_by_its_number(desk: Operator) -> None:
    send(desk, "make", **HEAD, **LINES)

    assert "ledger.voucher_made.v1" in desk.page("/messages?q=PZ-7&own=1")
