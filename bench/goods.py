"""A warehouse for benches: its contract with the hub, what its devices say, and a pledge on its goods."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from core.catalogue.parts import Amount
from core.collateral.messages import ContractOpened, ItemTerms, SeriesRuled

PARTNER, SITE, SOURCE, PLEDGE = "bench-wms", "WH-BENCH", "scale", "ZY-BENCH"
PLEDGED_LOTS, FREE_LOTS = 20, 200
_CONTRACT = f"""
partner: {PARTNER}
name: The bench's warehouse
parties: [{PARTNER}, bench-bank]
sites: [{{id: {SITE}, zone: Asia/Shanghai}}]
feeds: [{{source: {SOURCE}, rules: [{{mapping: in/events.yaml}}]}}]
"""
# What every kind of event says alike: when, where, and of which lots.
_MOVED = """\
          event_time: {from: at, as: datetime, required: true}
          warehouse: {fact: site}
          lots:
            each: lots
            fields:
              lot_no: {from: lot, required: true}
              sku: {value: HRC-Q235}
              quantity: {from: qty, as: quantity, unit: {value: TNE}, required: true}
"""
_EVENTS = f"""
mapping: 1
reads: {{format: json}}
documents:
  - choose:
      - type: wms.outbound.v1
        when: kind == 'out'
        identity: {{number: outbound_no, revision: {{value: "1"}}}}
        body:
          outbound_no: {{from: no, required: true}}
{_MOVED}
      - type: wms.inbound.v1
        when: kind == 'in'
        identity: {{number: inbound_no, revision: {{value: "1"}}}}
        body:
          inbound_no: {{from: no, required: true}}
{_MOVED}
      - type: wms.pledge_confirm.v1
        when: kind == 'confirm'
        identity: {{number: confirm_no, revision: {{value: "1"}}}}
        body:
          confirm_no: {{from: no, required: true}}
          notice_no: {{from: no, required: true}}
          action: {{value: pledge}}
          result: {{value: accept}}
          contract_no: {{from: contract, required: true}}
{_MOVED}
"""


def write_partner(folder: Path) -> None:
    """Its contract and mapping as a folder that can be published."""
    (folder / PARTNER / "in").mkdir(parents=True)
    (folder / PARTNER / "partner.yaml").write_text(_CONTRACT, "utf-8")
    (folder / PARTNER / "in" / "events.yaml").write_text(_EVENTS, "utf-8")


def event(kind: str, number: str, *lots: tuple[str, str], **more: Any) -> bytes:
    """What a scale or gate says of goods that came or left just now."""
    at = datetime.now(UTC).isoformat()
    said = [{"lot": lot, "qty": quantity} for lot, quantity in lots]
    return msgspec.json.encode({"kind": kind, "no": number, "at": at, "lots": said, **more})


def pledged_lots() -> list[str]:
    return [f"P-{number}" for number in range(PLEDGED_LOTS)]


def free_lots() -> list[str]:
    return [f"F-{number}" for number in range(FREE_LOTS)]


def stock() -> bytes:
    """All the goods come in, those that will be pledged and those that stay free."""
    return event("in", "RK-BENCH", *((lot, "5000") for lot in (*pledged_lots(), *free_lots())))


def confirmation() -> bytes:
    """The supervisor confirms the pledge on all of them."""
    lots = [(lot, "5000") for lot in pledged_lots()]
    return event("confirm", "QR-BENCH", *lots, contract=PLEDGE)


def watched(opened_at: datetime) -> list[tuple[str, msgspec.Struct, str]]:
    """(type, body, key) of what puts the pledge under watch, so that every loss of goods is valued."""
    item = ItemTerms(
        sku="HRC-Q235", commodity="HRC-Q235", quote_type="close", unit="TNE", rate_ppm=700_000,
        approved_price=Decimal(3900), market="SHA",
    )  # fmt: skip
    opened = ContractOpened(
        contract_no=PLEDGE, pledgee="bench-bank", pledgor="bench-steel", currency="CNY", mode="dynamic",
        rate_ppm=700_000, items=(item,), opened_at=opened_at, sites=(SITE,),
        floor_value=Amount(amount=Decimal(200_000_000), currency="CNY"),
    )  # fmt: skip
    ruled = SeriesRuled(commodity="HRC-Q235", quote_type="close", primary="bench-market", market="SHA")
    return [
        ("collateral.series_ruled.v1", ruled, "HRC-Q235|SHA|||close"),
        ("collateral.contract_opened.v1", opened, PLEDGE),
    ]
