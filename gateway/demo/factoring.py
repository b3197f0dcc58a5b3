"""A factoring in the demo: an invoice is bought from the trader, and its debtor pays less than it owes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from core.catalogue.parts import PartyRef
from core.collateral import SecurityOpened
from core.hub.records import Record
from core.kernel.days import day_number
from core.kernel.errors import Unavailable
from core.loan import (
    Application,
    ApplicationActed,
    ContractSigned,
    DrawActed,
    Facility,
    FacilityActed,
    Loan,
)
from core.workflow import Instance, Task, WorkflowActed
from gateway.demo.house import BUYER, FACTOR, PRODUCT, SELLER, decided
from gateway.demo.partners import SHANGHAI, Sent, utc_text
from gateway.demo.stage import Stage

SECURITY, FACILITY, DRAW, INVOICE, ASKED = "FC-2601", "FF-2601", "FD-2601", "INV-F-1", "FA-2601"
GROSS, ADVANCED, PAID, TAKEN = "1130000.00", "904000.00", "870000.00", "260000.00"
ACCOUNT = "6222-01"
HOUSE_SITE, SHOP_SITE, BANK_SITE = "house", "HQ-SHA", "BANK-SHA"
Row = TypeVar("Row", bound=Record)
TERM_DAYS = 30
TASKS_MAX = 9


def assign(stage: Stage) -> list[Sent]:
    """Told, offered, verified by the tax office, registered, told to the debtor and acknowledged."""
    opened = SecurityOpened(
        contract_no=SECURITY,
        kind="receivable",
        financier=PartyRef(name=FACTOR),
        provider=PartyRef(id=SELLER["code"], scheme="USCC", name=SELLER["name"]),
        currency="CNY",
        rate_ppm=800_000,
        opened_at=datetime.now(UTC),
    )
    decided(stage, "collateral.security_opened.v1", opened, key=SECURITY)
    invoice = {"no": INVOICE, "amount": GROSS, "day": _day(0), "due": _day(TERM_DAYS)}
    told = {"paper": "invoice", "at": utc_text(datetime.now(UTC)), "seller": SELLER, "buyer": BUYER}
    _in_turn(stage, stage.trader.hand_in("papers", SHOP_SITE, INVOICE, {**told, **invoice}))
    _letter(stage, "request", "FA-1", items=[{**invoice, "buyer": BUYER}])
    _in_turn(stage, stage.tax.hand_in("answers", "TAX", "FV-1", _verified()))
    _in_turn(stage, stage.registry.hand_in("answers", "CRR", "FR-1", _registered()))
    _letter(stage, "notice", "FN-1", about=["FA-1"])
    _letter(stage, "acknowledgement", "FK-1", about=["FA-1"])
    return []


def apply(stage: Stage) -> list[Sent]:
    """The seller asks by its own program; people look at it, and the chain's desks decide."""
    papers = [{"kind": kind, "name": f"{kind}.pdf", "sha256": "0" * 64} for kind in PRODUCT.documents]
    asked = {
        "type": "finance.application.v1",
        "application_no": ASKED,
        "version": "1",
        "applied_at": utc_text(datetime.now(UTC)),
        "product": PRODUCT.code,
        "borrower": {"id": SELLER["code"]},
        "core": {"id": BUYER["code"]},
        "amount": {"amount": "3000000", "currency": "CNY"},
        "purpose": "steel on credit 赊销钢材",
        "channel": "api",
        "status": "new",
        "term_months": "3",
        "documents": papers,
    }
    _in_turn(stage, stage.trader.hand_in("finance", SHOP_SITE, ASKED, asked))
    for act in ("accept", "investigate", "rate", "review"):
        _act_on_application(stage, act)
    while (task := _next_task(stage)) is not None:
        _decide(stage, task)
    return []


def sign(stage: Stage) -> list[Sent]:
    """All sign; two people say that its conditions are met."""
    contract = ContractSigned(
        application_no=ASKED,
        facility_no=FACILITY,
        contract_no=SECURITY,
        amount_minor=300_000_000,
        rate=str(PRODUCT.rate.usual),
        advance_ppm=800_000,
        from_day=_number(0),
        until_day=_number(360),
        business_day=_number(0),
        signers=("house", SELLER["code"], BUYER["code"]),
        by="wang",
        account=ACCOUNT,
        account_controlled=True,
        core=BUYER["code"],
        buyer=BUYER["code"],
    )
    decided(stage, "loan.contract_signed.v1", contract, key=FACILITY)
    facility = _there(stage, Facility, FACILITY)
    effect = FacilityActed(
        facility_no=FACILITY,
        version=facility.version,
        act="effect",
        by="wang",
        approver="zhao",
        business_day=_number(0),
        conditions=PRODUCT.conditions,
    )
    decided(stage, "loan.facility_acted.v1", effect, key=f"{FACILITY}/effect")
    return []


