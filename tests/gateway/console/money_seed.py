"""The house's own matters in a hub, told by messages: people in roles, chains, and decisions on their way."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.folders import read_folder
from adapters.wiring.ledger_data import SHIPPED as CHARTS
from adapters.wiring.ledger_data import read_charts, read_rules
from adapters.wiring.risk_data import HOUSE, RATING, read_rule_set
from adapters.wiring.workflow_data import SHIPPED, read_chain
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.ledger import VoucherChecked, VoucherLine, VoucherMade, VoucherSigned
from core.parties import PartyClassified, PartyTied
from core.risk import DecisionAsked, RulesPublished
from core.workflow import ChainPublished, Instance, RoleHeld, WorkflowActed, WorkflowStarted
from tests.gateway.console.seed import PARTNERS, World

DECISION, SMALL = "SQ-2026-0117", "SQ-2026-0118"
MAKER = "chen"
TRADER, HOLDING, SISTER = "91350100M000100Y43", "91310000MA1FL0000N", "91350200MA2XN1234D"
BORROWER, LOAN = "91310115MA1K35GJ9P", "DK-2026-018"
# The operator sits at the first desk, so that the console's own person has something to decide.
ROLES = {
    "reviewer": ("operator", "zhao"),
    "deputy_reviewer": ("sun", "qian"),
    "risk_officer": ("wang", "operator"),
    "chief_risk_officer": ("feng",),
    "deputy_risk_officer": ("sun",),
    "manager": ("li", "zhou"),
    "deputy_manager": ("sun",),
    "general_manager": ("wu",),
    "committee": ("li", "zhou", "wu"),
}


Said = tuple[str, msgspec.Struct, str]


def tell(world: World, *said: Said) -> None:
    """Messages of the house's own (type, body, key), handled at once."""
    arriving = [internal(name, body, partner="hub", site="", key=key) for name, body, key in said]
    with world.hub.store.unit() as unit:
        store_arrivals(unit, world.hub.blobs, arriving)
    world.work()


def chains(world: World) -> None:
    """The chains that ship, and who holds their roles."""
    said: list[Said] = []
    for path in sorted(SHIPPED.glob("*.yaml")):
        chain = read_chain(path, ChinaHolidays(), this_year=2026)
        published = ChainPublished(chain=chain, publisher="li", approver="wang")
        said.append(("workflow.chain_published.v1", published, f"{chain.chain}/1"))
    for role, people in ROLES.items():
        held = RoleHeld(role=role, people=people, proposer="li", approver="wang")
        said.append(("workflow.role_held.v1", held, role))
    tell(world, *said)


def decision(world: World, number: str = DECISION, *, minor: int = 350_000_000, maker: str = MAKER) -> None:
    """An application of 3,500,000.00 yuan unless said, at the desk of the reviewers."""
    said = WorkflowStarted(
        number=number,
        chain="application",
        subject_kind="application",
        subject=f"APP-{number[-4:]}",
        maker=maker,
        currency="CNY",
        minor=minor,
    )
    tell(world, ("workflow.started.v1", said, number))


def act(world: World, by: str, verb: str, to: str = "", **more: Any) -> None:
    """Somebody acts on the decision as it stands."""
    number = more.pop("number", DECISION)
    found = world.hub.store.get(Instance, number)
    assert found is not None
    said = WorkflowActed(
        number=number, version=found.version, verb=verb, by=by, to=to, **({"reason": "为此"} | more)
    )
    tell(world, ("workflow.acted.v1", said, f"{number}/{found.version}/{verb}"))


def books(world: World) -> None:
    """The charts and posting rules that ship, from January 2026 on."""
    who = {"publisher": "li", "approver": "wang"}
    charts = read_charts(CHARTS, {"": 2026_01}, **who)
    rules = read_rules(CHARTS, from_day=2026_01_01, **who)
    said: list[Said] = [("ledger.chart_published.v1", chart, chart.book) for chart in charts]
    tell(world, *said, ("ledger.rules_published.v1", rules, rules.name))


def voucher(number: str, *lines: tuple[str, str, int], **more: Any) -> VoucherMade:
    """A voucher of (account, side, fen); on 2026-11-20 unless said."""
    named = {name: more.pop(name, "") for name in ("party", "contract")}
    written = [
        VoucherLine(account=account, side=side, currency="CNY", minor=minor) for account, side, minor in lines
    ]
    # Of the accounts that are used here the loans alone ask whom and what they are about.
    written = [replace(one, **named) if one.account.startswith("13") else one for one in written]
    said: dict[str, Any] = {"book": "general", "business_day": 2026_11_20, "text": "放款", "maker": "he"}
    return VoucherMade(number=number, lines=tuple(written), **(said | more))


def post(world: World, *vouchers: VoucherMade) -> None:
    """Each through its three hands."""
    said: list[Said] = []
    for one in vouchers:
        at: dict[str, Any] = {"book": one.book, "number": one.number}
        said += [
            ("ledger.voucher_made.v1", one, one.number),
            ("ledger.voucher_checked.v1", VoucherChecked(**at, checker="guo"), one.number),
            ("ledger.voucher_signed.v1", VoucherSigned(**at, signer="lin"), one.number),
        ]
    tell(world, *said)


