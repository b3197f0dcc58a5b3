"""Devices at a push source: events at a steady rate, each counted from the moment it was due."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable

from bench.goods import FREE_LOTS, SOURCE, event, free_lots, pledged_lots

CONNECTIONS = 8
ANSWER_S = 10.0


class PushFeed:
    """Feeds events without waiting for one another; those `every` so many are pledged goods that leave."""

    def __init__(self, port: int, *, rate: int, seconds: float, every: int, begin: int = 0) -> None:
        """begin: the number of the first event; numbers name their documents."""
        self._port = port
        self._rate, self._every = rate, every
        self._begin, self._count = begin, int(rate * seconds)
        self.due_at: dict[str, float] = {}
        self.faults: list[str] = []
        self.late_s: list[float] = []

    def run(self) -> None:
        """Until all is sent. due_at: wall clock of each outbound without leave, by its number."""
        begin_at = time.time() + 0.2
        threads = [
            threading.Thread(target=self._feed, args=(begin_at, range(first, self._count, CONNECTIONS)))
            for first in range(CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _feed(self, begin_at: float, numbers: range) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_S)
        for place in numbers:
            due, number = begin_at + place / self._rate, self._begin + place
            time.sleep(max(0.0, due - time.time()))
            self.late_s.append(time.time() - due)
            name, make = self._event(number)
            if name.startswith("CK-"):
                self.due_at[name] = due
            headers = {"Content-Type": "application/json", "Idempotency-Key": name, "Document-Name": name}
            connection.request("POST", f"/push/{SOURCE}", make(), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 202:
                self.faults.append(f"{name}: {answer.status}")
        connection.close()

    def _event(self, number: int) -> tuple[str, Callable[[], bytes]]:
        """Free goods come in and leave in turn; now and then pledged goods go without leave."""
        if number % self._every == self._every - 1:
            name, lots = f"CK-{number}", pledged_lots()
            return name, lambda: event("out", name, (lots[number % len(lots)], "0.5"))
        lot = free_lots()[number // 2 % FREE_LOTS]
        if number % 2:
            return f"FH-{number}", lambda: event("out", f"FH-{number}", (lot, "1"))
        return f"RK-{number}", lambda: event("in", f"RK-{number}", (lot, "1"))
