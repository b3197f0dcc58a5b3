"""What the demo partners write, for journeys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tests.frames import document

SITE = "WH-SHA-01"
SLIP = "类型,单号,版本,时间,提货单,车牌,批次,货号,品名,规格,数量,单位"


def now() -> datetime:
    return datetime.now(UTC)


def local(moment: datetime) -> str:
    return f"{moment + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"


def slip(kind: str, number: str, lot: str, tonnes: str, unit: str = "吨", order: str = "") -> bytes:
    """A slip of one lot, in GBK, of a second ago."""
    at = local(now() - timedelta(seconds=1))
    row = f"{kind},{number},,{at},{order},,{lot},HRC-5.5,热轧卷板,Q235B,{tonnes},{unit}"
    return f"{SLIP}\r\n{row}\r\n".encode("gb18030")


def record(payload: bytes, source: str, name: str, site: str = SITE) -> dict[str, Any]:
    """A record of a frame."""
    return document(payload, source=source, site=site, name=name)


def order(kind: str, number: str, **more: Any) -> dict[str, Any]:
    """What the bank says, as of a second ago."""
    at = (now() - timedelta(seconds=1)).isoformat()
    return {"kind": kind, "no": number, "contract": "PL-1", "at": at, **more}


def answer(number: str, notice: str) -> bytes:
    said = {
        "confirmNo": number,
        "noticeNo": notice,
        "contractNo": "PL-1",
        "action": "pledge",
        "result": "accept",
        "at": now().isoformat(),
    }
    return msgspec.json.encode(said)


def stock(lot: str, tonnes: str) -> bytes:
    """A snapshot of one lot."""
    head = "批次,货号,品名,库位,数量,单位,质押"
    return f"{head}\r\n{lot},HRC-5.5,热轧卷板,A-01,{tonnes},吨,\r\n合计:1,,,,,,\r\n".encode()


def capture(*events: dict[str, Any]) -> bytes:
    said = {
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-20T00:00:00Z",
        "epcisBody": {"eventList": events},
    }
    return msgspec.json.encode(said)


def event(step: str, *epcs: str) -> dict[str, Any]:
    """An event without a number: its content names it."""
    return {
        "type": "ObjectEvent",
        "eventTime": "2026-11-20T09:30:00.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "bizStep": step,
        "epcList": list(epcs),
    }


def invoice(number: str, version: int, net: str) -> dict[str, Any]:
    return {
        "invoice_no": number,
        "version": version,
        "net": net,
        "gross": net,
        "currency": "CNY",
        "buyer": "B-01",
        "updated_at": "2026-11-20 03:05:00",
    }
