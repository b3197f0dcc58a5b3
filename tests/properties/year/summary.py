"""What a year came to: deals by mode, loans by state, messages, faults of the post, refusals by cause."""

from __future__ import annotations

from collections import Counter

from core.hub.arrivals import Arrival
from core.ledger import Entry, Line
from core.loan import Loan
from tests.properties.year.house import Told
from tests.properties.year.simulator import Year


def summary(year: Year) -> str:
    tables = year.house.store.tables.rows
    states = Counter(loan.state for loan in year.house.store.rows(Loan, limit=100_000))
    causes = Counter(f"{each.outcome} {each.message_type} {each.cause}" for _, each in year.house.refusals)
    acts = Counter(each.text.split()[1] for each in year.house.told if _is_act(each))
    counts = {kind.TABLE: len(tables.get(kind.TABLE, {})) for kind in (Arrival, Entry, Line)}
    shown = (
        ("deals", year.kinds),
        ("loans", states),
        ("acts", acts),
        ("post", year.post.faults),
        ("no", causes),
        ("rows", counts),
        ("checked", {"ties": year.ties.checked, "calls answered": year.house.calls}),
    )
    return "\n".join(f"{name}: {dict(sorted(what.items()))}" for name, what in shown)


def _is_act(told: Told) -> bool:
    """Something that two people did to a loan, and that was not refused."""
    return told.type == "loan.acted.v1" and not told.why
