"""What an operator does and looks at stands in the audit, and what cannot be noted is not shown."""

from __future__ import annotations

import pytest

from core.hub.audit import DESK, LOOK, AuditEntry
from core.hub.audit_desk import noted_of
from tests.audit import verified
from tests.gateway.console.conftest import Operator
from tests.gateway.console.seed import row


def noted(operator: Operator) -> list[tuple[str, str, str]]:
    """Who did what on what at the console, in order; what was published before is left out."""
    entries = operator.world.hub.store.rows(AuditEntry, limit=99, chain=DESK)
    said = [noted_of(entry) for entry in entries]
    return [(one.by, one.what, one.on) for one in said if one.by == "operator"]


@pytest.mark.parametrize(
    ("path", "what", "on"),
    [
        ("/messages/1/1/original", "original.downloaded", "1/1"),
        ("/messages/1/1/beside?document=0", "message.read", "1/1/0"),
        ("/messages/1/1/explain", "message.explained", "1/1"),
        ("/failures/example?partition=1&number=1", "message.read", "1/1"),
    ],
)
def test_a_look_at_a_body_is_noted_with_who_and_which(
    operator: Operator, path: str, what: str, on: str
) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()

    operator.page(path)

    assert noted(operator) == [("operator", what, on)]
    [entry] = [e for e in operator.world.hub.store.rows(AuditEntry, limit=99, chain=DESK) if e.kind == LOOK]
    assert entry.hash
    assert verified(operator.world.hub.store, operator.world.hub.key).found == ()


@pytest.mark.parametrize("path", ["/messages", "/messages/1/1", "/failures", "/alerts", "/agents", "/plans"])
def test_lists_and_what_they_lead_to_without_a_body_are_no_look(operator: Operator, path: str) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()

    operator.page(path)

    assert noted(operator) == []


def test_a_body_is_not_shown_where_the_look_cannot_be_noted(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()

    with operator.world.hub.store.engine.begin() as connection:
        full = "BEFORE INSERT ON hub_audit BEGIN SELECT RAISE(ABORT, 'the audit is full'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER full {full}")

    for path in ("/messages/1/1/original", "/messages/1/1/beside?document=0", "/messages/1/1/explain"):
        answer = operator.get(path)
        assert answer.status_code == 409, "the database's own refusal is a fault, and no store that is away"
        assert "DH-L1" not in answer.text


def test_a_plan_and_a_dismissal_are_noted_with_their_reasons(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("不知道", "RK-1", "DH-L1", "120"))
    operator.world.work()
    store = operator.world.hub.store

    made = operator.post("/plans", kind="retry", reason="mended", place="")
    plan = made.headers["location"].rpartition("/")[2]
    operator.post(f"/plans/{plan}/start")
    operator.post("/failures/dismiss", reason="nobody needs it", state="open")

    entries = [noted_of(entry) for entry in store.rows(AuditEntry, limit=99, chain=DESK)]
    mine = [one for one in entries if one.by == "operator"]
    assert [(one.what, one.why) for one in mine] == [
        ("plan.created", "mended"),
        ("plan.running", "mended"),
        ("failure.dismissed", "nobody needs it"),
    ]
    assert mine[1].on == plan
    assert mine[1].change == "ready -> running"
    assert verified(store, operator.world.hub.key).found == ()
