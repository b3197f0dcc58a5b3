"""What a tonne of coil costs: a close every business day, and now and then a fall."""

from __future__ import annotations

from random import Random

from tests.properties.year.house import House

FALL = 0.03


class Market:
    """One series, in whole yuan."""

    def __init__(self, house: House, dice: Random) -> None:
        self._house, self._dice = house, dice
        self.price = 1_000

    def open(self) -> None:
        """Yesterday's close, told in the morning."""
        step = self._dice.randint(-25, 25)
        if self._dice.random() < FALL:
            step = -self.price // 9
        # It is drawn back to where it began.
        self.price = max(self.price + step + (1_000 - self.price) // 50, 500)
        now = self._house.now.isoformat()
        body = {
            "source": "Mysteel",
            "commodity_code": "HRC",
            "market": "SH",
            "quote_type": "close",
            "price": {"amount": str(self.price), "currency": "CNY"},
            "per": {"value": "1", "unit": "TNE"},
            "quote_date": self._house.today.isoformat(),
            "quoted_at": now,
            "tax_included": True,
        }
        self._house.fact("price.quote.v1", body)
        self._house.price = self.price
