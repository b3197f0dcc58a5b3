"""The tax office holds a question to the face of the invoice, five times a day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.outside.silence import Ear, ask
from tests.outside.tax import CHECKS_A_DAY, Tax

FACE = {"fphm": "12345678", "fpdm": "3100204130", "kprq": "2026-11-01", "jym": "123456", "jshj": "11300.00"}


def question(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"reqNo": f"CY-{number}", "fphm": "12345678", "fpdm": "3100204130", **more}


@pytest.mark.parametrize(
    ("more", "state", "code"),
    [
        ({}, "NORMAL", "001"),
        ({"kprq": "2026-11-01", "jym": "123456", "jshj": "11300.00"}, "NORMAL", "001"),
        ({"jym": "654321"}, "NORMAL", "006"),
        ({"jshj": "11300.01"}, "NORMAL", "006"),
        ({"fphm": "87654321"}, "NORMAL", "009"),
        ({}, "VOID", "103"),
        ({}, "RED", "104"),
    ],
    ids=["by its number", "all the same", "another code", "a cent", "unknown", "void", "red"],
)
def test_a_question_is_held_to_the_face(more: dict[str, Any], state: str, code: str) -> None:
    ear = Ear()
    tax = Tax(ear)
    ask(tax, "/invoices", FACE | {"state": state})

    ask(tax, "/verify", question(**more), key="k")

    [answer] = ear.told(1)
    assert answer["code"] == code
    assert (answer["face"] is None) == (code in {"006", "009"})


def test_the_sixth_check_of_a_day_says_nothing_of_the_invoice_and_another_invoice_is_free() -> None:
    ear = Ear()
    tax = Tax(ear)
    ask(tax, "/invoices", FACE)
    for number in range(CHECKS_A_DAY + 1):
        ask(tax, "/verify", question(number), key=f"k{number}")
        ear.told(number + 1)
    ask(tax, "/verify", question(9, fphm="87654321"), key="k9")

    codes = [answer["code"] for answer in ear.told(CHECKS_A_DAY + 2)]
    assert codes == ["001"] * CHECKS_A_DAY + ["002", "009"]


def test_a_question_that_is_tried_again_is_one_check() -> None:
    ear = Ear()
    tax = Tax(ear)
    ask(tax, "/invoices", FACE)
    for _ in range(CHECKS_A_DAY + 1):
        ask(tax, "/verify", question(), key="k")

    [answer] = ear.told(1)
    assert (answer["code"], answer["count"]) == ("001", 1)
