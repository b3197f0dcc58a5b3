"""R25 and R26: order, shipment, receipt and invoice side by side, in quantity, price, amount and time."""

from __future__ import annotations

from collections.abc import Mapping

from core.risk.feeders import Case, feeds, number
from core.risk.matching import Match, dates_of, match
from core.risk.trading import invoices_of
from core.risk.values import Said
from core.risk.work import RiskWork

DATES = (
    "contract_to_order_days",
    "order_to_ship_days",
    "ship_to_receipt_days",
    "receipt_to_invoice_days",
    "invoice_to_due_days",
)


@feeds("quantity_gap_pct", "price_gap_pct", "amount_gap_pct")
def feed_match(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """The worst of the invoices; what of one cannot be told is told of none."""
    matches = [match(work, invoice) for invoice in invoices_of(case, work)]
    found: dict[str, Said] = {}
    for at, name in enumerate(Match._fields):
        gaps = [each[at] for each in matches]
        known = [gap for gap in gaps if gap is not None]
        if known and len(known) == len(gaps):
            found[name] = number(max(known))
    return found


@feeds(*DATES)
def feed_dates(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of several invoices the one farthest from the right order; days between, below 0 where inverted."""
    spans = [dates_of(work, invoice) for invoice in invoices_of(case, work)]
    found: dict[str, Said] = {}
    for name in DATES:
        days = [each.get(name) for each in spans]
        known = [each for each in days if each is not None]
        if known and len(known) == len(days):
            # An invoice may be too early for its receipt or too late; other spans are only ever too short.
            found[name] = max(known, key=abs) if name == "receipt_to_invoice_days" else min(known)
    return found
