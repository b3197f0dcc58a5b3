"""Books with the charts and rules as they ship."""

from __future__ import annotations

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.ledger import Entry, Event, Line, Posting, post_event
from tests.core.ledger.books import DAY, Books

PARTS = {
    "borrower": "P1",
    "contract": "L1",
    "facility": "F-1",
    "security": "S-1",
    "currency": "CNY",
    "funder": "F1",
    "mode": "goods",
    "recourse": "yes",
    "thing": "T-1",
    "debtor": "B1",
}


class ShippedBooks(Books):
    """The ledger as a house has it on its first day."""

    def __init__(self, first_period: int = 2025_01) -> None:
        super().__init__(charts=False)
        for chart in read_charts(SHIPPED, {"": first_period}, publisher="chen", approver="li"):
            self.tell("ledger.chart_published.v1", chart)
        self.tell(
            "ledger.rules_published.v1",
            read_rules(SHIPPED, from_day=2025_01_01, publisher="chen", approver="li"),
        )

    def happens(
        self, name: str, *, day: int = DAY, parts: dict[str, str] | None = None, **amounts: int
    ) -> list[Entry]:
        """Posts the event by the rules of its day."""
        event = Event(
            name=name,
            number=f"{name}/{self.count}",
            business_day=day,
            text="tried",
            parts=PARTS | (parts or {}),
            amounts=amounts,
        )
        entries = self.act(lambda message, work: post_event(Posting(message, work), event))
        assert isinstance(entries, list)
        return entries

    def balance(self, account: str, book: str = "general") -> int:
        """Debits less credits, in minor units."""
        lines = self.rooms.rows(Line, book=book, account=account)
        return sum(line.minor if line.side == "debit" else -line.minor for line in lines)
