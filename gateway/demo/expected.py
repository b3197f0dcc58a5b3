"""What the story must have come to: documents, effects, alerts, lots, and how contract and loan stand."""

from __future__ import annotations

from gateway.demo.factoring import DRAW, SECURITY
from gateway.demo.goods import FREE, PLEDGED
from gateway.demo.series import DAYS, GAPS
from gateway.demo.story import CONTRACT, SERIES, SITE

# Of what came from outside: type and outcome, and how often. What was seen before is noted and linked.
DOCUMENTS = {
    "price.quote.v1 done": DAYS - len(GAPS) + 1,
    "wms.inbound.v1 done": 4,
    "wms.inbound.v1 seen before": 1,
    "wms.outbound.v1 done": 2,
    "wms.outbound.v1 seen before": 1,
    "wms.pledge_notice.v1 done": 2,
    "wms.pledge_confirm.v1 done": 2,
    "wms.release_order.v1 done": 2,
    "wms.stock_snapshot.v1 done": 1,
    "noted.event.v1 noted": 1,
    "noted.event.v1 seen before": 1,
    "erp.order.v1 done": 6,
    "erp.invoice.v1 done": 6,
    "erp.receivable.v1 done": 1,
    "erp.payment.v1 done": 1,
}
ALERTS = {
    f"C01 {SITE}/CK-2603/{PLEDGED[1].number} open",
    f"C03 {CONTRACT} open",
    f"C04 {CONTRACT}:CALL open",
    f"C04 {SECURITY}:SHORTFALL open",
    f"L05 {DRAW} open",
    f"C06 {SERIES}/demo-prices closed",
    f"C06 {SERIES}:drop open",
}
LOTS = {
    PLEDGED[0].number: "400 pledged 400 reserved 0",
    PLEDGED[1].number: "440 pledged 440 reserved 0",
    PLEDGED[2].number: "500 pledged 500 reserved 0",
    PLEDGED[3].number: "500 pledged 500 reserved 0",
    PLEDGED[4].number: "500 pledged 500 reserved 0",
    FREE.number: "40 pledged 0 reserved 20",
    "LOT-2607": "12 pledged 0 reserved 0",
    "LOT-2608": "7.5 pledged 0 reserved 0",
}
# What the rooms booked, by room and kind, and how often.
EFFECTS = {
    "custody.lot.in": 11,
    "custody.lot.out": 2,
    "custody.lot.pledge": 5,
    "custody.notice.pledge": 1,
    "custody.release.open": 2,
    "custody.site.approved": 1,
    "custody.snapshot.kept": 1,
    "collateral.call.made": 2,
    "collateral.collection.stated": 1,
    "collateral.contract.opened": 1,
    # The coil at its first mark after the house had books; the invoice assigned, and what was paid of it.
    "collateral.entry.posted": 3,
    "collateral.exposure.stated": 4,
    "collateral.floor.accept": 1,
    "collateral.floor.noticed": 1,
    "collateral.price.kept": DAYS - len(GAPS) + 1,
    "collateral.series.ruled": 1,
    "collateral.filing.init": 1,
    "collateral.receivable.paid": 1,
    "collateral.receivable.verified": 1,
    "collateral.security.opened": 1,
    "ledger.chart.published": 3,
    "ledger.entry.posted": 1,
    "ledger.rules.published": 1,
    "loan.application.accept": 1,
    "loan.application.approve": 1,
    "loan.application.investigate": 1,
    "loan.application.rate": 1,
    "loan.application.reported": 1,
    "loan.application.review": 1,
    "loan.application.submit": 1,
    "loan.calendar.published": 1,
    "loan.entry.pending": 1,
    "loan.entry.post": 1,
    "loan.entry.posted": 10,
    "loan.facility.effect": 1,
    "loan.facility.sign": 1,
    "loan.loan.approve": 1,
    "loan.loan.disburse": 1,
    "loan.loan.hold": 1,
    "loan.loan.paid_out": 1,
    "loan.loan.repay": 1,
    "loan.loan.request": 1,
    "loan.loan.route": 1,
    "loan.product.published": 1,
    "parties.party.kept": 2,
    "risk.risk.decided": 4,
    "risk.risk.published": 1,
    "workflow.chain.published": 4,
    "workflow.role.held": 3,
    "workflow.workflow.step": 6,
}
STANDING = "CALL value 9128340.00 ltv 81.06 % frozen"
# 904,000.00 less the interest of 30 days, taken at the draw and given back (6,026.67), less 870,000.00.
BOUGHT = "ACTIVE open 27973.33 of 904000.00"
