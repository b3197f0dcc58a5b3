"""The registry of feeders, and the case that they are asked about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar

from core.kernel.errors import Broken
from core.risk.messages import LimitRef
from core.risk.trade import HOME
from core.risk.values import Said, Value
from core.risk.work import RiskWork

DIGITS = 6
_HUNDRED = Fraction(100)


class Case(NamedTuple):
    """What a decision is wanted about. at: the moment it is asked; parameters: the thresholds of its day."""

    business_day: int
    at: datetime
    parties: Mapping[str, str]
    contract_no: str
    refs: Mapping[str, tuple[str, ...]]
    minor: int
    currency: str
    limits: tuple[LimitRef, ...]
    parameters: Mapping[str, Value]

    @property
    def month(self) -> int:
        return self.business_day // 100

    @property
    def money(self) -> str:
        """The currency that amounts of trade are read in."""
        return self.currency or HOME

    def party(self, *roles: str) -> str:
        """The code of the first of these roles that somebody has, or ""."""
        return next((self.parties[role] for role in roles if self.parties.get(role)), "")

    def parameter(self, name: str, usual: int) -> int:
        """A threshold that a feeder needs itself; the usual one where the rule set has none."""
        value = self.parameters.get(name)
        return usual if value is None or isinstance(value, (str, bool)) else int(value)


Feeder = Callable[[Case, RiskWork], Mapping[str, Said]]
F = TypeVar("F", bound=Feeder)
FEEDERS: dict[str, Feeder] = {}


def feeds(*variables: str) -> Callable[[F], F]:
    """Registers the function below as the one that can supply these variables."""

    def register(function: F) -> F:
        for name in variables:
            if name in FEEDERS:
                raise Broken(f"two feeders supply {name}", cause="risk.feeder.twice")
            FEEDERS[name] = function
        return function

    return register


def gathered(case: Case, work: RiskWork, wanted: Collection[str]) -> dict[str, Said]:
    """What the hub holds of these variables; what it does not hold is not in it."""
    found: dict[str, Said] = {}
    asked = dict.fromkeys(FEEDERS[name] for name in sorted(wanted) if name in FEEDERS)
    for feeder in asked:
        said = feeder(case, work)
        found.update({name: value for name, value in said.items() if name in wanted and value is not None})
    return found


def number(value: Fraction | int) -> Said:
    """As an input: a whole number, or a decimal of six digits.

    What does not end there is never rounded onto a shorter number: its last digit is then neither 0 nor 5, so
    that a threshold of fewer digits is passed or not passed exactly as by the value itself.
    """
    exact = Fraction(value)
    if exact.denominator == 1:
        return exact.numerator
    scaled = abs(exact) * 10**DIGITS
    digits = int(scaled)
    if digits != scaled and digits % 5 == 0:
        digits += 1
    return format(Decimal(digits if exact > 0 else -digits).scaleb(-DIGITS), "f")


def percent(part: Fraction | int, whole: Fraction | int) -> Said:
    """So many per cent; None of nothing."""
    return number(_HUNDRED * part / whole) if whole else None
