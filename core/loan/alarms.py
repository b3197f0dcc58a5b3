"""What operators must hear of from the loan room; names stand in the console's words."""

from __future__ import annotations

from core.hub.alerts import AlertCleared, AlertRaised, Severity, clear_alert, raise_alert
from core.hub.message import Message

TEXT_MAX = 1_000
# A funder did not answer in its time, or contradicts itself: L01 is raised where money goes out.
IN_DOUBT = "L01"
OVERDUE = "L02"
UNIDENTIFIED = "L03"
CONTRADICTED = "L04"
SHORT_PAID = "L05"
PLAN_APART = "L06"
RUNS_ON = "L07"
OVER_BUYER = "L08"
REOPENED = "L09"
# What the rules find while money is out is as grave as its action, and is raised where it is found.
FOUND = "L11"
TOLD_TWICE = "L14"
CAME_BACK = "L15"
# What a funder tells of a whole day is not what stands here.
DAY_APART = "L12"
DAY_UNTOLD = "L13"

_SEVERITY: dict[str, Severity] = {
    IN_DOUBT: "critical",
    OVERDUE: "high",
    UNIDENTIFIED: "medium",
    CONTRADICTED: "critical",
    SHORT_PAID: "high",
    PLAN_APART: "high",
    RUNS_ON: "medium",
    OVER_BUYER: "medium",
    REOPENED: "critical",
    TOLD_TWICE: "high",
    CAME_BACK: "critical",
    DAY_APART: "high",
    DAY_UNTOLD: "medium",
}
_ACTION = {
    IN_DOUBT: "ask the funder what became of the money; never send it again under another number",
    OVERDUE: "see the collection steps of the loan",
    UNIDENTIFIED: "say whose money it is (two people), by the third day at the latest",
    CONTRADICTED: "nothing was booked: find out what is true, and have it said again",
    PLAN_APART: "our plan stays: find out with the funder which one was agreed",
    RUNS_ON: "nothing is drawn any more: see how what runs is paid, then terminate the facility",
    OVER_BUYER: "nothing is lent on them: raise the buyer's line, or give the invoices back to their seller",
    REOPENED: "have it paid again, and see what was given back: get it back, or other security for it",
    TOLD_TWICE: "nothing was booked of it: find out whether it is the same money, and say so (two people)",
    CAME_BACK: "the payee has no money: find out why, have it paid anew, and say what this is (two people)",
    DAY_APART: "nothing was booked: find out with the funder what is true, have it said again, or explain it",
    DAY_UNTOLD: "ask the funder for its file of that day",
    SHORT_PAID: "ask buyer and seller about the deduction; the seller pays or buys back",
}


def alarm(message: Message, code: str, about: str, text: str) -> Message:
    """The alert about this loan, receipt or draw; one is open for each."""
    raised = AlertRaised(
        code=code, severity=_SEVERITY[code], object=about, text=text[:TEXT_MAX], action=_ACTION[code]
    )
    return raise_alert(message, raised)


def calm(message: Message, code: str, about: str, text: str) -> Message:
    """Its end, because its cause is gone."""
    return clear_alert(message, AlertCleared(code=code, object=about, text=text[:TEXT_MAX]))