def draw(stage: Stage) -> list[Sent]:
    """80 % of the invoice; the bank says that it paid what is left after interest and fee."""
    asked = {
        "type": "finance.drawdown.v1",
        "draw_no": DRAW,
        "requested_at": utc_text(datetime.now(UTC)),
        "facility_no": FACILITY,
        "amount": {"amount": ADVANCED, "currency": "CNY"},
        "payee": {"id": SELLER["code"]},
        "pay_to": {"number": "6222-77"},
        "maturity": _day(TERM_DAYS),
        "trade_refs": [{"kind": "invoice", "number": INVOICE}],
    }
    _in_turn(stage, stage.trader.hand_in("finance", SHOP_SITE, DRAW, asked))
    for act, by in (("approve", "wang"), ("route", "wang"), ("disburse", "zhao")):
        loan = _there(stage, Loan, DRAW)
        acted = DrawActed(loan_no=DRAW, version=loan.version, act=act, by=by, business_day=_number(0))
        decided(stage, "loan.draw_acted.v1", acted, key=f"{DRAW}/{act}")
    minor = _there(stage, Loan, DRAW).cash_minor
    paid = {
        "type": "funder.disbursement_result.v1",
        "draw_no": DRAW,
        "status": "paid",
        "told_at": utc_text(datetime.now(UTC)),
        "paid_amount": {"amount": f"{minor // 100}.{minor % 100:02}", "currency": "CNY"},
        "value_date": _day(0),
        "bank_ref": "FB-1",
    }
    _in_turn(stage, stage.bank.hand_in("finance", BANK_SITE, "FB-1", paid))
    return []


def pay_short(stage: Stage) -> list[Sent]:
    """The debtor takes 260,000 off for quality and pays the rest; it is less than was lent."""
    said = {"paper": "receivable", "no": INVOICE, "day": _day(0), "seller": SELLER, "buyer": BUYER}
    off = {"amount": GROSS, "status": "disputed", "taken": [{"kind": "quality", "amount": TAKEN}]}
    _in_turn(stage, stage.trader.hand_in("papers", SHOP_SITE, f"{INVOICE}-stands", {**said, **off}))
    paid = {
        "no": "FP-1",
        "amount": PAID,
        "day": _day(0),
        "at": utc_text(datetime.now(UTC)),
        "text": f"货款 {INVOICE} 扣款 {TAKEN}",
        "account": ACCOUNT,
        "payer": BUYER,
        "payee": SELLER,
        "invoices": [{"no": INVOICE, "amount": PAID}],
    }
    return [stage.bank.hand_in("payments", BANK_SITE, "FP-1", paid)]


def _letter(stage: Stage, step: str, number: str, **more: Any) -> None:
    said = {"paper": "assignment", "step": step, "no": number, "day": _day(0), "contract": SECURITY}
    parties = {"seller": SELLER, "factor": {"name": FACTOR}}
    _in_turn(stage, stage.trader.hand_in("papers", SHOP_SITE, number, {**said, **parties, **more}))


def _verified() -> dict[str, object]:
    return {"reqNo": "FV-1", "fphm": INVOICE, "code": "001", "at": utc_text(datetime.now(UTC))}


def _registered() -> dict[str, object]:
    return {
        "regType": "TRANSFER",
        "op": "INIT",
        "contractNo": SECURITY,
        "requestId": "FR-1",
        "debtor": SELLER,
        "creditor": {"name": FACTOR},
        "collateral": f"receivable {INVOICE} 应收账款",
        "result": "REGISTERED",
        "regNo": "ZD-F-1",
        "at": utc_text(datetime.now(UTC)),
    }


def _act_on_application(stage: Stage, act: str) -> None:
    row = _there(stage, Application, ASKED)
    acted = ApplicationActed(
        application_no=ASKED,
        version=row.version,
        act=act,
        by="wang",
        second="zhang",
        business_day=_number(0),
        reason="in order 材料齐全",
    )
    decided(stage, "loan.application_acted.v1", acted, key=f"{ASKED}/{act}")


def _next_task(stage: Stage) -> Task | None:
    tasks: Sequence[Task] = stage.hub.store.rows(Task, limit=TASKS_MAX, state="open")
    return min(tasks, key=lambda each: each.person, default=None)


def _decide(stage: Stage, task: Task) -> None:
    instance = _there(stage, Instance, task.number)
    acted = WorkflowActed(
        number=task.number, version=instance.version, verb="approve", by=task.person, reason="fine 同意"
    )
    decided(stage, "workflow.acted.v1", acted, key=f"{task.number}/{instance.version}")


def _there(stage: Stage, kind: type[Row], key: str) -> Row:
    """A row that what came before has made; Unavailable says what went wrong where it has not."""
    row = stage.hub.store.get(kind, key)
    if row is None:
        raise Unavailable(f"there is no {kind.__name__} {key}: {stage.watch.trouble()}")
    return row


def _in_turn(stage: Stage, sent: Sent) -> None:
    """What follows stands on it."""
    stage.watch.handled([sent])


def _date(after: int) -> date:
    return datetime.now(SHANGHAI).date() + timedelta(days=after)


def _day(after: int) -> str:
    return _date(after).isoformat()


def _number(after: int) -> int:
    return day_number(_date(after))
