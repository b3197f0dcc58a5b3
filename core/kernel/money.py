"""Money is whole minor units and a currency; a float never touches it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.kernel.currencies import minor_digits
from core.kernel.errors import Broken, Refused
from core.kernel.exact import nearest, whole

MINOR_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in whole minor units of an ISO 4217 currency (CNY: fen, JPY: yen)."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Money:
        """From a decimal as written; Refused if it has more decimals than the currency: never rounded."""
        digits = minor_digits(currency)
        minor = whole(amount, digits)
        if minor is None:
            raise Refused(
                f"{str(amount)[:40]} {currency} is no whole number of minor units ({digits} decimals); "
                "send as many decimals as the currency has",
                cause="money.too_many_decimals",
            )
        return cls._bounded(minor, currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str) -> Money:
        """From a computed decimal (quantity times price), half to even."""
        minor = nearest(amount, minor_digits(currency))
        if minor is None:
            raise Refused(f"{str(amount)[:40]} {currency} is no amount", cause="money.too_large")
        return cls._bounded(minor, currency)

    @classmethod
    def _bounded(cls, minor: int, currency: str) -> Money:
        if abs(minor) > MINOR_MAX:
            raise Refused(f"{minor} minor units of {currency} are over 2^63", cause="money.too_large")
        return cls(minor, currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __add__(self, other: Money) -> Money:
        return self._bounded(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return self._bounded(self.minor - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise Broken(f"{self.currency} and {other.currency} were mixed", cause="money.mixed_currencies")
        return other.minor

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
