"""A whole amount split by shares, as Formance's ledger has it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from core.kernel.errors import Refused
from core.kernel.shares import REMAINING, split
from tests.vectors.figures import vector

CASES = vector("formance-allotment-unit")[1]["cases"]


def shares_of(case: dict[str, Any]) -> list[Fraction | None]:
    return [REMAINING if text == "remaining" else Fraction(text) for text in case["portions"]]


@pytest.mark.parametrize("case", [case for case in CASES if "parts" in case])
def test_an_amount_is_split_as_formance_splits_it(case: dict[str, Any]) -> None:
    assert split(case["amount"], shares_of(case)) == case["parts"]


@pytest.mark.parametrize(
    ("name", "amount", "shares", "parts"),
    [
        ("numscript-allocation", 15, ["80/100", "8/100", "12/100"], {"13", "1"}),
        ("numscript-mixed-source-dest-allotment", 77, ["10/100", "20/100", "remaining"], {"8", "16"}),
        ("numscript-mixed-source-dest-allotment", 77, ["1/2", "1/2"], {"38"}),
    ],
)
def test_allotments_of_numscript_are_ours(name: str, amount: int, shares: list[str], parts: set[str]) -> None:
    """Their other scripts (caps, cascades, overdrafts) move money between accounts: they are the ledger's."""
    given, expected = vector(name)
    [case] = expected["testCases"]
    posted = {str(posting["amount"]) for posting in case["expect.postings"]}

    ours = [str(part) for part in split(amount, shares_of({"portions": shares}))]

    assert f" {amount}]" in given["script"]
    assert parts <= posted & set(ours)
    assert sum(map(int, ours)) == amount


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case], ids=lambda case: case["error"])
def test_shares_that_are_not_the_whole_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        split(15, shares_of(case))
