"""The story: what happens in the demo, in order; one story, told at two tempos."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from gateway.demo import factoring, goods, trade
from gateway.demo.house import open_house
from gateway.demo.partners import SHANGHAI, Sent, utc_text
from gateway.demo.series import history
from gateway.demo.stage import Stage

CONTRACT = "PL-2026-001"
SITE = "WH-SHA-01"
SERIES = "HRC-Q235|SHANGHAI|||average"
FALLEN = "3901.00"
FLOOR = "10000000.00"
EXPOSURE = "7400000.00"
SUPERVISOR = "监管员 Wang"


class Step(NamedTuple):
    """One thing that happens, what is said of it, and for how many seconds it is looked at."""

    name: str
    says: str
    act: Callable[[Stage], Sequence[Sent]]
    pause_s: float = 2.0


def quote_history(stage: Stage) -> list[Sent]:
    """Sixty trading days with gaps, and an outlier that is held until the next quote takes its place."""
    today = datetime.now(SHANGHAI).date()
    return [
        stage.prices.quote(f"Q-{quote.day:%Y%m%d}", goods.quote(quote.price, quote.day, None))
        for quote in history(today)
    ]


def bring_goods(stage: Stage) -> list[Sent]:
    rows = goods.slip_rows("入库", "RK-2601", datetime.now(UTC), goods.LOTS)
    return [stage.warehouse.slips("RK-2601.csv", rows)]


def open_contract(stage: Stage) -> list[Sent]:
    return trade.open_contract(stage.hub, CONTRACT, SITE)


def pledge(stage: Stage) -> list[Sent]:
    lots = [{"lot": lot.number, "sku": lot.sku, "qty": lot.tonnes, "unit": "TNE"} for lot in goods.PLEDGED]
    notice = stage.bank.hand_in("orders", SITE, "PN-1", {**_order("pledge", "PN-1"), "lots": lots})
    stage.watch.handled([notice])
    return [notice, _confirm(stage, "PC-1", "PN-1", "pledge")]


def set_floor(stage: Stage) -> list[Sent]:
    floor = {"amount": FLOOR, "currency": "CNY"}
    notice = stage.bank.hand_in("orders", SITE, "PN-2", {**_order("floor", "PN-2"), "floor": floor})
    stage.watch.handled([notice])
    return [notice, _confirm(stage, "PC-2", "PN-2", "floor")]


def lend(stage: Stage) -> list[Sent]:
    return trade.state_exposure(stage.hub, CONTRACT, SITE, EXPOSURE)


def trade_steel(stage: Stage) -> list[Sent]:
    orders = [trade.put_order(stage.erp) for _ in range(6)]
    return orders + [trade.put_invoice(stage.erp) for _ in range(4)]


def pass_the_gate(stage: Stage) -> list[Sent]:
    """Three coils with tags come in, one is looked at; then the same capture again, printed otherwise."""
    events = goods.gate_events(datetime.now(UTC), 1)
    first = stage.warehouse.events("gate-0001.json", events)
    stage.watch.handled([first])
    return [first, stage.warehouse.events("gate-0001-again.json", events, pretty=True)]


def release(stage: Stage) -> list[Sent]:
    return [_release(stage, "RO-1", goods.PLEDGED[0].number, "100")]


def leave_with_leave(stage: Stage) -> list[Sent]:
    rows = goods.slip_rows("出库", "CK-2601", datetime.now(UTC), [_part(0, "100")], order="RO-1")
    return [stage.warehouse.slips("CK-2601.csv", rows, "utf-8")]


def count_stock(stage: Stage) -> list[Sent]:
    """A snapshot that agrees with the book; it speaks of whole seconds, so none is shared with a movement."""
    time.sleep(1)
    as_of = datetime.now(SHANGHAI)
    sent = stage.warehouse.stock(f"stock_{as_of:%Y%m%dT%H%M%S}.csv", goods.stock_rows())
    time.sleep(1)
    return [sent]


def correct_invoice(stage: Stage) -> list[Sent]:
    return [trade.correct_invoice(stage.erp, 1)]


def tell_it_twice(stage: Stage) -> list[Sent]:
    """The warehouse's own program sends the slip that its agent has brought already."""
    before = stage.watch.arrivals(Sent("demo-warehouse", "slips", "CK-2601.csv"))[0]
    said = goods.slip_said(before.body or b"", _part(0, "100"))
    return [stage.wms.hand_in("api", SITE, "CK-2601-rest", said)]


