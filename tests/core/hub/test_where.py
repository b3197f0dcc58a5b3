"""A send may be of certain messages only, by what stands in their bodies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from core.catalogue.funder_drawdown_request import FunderDrawdownRequest
from core.catalogue.parts import Amount, BankAccount, PartyRef
from core.hub.contracts import Send
from core.hub.message import Message
from core.hub.route import Subscription

NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)


def request(funder: str) -> Message:
    body = FunderDrawdownRequest(
        draw_no="D-1",
        idempotency_key="D-1/1",
        facility_no="F-1",
        funder=PartyRef(id=funder),
        borrower=PartyRef(id="91310000MA1FL00B15"),
        amount=Amount(amount=Decimal("100.00"), currency="CNY"),
        payee=PartyRef(id="91310000MA1FL00B15"),
        pay_to=BankAccount(number="6222-77"),
        value_date=date(2026, 11, 27),
        contract_no="C-1",
        trade_refs=(),
        requested_at=NOW,
    )
    return Message(
        message_id=UUID(int=1), type=body.TYPE, key="D-1", body=body, partner="other", site="S-1",
        event_time=NOW, record_time=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ({}, True),
        ({"draw_no": "D-1"}, True),
        ({"draw_no": "D-2"}, False),
        ({"funder.id": "bank-a"}, True),
        ({"funder.id": "bank-a", "draw_no": "D-2"}, False),
        ({"funder.id": "bank-b"}, False),
        ({"funder.nothing": "bank-a"}, False),
        ({"nothing.id": "bank-a"}, False),
    ],
)
def test_only_what_says_so_at_each_place_is_sent(where: dict[str, str], wanted: bool) -> None:
    send = Send(
        name="drawdowns", adapter="rest", address="http://127.0.0.1:1/x", types=(FunderDrawdownRequest.TYPE,),
        repeat="safe", scope="all", where=where,
    )  # fmt: skip
    asked = Subscription(partner="bank-a", sites=frozenset(), contract="c", send=send)

    assert asked.wants(request("bank-a")) is wanted
