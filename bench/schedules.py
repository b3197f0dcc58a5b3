"""A twelve-period schedule, from its terms to its last row: processor time beside 20 microseconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import numpy_financial

from core.kernel.money import Money
from core.loan.interest import Basis
from core.loan.schedules import schedule
from core.loan.terms import Method, Terms

NEEDED_US = 20.0
ROUNDS, A_ROUND = 25, 1000
A_YEAR = Terms(
    principal=Money(60_000_000, "CNY"),
    rate=Decimal("0.06"),
    drawn=date(2025, 1, 15),
    method=Method.EQUAL_INSTALMENT,
    periods=12,
    basis=Basis(monthly=True),
)


def measure() -> list[dict[str, Any]]:
    """Every round asks anew; nothing of a schedule is kept between two."""
    by_days = msgspec.structs.replace(A_YEAR, basis=Basis())
    principal = msgspec.structs.replace(A_YEAR, method=Method.EQUAL_PRINCIPAL)
    tried: dict[str, Callable[[], object]] = {
        "equal instalments, months": lambda: schedule(A_YEAR),
        "equal instalments, days": lambda: schedule(by_days),
        "equal principal, months": lambda: schedule(principal),
        "numpy-financial's instalment and interest, no dates": _numpys,
    }
    found = {name: _each_us(work) for name, work in tried.items()}
    for name, each_us in found.items():
        print(f"  {name}: {each_us:.1f} us")
    ours = found["equal instalments, months"]
    return [
        {
            "name": "schedules: twelve equal instalments",
            "ours": 1e6 / ours,
            "other": 1e6 / NEEDED_US,
            "other_name": "one in 20 microseconds",
            "unit": "schedules/s",
            "ratio": NEEDED_US / ours,
            "target": 1.0,
            "met": ours <= NEEDED_US,
        }
    ]


def _numpys() -> object:
    """What a user would pick instead: floats, and whoever takes them has still to round."""
    payment = numpy_financial.pmt(0.005, 12, -600_000)
    return payment, numpy_financial.ipmt(0.005, range(1, 13), 12, -600_000)


def _each_us(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(A_ROUND):
            work()
        taken.append((time.process_time() - begun) / A_ROUND * 1e6)
    return statistics.median(taken)
