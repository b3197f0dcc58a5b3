"""What is told of a firm: its master, its statements of two years, a bureau's report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from core.hub.message import Message
from tests.core.parties.accounts import KINDS, statement
from tests.core.risk.wants import SELLER
from tests.core.rooms import at, told


def master(code: str = SELLER, as_of: str = "2025-01-10", **rest: Any) -> Message:
    """A firm of two years that never changed."""
    body: dict[str, Any] = {
        "uscc": code,
        "name": f"Steel {code[-4:]}",
        "as_of_date": as_of,
        "established": "2023-06-02",
        "legal_rep": "Li",
        "status": "active",
        "reg_capital": {"amount": "1000000", "currency": "CNY"},
    }
    return told("party.master.v1", body | rest)


def statements(end: Any = "2024-12-31", **items: Any) -> list[Message]:
    """The three of a year in thousands (T25): debt of 60 %, current 1.25, quick 0.75, cover 4.2."""
    found = []
    for kind, usual in KINDS.items():
        body = statement(kind, usual | {name: each for name, each in items.items() if name in usual}, end)
        message = told("erp.financial_statement.v1", body)
        found.append(replace(message, record_time=at(days=400)))
    return found


def report(party: Any = SELLER, obtained: Any = None, **facts: Any) -> Message:
    return reported({"id": party}, facts, obtained)


def reported(
    subject: dict[str, str], facts: dict[str, str], obtained: datetime | None = None, **rest: Any
) -> Message:
    when = obtained or at(-24)
    body: dict[str, Any] = {
        "report_no": f"R-{when:%Y%m%d%H}",
        "subject": subject,
        "consent_no": "K-1",
        "kind": "enterprise",
        "obtained_at": when,
        "facts": facts,
    }
    return told("credit.report.v1", body | rest)
