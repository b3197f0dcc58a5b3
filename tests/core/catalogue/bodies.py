"""A full document of each canonical type (`samples/`), whole or cut to what it cannot do without."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core import catalogue
from core.kernel.errors import Unreadable

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))

# What a document needs beyond its required fields, because one of several must be there.
_NEEDED = {
    "ack.v1": {"code"},
    "erp.goods_receipt.v1": {"receipt_date"},
    "erp.inventory.v1": {"as_of_date", "currency"},
    "erp.order_confirmation.v1": {"issue_date"},
    "erp.payment.v1": {"value_date"},
    "finance.application.v1": {"term_months"},
    "funder.disbursement_result.v1": {"paid_amount"},
    "insurance.cover.v1": {"claim_no"},
    "party.master.v1": {"as_of_date"},
    "erp.shipment.v1": {"issue_date"},
    "wms.correction.v1": {"lines"},
    "wms.pledge_confirm.v1": {"lots"},
    "wms.pledge_notice.v1": {"lots"},
    "wms.release_receipt.v1": {"outbound_no"},
    "wms.warehouse_receipt.v1": {"parents"},
}

# What no full document has, because another field excludes it.
EXCLUDED = {"finance.application.v1": {"maturity"}, "finance.drawdown.v1": {"maturity"}}

type_names = pytest.mark.parametrize("name", NAMES)


def full(type_name: str) -> dict[str, Any]:
    """Every field of the type filled, but for those that another excludes."""
    body: dict[str, Any] = json.loads((SAMPLES / f"{type_name}.json").read_text(encoding="utf-8"))
    return body


def least(type_name: str) -> dict[str, Any]:
    """Only what the type cannot do without."""
    required = {field.name for field in msgspec.structs.fields(catalogue.TYPES[type_name]) if field.required}
    wanted = required | _NEEDED.get(type_name, set())
    return {name: value for name, value in full(type_name).items() if name in wanted}


def unreadable(type_name: str, change: Callable[[dict[str, Any]], Any]) -> Unreadable:
    """The fault that a full document gives after `change`, the same from a mapping and from bytes."""
    body = full(type_name)
    change(body)
    with pytest.raises(Unreadable) as from_mapping:
        catalogue.read(type_name, body)
    with pytest.raises(Unreadable) as from_bytes:
        catalogue.read(type_name, json.dumps(body).encode())

    mapping, wire = from_mapping.value, from_bytes.value
    assert (mapping.text, mapping.cause, mapping.place) == (wire.text, wire.cause, wire.place)
    return mapping
