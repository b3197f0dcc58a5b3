"""How the pages of deals and loans call modes, states, steps, gates and parts of a payment."""

from __future__ import annotations

from typing import Any

from gateway.console.deal_texts import rate_text, readable
from gateway.console.facility_words import APPLICATIONS, FACILITIES, FINANCING
from gateway.console.texts import N_

MODES = FINANCING
# "kind:STATE" as the row of a room has it.
STATES: dict[str, tuple[str, str]] = {
    **{f"application:{state}": word for state, word in APPLICATIONS.items()},
    **{f"facility:{state}": word for state, word in FACILITIES.items()},
    "loan:REQUESTED": (N_("Requested"), "wait"),
    "loan:PRE_OCCUPIED": (N_("Held against limits"), "wait"),
    "loan:APPROVED": (N_("Approved"), "wait"),
    "loan:ROUTED": (N_("Payer chosen"), "wait"),
    "loan:DISBURSING": (N_("Being paid out"), "wait"),
    "loan:UNKNOWN": (N_("Payment in doubt"), "bad"),
    "loan:ACTIVE": (N_("In repayment"), "good"),
    "loan:DUE": (N_("Due"), "warn"),
    "loan:GRACE": (N_("In grace"), "warn"),
    "loan:OVERDUE": (N_("Past due"), "bad"),
    "loan:EXTENDED": (N_("Extended"), "wait"),
    "loan:RESTRUCTURED": (N_("Restructured"), "warn"),
    "loan:ACCELERATED": (N_("Called in whole"), "bad"),
    "loan:IN_DISPOSAL": (N_("In disposal"), "bad"),
    "loan:SETTLED": (N_("Settled"), "good"),
    "loan:WRITTEN_OFF": (N_("Written off"), "bad"),
    "loan:CANCELLED": (N_("Cancelled"), "plain"),
    "loan:CLOSED": (N_("Closed"), "plain"),
}
TROUBLES: dict[str, str] = {
    "late": N_("Past due"),
    "doubt": N_("Payment in doubt"),
    "called": N_("Margin call"),
    "frozen": N_("Frozen"),
    "papers": N_("Papers missing"),
}
# "kind:event" of a step, as a timeline says it.
STEPS: dict[str, str] = {
    "application:submit": N_("Application handed in"),
    "application:accept": N_("Application accepted"),
    "application:ask": N_("Papers asked for"),
    "application:supplement": N_("Papers handed in"),
    "application:investigate": N_("Investigation begun"),
    "application:rate": N_("Rated by the rules"),
    "application:review": N_("Put to those who decide"),
    "application:return": N_("Application returned"),
    "application:approve": N_("Application approved"),
    "application:reject": N_("Application rejected"),
    "application:withdraw": N_("Application withdrawn"),
    "application:expire": N_("Application expired"),
    "facility:sign": N_("Contract signed"),
    "facility:effect": N_("Facility in effect"),
    "facility:freeze": N_("Facility frozen"),
    "facility:unfreeze": N_("Facility unfrozen"),
    "facility:expire": N_("Facility expired"),
    "facility:terminate": N_("Facility terminated"),
    "loan:request": N_("Draw asked for"),
    "loan:hold": N_("Held against limits"),
    "loan:approve": N_("Draw approved"),
    "loan:cancel": N_("Draw cancelled"),
    "loan:route": N_("Payer chosen"),
    "loan:disburse": N_("Payment ordered"),
    "loan:paid_out": N_("Paid out"),
    "loan:fail": N_("Payment failed"),
    "loan:give_up": N_("Draw given up"),
    "loan:time_out": N_("No answer in time"),
    "loan:accrue": N_("Interest booked"),
    "loan:fall_due": N_("Fell due"),
    "loan:pay_due": N_("What was due is paid"),
    "loan:repay": N_("Payment booked"),
    "loan:settle": N_("Settled"),
    "loan:grace": N_("Days of grace begin"),
    "loan:overdue": N_("Past due"),
    "loan:accelerate": N_("All of it is called"),
    "loan:call": N_("Margin called"),
    "loan:extend": N_("Extended"),
    "loan:restructure": N_("Restructured"),
    "loan:demand_back": N_("Seller must buy back"),
    "loan:file_claim": N_("Claim filed"),
    "loan:pay_claim": N_("Claim paid"),
    "loan:dispose": N_("Disposal begun"),
    "loan:write_off": N_("Written off"),
    "loan:close": N_("Closed"),
    "loan:reverse": N_("Taken back"),
    "loan:reopen": N_("Open again"),
}
LANES: dict[str, str] = {"paper": N_("Documents"), "goods": N_("Goods"), "money": N_("Money")}
# What happened to goods, by the kind of a movement or a row of collateral.
GOODS: dict[str, str] = {
    "inbound": N_("Goods came in"),
    "outbound": N_("Goods went out"),
    "pledge": N_("Goods pledged"),
    "unpledge": N_("Goods free of pledge"),
    "release_order": N_("Release ordered"),
    "floor": N_("Floor noticed"),
    "floor_confirmed": N_("Floor confirmed"),
    "call": N_("Margin called"),
    "call_end": N_("Margin call answered"),
    "level": N_("Level changed"),
    "filing": N_("Registry answered"),
    "invoice": N_("Invoice known"),
    "verified": N_("Invoice verified"),
    "noticed": N_("Debtor told"),
    "acknowledged": N_("Debtor answered"),
    "stocked": N_("Goods counted"),
}
# Documents that stand in a timeline without having moved the deal a step.
DOCUMENTS: dict[str, str] = {
    "finance.application.v1": N_("Application"),
    "finance.drawdown.v1": N_("Request for a draw"),
    "funder.disbursement_result.v1": N_("Answer about the payment"),
    "funder.repayment_plan.v1": N_("Funder's plan"),
    "funder.repayment.v1": N_("Funder's notice of a payment"),
    "erp.payment.v1": N_("Payment"),
    "erp.invoice.v1": N_("Invoice"),
    "erp.receivable.v1": N_("Receivable stated"),
    "erp.order.v1": N_("Order"),
    "trade.contract.v1": N_("Trade contract"),
    "factoring.assignment.v1": N_("Assignment of receivables"),
    "collateral.security_opened.v1": N_("Security contract opened"),
    "collateral.contract_opened.v1": N_("Pledge contract opened"),
    "collateral.contract_closed.v1": N_("Security contract closed"),
    "bank.statement.v1": N_("Bank statement"),
    "registry.filing.v1": N_("Registry filing"),
    "insurance.cover.v1": N_("Insurance cover"),
    "invoice.verification.v1": N_("Verification of an invoice"),
    "wms.pledge_notice.v1": N_("Pledge notice"),
    "wms.pledge_confirm.v1": N_("Confirmation of the supervisor"),
    "wms.release_order.v1": N_("Release order"),
    "wms.warehouse_receipt.v1": N_("Warehouse receipt"),
    "wms.inbound.v1": N_("Goods came in"),
    "wms.outbound.v1": N_("Goods went out"),
}
GATES: dict[str, str] = {
    "pledged": N_("Pledge confirmed"),
    "registered": N_("Registered"),
    "insured": N_("Insured"),
    "priced": N_("Priced today"),
    "floor": N_("Floor confirmed"),
    "verified": N_("Verified"),
    "noticed": N_("Debtor told and answered"),
    "confirmed": N_("Confirmed by buyer or insurer"),
    "feed": N_("Warehouse seen"),
    "frozen": N_("Neither frozen nor called"),
    "signed": N_("Signed by all"),
    "margin": N_("First margin paid"),
    "payee": N_("Payee is of the trade"),
    "account": N_("Collection account controlled"),
    "conditions": N_("Conditions met"),
}
PARTS: dict[str, str] = {
    "litigation_cost": N_("costs"),
    "fee": N_("fees"),
    "penalty": N_("penalty"),
    "compound": N_("compound interest"),
    "interest": N_("interest"),
    "principal": N_("principal"),
}
RECEIPTS: dict[str, str] = {
    "repayment": N_("Repayment"),
    "collection": N_("Collected from the debtor"),
    "buy_back": N_("Bought back"),
    "claim": N_("Insurance claim"),
    "guarantor": N_("Paid by the guarantor"),
    "refund": N_("Refund by the seller"),
    "disposal": N_("Out of a disposal"),
    "margin": N_("Margin"),
    "margin_applied": N_("Out of the margin"),
    "recovery": N_("Recovered after write-off"),
    "surplus": N_("Out of what was paid too much"),
    "unidentified": N_("Nobody's yet"),
}
RECEIPT_STATES: dict[str, tuple[str, str]] = {
    "applied": (N_("Applied"), "good"),
    "unidentified": (N_("Nobody's yet"), "warn"),
    "reversed": (N_("Taken back"), "bad"),
    "returned": (N_("Sent back"), "plain"),
    "advised": (N_("Told, not by the bank yet"), "wait"),
    "in_doubt": (N_("Perhaps told twice"), "warn"),
    "same": (N_("Told before"), "plain"),
}
ROWS: dict[str, tuple[str, str]] = {
    "paid": (N_("Paid"), "good"),
    "late": (N_("Past due"), "bad"),
    "due": (N_("Due"), "warn"),
    "part": (N_("Partly paid"), "wait"),
    "coming": (N_("To come"), "plain"),
}
CATEGORIES: dict[int, tuple[str, str]] = {
    1: (N_("Normal"), "good"),
    2: (N_("Special mention"), "wait"),
    3: (N_("Substandard"), "warn"),
    4: (N_("Doubtful"), "bad"),
    5: (N_("Loss"), "bad"),
}
COLLECTING: dict[str, str] = {
    "remind": N_("Reminder"),
    "debit": N_("Debit of the account"),
    "call": N_("Telephone call"),
    "freeze_draws": N_("Draws frozen"),
    "notify_guarantor": N_("Guarantor told"),
    "visit": N_("Visit"),
    "stop_releases": N_("Releases stopped"),
    "demand_letter": N_("Letter of demand"),
    "check_cross_default": N_("Cross default looked for"),
    "demand_buy_back": N_("Buy-back demanded"),
    "hand_to_lawyers": N_("Handed to lawyers"),
    "classify_non_performing": N_("Classified as non-performing"),
    "stop_accrual": N_("Interest is income no more"),
    "dispose": N_("Disposal"),
}

