"""What the rooms log of a deal as a person reads it: minor units as money, days as days, rates in percent."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from core.kernel.errors import HubError
from gateway.console.days import day_text
from gateway.console.words import money

_MINOR = re.compile(r"(-?\d{1,18}) minor units(?: of ([A-Z]{3})\b)?")
_DAY = re.compile(r"\b((?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\b")


def readable(text: str, currency: str) -> str:
    """Amounts that name no currency are the deal's."""

    def amount(found: re.Match[str]) -> str:
        named = found[2] or currency
        try:
            return f"{money(int(found[1]), named)} {named}"
        except HubError:
            return found[0]

    return _DAY.sub(lambda found: day_text(int(found[1])), _MINOR.sub(amount, text))


def rate_text(rate: str) -> str:
    """7.2 % of 0.072; what is no number stays as it is."""
    try:
        return f"{(Decimal(rate) * 100).normalize():f} %"
    except InvalidOperation:
        return rate
