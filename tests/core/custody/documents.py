"""Documents that a warehouse, a supervisor and a pledgee would send, with only what a test cares about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.hub.message import Message
from tests.core.rooms import told

Lots = dict[str, str]


def inbound(no: str, lots: Lots, when: datetime, *, site: str = "WH1", **rest: Any) -> Message:
    goods = lines(lots, rest.pop("sku", "HRC"))
    body = {"inbound_no": no, "event_time": when, "warehouse": site, "lots": goods}
    return told("wms.inbound.v1", body, **rest)


def outbound(no: str, lots: Lots, when: datetime, *, order: str = "", **rest: Any) -> Message:
    body = {
        "outbound_no": no,
        "event_time": when,
        "warehouse": rest.pop("site", "WH1"),
        "lots": lines(lots),
        "release_order_no": order,
        "vehicle": rest.pop("vehicle", ""),
        "picker": rest.pop("picker", ""),
        "release_code": rest.pop("code", ""),
    }
    return told("wms.outbound.v1", body, **rest)


def release_order(no: str, lots: Lots, issued: datetime, **rest: Any) -> Message:
    """Holds for a day from when it is issued, without tolerance, unless said."""
    body: dict[str, Any] = {
        "order_no": no,
        "contract_no": "PC-1",
        "warehouse": "WH1",
        "status": "open",
        "issued_at": issued,
        "valid_from": issued,
        "valid_to": issued + timedelta(days=1),
        "lots": [{"lot_no": lot, "max_quantity": measure(amount)} for lot, amount in lots.items()],
        "tolerance": "0",
    }
    received = rest.pop("received", None)
    return told("wms.release_order.v1", body | rest, received=received)


def snapshot(no: str, lots: Lots, as_of: datetime, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "snapshot_no": no,
        "as_of": as_of,
        "warehouse": "WH1",
        "lines": [{"lot_no": lot, "on_hand": measure(amount)} for lot, amount in lots.items()],
    }
    corrects, received = rest.pop("corrects", ""), rest.pop("received", None)
    return told("wms.stock_snapshot.v1", body | rest, received=received, corrects=corrects)


def pledge_notice(no: str, lots: Lots, issued: datetime, *, action: str = "pledge", **rest: Any) -> Message:
    body: dict[str, Any] = {
        "notice_no": no,
        "action": action,
        "contract_no": "PC-1",
        "warehouse": "WH1",
        "pledgee": {"name": "Bank"},
        "issued_at": issued,
        "lots": [{"lot_no": lot, "quantity": measure(amount)} for lot, amount in lots.items()],
    }
    return told("wms.pledge_notice.v1", body | rest)


def pledge_confirm(no: str, notice: str, lots: Lots, when: datetime, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "confirm_no": no,
        "notice_no": notice,
        "action": "pledge",
        "result": "accept",
        "warehouse": "WH1",
        "contract_no": "PC-1",
        "event_time": when,
        "lots": [{"lot_no": lot, "quantity": measure(amount)} for lot, amount in lots.items()],
        "registry_no": "ZD-1",
    }
    received = rest.pop("received", None)
    return told("wms.pledge_confirm.v1", body | rest, received=received)


def lines(lots: Lots, sku: str = "HRC") -> list[dict[str, Any]]:
    return [{"lot_no": lot, "quantity": measure(amount), "sku": sku} for lot, amount in lots.items()]


def measure(amount: str) -> dict[str, str]:
    """ "12.5 TNE" as a measure."""
    value, unit = amount.split()
    return {"value": value, "unit": unit}


def transfer(no: str, lots: Lots, leg: str, when: datetime, **rest: Any) -> Message:
    """From WH1 to WH2, unless said."""
    body: dict[str, Any] = {
        "transfer_no": no,
        "leg": leg,
        "event_time": when,
        "from_warehouse": "WH1",
        "to_warehouse": "WH2",
        "lots": lines(lots),
    }
    received, corrects = rest.pop("received", None), rest.pop("corrects", "")
    return told("wms.transfer.v1", body | rest, received=received, corrects=corrects)


def count(no: str, lots: Lots, when: datetime, *, kind: str = "cycle", **rest: Any) -> Message:
    body: dict[str, Any] = {
        "count_no": no,
        "kind": kind,
        "event_time": when,
        "warehouse": "WH1",
        "lines": [{"lot_no": lot, "counted": measure(amount)} for lot, amount in lots.items()],
        "location": rest.pop("location", ""),
    }
    return told("wms.stock_count.v1", body, **rest)


def adjust(no: str, lots: Lots, when: datetime, *, count_no: str = "", approver: str = "Wang") -> Message:
    body: dict[str, Any] = {
        "correction_no": no,
        "kind": "adjust",
        "event_time": when,
        "warehouse": "WH1",
        "lines": [{"lot_no": lot, "delta": measure(amount)} for lot, amount in lots.items()],
        "approver": approver,
    }
    if count_no:
        body["corrects"] = {"kind": "wms.stock_count.v1", "number": count_no}
    return told("wms.correction.v1", body)


def void(no: str, kind: str, number: str, when: datetime, **rest: Any) -> Message:
    body: dict[str, Any] = {
        "correction_no": no,
        "kind": "void",
        "event_time": when,
        "warehouse": rest.pop("site", "WH1"),
        "corrects": {"kind": kind, "number": number},
        "approver": "Wang",
    }
    return told("wms.correction.v1", body, **rest)


def exchange(no: str, goods_out: Lots, goods_in: Lots, issued: datetime, **rest: Any) -> Message:
    """Goods pledged under PC-1 may go once the others are; holds for a day, unless said."""
    body: dict[str, Any] = {
        "order_no": no,
        "contract_no": "PC-1",
        "warehouse": "WH1",
        "status": "open",
        "issued_at": issued,
        "valid_from": issued,
        "valid_to": issued + timedelta(days=1),
        "goods_out": [{"lot_no": lot, "quantity": measure(amount)} for lot, amount in goods_out.items()],
        "goods_in": [{"lot_no": lot, "quantity": measure(amount)} for lot, amount in goods_in.items()],
        "tolerance": "0",
    }
    received = rest.pop("received", None)
    return told("wms.exchange_order.v1", body | rest, received=received)
