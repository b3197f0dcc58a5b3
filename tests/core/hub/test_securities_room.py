"""Securities in a hub: what sellers, debtors, registry and warehouse tell is booked once, and rebuilds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from core.catalogue.parts import Amount, PartyRef
from core.collateral import (
    Base,
    Call,
    Claim,
    CollateralWork,
    ExposureStated,
    ItemTerms,
    Lien,
    OfferedReceipt,
    ReceiptsOffered,
    Receivable,
    SecurityOpened,
    base_of,
)
from core.collateral.order_messages import AgreementSigned, OfferedOrder, OrderConfirmed, OrdersOffered
from core.collateral.prepayment_messages import DeliveryNoticed, MarginStated
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from tests.hub_world import CONTRACT, START, HubWorld
from tests.rebuild import assert_rebuilds

SELLER = PartyRef(id="91350100M000100Y43", name="Parts")
BUYER = PartyRef(name="Cars")
PAPERS = """
mapping: 1
reads: {format: json}
documents:
  - choose:
      - type: erp.invoice.v1
        when: kind == 'invoice' or kind == 'credit_note'
        identity: {number: invoice_no, content: true}
        body:
          kind: {from: kind, required: true}
          invoice_no: {from: no, required: true}
          issue_date: {from: day, as: date, required: true}
          currency: {value: CNY}
          payable: {from: amount, as: decimal, required: true}
          seller: {at: ., fields: {id: seller, name: {value: Parts}}}
          buyer: {at: ., fields: {name: {value: Cars}}}
          refs: {each: of, fields: {kind: {value: invoice}, number: {from: number, required: true}}}
      - type: factoring.assignment.v1
        when: kind == 'request' or kind == 'notice' or kind == 'acknowledgement'
        identity: {number: batch_no, content: true}
        body:
          step: {from: kind, required: true}
          batch_no: {from: no, required: true}
          issue_date: {from: day, as: date, required: true}
          contract_no: {from: contract, required: true}
          assignor: {at: ., fields: {id: seller, name: {value: Parts}}}
          assignee: {at: ., fields: {name: {value: Factor}}}
          about: {each: about, item: {from: n}}
          items:
            each: items
            fields:
              item_no: {from: no, required: true}
              invoice_no: {from: no, required: true}
              kind: {value: invoice}
              gross: {at: ., fields: {amount: {from: amount, as: decimal}, currency: {value: CNY}}}
      - type: invoice.verification.v1
        when: kind == 'verification'
        identity: {number: request_no, content: true}
        body:
          request_no: {from: no, required: true}
          invoice_no: {from: invoice, required: true}
          result: {from: result, required: true}
          verified_at: {from: at, as: datetime, required: true}
          source: {value: tax}
      - type: registry.filing.v1
        when: kind == 'filing'
        identity: {number: filing_no, content: true}
        body:
          kind: {value: transfer}
          op: {from: op, required: true}
          subject_no: {from: contract, required: true}
          pledgor: {at: ., fields: {name: {value: Parts}}}
          property_text: {value: receivables}
          status: {value: accepted}
          told_at: {from: at, as: datetime, required: true}
          filing_no: {from: no, required: true}
          term_until: {from: until, as: date}
      - type: insurance.cover.v1
        when: kind == 'policy'
        identity: {number: policy_no, content: true}
        body:
          kind: {value: policy}
          policy_no: {from: no, required: true}
          insurer: {at: ., fields: {name: {value: PICC}}}
          insured: {at: ., fields: {name: {value: Parts}}}
          status: {value: live}
          told_at: {from: at, as: datetime, required: true}
      - type: wms.warehouse_receipt.v1
        when: kind == 'receipt'
        identity: {number: receipt_no, content: true}
        body:
          receipt_no: {from: no, required: true}
          kind: {value: ordinary}
          op: {from: op, required: true}
          issuer: {at: ., fields: {name: {value: Port}}}
          holder: {at: ., fields: {name: {value: Parts}}}
          warehouse: {fact: site}
          sku: {value: HRC}
          quantity: {from: qty, as: quantity, unit: {value: TNE}, required: true}
          issued_at: {from: at, as: datetime, required: true}
          parents: {each: parents, item: {from: n}}
      - type: erp.order.v1
        when: kind == 'order'
        identity: {number: order_no, content: true}
        body:
          order_no: {from: no, required: true}
          status: {value: new}
          order_date: {from: day, as: date, required: true}
          currency: {value: CNY}
          payable: {from: amount, as: decimal, required: true}
          seller: {at: ., fields: {id: seller, name: {value: Parts}}}
          buyer: {at: ., fields: {name: {value: Cars}}}
