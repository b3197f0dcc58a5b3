"""The currencies are those of ISO 4217, each with its own minor unit."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.kernel.currencies import is_currency, minor_digits
from core.kernel.errors import Refused

ISO_LIST = Path(__file__).parents[4] / "shared/corpora/prices/iso4217/data/codes-all.csv"


def rows() -> list[dict[str, str]]:
    if not ISO_LIST.exists():
        pytest.skip("../shared/corpora is absent: the ISO 4217 list is not compared")
    with ISO_LIST.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["AlphabeticCode"] and not row["WithdrawalDate"]]


@pytest.mark.parametrize(("code", "digits"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("HUF", 2)])
def test_each_currency_has_its_minor_unit(code: str, digits: int) -> None:
    assert minor_digits(code) == digits


@pytest.mark.parametrize("code", ["RMB", "cny", "", "XXX", "XTS", "XAU", "CNY ", "156"])
def test_a_code_that_money_cannot_be_in_is_refused(code: str) -> None:
    assert not is_currency(code)
    with pytest.raises(Refused, match="is no ISO 4217 currency") as caught:
        minor_digits(code)
    assert caught.value.cause == "money.unknown_currency"


def test_every_current_currency_of_the_iso_list_has_the_digits_it_says() -> None:
    listed = {row["AlphabeticCode"]: row["MinorUnit"] for row in rows()}

    wrong = {
        code: digits
        for code, digits in listed.items()
        if (str(minor_digits(code)) if is_currency(code) else "-") != digits
    }

    assert wrong == {}
