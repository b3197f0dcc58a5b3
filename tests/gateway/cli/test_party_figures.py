"""`hub party`: a person publishes what statements must say, and sees ratios with what they lack."""

from __future__ import annotations

from pathlib import Path

import msgspec

from core.kernel.errors import Refused
from core.parties import IndustryBands, TemplateVersion
from tests.core.parties.accounts import CODE, KINDS
from tests.gateway.cli.conftest import Office

STATEMENTS = """
mapping: 1
reads: {format: json}
documents:
  - choose:
      - type: party.master.v1
        when: kind == 'party'
        identity: {number: uscc, revision: {from: at}}
        body:
          uscc: {from: code, required: true}
          name: {from: name, required: true}
          as_of: {from: at, as: datetime, required: true}
          industry: industry
      - type: erp.financial_statement.v1
        identity: {number: statement_no, revision: {from: end}}
        body:
          statement_no: {from: no, required: true}
          uscc: {from: code, required: true}
          period_end: {from: end, as: date, required: true}
          period: {from: period, required: true}
          kind: {from: kind, required: true}
          currency: {value: CNY}
          unit: {value: 1000}
          items:
            each: items
            fields:
              code: {from: code, required: true}
              amount: {from: amount, as: decimal, required: true}
"""
TWO = ("--approver", "wang", "--by", "li")
BANDS = """
industry: "51"
year: 2025
source: yearly figures
bands:
  - {ratio: return_on_equity_pct, excellent: 20, good: 15, average: 10.5, low: 2}
"""


def send_year(office: Office, year: int, times: int) -> None:
    for kind, items in KINDS.items():
        lines = [{"code": code, "amount": str(amount * times)} for code, amount in items.items()]
        said = {
            "no": f"{kind}{year}",
            "code": CODE,
            "end": f"{year}-12-31",
            "period": "Y",
            "kind": kind,
            "items": lines,
        }
        office.deliver(msgspec.json.encode(said), f"{kind}{year}")


def test_ratios_are_shown_with_trend_place_and_what_they_lack(office: Office, tmp_path: Path) -> None:
    (tmp_path / "bands.yaml").write_text(BANDS)
    office.publish(STATEMENTS)
    office.done("party", "publish-template", *TWO)
    office.done("party", "publish-bands", str(tmp_path / "bands.yaml"), *TWO)
    master = {"kind": "party", "code": CODE, "name": "甲", "at": "2026-01-20T08:00:00+08:00"}
    office.deliver(msgspec.json.encode(master | {"industry": "5164"}), "k1")
    for year in (2023, 2024, 2025):
        send_year(office, year, year - 2022)

    said = office.done("party", "ratios", CODE)

    assert f"{CODE} single until 20251231, CNY, not audited" in said
    assert "  return_on_equity_pct: 15, steady, good, above average of 51 2025" in said
    assert "  tangible_net_worth_minor: 1050000000, rising" in said
    assert "  days_of_sales: 45.625, steady\n" in said
    early = office.done("party", "ratios", CODE, "--on", "2024-06-30")
    assert "until 20231231" in early
    assert "  revenue_growth_pct: not told, lacks before.revenue\n" in early
    assert "has no balance sheet" in office.done("party", "ratios", CODE, "--scope", "consolidated")
    assert len(office.hub.store.rows(TemplateVersion, limit=9)) == 1
    assert len(office.hub.store.rows(IndustryBands, limit=9)) == 1


def test_what_is_no_day_or_scope_and_one_person_alone_are_refused(office: Office) -> None:
    for words, says in (
        (("ratios", CODE, "--on", "June"), "'June' is no day"),
        (("ratios", CODE, "--scope", "both"), "--scope is single or consolidated"),
        (("publish-template", "--approver", "li", "--by", "li"), "--approver names another person"),
    ):
        told = office.told("party", *words)
        assert isinstance(told.exception, Refused)
        assert says in str(told.exception)
