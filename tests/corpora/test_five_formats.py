"""K-D3: one trade told in five formats is one order and one invoice, by mappings of a partner's few lines."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from adapters.memory.store import MemoryStore
from core.kernel.clock import FixedClock
from tests.hub_world import START, HubWorld
from tests.programs import ROOT

FOLDER = Path(__file__).parents[3] / "shared" / "corpora" / "edi" / "five-formats"
if not FOLDER.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
FORMS = ("csv", "edifact.edi", "json", "x12.edi", "xml")
# What all five say: EDIFACT has no prices here, JSON and XML number no lines, only X12 says the unit.
ORDER = """
mapping: 1
reads: {format: %(format)s}
documents:
  - type: erp.order.v1
    %(split)s
    identity: {number: {expr: "concat(%(buyer)s, '|', %(number)s)"}, revision: {value: "1"}}
    body:
      order_no: {expr: "%(number)s"}
      status: {value: new}
      order_date: {expr: "substr(%(date)s, 1, 10)", as: date, required: true}
      currency: {value: USD}
      buyer: {fields: {id: {expr: "%(buyer)s"}, name: {expr: "%(buyer_name)s"}}}
      seller: {fields: {id: {expr: "%(seller)s"}, name: {expr: "%(seller_name)s"}}}
      lines:
        each: %(lines)s
        fields:
          line_no: {from: %(sku)s, required: true}
          sku: %(sku)s
          quantity: {from: %(qty)s, as: quantity, unit: {value: CS}}
"""
INVOICE = """
mapping: 1
reads: {format: %(format)s}
documents:
  - type: erp.invoice.v1
    %(split)s
    identity: {number: {expr: "concat(%(seller)s, '|', %(number)s)"}, revision: {value: "1"}}
    body:
      kind: {value: invoice}
      invoice_no: {expr: "%(number)s"}
      issue_date: {expr: "%(date)s", as: date, required: true}
      currency: {value: USD}
      payable: {expr: "%(total)s", as: decimal, required: true}
      seller: {fields: {id: {expr: "%(seller)s"}}}
      buyer: {fields: {id: {expr: "%(buyer)s"}}}
      refs: {each: ., fields: {kind: {value: order}, number: {expr: "%(order)s"}}}
"""
NAMES = {
    "json": {
        "format": "json", "split": "about: JSON", "buyer": "text('buyer/id')", "seller": "text('seller/id')",
        "buyer_name": "text('buyer/name')", "seller_name": "text('seller/name')", "number": "orderId",
        "date": "orderDate", "lines": "lineItems", "sku": "sku", "qty": "qty",
    },
    "xml": {
        "format": "xml", "split": "about: XML", "buyer": "text('Buyer/@id')", "seller": "text('Seller/@id')",
        "buyer_name": "Buyer", "seller_name": "Seller", "number": "OrderId", "date": "OrderDate",
        "lines": "LineItems/Item", "sku": "SKU", "qty": "Qty",
    },
    "csv": {
        "format": "csv", "split": "split: row\n    group by: order_id", "buyer": "text('row/buyer_id')",
        "seller": "text('row/seller_id')", "buyer_name": "text('row/buyer_name')",
        "seller_name": "text('row/seller_name')", "number": "text('row/order_id')",
        "date": "text('row/order_date')", "lines": "row", "sku": "sku", "qty": "qty",
    },
}  # fmt: skip
BILLS = {
    "json": {
        "format": "json", "split": "about: JSON", "seller": "text('supplier/id')",
        "buyer": "text('customer/id')",
        "number": "invoiceNumber", "date": "invoiceDate", "total": "totalAmount", "order": "purchaseOrderRef",
    },
    "xml": {
        "format": "xml", "split": "about: XML", "seller": "text('Supplier/@id')",
        "buyer": "text('Customer/@id')",
        "number": "InvoiceNumber", "date": "InvoiceDate", "total": "TotalAmount", "order": "PurchaseOrderRef",
    },
    "csv": {
        "format": "csv", "split": "split: row", "seller": "supplier_id", "buyer": "customer_id",
        "number": "invoice_number", "date": "invoice_date", "total": "total_amount", "order": "po_ref",
    },
}  # fmt: skip
MAPPINGS = {
    "in/orders.edifact.yaml": """
mapping: 1
extends: standards/edifact/orders.yaml
documents:
  1:
    body:
      currency: {expr: null, value: USD}
      lines:
        fields:
          line_no: {from: LIN/03/1}
          buyer_sku: null
          quantity: {unit: {pick: null, table: null, unknown: null, default: null, value: CS}}
""",
    "in/orders.x12.yaml": """
mapping: 1
extends: standards/x12/850.yaml
documents:
  1:
    body:
      lines:
        fields:
          line_no: {expr: PO1/07, from: PO1/07}
          unit_price: null
          price_per: null
          quantity: {unit: {from: null, table: null, unknown: null, default: null, value: CS}}
""".replace("{expr: PO1/07, from: PO1/07}", "{expr: null, from: PO1/07}"),
    "in/invoices.edifact.yaml": """
mapping: 1
extends: standards/edifact/invoic.yaml
tables: {currencies: {none: USD}}
documents:
  1: {body: {type_code: null, status: null, seller: {fields: {name: null}}, buyer: {fields: {name: null}}}}
""",
    "in/invoices.x12.yaml": """
mapping: 1
extends: standards/x12/810.yaml
documents: {1: {body: {status: null, seller: {fields: {name: null}}, buyer: {fields: {name: null}}}}}
""",
}
for form in ("csv", "json", "xml"):
    MAPPINGS[f"in/orders.{form}.yaml"] = ORDER % NAMES[form]
    MAPPINGS[f"in/invoices.{form}.yaml"] = INVOICE % BILLS[form]
SOURCES = [f"{what}.{form.partition('.')[0]}" for what in ("orders", "invoices") for form in FORMS]
CONTRACT = """
partner: wms
name: Whoever trades
parties: [wms]
sites: [{id: W1, zone: UTC}]
feeds:
""" + "".join(f"  - {{source: {name}, rules: [{{mapping: in/{name}.yaml}}]}}\n" for name in SOURCES)


@pytest.fixture
def world(tmp_path: Path) -> HubWorld:
    clock = FixedClock(START)
    folder = tmp_path / "mappings"
    shutil.copytree(ROOT / "mappings" / "standards", folder / "standards")
    (folder / "wms" / "in").mkdir(parents=True)
    for name, text in MAPPINGS.items():
        (folder / "wms" / name).write_text(text)
    made = HubWorld(MemoryStore(clock), clock, folder)
    made.publish(contract=CONTRACT)
    return made


@pytest.mark.parametrize("what", ["orders", "invoices"])
def test_one_trade_in_five_formats_is_one_document(world: HubWorld, what: str) -> None:
    for form in FORMS:
        name = f"{what}.{form}"
        world.deliver((FOLDER / name).read_bytes(), name, source=f"{what}.{form.partition('.')[0]}")
    world.work()

    assert [failure.text for failure in world.failures()] == []
    documents = world.documents()
    assert len(documents) == len(FORMS)
    assert len({one.body for one in documents}) == 1
    assert len({one.identity for one in documents}) == 1
    first, *others = documents
    assert {one.reason_code for one in others} == {"noted.duplicate"}
    assert {one.linked for one in others} == {f"{first.partition}/{first.number}/{first.ordinal}"}
