"""The goods of the demo, and what the warehouse, its gate and the price source write about them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from gateway.demo.partners import SHANGHAI, local_text, utc_text

PLATE = "沪A88001"


class Lot(NamedTuple):
    """So much of one lot; told in `unit`, the warehouse's own word."""

    number: str
    tonnes: str
    sku: str = "HRC-5.5"
    name: str = "热轧卷板"
    spec: str = "Q235B 5.5*1500"
    unit: str = "吨"


PLEDGED = tuple(Lot(f"LOT-26{n:02}", "500") for n in range(1, 6))
FREE = Lot("LOT-2699", "40")
LOTS = (*PLEDGED, FREE)
BUNDLES = Lot("LOT-2607", "12", "REBAR-20", "螺纹钢", "HRB400E 20", "捆")
SCRAP = Lot("LOT-2608", "7.5", "SCRAP", "废钢", "重废")
COILS = 3


def slip_rows(
    kind: str, number: str, at: datetime, lots: Sequence[Lot], order: str = ""
) -> list[dict[str, str]]:
    """A slip as the WMS writes it, one row a lot."""
    head = {"类型": kind, "单号": number, "时间": local_text(at), "提货单": order}
    if kind == "出库":
        head["车牌"] = PLATE
    return [
        {
            **head,
            "批次": lot.number,
            "货号": lot.sku,
            "品名": lot.name,
            "规格": lot.spec,
            "数量": lot.tonnes,
            "单位": lot.unit,
        }
        for lot in lots
    ]


def slip_said(slip: bytes, lot: Lot) -> dict[str, Any]:
    """The same outbound slip as the warehouse's program tells it through REST."""
    [row] = csv.DictReader(io.StringIO(slip.decode("utf-8")))
    at = datetime.strptime(row["时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    lots = [
        {
            "lot": lot.number,
            "sku": lot.sku,
            "name": lot.name,
            "spec": lot.spec,
            "qty": lot.tonnes,
            "unit": "TNE",
        }
    ]
    said = {
        "kind": "out",
        "no": row["单号"],
        "at": utc_text(at),
        "order": row["提货单"],
        "plate": row["车牌"],
    }
    return {**said, "lots": lots}


def stock_rows() -> list[dict[str, str]]:
    """What stands in the warehouse after the first outbound."""
    left = [PLEDGED[0]._replace(tonnes="400"), *PLEDGED[1:], FREE]
    rows = [
        {
            "批次": lot.number,
            "货号": lot.sku,
            "品名": lot.name,
            "库位": "A-01",
            "数量": lot.tonnes,
            "单位": lot.unit,
            "质押": "否" if lot is FREE else "是",
        }
        for lot in left
    ]
    coils = [
        {"批次": tag, "品名": "带标钢卷", "库位": "B-07", "数量": "1", "单位": "件", "质押": "否"}
        for tag in tags(1)
    ]
    return rows + coils


def tags(batch: int) -> list[str]:
    """The EPCs of one batch of tagged coils."""
    return [f"urn:epc:id:sgtin:6926012.100001.{batch * 100 + n}" for n in range(1, COILS + 1)]


def gate_events(at: datetime, batch: int) -> list[dict[str, Any]]:
    """Tagged coils come in, and one of them is inspected."""
    return [_event(at, batch, "receiving", tags(batch)), _event(at, batch, "inspecting", tags(batch)[:1])]


def _event(at: datetime, batch: int, step: str, epcs: list[str]) -> dict[str, Any]:
    return {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{batch}/{step}/{utc_text(at)}')}",
        "eventTime": utc_text(at),
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "bizStep": step,
        "epcList": epcs,
        "readPoint": {"id": "urn:epc:id:sgln:6926012.00001.GATE-1"},
        "bizLocation": {"id": "urn:epc:id:sgln:6926012.00001.0"},
    }


def quote(price: Decimal | str, day: date, at: datetime | None) -> dict[str, Any]:
    """A day's average as the price source says it; before its last day it quotes at 15:00."""
    moment = at or datetime(day.year, day.month, day.day, 15, tzinfo=SHANGHAI)
    return {
        "code": "HRC-Q235",
        "name": "热轧卷板 Q235 上海",
        "price": str(price),
        "currency": "CNY",
        "unit": "TNE",
        "day": day.isoformat(),
        "at": utc_text(moment),
        "taxIncluded": True,
    }