"""
MORNING = "2026-11-23T09:00:00+08:00"


def yuan(amount: str) -> Amount:
    return Amount(amount=Decimal(amount), currency="CNY")


def tell(world: HubWorld, type_name: str, body: Struct, *, key: str) -> None:
    with world.store.unit() as unit:
        store_arrivals(unit, world.blobs, [internal(type_name, body, partner="loans", site="", key=key)])
    world.work()


def paper(world: HubWorld, kind: str, no: str, key: str = "", **rest: Any) -> None:
    said = {"kind": kind, "no": no, "day": "2026-11-20", "at": MORNING, "seller": SELLER.id}
    world.deliver(msgspec.json.encode(said | rest), key or f"{kind} {no}")
    world.work()


def opened(world: HubWorld, contract_no: str, kind: Any, **rest: Any) -> None:
    said: dict[str, Any] = {
        "contract_no": contract_no,
        "kind": kind,
        "financier": PartyRef(name="Factor"),
        "provider": SELLER,
        "currency": "CNY",
        "rate_ppm": 800_000,
        "opened_at": START,
    }
    tell(world, "collateral.security_opened.v1", SecurityOpened(**(said | rest)), key=contract_no)


def owed(world: HubWorld, contract_no: str, amount: str) -> None:
    said = ExposureStated(contract_no=contract_no, exposure=yuan(amount), as_of=START)
    tell(world, "collateral.exposure_stated.v1", said, key=f"{contract_no} {amount}")


def base(world: HubWorld, contract_no: str) -> Base:
    with world.store.unit() as unit:
        return base_of(CollateralWork(unit), contract_no, at=START)  # type: ignore[arg-type]


def test_receivables_come_all_the_way_are_called_and_rebuild_byte_for_byte(world: HubWorld) -> None:
    world.publish(PAPERS, CONTRACT)
    opened(world, "F-1", "receivable")
    opened(world, "F-2", "receivable")
    for no in ("INV-1", "INV-2"):
        paper(world, "invoice", no, amount="1000")
        paper(world, "verification", f"V-{no}", invoice=no, result="match")
    items = [{"no": "INV-1", "amount": "1000"}, {"no": "INV-2", "amount": "1000"}]
    paper(world, "request", "B-1", contract="F-1", items=items)
    paper(world, "filing", "ZD-1", contract="F-1", op="init")
    paper(world, "notice", "N-1", contract="F-1", about=[{"n": "B-1"}])
    paper(world, "acknowledgement", "A-1", contract="F-1", about=[{"n": "B-1"}])
    owed(world, "F-1", "1500")
    paper(world, "credit_note", "CN-1", amount="-150", of=[{"number": "INV-1"}])
    paper(world, "request", "B-2", contract="F-2", items=items[1:])

    assert not world.failures()
    states = {row.thing: row.state for row in world.store.rows(Lien, limit=9)}
    assert states == {f"{SELLER.id}|INV1": "FINANCED", f"{SELLER.id}|INV2": "FINANCED"}
    assert [row.credited_minor for row in world.store.rows(Receivable, limit=9)] == [15000, 0]
    assert [(row.claimant, row.holder) for row in world.store.rows(Claim, limit=9)] == [("F-2", "F-1")]
    assert [(row.state, row.cash_minor) for row in world.store.rows(Call, limit=9)] == [("open", 2000)]
    assert base(world, "F-1").base_minor == 148_000
    assert_rebuilds(world)


def test_receipts_orders_and_prepayments_are_booked_and_rebuild_byte_for_byte(world: HubWorld) -> None:
    world.publish(PAPERS, CONTRACT)
    terms = ItemTerms(
        sku="HRC",
        commodity="HRC",
        quote_type="close",
        unit="TNE",
        rate_ppm=600_000,
        approved_price=Decimal(1000),
    )
    opened(world, "W-1", "receipt", items=(terms,), gates=("verified",), policies=("POL-1",))
    paper(world, "receipt", "R-1", op="issued", qty="100")
    papers = (OfferedReceipt(issuer=PartyRef(name="Port"), receipt_no="R-1"),)
    offered = ReceiptsOffered(contract_no="W-1", receipts=papers)
    tell(world, "collateral.receipts_offered.v1", offered, key="R-1")
    paper(world, "receipt", "R-1", key="verified", op="verified", qty="100")
    paper(world, "receipt", "R-1A", op="split", qty="40", parents=[{"n": "R-1"}])
    paper(world, "policy", "POL-1")
    opened(world, "O-1", "order")
    paper(world, "order", "PO-1", amount="1130")
    orders = OrdersOffered(contract_no="O-1", orders=(OfferedOrder(buyer=BUYER, order_no="PO-1"),))
    tell(world, "collateral.orders_offered.v1", orders, key="PO-1")
    said = OrderConfirmed(buyer=BUYER, order_no="PO-1", confirmed=yuan("1000"), by="Wu")
    tell(world, "collateral.order_confirmed.v1", said, key="PO-1")
    opened(world, "P-1", "prepayment")
    signed = AgreementSigned(contract_no="P-1", agreement="tripartite", signed_at=START, by="Li")
    tell(world, "collateral.agreement_signed.v1", signed, key="P-1")
    margin = MarginStated(
        contract_no="P-1", face=yuan("1000"), initial=yuan("300"), added=yuan("420"), as_of=START
    )
    tell(world, "collateral.margin_stated.v1", margin, key="P-1")
    notice = DeliveryNoticed(contract_no="P-1", notice_no="N-1", value=yuan("600"), approver="Li")
    tell(world, "collateral.delivery_noticed.v1", notice, key="N-1")

    assert not world.failures()
    # 1,000 a tonne is approved and nobody quotes: less the tenth for a missing price, at 60 %.
    assert [base(world, each).base_minor for each in ("W-1", "O-1", "P-1")] == [5_400_000, 80_000, 28_000]
    assert len(world.store.rows(Lien, limit=9)) == 3
    assert_rebuilds(world)
