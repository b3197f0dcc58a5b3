"""What we hold leaves as a message of ISO 20022 and comes back as it was, or is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from core.kernel.errors import Unreadable
from tests.mappings.iso20022 import FOLDER, ORDERS, STATEMENTS, STATUSES, same, sent, understood


def sample(mapping: str, name: str) -> dict[str, Any]:
    kept = json.loads((FOLDER / "samples" / mapping / f"{name}.expected.json").read_text(encoding="utf-8"))
    body: dict[str, Any] = kept["documents"][0]["body"]
    return body


@settings(max_examples=60, deadline=None)
@given(ORDERS)
def test_any_payment_order_is_read_back_as_it_was_sent(body: dict[str, Any]) -> None:
    back = understood("payment_orders", sent("payment_order", body))

    counted = back | {"batches": [_uncounted(batch) for batch in back["batches"]]}
    assert _uncounted(counted) == same("bank.payment_order.v1", body)


@settings(max_examples=60, deadline=None)
@given(STATUSES)
def test_any_payment_status_is_read_back_as_it_was_sent(body: dict[str, Any]) -> None:
    assert understood("payment_statuses", sent("payment_status", body)) == same(
        "bank.payment_status.v1", body
    )


@settings(max_examples=60, deadline=None)
@given(STATEMENTS)
def test_any_statement_is_read_back_as_it_was_sent(body: dict[str, Any]) -> None:
    assert understood("statements", sent("statement", body)) == same("bank.statement.v1", body)


def test_a_status_between_banks_is_read_back_as_it_was_sent() -> None:
    body = sample("payment_statuses", "between_banks")
    [payment] = body["batches"][2]["payments"]
    body |= {
        "order_no": payment.pop("order_no"),
        "order_type": "pacs.008.001.08",
        "batches": body["batches"][2:],
    }

    back = understood("payment_statuses", sent("bank_payment_status", body))

    assert back == same("bank.payment_status.v1", body)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"count": 3}, "as many payments as it states"),
        ({"control_sum": "1000.00013"}, "come to the control sum"),
        ({"kind": "direct_debit"}, "only transfers"),
        ({"order_no": "P" * 36}, "36"),
    ],
)
def test_an_order_that_does_not_hold_is_not_sent(change: dict[str, Any], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        sent("payment_order", sample("payment_orders", "transfers") | change)


def _uncounted(counted: dict[str, Any]) -> dict[str, Any]:
    """Without the counts and sums that the message adds."""
    return {name: value for name, value in counted.items() if name not in ("count", "control_sum")}
