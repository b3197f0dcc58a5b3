"""Papers of a deal as borrowers, people and rule makers write them; a test changes what it cares about."""

from __future__ import annotations

from functools import cache
from typing import Any

from adapters.wiring.risk_data import HOUSE, read_rule_set
from core.loan import ContractSigned, Product
from core.risk import RuleSet, RulesPublished
from core.risk.rules import Rule, RuleRow
from tests.core.loan.rooms import DAY
from tests.core.rooms import at

BORROWER, CORE, SUPERVISOR, STRANGER = (
    "91310000MA1FL00B15",
    "91310000MA1FL00C29",
    "91310000MA1FL00D3D",
    "91310000MA1FL00E4H",
)
SHOP = "shop"  # the partner through whom borrowers come
BANK = "bank"
MILLION = 100_000_000


@cache
def rules_that_ask() -> RulesPublished:
    """Few rules of each stage: what they may find is told by a test."""
    variables = {each.name: each for each in read_rule_set(HOUSE).variables}
    names = ("product", "executed_cases", "payee_is_counterparty", "headroom_minor", "days_past_facility_end")
    rules = (
        Rule(
            code="R02",
            stage="pre",
            text="executed",
            rows=(RuleRow(when={"executed_cases": "> 0"}, action="R", because="executed"),),
        ),
        Rule(
            code="R34",
            stage="draw",
            text="payee",
            rows=(RuleRow(when={"payee_is_counterparty": "false"}, action="B", because="paid elsewhere"),),
        ),
        Rule(
            code="R35",
            stage="draw",
            text="headroom",
            rows=(RuleRow(when={"headroom_minor": "< 0"}, action="B", because="over"),),
        ),
    )
    used = (*names, "margin_shortfall_minor")
    rule_set = RuleSet(variables=tuple(variables[name] for name in used), parameters=(), rules=rules)
    return RulesPublished(name="house", version=1, publisher="chen", approver="li", rule_set=rule_set)


def application(product: Product, **changed: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "application_no": "A-1",
        "version": 1,
        "applied_at": at().isoformat(),
        "product": product.code,
        "borrower": {"id": BORROWER, "scheme": "USCC"},
        "amount": {"amount": "8000000", "currency": "CNY"},
        "purpose": "steel",
        "channel": "portal",
        "status": "new",
        "core": {"id": CORE, "scheme": "USCC"},
        "term_months": 6,
        "documents": [paper(kind) for kind in product.documents],
    }
    return body | changed


def paper(kind: str) -> dict[str, str]:
    return {"kind": kind, "name": f"{kind}.pdf", "sha256": "0" * 64}


def signed(product: Product, **changed: Any) -> ContractSigned:
    said: dict[str, Any] = {
        "application_no": "A-1",
        "facility_no": "F-1",
        "contract_no": "PC-1",
        "amount_minor": 8 * MILLION,
        "rate": "0.072",
        "advance_ppm": 650_000,
        "from_day": DAY,
        "until_day": 2026_06_02,
        "business_day": DAY,
        "signers": ("house", BORROWER, CORE, SUPERVISOR),
        "by": "wang",
        "account": "6222-01",
        "account_controlled": True,
        "core": CORE,
        "supervisor": SUPERVISOR,
    }
    return ContractSigned(**(said | changed))


def drawdown(yuan: str, draw_no: str, **changed: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "draw_no": draw_no,
        "requested_at": at().isoformat(),
        "facility_no": "F-1",
        "amount": {"amount": yuan, "currency": "CNY"},
        "payee": {"id": CORE},
        "pay_to": {"number": "6222-77", "bank_code": "102"},
        "term_months": 3,
    }
    return body | changed


def cny(minor: int) -> dict[str, str]:
    return {"amount": f"{minor // 100}.{minor % 100:02}", "currency": "CNY"}


def iso(day: int) -> str:
    return f"{day // 10_000}-{day // 100 % 100:02}-{day % 100:02}"
