"""Alerts are taken and closed by messages in the stream, so that a rebuild does the same again."""

from __future__ import annotations

from core.hub.alert_book import Alert
from core.hub.documents import StoredDocument
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import open_pledge, row

OBJECT = "WH-DH-01/CK-1/DH-L1"


def unauthorised(operator: Operator) -> None:
    open_pledge(operator.world)
    operator.world.quotes("q.json", ("Q-1", "2026-11-20", "3812.00"))
    operator.world.slips("ck-1.csv", row("出库", "CK-1", "DH-L1", "18.5"))
    operator.world.work()


def test_an_open_alert_stands_with_its_meaning_evidence_and_first_response(operator: Operator) -> None:
    unauthorised(operator)

    page = operator.page("/alerts")
    text = text_of(page)

    assert f"Critical C01 Unauthorised release {OBJECT}" in text
    assert "18.5 TNE of lot DH-L1 left WH-DH-01" in text
    assert "call the warehouse, the supervisor and the funder" in text
    assert "Evidence" in text


def test_acknowledging_puts_a_message_into_the_stream_and_shows_who_has_it(operator: Operator) -> None:
    unauthorised(operator)

    with operator.working():
        answer = operator.post("/alerts/acknowledge", code="C01", object=OBJECT, opened="1")

    assert answer.status_code == 303
    store = operator.world.hub.store
    alert = store.get(Alert, "C01", OBJECT, 1)
    assert alert is not None
    assert (alert.state, alert.owner) == ("acknowledged", "operator")
    told = [row for row in store.rows(StoredDocument, limit=1000) if row.type == "alert.acknowledged.v1"]
    assert [row.outcome for row in told] == ["done"]
    assert "taken by operator" in text_of(operator.page("/alerts"))


def test_closing_needs_a_reason_and_keeps_it(operator: Operator) -> None:
    unauthorised(operator)

    reason = "order found on paper"
    with operator.working():
        refused = operator.post("/alerts/close", code="C01", object=OBJECT, opened="1", reason="  ")
        closed = operator.post("/alerts/close", code="C01", object=OBJECT, opened="1", reason=reason)

    assert refused.status_code == 409
    assert closed.status_code == 303
    text = text_of(operator.page("/alerts"))
    assert "operator: order found on paper" in text
    assert "No alert is open" in text


def test_an_alert_that_is_over_cannot_be_taken(operator: Operator) -> None:
    unauthorised(operator)
    with operator.working():
        operator.post("/alerts/close", code="C01", object=OBJECT, opened="1", reason="order found")

    answer = operator.post("/alerts/acknowledge", code="C01", object=OBJECT, opened="1")

    assert answer.status_code == 409
    assert "open no longer" in answer.text


def test_the_page_gets_its_lists_back_when_it_asks_by_itself(operator: Operator) -> None:
    unauthorised(operator)
    session = operator.desk.people.session(operator.client.cookies["lianqiao_session"])
    assert session is not None

    with operator.working():
        answer = operator.client.post(
            "/console/alerts/acknowledge",
            data={"code": "C01", "object": OBJECT, "opened": "1"},
            headers={"x-csrf": session.csrf, "hx-request": "true"},
        )

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "taken by operator" in text_of(answer.text)


def test_without_a_worker_the_page_comes_back_and_says_nothing_false(operator: Operator) -> None:
    unauthorised(operator)

    answer = operator.post("/alerts/acknowledge", code="C01", object=OBJECT, opened="1")

    assert answer.status_code == 303
    assert "taken by" not in text_of(operator.page("/alerts"))