def a_month_of_entries(world: World) -> None:
    """A loan, its interest, a fee that was wrong and is taken back, and a voucher that waits."""
    books(world)
    loan = {"party": BORROWER, "contract": LOAN}
    post(
        world,
        voucher("JZ-1", ("1303.01", "debit", 350_000_000), ("1002.01", "credit", 350_000_000), **loan),
        voucher("JZ-2", ("1002.01", "debit", 1_458_333), ("6011", "credit", 1_458_333), text="收到利息"),
        voucher("JZ-3", ("6421", "debit", 20_000), ("1002.01", "credit", 20_000), text="手续费"),
        voucher("JZ-3/red", reverses="JZ-3", text="手续费记错，冲回"),
    )
    waiting = voucher("JZ-4", ("6421", "debit", 2_000), ("1002.01", "credit", 2_000), text="手续费")
    tell(world, ("ledger.voucher_made.v1", waiting, waiting.number))


def master(world: World, code: str, name: str, **said: Any) -> None:
    """What the register says of a company; true of 20 November unless said."""
    body = {"kind": "master", "code": code, "name": name, "at": "2026-11-20T08:00:00+08:00", **said}
    _register(world, f"master-{code}-{body['at']}.json", body)


def statement(world: World, code: str, year: int, what: str, **items: str) -> None:
    """A yearly statement in 10,000 yuan."""
    rows = [{"code": item, "amount": amount} for item, amount in items.items()]
    number = f"{what}-{year}"
    body = {"kind": "statement", "no": number, "code": code, "day": f"{year}-12-31", "what": what}
    _register(world, f"{number}.json", {**body, "items": rows})


def _register(world: World, name: str, body: dict[str, Any]) -> None:
    payload = msgspec.json.encode(body)
    world.deliver("qixin", "registers", name, payload, media="application/json", site="QIXIN")


def parties(world: World) -> None:
    """A steel trader whose owner is owned by it, a sister at the same address that is blacklisted."""
    world.hub.publish(read_folder(PARTNERS / "qixin"))
    here = {"address": "上海市宝山区友谊路1588号", "phone": "021-5588-0000"}
    ring = [{"name": "林海", "share": "0.2"}, {"name": "宏达控股", "code": HOLDING, "share": "0.6"}]
    master(world, TRADER, "闽江钢材", roles=[{"role": "seller"}], rep="林海", owners=ring, **here)
    master(world, HOLDING, "宏达控股", owners=[{"name": "闽江钢材", "code": TRADER, "share": "0.3"}])
    master(world, SISTER, "海西物流", roles=[{"role": "carrier"}], address=here["address"])
    later = {"at": "2026-11-22T08:00:00+08:00", "rep": "陈东", "owners": ring, **here}
    master(world, TRADER, "闽江钢铁", roles=[{"role": "seller"}, {"role": "core"}], **later)
    _statements(world)
    world.work()
    said = PartyClassified(
        uscc=SISTER, standing="blacklisted", reason="重复质押", proposer="li", approver="wang"
    )
    tied = PartyTied(begin=TRADER, end=SISTER, kind="guarantees", source="保证合同 BZ-7")
    tell(world, ("party.classified.v1", said, f"{SISTER}/1"), ("party.tied.v1", tied, f"{TRADER}/1"))


def _statements(world: World) -> None:
    sheet = {"total_assets": "52000", "total_liabilities": "33800", "total_equity": "18200"}
    short = {"current_assets": "30000", "inventory": "12000", "current_liabilities": "20000"}
    statement(world, TRADER, 2025, "balance_sheet", **sheet, **short)
    for year, revenue in ((2024, "80000"), (2025, "92000")):
        profit = {"net_profit": "1840", "profit_before_tax": "2450", "interest_expense": "980"}
        statement(world, TRADER, year, "profit_and_loss", revenue=revenue, **profit)


def rules(world: World) -> None:
    """The rules and the scorecard that ship, and two decisions: one refers, one could not be judged."""
    for number, folder in enumerate((HOUSE, RATING), 1):
        published = RulesPublished(
            name=folder.name, version=1, publisher="li", approver="wang", rule_set=read_rule_set(folder)
        )
        tell(world, ("risk.rules_published.v1", published, f"{folder.name}/{number}"))
    decide(world, "D-1", {"company_age_years": "1.5", "executed_cases": 0, "debt_ratio_pct": "65"})
    decide(world, "D-2", {"dishonest_debtor": True, "company_age_years": "12"})


def decide(world: World, number: str, inputs: dict[str, Any]) -> None:
    """A question about the trader, before a line is granted."""
    asked = DecisionAsked(
        number=number, subject=TRADER, rule_set="house", stage="pre", business_day=2026_11_23, inputs=inputs
    )
    tell(world, ("risk.decision_asked.v1", asked, number))


def a_house_at_work(world: World) -> None:
    """Something to see on every page of the money rooms."""
    chains(world)
    decision(world)
    decision(world, SMALL, minor=80_000_000)
    a_month_of_entries(world)
    parties(world)
    rules(world)
