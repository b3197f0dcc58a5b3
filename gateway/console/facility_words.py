"""How the pages of applications, facilities, limits and custody call states, lines and codes."""

from __future__ import annotations

from typing import Any

from gateway.console.texts import N_

APPLICATIONS: dict[str, tuple[str, str]] = {
    "SUBMITTED": (N_("Handed in"), "wait"),
    "ACCEPTED": (N_("Accepted"), "wait"),
    "SUPPLEMENT": (N_("Papers missing"), "warn"),
    "INVESTIGATING": (N_("Being investigated"), "wait"),
    "RATED": (N_("Rated"), "wait"),
    "IN_REVIEW": (N_("In review"), "wait"),
    "RETURNED": (N_("Returned"), "warn"),
    "APPROVED": (N_("Approved"), "good"),
    "REJECTED": (N_("Rejected"), "bad"),
    "WITHDRAWN": (N_("Withdrawn"), "plain"),
    "EXPIRED": (N_("Expired"), "plain"),
}
# What an open application waits for, as its page says it.
WAITS: dict[str, str] = {
    "SUBMITTED": N_("Somebody of the house must accept it, or say what is missing."),
    "ACCEPTED": N_("An investigation must be begun."),
    "SUPPLEMENT": N_("The borrower must hand in what is missing."),
    "INVESTIGATING": N_("The report must be signed by two, then the rules rate it."),
    "RATED": N_("It must be put to those who decide."),
    "IN_REVIEW": N_("Those who are asked must decide."),
    "RETURNED": N_("The borrower must hand it in again, or take it back."),
}
FACILITIES: dict[str, tuple[str, str]] = {
    "SIGNED": (N_("Signed, not in effect"), "wait"),
    "EFFECTIVE": (N_("In effect"), "good"),
    "FROZEN": (N_("Frozen"), "bad"),
    "EXPIRED": (N_("Expired"), "warn"),
    "TERMINATED": (N_("Terminated"), "plain"),
}
FINANCING: dict[str, str] = {
    "order": N_("Order financing"),
    "goods": N_("Inventory pledge"),
    "receipt": N_("Warehouse receipt"),
    "factoring": N_("Factoring"),
    "receivable": N_("Receivable pledge"),
    "policy": N_("Insured receivable"),
    "prepayment": N_("Prepayment"),
}
# Whose line it is.
LINES: dict[str, str] = {
    "facility": N_("Facility"),
    "borrower": N_("Borrower"),
    "core": N_("Core enterprise"),
    "buyer": N_("Buyer"),
    "supervisor": N_("Supervisor"),
    "funder": N_("Funder"),
}
HELD: dict[str, tuple[str, str]] = {
    "open": (N_("Held"), "wait"),
    "posted": (N_("Used"), "good"),
    "voided": (N_("Given back"), "plain"),
    "refused": (N_("Refused"), "bad"),
}
MOVES: dict[str, tuple[str, str]] = {
    "granted": (N_("Granted"), "good"),
    "cut": (N_("Cut"), "warn"),
    "held": (N_("Held"), "wait"),
    "used": (N_("Used"), "good"),
    "given_back": (N_("Given back"), "plain"),
    "came_back": (N_("Repaid"), "plain"),
}
# What somebody or something did to an application or a facility.
EVENTS: dict[str, str] = {
    "submit": N_("handed in"),
    "accept": N_("accepted"),
    "ask": N_("asked for papers"),
    "supplement": N_("handed in what was missing"),
    "investigate": N_("began to investigate"),
    "rate": N_("rated"),
    "review": N_("put to review"),
    "return": N_("returned"),
    "approve": N_("approved"),
    "reject": N_("rejected"),
    "withdraw": N_("withdrew"),
    "expire": N_("let expire"),
    "sign": N_("signed"),
    "effect": N_("brought into effect"),
    "freeze": N_("froze"),
    "unfreeze": N_("unfroze"),
    "terminate": N_("terminated"),
}
CONTROLS: dict[str, str] = {"static": N_("fixed goods"), "dynamic": N_("floor under moving stock")}
ORDERS: dict[str, tuple[str, str]] = {
    "open": (N_("Open"), "good"),
    "waiting": (N_("Waits for goods that come"), "wait"),
    "done": (N_("All taken"), "plain"),
    "expired": (N_("Expired"), "plain"),
    "cancelled": (N_("Cancelled"), "plain"),
}
CODES: dict[str, tuple[str, str]] = {
    "none": (N_("No code"), "plain"),
    "given": (N_("Code not shown yet"), "wait"),
    "used": (N_("Code shown"), "good"),
    "wrong": (N_("Wrong or no code shown"), "bad"),
}
CALLS: dict[str, tuple[str, str]] = {
    "open": (N_("Open"), "warn"),
    "lapsed": (N_("Lapsed"), "bad"),
    "cured": (N_("Cured"), "good"),
}
LOOKS: dict[str, str] = {
    "first": N_("first count, at the pledge"),
    "cycle": N_("count of a part in turn"),
    "surprise": N_("surprise count"),
    "full": N_("full count"),
    "count": N_("count by plan"),
    "patrol": N_("patrol"),
    "check": N_("check"),
}

# What templates call them.
TABLES: dict[str, Any] = {
    "application_words": APPLICATIONS,
    "application_waits": WAITS,
    "facility_words": FACILITIES,
    "financing_words": FINANCING,
    "line_words": LINES,
    "held_words": HELD,
    "move_words": MOVES,
    "event_words": EVENTS,
    "control_words": CONTROLS,
    "order_words": ORDERS,
    "code_words": CODES,
    "call_words": CALLS,
    "look_words": LOOKS,
}
