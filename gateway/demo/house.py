"""What a house that finances needs before its first deal: books, rules, calendar, desks, products, limits."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from adapters.calendar.china import ChinaHolidays
from adapters.wiring import workflow_data
from adapters.wiring.ledger_data import SHIPPED as BOOKS
from adapters.wiring.ledger_data import read_charts, read_rules
from adapters.wiring.product_data import SHIPPED as PRODUCTS
from adapters.wiring.product_data import read_product
from adapters.wiring.risk_data import HOUSE, read_rule_set
from core.kernel.days import day_number
from core.ledger import LimitGranted, VoucherLine
from core.loan import CalendarPublished, ProductPublished
from core.risk import RuleSet, RulesPublished
from core.workflow import ChainPublished, RoleHeld
from gateway.demo.partners import SHANGHAI, Sent, utc_text
from gateway.demo.stage import Stage
from gateway.demo.trade import decide

SELLER = {"code": "91310000MA1FL00B15", "name": "演示钢贸"}
BUYER = {"code": "91310000MA1FL00C29", "name": "长江建设"}
FACTOR = "演示保理"
MAKER, APPROVER = "chen", "li"
DESKS = {"reviewer": ("zhao", "qian"), "risk_officer": ("sun", "li"), "manager": ("zhou", "wu")}
# The demo's own bank pays out.
PRODUCT = replace(read_product(PRODUCTS / "factoring_recourse.yaml"), bank="demo-bank")
SITE = "WH-SHA-01"
NOT_ASKED = ("R14.cooperation", "R14.trade")
LIMIT_YUAN = 20_000_000


def open_house(stage: Stage) -> list[Sent]:
    """Two people publish all of it; the parties come from the trader's own program."""
    today = datetime.now(SHANGHAI).date()
    january = day_number(today.replace(month=1, day=1))
    for chart in read_charts(BOOKS, {"": january // 100}, publisher=MAKER, approver=APPROVER):
        decided(stage, "ledger.chart_published.v1", chart, key=f"chart/{chart.book}")
    posting = read_rules(BOOKS, from_day=january, publisher=MAKER, approver=APPROVER)
    decided(stage, "ledger.rules_published.v1", posting, key="posting")
    # Only weekends are free in the demo: it is told in years whose holidays nobody has said yet, too.
    years = CalendarPublished(
        calendar="china",
        said_day=january,
        years=(today.year, today.year + 1),
        days=(),
        by=MAKER,
        approver=APPROVER,
    )
    decided(stage, "loan.calendar_published.v1", years, key="calendar")
    rules = RulesPublished(name="house", version=1, rule_set=_rules(), publisher=MAKER, approver=APPROVER)
    decided(stage, "risk.rules_published.v1", rules, key="rules")
    product = ProductPublished(product=PRODUCT, version=1, from_day=january, maker=MAKER, approver=APPROVER)
    decided(stage, "loan.product_published.v1", product, key=PRODUCT.code)
    _desks(stage, today.year)
    for party in (SELLER, BUYER):
        said = {"paper": "party", **party, "at": utc_text(datetime.now(UTC))}
        stage.watch.handled([stage.trader.hand_in("papers", "HQ-SHA", party["code"], said)])
    for line in ("core", "buyer"):
        if line in PRODUCT.limits:
            decided(stage, "ledger.limit_granted.v1", _granted(line, day_number(today)), key=f"limit/{line}")
    return []


def decided(stage: Stage, type_name: str, body: msgspec.Struct, *, key: str) -> None:
    """A decision of the house that later ones stand on: it is handled when this returns."""
    stage.watch.handled([decide(stage.hub, type_name, body, site=SITE, key=key)])


def _rules() -> RuleSet:
    """Those that ship. In the demo's world trade is a minute old: months of it are not asked for."""
    shipped = read_rule_set(HOUSE)
    parameters = tuple(
        replace(one, values=tuple(replace(each, value=0) for each in one.values))
        if one.name in NOT_ASKED
        else one
        for one in shipped.parameters
    )
    return replace(shipped, parameters=parameters)


def _desks(stage: Stage, year: int) -> None:
    for path in sorted(workflow_data.SHIPPED.glob("*.yaml")):
        chain = workflow_data.read_chain(path, ChinaHolidays(), this_year=year)
        said = ChainPublished(chain=chain, publisher="han", approver="shen")
        decided(stage, "workflow.chain_published.v1", said, key=f"chain/{chain.chain}")
    for role, people in DESKS.items():
        held = RoleHeld(role=role, people=people, proposer="han", approver="shen")
        decided(stage, "workflow.role_held.v1", held, key=f"role/{role}")


def _granted(line: str, today: int) -> LimitGranted:
    pair = tuple(
        VoucherLine(account=account, side=side, currency="CNY", minor=LIMIT_YUAN * 100, party=party)
        for account, side, party in (("granted", "debit", ""), (line, "credit", BUYER["code"]))
    )
    return LimitGranted(
        book="limits",
        number=f"{line}/{BUYER['code']}",
        business_day=today,
        text=line,
        approver=APPROVER,
        lines=pair,
    )
