"""What may become of an application, a facility and a loan: states and transitions as data (t01 to t33)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from core.kernel.errors import Refused


class Of(StrEnum):
    """Whose state it is; a security item's are those of the register of liens."""

    APPLICATION = "application"
    FACILITY = "facility"
    LOAN = "loan"


class Transition(NamedTuple):
    """code: its place in the handbook. event: what leads from one of `sources` to `target`."""

    code: str
    of: Of
    event: str
    sources: tuple[str, ...]
    target: str


_A, _F, _L = Of.APPLICATION, Of.FACILITY, Of.LOAN
_RUNNING = ("ACTIVE", "DUE", "GRACE", "OVERDUE", "EXTENDED", "RESTRUCTURED", "ACCELERATED")
_LATE = ("OVERDUE", "ACCELERATED")
# A loan in these states owes nothing, unless money that paid it off is taken back.
OVER = frozenset({"CANCELLED", "SETTLED", "WRITTEN_OFF", "CLOSED"})
OPEN_APPLICATION = ("SUBMITTED", "ACCEPTED", "SUPPLEMENT", "INVESTIGATING", "RATED", "IN_REVIEW", "RETURNED")

TRANSITIONS = (
    Transition("t01", _A, "submit", ("", "DRAFT", "RETURNED", "SUPPLEMENT"), "SUBMITTED"),
    Transition("t02", _A, "accept", ("SUBMITTED",), "ACCEPTED"),
    Transition("t03", _A, "ask", ("SUBMITTED", "ACCEPTED", "IN_REVIEW"), "SUPPLEMENT"),
    Transition("t03", _A, "supplement", ("SUPPLEMENT",), "ACCEPTED"),
    Transition("t04", _A, "investigate", ("ACCEPTED",), "INVESTIGATING"),
    Transition("t05", _A, "rate", ("INVESTIGATING",), "RATED"),
    Transition("t06", _A, "review", ("RATED",), "IN_REVIEW"),
    Transition("t06", _A, "return", ("ACCEPTED", "INVESTIGATING", "RATED", "IN_REVIEW"), "RETURNED"),
    Transition("t07", _A, "approve", ("IN_REVIEW",), "APPROVED"),
    Transition("t07", _A, "reject", ("INVESTIGATING", "RATED", "IN_REVIEW"), "REJECTED"),
    Transition("t07", _A, "withdraw", OPEN_APPLICATION, "WITHDRAWN"),
    Transition("t07", _A, "expire", (*OPEN_APPLICATION, "APPROVED"), "EXPIRED"),
    Transition("t08", _F, "sign", ("", "DRAFTED", "SIGNING"), "SIGNED"),
    Transition("t09", _F, "effect", ("SIGNED",), "EFFECTIVE"),
    Transition("t09", _F, "freeze", ("EFFECTIVE",), "FROZEN"),
    Transition("t09", _F, "unfreeze", ("FROZEN",), "EFFECTIVE"),
    Transition("t09", _F, "expire", ("SIGNED", "EFFECTIVE", "FROZEN"), "EXPIRED"),
    Transition("t09", _F, "terminate", ("SIGNED", "EFFECTIVE", "FROZEN", "EXPIRED"), "TERMINATED"),
    Transition("t14", _L, "request", ("",), "REQUESTED"),
    Transition("t14", _L, "hold", ("REQUESTED",), "PRE_OCCUPIED"),
    Transition("t15", _L, "approve", ("PRE_OCCUPIED",), "APPROVED"),
    Transition("t15", _L, "cancel", ("REQUESTED", "PRE_OCCUPIED", "APPROVED", "ROUTED"), "CANCELLED"),
    Transition("t16", _L, "route", ("APPROVED",), "ROUTED"),
    Transition("t17", _L, "disburse", ("ROUTED",), "DISBURSING"),
    Transition("t18", _L, "paid_out", ("DISBURSING", "UNKNOWN"), "ACTIVE"),
    Transition("t19", _L, "fail", ("DISBURSING", "UNKNOWN"), "APPROVED"),
    Transition("t19", _L, "give_up", ("DISBURSING", "UNKNOWN"), "CANCELLED"),
    Transition("t20", _L, "time_out", ("DISBURSING",), "UNKNOWN"),
    Transition("t21", _L, "accrue", (*_RUNNING, "IN_DISPOSAL"), ""),
    Transition("t22", _L, "fall_due", ("ACTIVE", "EXTENDED", "RESTRUCTURED"), "DUE"),
    Transition("t22", _L, "pay_due", ("DUE", "GRACE", "OVERDUE"), "ACTIVE"),
    Transition("t22", _L, "repay", (*_RUNNING, "IN_DISPOSAL"), ""),
    Transition("t22", _L, "settle", (*_RUNNING, "IN_DISPOSAL"), "SETTLED"),
    Transition("t23", _L, "grace", ("DUE",), "GRACE"),
    Transition("t23", _L, "overdue", ("DUE", "GRACE"), "OVERDUE"),
    Transition("t23", _L, "accelerate", (*_RUNNING[:-1],), "ACCELERATED"),
    Transition("t24", _L, "call", _RUNNING, ""),
    Transition("t27", _L, "extend", ("ACTIVE", "DUE"), "EXTENDED"),
    Transition("t27", _L, "restructure", ("ACTIVE", "DUE", "GRACE", "OVERDUE"), "RESTRUCTURED"),
    Transition("t28", _L, "demand_back", _LATE, "IN_DISPOSAL"),
    Transition("t29", _L, "file_claim", _LATE, ""),
    Transition("t29", _L, "pay_claim", (*_LATE, "IN_DISPOSAL"), ""),
    Transition("t30", _L, "dispose", _RUNNING, "IN_DISPOSAL"),
    Transition("t31", _L, "write_off", ("IN_DISPOSAL",), "WRITTEN_OFF"),
    Transition("t32", _L, "close", ("SETTLED", "WRITTEN_OFF"), "CLOSED"),
    Transition("t33", _L, "reverse", ("SETTLED", "CLOSED"), ""),
    Transition("t33", _L, "reopen", ("SETTLED", "CLOSED"), "ACTIVE"),
)
_BY_EVENT = {(each.of, each.event): each for each in TRANSITIONS}


def transition(of: Of, event: str, state: str, what: str) -> Transition:
    """The transition of that event; Refused where it does not lead from this state.

    A target of "" leaves the state as it is (or is the handler's own reckoning).
    """
    found = _BY_EVENT[of, event]
    if state not in found.sources:
        raise Refused(
            f"{what} is {state or 'not there yet'}; {event} ({found.code}) needs it to be"
            f" {', '.join(each or 'new' for each in found.sources)}",
            cause=f"loan.state.{event}",
        )
    return found
