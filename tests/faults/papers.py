"""What the partners of a run write: slips, answers, notices and orders, as the demo's mappings read them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

HEAD = "类型,单号,版本,时间,提货单,车牌,批次,货号,品名,规格,数量,单位"
REMARKS = ("备注一", "备注二", "备注三", "备注四")
REMARK_PARTS = 5_000
LARGE_BYTES = 300_000
CONTRACT = "FC-1"


def now() -> datetime:
    """To the second, as slips say it."""
    return datetime.now(UTC).replace(microsecond=0)


def slip(
    kind: str, number: str, lot: str, quantity: str, *, at: datetime, order: str = "", unit: str = "吨"
) -> bytes:
    """A slip of one lot, as the warehouse's system drops it."""
    local = f"{at + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
    row = f"{kind},{number},,{local},{order},,{lot},HRC-5.5,热轧卷板,Q235B,{quantity},{unit}"
    return f"{HEAD}\r\n{row}\r\n".encode("gb18030")


def large_slip(number: str, lot: str, quantity: str, *, at: datetime) -> bytes:
    """The same with remarks that nobody reads, too large for one record of a frame."""
    head, row, _ = slip("入库", number, lot, quantity, at=at).decode("gb18030").split("\r\n")
    remark = "".join(f"{number}/{n:05d} " for n in range(REMARK_PARTS))
    return f"{head},{','.join(REMARKS)}\r\n{row}{f',{remark}' * len(REMARKS)}\r\n".encode("gb18030")


def said(kind: str, number: str, lot: str, quantity: str, *, at: datetime, order: str = "") -> bytes:
    """The same slip as the warehouse's own program hands it in."""
    line = {
        "lot": lot,
        "sku": "HRC-5.5",
        "name": "热轧卷板",
        "spec": "Q235B",
        "qty": quantity,
        "unit": "TNE",
    }
    return _json({"kind": kind, "no": number, "at": _utc(at), "order": order, "lots": [line]})


def large(payload: bytes) -> bytes:
    """The same with something in it that nobody reads, too large to stand in a row of the store."""
    return _json({**json.loads(payload), "remark": "-" * LARGE_BYTES})


def notice(number: str, lot: str, quantity: str) -> bytes:
    """The bank asks the warehouse to hold goods for it."""
    lots = [{"lot": lot, "sku": "HRC-5.5", "qty": quantity, "unit": "TNE"}]
    return _json({"kind": "pledge", "no": number, "contract": CONTRACT, "at": _utc(now()), "lots": lots})


def release(number: str, lot: str, quantity: str, *, at: datetime, cancelled: bool = False) -> bytes:
    """The bank allows goods to go, or takes that back."""
    written = {
        "kind": "release",
        "no": number,
        "contract": CONTRACT,
        "at": _utc(at),
        "from": _utc(at - timedelta(days=1)),
        "to": _utc(at + timedelta(days=2)),
        "version": 2 if cancelled else 1,
        "status": "cancelled" if cancelled else "open",
        "lots": [{"lot": lot, "qty": quantity, "unit": "TNE"}],
    }
    return _json(written)


def answer(number: str, notice_no: str) -> bytes:
    """The warehouse confirms the whole notice."""
    written = {
        "confirmNo": number,
        "noticeNo": notice_no,
        "contractNo": CONTRACT,
        "action": "pledge",
        "result": "accept",
        "at": _utc(now()),
    }
    return _json(written)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(written: dict[str, Any]) -> bytes:
    return json.dumps(written, ensure_ascii=False).encode()