def write_badly(stage: Stage) -> list[Sent]:
    """Two slips in one file; one counts in 捆, a unit that nobody told us of."""
    now = datetime.now(UTC)
    bad = goods.slip_rows("入库", "RK-2607", now, [goods.BUNDLES])
    good = goods.slip_rows("入库", "RK-2608", now, [goods.SCRAP])
    return [stage.warehouse.slips("RK-2607.csv", [*bad, *good])]


def release_while_unsure(stage: Stage) -> list[Sent]:
    """What a site says is not all known: an instruction about it waits."""
    return [_release(stage, "RO-2", goods.FREE.number, "20")]


def leave_without_leave(stage: Stage) -> list[Sent]:
    rows = goods.slip_rows("出库", "CK-2603", datetime.now(UTC), [_part(1, "60")])
    return [stage.warehouse.slips("CK-2603.csv", rows)]


def fall(stage: Stage) -> list[Sent]:
    now = datetime.now(UTC)
    said = goods.quote(FALLEN, now.astimezone(SHANGHAI).date(), now)
    return [stage.prices.quote("Q-FALL", said)]


STORY = (
    Step("prices", "60 days of prices arrive, with gaps and an outlier 行情重放", quote_history, 1.0),
    Step("goods", "2,540 t of hot-rolled coil come into the warehouse 入库", bring_goods, 1.0),
    Step("contract", f"pledge {CONTRACT} comes under watch 质押合同纳入监控", open_contract, 0.5),
    Step("pledge", "the bank's notice, the supervisor's confirmation 出质通知与确认", pledge),
    Step("floor", "a control floor of 10,000,000 CNY 最低控货价值", set_floor, 0.5),
    Step("loan", "7,400,000 CNY are lent on it 放款", lend, 1.0),
    Step("trade", "orders and invoices from the trader's ERP 订单与发票", trade_steel, 1.0),
    Step("gate", "tagged coils pass the gate, told twice EPCIS 事件", pass_the_gate),
    Step("release", "the bank lets 100 t go 提货通知", release),
    Step("outbound", "100 t leave with leave 凭单出库", leave_with_leave),
    Step("again", "the same slip by REST: seen before, no effect 重复报文", tell_it_twice, 1.0),
    Step("snapshot", "the daily stock agrees with the book 库存对账", count_stock, 1.0),
    Step("correction", "an invoice is corrected under its number 更正发票", correct_invoice, 1.0),
    Step("house", "a house that finances opens: books, desks, products 账簿、岗位与产品", open_house, 0.5),
    Step("assignment", "an invoice is assigned, verified, registered 应收账款转让", factoring.assign, 1.0),
    Step("application", "its seller applies, and the desks decide 融资申请与审批", factoring.apply, 1.0),
    Step("facility", "all sign, two put it in effect 签约生效", factoring.sign, 0.5),
    Step("factoring", "904,000 CNY are drawn on it, and paid out 保理放款", factoring.draw),
    Step("deduction", "the buyer takes 260,000 off and pays the rest 买方扣款短付", factoring.pay_short),
    Step("bad unit", "a slip counts in 捆: a failed message to mend 失败报文待修复", write_badly),
    Step("parked", "a release order has to wait for it 指令等待", release_while_unsure),
    Step("unauthorised", "60 t of pledged goods leave without leave 无单出库报警", leave_without_leave),
    Step("fall", "the price falls by 8 %: loan to value over its line 价格下跌", fall),
)


def _order(kind: str, number: str) -> dict[str, object]:
    at = utc_text(datetime.now(UTC) - timedelta(seconds=2))
    return {"kind": kind, "no": number, "contract": CONTRACT, "at": at, "signer": "演示银行"}


def _release(stage: Stage, number: str, lot: str, tonnes: str) -> Sent:
    now = datetime.now(UTC)
    validity = {"from": utc_text(now - timedelta(hours=1)), "to": utc_text(now + timedelta(days=3))}
    lots = [{"lot": lot, "qty": tonnes, "unit": "TNE"}]
    said = {
        **_order("release", number),
        **validity,
        "tolerance": "0.003",
        "plates": [goods.PLATE],
        "lots": lots,
    }
    return stage.bank.hand_in("orders", SITE, number, said)


def _confirm(stage: Stage, number: str, notice: str, action: str) -> Sent:
    said = {
        "confirmNo": number,
        "noticeNo": notice,
        "contractNo": CONTRACT,
        "action": action,
        "result": "accept",
        "at": utc_text(datetime.now(UTC)),
        "signer": SUPERVISOR,
    }
    return stage.warehouse.answer(f"{number}.json", said)


def _part(index: int, tonnes: str) -> goods.Lot:
    return goods.PLEDGED[index]._replace(tonnes=tonnes)
