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


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case], ids=lambda case: case["error"])
def test_shares_that_are_not_the_whole_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        split(15, shares_of(case))
