"""One question for each program of the outside: what is asked, and the gist of what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

BORROWER = {"id": "91310000MA1FL0AQ0T", "scheme": "USCC", "name": "演示钢贸有限公司"}
PLEDGEE = {"id": "demo-funder", "name": "演示资金方"}
ASKED_AT = "2026-11-27T10:00:00+08:00"

Body = dict[str, Any]
Gist = tuple[Any, ...]


class Question(NamedTuple):
    """program, port: whom, and where its contract says it is. asks, answers: the canonical types.

    asked: the request of this number. gist: what counts of an answer; right, wrong, opposite: its gist.
    wrong_number: under which number the wrong answer comes.
    """

    program: str
    port: int
    asks: str
    answers: str
    asked: Callable[[str], Body]
    gist: Callable[[Body], Gist]
    right: Gist
    wrong: Gist
    opposite: Gist
    wrong_number: Callable[[str], str] = lambda number: number


REGISTRY = Question(
    program="registry",
    port=7411,
    asks="registry.filing.v1",
    answers="registry.filing.v1",
    asked=lambda number: {
        "type": "registry.filing.v1",
        "kind": "pledge",
        "op": "init",
        "subject_no": number,
        "request_no": f"R-{number}",
        "pledgor": BORROWER,
        "pledgee": PLEDGEE,
        "property_text": f"热轧卷板 {number}",
        "property_numbers": [f"LOT-{number}"],
        "amount": {"amount": "2500000.00", "currency": "CNY"},
        "term_until": "2029-11-26",
        "status": "pending",
        "told_at": ASKED_AT,
    },
    gist=lambda body: (body["status"], bool(body.get("filing_no")), body["property_text"].split("-")[0]),
    right=("accepted", True, "热轧卷板 registry"),
    wrong=("accepted", True, "热轧卷板 registry"),
    opposite=("rejected", True, "热轧卷板 registry"),
    wrong_number=lambda number: f"{number}-OTHER",
)
