"""The bank pays what is on an account, books what comes from anybody, and closes a day that adds up."""

from __future__ import annotations

from typing import Any

import msgspec

from adapters.formats import understand
from core import catalogue
from tests.outside import bank_messages
from tests.outside.asking import OUR_ACCOUNT, payment_order
from tests.outside.bank import Bank
from tests.outside.silence import Ear, ask


def bank_with(balance: str) -> tuple[Bank, Ear]:
    ear = Ear()
    bank = Bank(ear)
    ask(bank, "/accounts", {"number": OUR_ACCOUNT, "balance": balance})
    return bank, ear


def read(name: str, payload: bytes) -> Any:
    """As the hub reads it."""
    [found] = understand(bank_messages.mapping(name), payload, bank_messages.FACTS).documents
    return catalogue.read(found.type, found.body)


def balance(bank: Bank) -> str:
    return str(bank.look(f"/accounts/{OUR_ACCOUNT}").said["balance"])


def closed(bank: Bank, ear: Ear, count: int = 1) -> Any:
    """The statement of the day, so many having been told."""
    ask(bank, "/statements", {"number": OUR_ACCOUNT})
    return read("statements", ear.raw(count, "statements")[-1])


def test_what_is_on_the_account_is_paid_once_and_more_is_not() -> None:
    bank, ear = bank_with("1500000.00")
    for number, key in (("E-1", "k1"), ("E-1", "k1"), ("E-2", "k2")):
        ask(bank, "/payments", payment_order(number), key=key)

    first, second = (read("payment_statuses", one) for one in ear.raw(2, "statuses"))
    assert sorted([(first.order_no, first.status), (second.order_no, second.status)]) == [
        ("E-1", "ACSC"),
        ("E-2", "RJCT"),
    ]
    assert balance(bank) == "500000.00"


def test_an_account_that_is_none_is_refused_by_its_reason() -> None:
    bank, ear = bank_with("1500000.00")

    ask(bank, "/payments", payment_order("E-1", payee_account="6222X"), key="k1")

    told = read("payment_statuses", ear.raw(1, "statuses")[0])
    assert told.batches[0].payments[0].reasons[0].code == "AC01"
    assert balance(bank) == "1500000.00"


def test_a_day_with_a_payment_a_stranger_and_a_return_closes_to_the_cent() -> None:
    bank, ear = bank_with("1500000.00")
    ask(bank, "/payments", payment_order("E-1"), key="k1")
    ask(bank, "/receipts", {"number": OUR_ACCOUNT, "amount": "88.01", "payer": "张三", "text": "货款?"})
    ask(bank, "/returns", {"endToEnd": "E-1", "why": "AC04 账户已销"})

    day = closed(bank, ear)

    assert day.adds_up
    assert [(entry.side, str(entry.amount.amount)) for entry in day.entries] == [
        ("debit", "1000000.00"),
        ("credit", "88.01"),
        ("credit", "1000000.00"),
    ]
    assert day.entries[1].payments[0].end_to_end_ref == "", "nobody says what it is for"
    assert day.entries[2].payments[0].end_to_end_ref == "E-1"
    assert balance(bank) == "1500088.01"


def test_the_next_day_opens_with_what_the_last_closed_with() -> None:
    bank, ear = bank_with("10.00")
    ask(bank, "/receipts", {"number": OUR_ACCOUNT, "amount": "1.00", "payer": "张三"})
    closed(bank, ear)

    second = closed(bank, ear, 2)

    assert [str(one.amount.amount) for one in second.balances] == ["11.00", "11.00"]
    assert second.entries == ()


def test_in_a_wrong_mood_a_statement_does_not_close_and_says_so_with_both_numbers() -> None:
    bank, ear = bank_with("10.00")
    bank.mood = msgspec.structs.replace(bank.mood, kind="wrong")

    day = closed(bank, ear)

    [broken] = day.discrepancies
    assert (str(broken.stated), str(broken.computed)) == ("10.01", "10.00")


def test_a_payment_comes_back_once_and_only_if_it_was_made() -> None:
    bank, _ = bank_with("1500000.00")
    ask(bank, "/payments", payment_order("E-1"), key="k1")
    ask(bank, "/returns", {"endToEnd": "E-1", "why": "AC04"})

    again = ask(bank, "/returns", {"endToEnd": "E-1", "why": "AC04"})

    assert again["text"] == "E-1 was not paid, or came back before"
    assert balance(bank) == "1500000.00"


def test_what_is_no_payment_order_is_answered_as_that() -> None:
    bank, _ = bank_with("1.00")

    assert bank.hear("/payments", "k", b"<Document/>") is not None
    assert ask(bank, "/payments", b"not xml", key="k2")["text"]
