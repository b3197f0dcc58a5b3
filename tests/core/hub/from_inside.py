"""What warehouses, insurers and sellers say, told from inside of the house where no mapping is the matter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core import catalogue
from core.hub.bodies import BODIES
from tests.core.loan.deal_papers import BORROWER

SELLER = {"id": BORROWER, "scheme": "USCC", "name": "闽江钢材"}


@contextmanager
def documents_from_inside() -> Iterator[None]:
    """What warehouses and sellers say needs no mapping of its own to be told here."""
    more = {name: kind for name, kind in catalogue.TYPES.items() if name not in BODIES}
    BODIES.update(more)
    try:
        yield
    finally:
        for name in more:
            del BODIES[name]


def policy(when: str) -> dict[str, Any]:
    return {
        "kind": "policy",
        "policy_no": "POL-1",
        "insurer": {"name": "PICC"},
        "insured": SELLER,
        "status": "live",
        "told_at": when,
        "amount": {"amount": "100000000", "currency": "CNY"},
        "valid_from": "2026-01-01",
        "valid_until": "2027-12-31",
        "loss_payee": {"name": "House"},
    }


def quote(when: str) -> dict[str, Any]:
    return {
        "source": "Mysteel",
        "commodity_code": "HRC",
        "market": "SH",
        "quote_type": "close",
        "price": {"amount": "1000", "currency": "CNY"},
        "per": {"value": "1", "unit": "TNE"},
        "quote_date": when[:10],
        "quoted_at": when,
        "tax_included": True,
    }
