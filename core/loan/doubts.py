"""What the way of money alarms: an answer that does not come (L01), and one that does not fit (L03)."""

from __future__ import annotations

from core.hub.alerts import AlertCleared, AlertRaised, clear_alert, raise_alert
from core.hub.message import Message
from core.loan.loan import Loan

IN_DOUBT, UNFIT = "L01", "L03"


def alarm_doubt(message: Message, loan: Loan, payer: str) -> Message:
    text = f"{payer} did not say in time what became of draw {loan.loan_no}, asked for at {loan.sent_at}"
    action = "ask them; it is never asked for anew before they have said that nothing was paid"
    return raise_alert(
        message,
        AlertRaised(
            code=IN_DOUBT, severity="high", object=loan.loan_no, text=text, action=action, site=loan.site
        ),
    )


def alarm_unfit(message: Message, loan: Loan, text: str) -> Message:
    action = "nothing was booked: find out with them what is true, and have them say it again"
    return raise_alert(
        message,
        AlertRaised(
            code=UNFIT, severity="critical", object=loan.loan_no, text=text, action=action, site=loan.site
        ),
    )


def calm(message: Message, loan: Loan, text: str) -> list[Message]:
    """Ends both: what became of the draw is known."""
    return [
        clear_alert(message, AlertCleared(code=code, object=loan.loan_no, text=text))
        for code in (IN_DOUBT, UNFIT)
    ]
