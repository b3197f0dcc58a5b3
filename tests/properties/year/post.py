"""The post between partners and hub: it repeats, delays, mixes up, and tells the same otherwise."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from tests.properties.year.house import House, Letter

REPEATED, TOLD_AGAIN, REPEATED_LATER, ALTERED = "repeated", "told again", "repeated later", "altered"


class Post:
    """Delivers letters; what it does wrong changes nothing that is true."""

    def __init__(self, house: House, dice: Random) -> None:
        self._house, self._dice = house, dice
        self._keys = 0
        self._later: list[tuple[int, Letter]] = []
        self._paid: dict[str, int] = {}
        self.faults: Counter[str] = Counter()

    def key(self) -> str:
        self._keys += 1
        return f"K-{self._keys}"

    def send(self, letter: Letter, other: dict[str, Any] | None = None) -> str:
        """Now, and wrongly as well now and then; other: fields it never had. Why the first was refused."""
        why = self._house.send(letter)
        fault = self._fault(other)
        if fault == REPEATED:
            self._house.send(letter)
        if fault == TOLD_AGAIN:
            self._house.send(letter._replace(key=self.key()))
        if fault == REPEATED_LATER:
            self.send_later(letter, self._dice.randint(1, 40))
        if fault == ALTERED and other is not None:
            body = letter.body | other
            self._house.send(letter._replace(body=body, key=self.key(), text=f"{letter.text} altered"))
        return why

    def pay(self, letter: Letter, minor: int, delay: int = 0) -> None:
        """Money that truly came: from when it is told it lies on our account, once."""
        self._paid[letter.key] = minor
        if delay:
            self.faults["delayed"] += 1
            self.send_later(letter, delay)
        else:
            self._came(letter)
            self.send(letter, {"amount": {"amount": f"{minor // 100 + 7}", "currency": "CNY"}})

    def send_later(self, letter: Letter, days: int) -> None:
        """It comes some days later, behind the close of this day."""
        due = self._house.today + timedelta(days=days)
        self._later.append((due.toordinal(), letter))

    def bring(self) -> None:
        """What is due by now, in no order."""
        today = self._house.today.toordinal()
        due = [letter for day, letter in self._later if day <= today]
        self._later = [each for each in self._later if each[0] > today]
        self._dice.shuffle(due)
        for letter in due:
            self._came(letter)
            self._house.send(letter)

    def _came(self, letter: Letter) -> None:
        minor = self._paid.pop(letter.key, 0)
        if minor:
            self._house.cash += minor
            self._house.came.append((letter.deal, str(letter.body["bank_ref"]), minor))

    def _fault(self, other: dict[str, Any] | None) -> str:
        draw = self._dice.random()
        bounds = ((0.06, REPEATED), (0.1, TOLD_AGAIN), (0.15, REPEATED_LATER), (0.2, ALTERED))
        fault = next((name for bound, name in bounds if draw < bound), "")
        if fault == ALTERED and other is None:
            return ""
        self.faults[fault or "none"] += 1
        return fault
