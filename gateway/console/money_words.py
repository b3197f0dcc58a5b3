"""How the pages of the money rooms call states, verbs, sides and verdicts."""

from __future__ import annotations

from typing import Any

from gateway.console.texts import N_

ALERTS: dict[str, str] = {
    "L01": N_("Payment in doubt"),
    "L02": N_("Loan overdue"),
    "L03": N_("Money of nobody known"),
    "L04": N_("Answer does not fit"),
    "L05": N_("Paid short"),
    "L06": N_("Funder's plan differs"),
    "L07": N_("Facility over, loans run on"),
    "L08": N_("No room on a buyer's line"),
    "L09": N_("Paid-off loan is open again"),
    "L11": N_("Found by the rules while money is out"),
    "L12": N_("Funder's day differs from ours"),
    "L13": N_("Funder's file of a day is missing"),
    "L14": N_("Money perhaps told twice"),
    "L15": N_("Payout came back"),
    "W01": N_("Task overdue"),
}
TASKS: dict[str, tuple[str, str]] = {
    "": (N_("Running"), "wait"),
    "approved": (N_("Approved"), "good"),
    "rejected": (N_("Rejected"), "bad"),
    "withdrawn": (N_("Withdrawn"), "plain"),
    "late": (N_("Overdue"), "bad"),
    "soon": (N_("Due soon"), "warn"),
    "open": (N_("In time"), "good"),
    "undated": (N_("No due time"), "plain"),
}
# What somebody did, as the log says it.
DID: dict[str, str] = {
    "start": N_("handed in"),
    "approve": N_("approved"),
    "reject": N_("rejected"),
    "return": N_("returned"),
    "transfer": N_("transferred to"),
    "delegate": N_("delegated to"),
    "add_signer": N_("added"),
    "remove_signer": N_("took away"),
    "withdraw": N_("withdrew"),
    "remind": N_("reminded"),
    "resubmit": N_("handed in again"),
}
# What somebody may do, as a button says it.
VERBS: dict[str, tuple[str, str]] = {
    "approve": (N_("Approve"), "primary"),
    "reject": (N_("Reject"), "danger"),
    "return": (N_("Return"), ""),
    "transfer": (N_("Transfer"), ""),
    "delegate": (N_("Delegate"), ""),
    "add_signer": (N_("Add a signer"), ""),
    "remove_signer": (N_("Take a signer away"), ""),
    "withdraw": (N_("Withdraw"), "danger"),
    "remind": (N_("Remind"), ""),
    "resubmit": (N_("Hand in again"), "primary"),
}
MODES: dict[str, str] = {
    "redo": N_("all desks from there again"),
    "resume": N_("then straight back here"),
    "before": N_("signs first"),
    "after": N_("signs afterwards"),
}
SUBJECTS: dict[str, str] = {
    "application": N_("Application"),
    "release": N_("Release"),
    "facility": N_("Facility"),
}
ENTRIES: dict[str, tuple[str, str]] = {
    "posted": (N_("Posted"), "good"),
    "pending": (N_("Held"), "wait"),
    "post": (N_("Used"), "good"),
    "void": (N_("Freed"), "plain"),
    "reversal": (N_("Reversal in red"), "bad"),
}
VOUCHERS: dict[str, tuple[str, str]] = {
    "made": (N_("Waits for checking"), "wait"),
    "checked": (N_("Waits for signing"), "wait"),
    "signed": (N_("Signed and posted"), "good"),
    "sent_back": (N_("Sent back"), "bad"),
}
SIDES: dict[str, str] = {"debit": N_("Debit"), "credit": N_("Credit")}
BOOKS: dict[str, str] = {
    "general": N_("General ledger"),
    "off_balance": N_("Off balance"),
    "limits": N_("Limits"),
}
STANDINGS: dict[str, tuple[str, str]] = {
    "": (N_("No standing"), "plain"),
    "good": (N_("Good"), "good"),
    "potential": (N_("Potential"), "wait"),
    "blacklisted": (N_("Blacklisted"), "bad"),
}
PARTY_ROLES: dict[str, str] = {
    "buyer": N_("Buyer"),
    "seller": N_("Seller"),
    "core": N_("Core enterprise"),
    "warehouse": N_("Warehouse"),
    "supervisor": N_("Supervisor"),
    "carrier": N_("Carrier"),
    "guarantor": N_("Guarantor"),
    "insurer": N_("Insurer"),
    "funder": N_("Funder"),
}
PARTY_FIELDS: dict[str, str] = {
    "uscc": N_("Code"),
    "name": N_("Full name"),
    "short_name": N_("Short name"),
    "legal_rep": N_("Legal representative"),
    "phone": N_("Telephone"),
    "address": N_("Address"),
    "roles": N_("Roles"),
    "reg_capital": N_("Registered capital"),
    "established": N_("Established"),
    "industry": N_("Industry"),
    "region": N_("Region"),
    "accounts": N_("Bank accounts"),
    "owners": N_("Owners"),
    "status": N_("Registration"),
}
TIES: dict[str, str] = {
    "holds": N_("holds"),
    "controls": N_("controls"),
    "guarantees": N_("guarantees"),
    "trades": N_("trades with"),
    "account": N_("account"),
    "address": N_("address"),
    "phone": N_("telephone"),
    "person": N_("person"),
}
PERIODS: dict[str, str] = {"M": N_("month"), "Q": N_("quarter"), "H": N_("half year"), "Y": N_("year")}
VERDICTS: dict[str, tuple[str, str]] = {
    "pass": (N_("Pass"), "good"),
    "warn": (N_("Warn"), "wait"),
    "not judged": (N_("Not judged"), "wait"),
    "refer": (N_("Refer"), "warn"),
    "call": (N_("Call"), "warn"),
    "block": (N_("Block"), "bad"),
    "reject": (N_("Reject"), "bad"),
    "fail": (N_("Fails"), "bad"),
    "matched": (N_("Matched"), "good"),
    "no match": (N_("No match"), "plain"),
}
ACTIONS: dict[str, tuple[str, str]] = {
    "R": (N_("Reject"), "bad"),
    "B": (N_("Block"), "bad"),
    "C": (N_("Call"), "warn"),
    "F": (N_("Refer"), "warn"),
    "W": (N_("Warn"), "wait"),
    "": (N_("Nothing"), "plain"),
    "not judged": (N_("Not judged"), "wait"),
}
STAGES: dict[str, str] = {
    "pre": N_("Before the loan"),
    "draw": N_("At a drawdown"),
    "post": N_("After the loan"),
}

# What templates call them.
TABLES: dict[str, Any] = {
    "task_words": TASKS,
    "did_words": DID,
    "verb_words": VERBS,
    "mode_words": MODES,
    "subject_words": SUBJECTS,
    "entry_words": ENTRIES,
    "voucher_words": VOUCHERS,
    "side_words": SIDES,
    "book_words": BOOKS,
    "standing_words": STANDINGS,
    "party_role_words": PARTY_ROLES,
    "party_field_words": PARTY_FIELDS,
    "tie_words": TIES,
    "term_words": PERIODS,
    "verdict_words": VERDICTS,
    "action_words": ACTIONS,
    "stage_words": STAGES,
}
