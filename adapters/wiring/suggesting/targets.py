"""The canonical documents that a draft can make, and which meanings fill their fields."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

# type | words in a file's name | the list of its lines
#   field = meanings | as; `!` must be there, a field behind "*" is of a line.
_TARGETS = """
wms.outbound.v1 | 出库 发货 outbound stockout issue | lots
  outbound_no! = outbound_no doc_no | text
  event_time! = event_time date ship_date | datetime
  warehouse! = warehouse | text
  release_order_no = release_order_no | text
  order_no = order_no order_ref | text
  owner = owner | party
  receiver = receiver buyer | party
  vehicle = vehicle | text
  keeper = keeper | text
  *lot_no! = lot_no sku | text
  *quantity! = quantity | quantity
  *sku = sku | text
  *name = name | text
  *spec = spec | text
  *brand = brand | text
  *grade = grade | text
  *location = location | text
  *packages = packages | integer
wms.inbound.v1 | 入库 收货 inbound stockin receipt | lots
  inbound_no! = inbound_no doc_no | text
  event_time! = event_time date | datetime
  warehouse! = warehouse | text
  asn_no = asn_no | text
  order_no = order_no order_ref | text
  owner = owner | party
  supplier = seller | party
  vehicle = vehicle | text
  keeper = keeper | text
  *lot_no! = lot_no sku | text
  *quantity! = quantity | quantity
  *sku = sku | text
  *name = name | text
  *spec = spec | text
  *brand = brand | text
  *grade = grade | text
  *location = location | text
  *packages = packages | integer
wms.stock_snapshot.v1 | 库存 盘存 stock snapshot inventory onhand | lines
  snapshot_no! = snapshot_no doc_no | text
  as_of! = as_of event_time date | datetime
  warehouse! = warehouse | text
  *lot_no! = lot_no | text
  *on_hand! = on_hand quantity | quantity
  *sku = sku | text
  *name = name | text
  *spec = spec | text
  *brand = brand | text
  *location = location | text
erp.inventory.v1 | 库存 inventory stock | lines
  inventory_no! = snapshot_no doc_no | text
  as_of_date! = as_of date | date
  owner = owner | party
  currency = currency | text
  *sku! = sku | text
  *quantity! = on_hand quantity | quantity
  *unit_cost = unit_cost | decimal
  *lot_no = lot_no | text
  *warehouse = warehouse | text
  *location = location | text
  *name = name | text
erp.order.v1 | 订单 采购 order purchase po | lines
  order_no! = order_no doc_no | text
  status! = - | text
  order_date! = order_date date | date
  version = version | integer
  currency = currency | text
  buyer = buyer | party
  seller = seller | party
  payable = payable | decimal
  contract_no = contract_no | text
  due_date = due_date | date
  *line_no! = line_no doc_no sku | text
  *sku = sku | text
  *name = name | text
  *spec = spec | text
  *quantity = quantity | quantity
  *unit_price = unit_price | decimal
  *tax = tax | decimal
  *line_amount = line_amount | decimal
erp.invoice.v1 | 发票 invoice bill | lines
  kind! = - | text
  invoice_no! = invoice_no doc_no | text
  issue_date! = invoice_date date | date
  currency! = currency | text
  payable! = payable | decimal
  due_date = due_date | date
  buyer = buyer | party
  seller = seller | party
  *line_no! = line_no doc_no sku | text
  *sku = sku | text
  *name = name | text
  *spec = spec | text
  *quantity = quantity | quantity
  *unit_price = unit_price | decimal
  *tax = tax | decimal
  *line_amount = line_amount | decimal
  *order_no = order_no order_ref | text
erp.shipment.v1 | 发运 装运 送货 shipment asn despatch delivery | lines
  asn_no! = asn_no doc_no | text
  ship_date! = ship_date date | date
  order_no = order_no order_ref | text
  buyer = buyer | party
  seller = seller | party
  vehicle = vehicle | text
  *line_no! = line_no doc_no sku lot_no | text
  *sku = sku | text
  *name = name | text
  *quantity = quantity | quantity
  *lot_no = lot_no | text
  *packages = packages | integer
erp.payment.v1 | 付款 支付 回款 payment transfer | -
  payment_no! = payment_no doc_no | text
  amount! = paid payable line_amount | money
  value_date! = value_date date | date
  payer = payer buyer | party
  payee = payee seller | party
price.quote.v1 | 行情 报价 价格 price quote | -
  source! = - | text
  commodity_code! = commodity_code sku name | text
  quote_type! = - | text
  price! = price unit_price | money
  per! = unit | per
  quote_date! = quote_date date | date
  name = name | text
  spec = spec | text
"""
# What is known without a column: from the delivery, or as the type's plainest case; a comment says so.
BY_ITSELF = {
    ("wms.outbound.v1", "warehouse"): "{fact: site}",
    ("wms.inbound.v1", "warehouse"): "{fact: site}",
    ("wms.stock_snapshot.v1", "warehouse"): "{fact: site}",
    ("wms.stock_snapshot.v1", "snapshot_no"): "{fact: name}",
    ("erp.inventory.v1", "inventory_no"): "{fact: name}",
    ("erp.order.v1", "status"): "{value: new}",
    ("erp.invoice.v1", "kind"): "{value: invoice}",
    ("price.quote.v1", "source"): "{fact: issuer}",
    ("price.quote.v1", "quote_type"): "{value: close}",
}


class Wanted(NamedTuple):
    """A canonical field, what may fill it, and whether a document needs it."""

    path: str
    meanings: tuple[str, ...]
    kind: str
    required: bool
    of_line: bool


class Target(NamedTuple):
    """A canonical type as a draft sees it; lines: its list, "" where it has none."""

    type: str
    names: tuple[str, ...]
    lines: str
    fields: tuple[Wanted, ...]

    @property
    def number(self) -> str:
        """The field that is its number: the first that is needed of the head, but a quote has none."""
        own = (one.path for one in self.fields if one.required and one.path.endswith("_no"))
        return next(own, "")


@cache
def targets() -> tuple[Target, ...]:
    found: list[Target] = []
    for block in _TARGETS.strip().split("\n"):
        parts = [part.strip() for part in block.split("|")]
        if not block.startswith(" "):
            lines = "" if parts[2] == "-" else parts[2]
            found.append(Target(parts[0], tuple(parts[1].split()), lines, ()))
            continue
        name, _, said = parts[0].partition(" = ")
        words = () if said == "-" else tuple(said.split())
        path = name.strip("*!")
        wanted = Wanted(path, words, parts[1], name.endswith("!"), name.startswith("*"))
        found[-1] = found[-1]._replace(fields=(*found[-1].fields, wanted))
    return tuple(found)
