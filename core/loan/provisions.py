"""What is set aside for losses: a general share of everything, a special one by category."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import msgspec

from core.kernel.errors import Refused
from core.kernel.rounding import Rounding, divided
from core.loan.classification import Category
from core.loan.interest import ratio


class ProvisionRates(msgspec.Struct, frozen=True, kw_only=True):
    """From which day on which shares; `special` names those of all but normal loans."""

    effective_from: date
    general: Decimal
    special: Mapping[Category, Decimal]

    def __post_init__(self) -> None:
        if set(self.special) != set(Category) - {Category.NORMAL}:
            raise Refused(
                "special provisions name each category but normal once", cause="loan.provision_rates"
            )


# 银发〔2002〕98号, from memory; a bank's own table is loaded beside it.
RATES = (
    ProvisionRates(
        effective_from=date(2002, 1, 1),
        general=Decimal("0.01"),
        special={
            Category.SPECIAL_MENTION: Decimal("0.02"),
            Category.SUBSTANDARD: Decimal("0.25"),
            Category.DOUBTFUL: Decimal("0.5"),
            Category.LOSS: Decimal(1),
        },
    ),
)


class Provision(NamedTuple):
    """In minor units."""

    general: int
    special: int


def provision(balances: Mapping[Category, int], rates: ProvisionRates) -> Provision:
    """For what is outstanding by category; each of the two sums is rounded once, half up."""
    top, bottom = 0, 1
    for category, balance in balances.items():
        if category is not Category.NORMAL:
            share, whole = ratio(rates.special[category])
            top, bottom = top * whole + balance * share * bottom, bottom * whole
    share, whole = ratio(rates.general)
    return Provision(_whole(sum(balances.values()) * share, whole), _whole(top, bottom))


def _whole(top: int, bottom: int) -> int:
    return divided(top, bottom, Rounding.HALF_UP)
