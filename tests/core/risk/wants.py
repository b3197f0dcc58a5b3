"""All rooms with the house's rules published, told what partners tell, and asked by what the hub holds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

from adapters.wiring.risk_data import HOUSE, read_rule_set
from core.collateral import Receivable
from core.hub.message import Message
from core.risk import (
    Dated,
    Decided,
    Decision,
    DecisionMade,
    DecisionWanted,
    RulesPublished,
    Stage,
    ThingRef,
    decided_of,
)
from core.risk.rules import Judged
from tests.core.rooms import Rooms, at, ordered, told

RULE_SET = read_rule_set(HOUSE)
STAGES: dict[str, Stage] = {rule.code: rule.stage for rule in RULE_SET.rules}
DAY = 2025_06_02
SELLER, BUYER, TRADER = "91350100M000100Y43", "91310000MA1FL0000N", "91310000MA1FL0XX0B"


class Wants:
    """A world of all rooms, the house's rules in force; every question gets its own number."""

    def __init__(self) -> None:
        self.rooms = Rooms()
        self.asked = 0
        self.versions = 0
        self.publish()

    def publish(self, **thresholds: int) -> None:
        """The house's rules with these thresholds as the next version."""
        self.versions += 1
        parameters = tuple(
            replace(each, values=(Dated(from_day=2025_01_01, value=thresholds[each.name]),))
            if each.name in thresholds
            else each
            for each in RULE_SET.parameters
        )
        said = RulesPublished(
            name="house",
            version=self.versions,
            publisher="li",
            approver="wang",
            rule_set=replace(RULE_SET, parameters=parameters),
        )
        self.rooms.receive(ordered("risk.rules_published.v1", said, at(-1000)))

    def hears(self, *messages: Message) -> Wants:
        for message in messages:
            self.rooms.receive(message)
        return self

    def want(self, stage: Stage, *, when: datetime | None = None, **more: Any) -> Decided:
        """The whole decision of a question about seller and buyer, a day after the start unless said."""
        self.asked += 1
        question = DecisionWanted(
            number=f"Q{self.asked}",
            subject_kind="application",
            subject=f"A{self.asked}",
            rule_set="house",
            stage=stage,
            business_day=DAY,
            parties={"borrower": SELLER, "core": BUYER, "seller": SELLER, "buyer": BUYER},
        )
        question = replace(question, **more)
        made = self.rooms.receive(
            ordered("risk.decision_wanted.v1", question, when or at(24), key=question.number)
        )
        [answer] = [message.body for message in made if message.type == "risk.decided.v1"]
        assert isinstance(answer, DecisionMade)
        return decided_of(self.rooms.row(Decision, question.number))

    def judged(self, code: str, **more: Any) -> Judged:
        """What came of one rule."""
        decided = self.want(STAGES[code], **more)
        [found] = [each for each in decided.rules if each.code == code]
        return found

    def receivables(self) -> list[Receivable]:
        return self.rooms.rows(Receivable)

    def inputs(self, stage: Stage, **more: Any) -> dict[str, Any]:
        self.want(stage, **more)
        kept = self.rooms.row(Decision, f"Q{self.asked}").inputs
        return msgspec.json.decode(kept, type=dict[str, Any])


def invoice_refs(*numbers: str) -> tuple[ThingRef, ...]:
    return tuple(ThingRef(kind="invoice", number=number) for number in numbers)


def order(no: str = "O-1", **rest: Any) -> Message:
    """100 t of coil at 1,000.00 before tax, ordered on 2 April under contract C-1."""
    body: dict[str, Any] = {
        "order_no": no,
        "status": "new",
        "order_date": "2025-04-02",
        "currency": "CNY",
        "buyer": {"id": BUYER},
        "seller": {"id": SELLER},
        "contract_no": "C-1",
        "lines": [line("100", "1000")],
        "payable": "113000",
    }
    return told("erp.order.v1", body | rest)


def shipment(no: str = "S-1", quantity: str = "100", **rest: Any) -> Message:
    body: dict[str, Any] = {
        "asn_no": no,
        "order_no": "O-1",
        "ship_date": "2025-04-10",
        "lines": [{"line_no": "1", "sku": "HRC", "quantity": {"value": quantity, "unit": "TNE"}}],
    }
    return told("erp.shipment.v1", body | rest)


def receipt(no: str = "G-1", quantity: str = "100", rejected: str = "", **rest: Any) -> Message:
    goods: dict[str, Any] = {
        "line_no": "1",
        "sku": "HRC",
        "quantity_received": {"value": quantity, "unit": "TNE"},
    }
    if rejected:
        goods["quantity_rejected"] = {"value": rejected, "unit": "TNE"}
    body: dict[str, Any] = {
        "grn_no": no,
        "order_no": "O-1",
        "receipt_date": "2025-04-12",
        "buyer": {"id": BUYER},
        "lines": [goods],
    }
    return told("erp.goods_receipt.v1", body | rest)


def invoice(no: str = "10000001", quantity: str = "100", price: str = "1000", **rest: Any) -> Message:
    """For order O-1, with 13 % on top, issued on 14 April and due in 60 days."""
    net = _product(quantity, price)
    body: dict[str, Any] = {
        "kind": "invoice",
        "invoice_no": no,
        "issue_date": "2025-04-14",
        "due_date": "2025-06-13",
        "currency": "CNY",
        "payable": _product(net, "1.13"),
        "totals": {"ex_tax": net, "with_tax": _product(net, "1.13")},
        "seller": {"id": SELLER},
        "buyer": {"id": BUYER},
        "refs": [{"kind": "order", "number": "O-1"}],
        "lines": [line(quantity, price)],
    }
    return told("erp.invoice.v1", body | rest)


def trade_contract(amount: str = "113000", **rest: Any) -> Message:
    body: dict[str, Any] = {
        "contract_no": "C-1",
        "buyer": {"id": BUYER},
        "seller": {"id": SELLER},
        "sign_date": "2025-04-01",
        "amount": {"amount": amount, "currency": "CNY"},
    }
    return told("trade.contract.v1", body | rest)


def line(amount: str, price: str, **rest: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "line_no": "1",
        "sku": "HRC",
        "name": "hot rolled coil",
        "quantity": {"value": amount, "unit": "TNE"},
        "unit_price": price,
        "line_amount": _product(amount, price),
    }
    return found | rest


def _product(quantity: str, price: str) -> str:
    return format((Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01")), "f")


def trade(*, months: int, first: int = 0, **rest: Any) -> list[Message]:
    """An invoice a month, the last one in May 2025 or so many months before."""
    found = []
    for back in range(first, first + months):
        at = 2025 * 12 + 4 - back
        day = f"{at // 12}-{at % 12 + 1:02}-10"
        body: dict[str, Any] = {"issue_date": day, "due_date": None, "refs": []}
        found.append(invoice(f"2{at:07}", **(body | rest)))
    return found


def outcome(wants: Wants, code: str, **more: Any) -> tuple[str, str]:
    judged = wants.judged(code, **more)
    return judged.outcome, judged.action