# By the action of a rule: what it is called on a timeline, and how grave that looks.
FOUND: dict[str, tuple[str, str]] = {
    "R": (N_("Rules: rejected while money is out"), "bad"),
    "B": (N_("Rules: draws shut"), "bad"),
    "C": (N_("Rules: called"), "warn"),
    "F": (N_("Rules: referred to people"), "warn"),
    "W": (N_("Rules: warned"), "warn"),
}

# By its class, or that people explained it: a break between a funder's day and ours.
BREAKS: dict[str, tuple[str, str]] = {
    "missing-here": (N_("Missing here"), "bad"),
    "missing-there": (N_("Missing there"), "bad"),
    "amount": (N_("Amount differs"), "bad"),
    "date": (N_("Date differs"), "warn"),
    "status": (N_("Status differs"), "warn"),
    "duplicate": (N_("Told twice"), "bad"),
    "explained": (N_("Explained"), "plain"),
}
FILES: dict[str, str] = {
    "disbursement": N_("Disbursements"),
    "repayment": N_("Repayments"),
    "balance": N_("Balances"),
    "fee": N_("Fees"),
}

# What templates call them.
TABLES: dict[str, Any] = {
    "deal_modes": MODES,
    "deal_states": STATES,
    "deal_troubles": TROUBLES,
    "deal_steps": STEPS,
    "deal_lanes": LANES,
    "deal_goods": GOODS,
    "deal_documents": DOCUMENTS,
    "deal_gates": GATES,
    "part_words": PARTS,
    "receipt_kinds": RECEIPTS,
    "receipt_words": RECEIPT_STATES,
    "row_words": ROWS,
    "category_words": CATEGORIES,
    "collecting_words": COLLECTING,
    "found_words": FOUND,
    "break_words": BREAKS,
    "file_words": FILES,
    "readable": readable,
    "rate_text": rate_text,
}
