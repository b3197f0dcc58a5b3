"""What partners tell feeds decisions in a hub over every store, and all of it rebuilds byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from adapters.wiring.risk_data import HOUSE, read_rule_set
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.risk import Decision, DecisionWanted, RulesPublished, ThingRef, TradeDocument, decided_of
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

SELLER, BUYER = "91350100M000100Y43", "91310000MA1FL0000N"
FINANCE = Path(__file__).parents[3] / "mappings" / "standards" / "lianqiao" / "finance.yaml"
CONTRACT = f"""
partner: wms
name: An ERP
parties: [wms, {SELLER}, {BUYER}]
sites: [{{id: W1, zone: Asia/Shanghai}}]
feeds: [{{source: slips, rules: [{{mapping: in/slips.yaml}}]}}]
"""
LINES = """
          lines:
            each: lines
            fields:
              line_no: {from: no, required: true}
              sku: sku
              quantity: {from: qty, as: quantity, unit: {value: TNE}}
              unit_price: {from: price, as: decimal}
              line_amount: {from: amount, as: decimal}
"""
PARTIES = """
          seller: {at: seller, fields: {id: id}}
          buyer: {at: buyer, fields: {id: id}}
"""
TRADE = f"""
      - type: erp.order.v1
        when: type == 'order'
        identity: {{number: order_no, revision: {{from: rev, default: "1"}}}}
        body:
          order_no: {{from: no, required: true}}
          status: {{from: status, required: true}}
          order_date: {{from: day, as: date, required: true}}
          currency: {{value: CNY}}
          contract_no: contract{PARTIES}{LINES}
      - type: erp.shipment.v1
        when: type == 'shipment'
        identity: {{number: asn_no, revision: {{from: rev, default: "1"}}}}
        body:
          asn_no: {{from: no, required: true}}
          order_no: order
          ship_date: {{from: day, as: date, required: true}}
          lines: {{each: lines, fields: {{line_no: {{from: no, required: true}}, sku: sku,
            quantity: {{from: qty, as: quantity, unit: {{value: TNE}}}}}}}}
      - type: erp.goods_receipt.v1
        when: type == 'receipt'
        identity: {{number: grn_no, revision: {{from: rev, default: "1"}}}}
        body:
          grn_no: {{from: no, required: true}}
          order_no: order
          receipt_date: {{from: day, as: date, required: true}}
          lines: {{each: lines, fields: {{line_no: {{from: no, required: true}}, sku: sku,
            quantity_received: {{from: qty, as: quantity, unit: {{value: TNE}}}}}}}}
      - type: erp.invoice.v1
        when: type == 'invoice'
        identity: {{number: invoice_no, revision: {{from: rev, default: "1"}}}}
        body:
          kind: {{value: invoice}}
          invoice_no: {{from: no, required: true}}
          issue_date: {{from: day, as: date, required: true}}
          due_date: {{from: due, as: date}}
          currency: {{value: CNY}}
          payable: {{from: payable, as: decimal, required: true}}
          status: status{PARTIES}
          refs: {{each: refs,
            fields: {{kind: {{value: order}}, number: {{from: no, required: true}}}}}}{LINES}
"""


PASSED = {"R22", "R23", "R25", "R26", "R28", "R29", "R30", "R33"}


def document(kind: str, no: str, day: str, **rest: Any) -> dict[str, Any]:
    body = {
        "type": kind,
        "no": no,
        "day": day,
        "seller": {"id": SELLER},
        "buyer": {"id": BUYER},
        "lines": [{"no": "1", "sku": "HRC", "qty": "100", "price": "1000", "amount": "100000"}],
    }
    return body | rest


TOLD: tuple[dict[str, Any], ...] = (
    document("invoice", "10000001", "2026-11-14", due="2027-01-13", payable="113000", refs=[{"no": "O-1"}]),
    document("shipment", "S-1", "2026-11-10", order="O-1"),
    document("order", "O-1", "2026-11-02", status="new", contract="C-1"),
    document("receipt", "G-1", "2026-11-12", order="O-1"),
    document("order", "O-1", "2026-11-03", status="changed", contract="C-1", rev="2"),
    {
        "type": "trade.contract.v1",
        "contract_no": "C-1",
        "seller": {"id": SELLER},
        "buyer": {"id": BUYER},
        "sign_date": "2026-11-01",
        "amount": {"amount": "113000", "currency": "CNY"},
    },
    {
        "type": "invoice.verification.v1",
        "request_no": "V-1",
        "invoice_no": "10000001",
        "result": "match",
        "verified_at": "2026-11-20T08:00:00+08:00",
        "source": "tax",
    },
    {
        "type": "credit.report.v1",
        "report_no": "R-1",
        "subject": {"id": SELLER},
        "consent_no": "K-1",
        "kind": "enterprise",
        "obtained_at": "2026-11-20T08:00:00+08:00",
        "facts": {"lender_queries_3m": "7"},
    },
)


def tell(world: HubWorld, type_name: str, body: msgspec.Struct, *, key: str) -> None:
    with world.store.unit() as unit:
        store_arrivals(unit, world.blobs, [internal(type_name, body, partner="hub", site="", key=key)])
    world.work()


def wanted(stage: Any, number: str) -> DecisionWanted:
    return DecisionWanted(
        number=number,
        subject_kind="drawdown",
        subject="L1",
        rule_set="house",
        stage=stage,
        business_day=2026_11_23,
        parties={"borrower": SELLER, "core": BUYER, "seller": SELLER, "buyer": BUYER},
        refs=(ThingRef(kind="invoice", number="10000001"),),
    )


def test_decisions_are_fed_by_what_partners_told_and_rebuild_byte_for_byte(world: HubWorld) -> None:
    finance = FINANCE.read_text().replace("{format: lianqiao}", "{format: json}", 1)
    world.publish(finance + TRADE, CONTRACT)
    for number, told in enumerate(TOLD):
        world.deliver(msgspec.json.encode(told), f"k{number}")
    world.work()
    rules = RulesPublished(
        name="house", version=1, publisher="li", approver="wang", rule_set=read_rule_set(HOUSE)
    )
    tell(world, "risk.rules_published.v1", rules, key="house/1")
    for stage in ("draw", "pre"):
        tell(world, "risk.decision_wanted.v1", wanted(stage, stage), key=stage)

    assert [(each.cause, each.text) for each in world.failures()] == []
    decisions = {row.stage: decided_of(row) for row in world.store.rows(Decision, limit=9)}
    draw = {each.code: each.outcome for each in decisions["draw"].rules}
    assert {code for code, outcome in draw.items() if outcome == "pass"} == PASSED
    assert decisions["pre"].codes("fail") == ("R07", "R14", "R15")
    assert len(world.store.rows(TradeDocument, limit=9)) == 4
    assert_rebuilds(world)
