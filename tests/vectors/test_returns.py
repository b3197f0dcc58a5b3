"""Rates of return as pyxirr's samples and numpy-financial's tests have them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.loan.returns import Flow, irr, xirr, xnpv
from tests.vectors.figures import day, minor, vector

SAMPLES = vector("pyxirr-samples")[1]["cases"]
SERIES = vector("numpy-financial-irr")[1]["cases"]


@pytest.mark.parametrize("case", SAMPLES, ids=lambda case: case["file"])
def test_a_dated_rate_is_pyxirrs(case: dict[str, Any]) -> None:
    flows = [Flow(day(on), minor(amount)) for on, amount in case["cashflows"]]
    rate = xirr(flows)

    # Theirs are right to nine decimals; where ours differs beyond them, it is nearer to nothing.
    assert rate is not None
    assert float(rate) == pytest.approx(case["xirr"], abs=1e-9)
    assert abs(xnpv(rate, flows)) <= abs(xnpv(Decimal(str(case["xirr"])), flows)) + Decimal("1e-5")


@pytest.mark.parametrize("case", SERIES, ids=lambda case: str(case["irr"]))
def test_a_rate_per_period_is_the_one_that_numpy_means(case: dict[str, Any]) -> None:
    """Of 1.0043 and -0.9998 it means the first, though its release answers the second: our rule has it."""
    rate = irr([minor(amount) for amount in case["cf"]])

    if case["irr"] is None:
        assert rate is None
    else:
        assert rate is not None
        assert abs(rate - Decimal(case["irr_full"])) < Decimal("1e-10")
