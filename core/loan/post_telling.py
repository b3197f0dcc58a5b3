"""What comes of a finding: an alert, a shut draw, a call, a task; and the end of each with its cause."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from core.collateral import MarkDue
from core.hub.alerts import AlertCleared, AlertRaised, Severity, clear_alert, raise_alert
from core.hub.message import Message
from core.loan.alarms import FOUND
from core.loan.enforcing import Demanded
from core.loan.informing import addressed, tell_deal
from core.loan.post_asking import running_under
from core.loan.post_messages import FindingReferred
from core.loan.post_rows import Finding
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.work import LoanWork

SHUT, CALL, REFERRED = frozenset("RB"), "C", frozenset("RF")
CURED = "cured"
HOUSE = "house"
_SEVERITY: dict[str, Severity] = {"R": "critical", "B": "high", "C": "high", "F": "medium", "W": "low"}
_ACTION = {
    "R": "nothing is drawn any more: see what is to be done about what is out",
    "B": "nothing is drawn until the rule passes again: remove its cause",
    "C": "see that the call is answered",
    "F": "look at it, and say what you found",
    "W": "watch it",
}


@dataclass(slots=True)
class Telling:
    """What one decision about one facility leads to; a facility's own partner is told once of all of it."""

    message: Message
    work: LoanWork
    deal: tuple[Product, Facility]
    day: int
    made: list[Message] = field(default_factory=list)
    shut: list[str] = field(default_factory=list)

    def begun(self, found: Finding, before: Finding | None) -> None:
        """before: the same rule as it stood until now, otherwise grave or for another reason."""
        self._effect(found, "begun", found.text)
        alert = AlertRaised(
            code=FOUND,
            severity=_SEVERITY[found.action],
            object=_object(found),
            text=f"{found.facility_no}: {found.text}",
            action=_ACTION[found.action],
        )
        self.made.append(raise_alert(self.message, alert))
        if found.action in SHUT:
            self.shut.append(found.text)
        if found.action == CALL and (before is None or not _includes(before, found)):
            self._call(found)
        if found.action in REFERRED and not found.review:
            self._refer(found)

    def ended(self, gone: Finding, instead: Finding | None) -> None:
        """instead: what stands of the same rule from now on; None: it passes."""
        if instead is None:
            self._effect(gone, "ended", f"{gone.rule} stands no more")
            cleared = AlertCleared(code=FOUND, object=_object(gone), text=f"{gone.rule} stands no more")
            self.made.append(clear_alert(self.message, cleared))
        if gone.review and (instead is None or instead.action not in REFERRED):
            self.made.append(self._referred(gone, gone.review, chain="", stands=False))

    def all(self, *, blocked_before: bool) -> list[Message]:
        """Everything, and for the facility's partner whether draws are shut from now on, or open again."""
        facility = self.deal[1]
        standing = self.work.findings.find(facility_no=facility.facility_no, stands=True)
        blocked = any(each.action in SHUT for each in standing)
        if self.shut:
            self.made.append(tell_deal(self.message, facility, *self.shut))
        elif blocked_before and not blocked:
            self.made.append(tell_deal(self.message, facility, "draws are open again"))
        return self.made

    def _call(self, found: Finding) -> None:
        """Collateral looks anew and calls by its own lines; where it has called nothing is asked twice."""
        facility, at = self.deal[1], self.message.record_time
        contract_no = facility.contract_no
        calls = self.work.collateral.calls.find(contract_no=contract_no)
        if any(each.state != CURED for each in calls):
            return
        if self.work.collateral.contracts.get(contract_no) is not None:
            body = MarkDue(contract_no=contract_no, at=at)
            self.made.append(self.message.reply("collateral.mark_due.v1", key=contract_no, body=body))
        loans = running_under(self.work, facility.facility_no)
        if not loans:
            return
        number = f"{found.facility_no}/{found.rule}/{found.times}"
        demanded = Demanded(
            kind="call",
            loan_no=min(loan.loan_no for loan in loans),
            facility_no=facility.facility_no,
            of=facility.borrower,
            currency=facility.currency,
            minor=sum(_past_due(self.work, loan.loan_no, loan.plan, self.day) for loan in loans),
            day=self.day,
            number=number,
        )
        made = self.message.reply("loan.demanded.v1", key=f"call/{number}", body=demanded)
        self.made.append(addressed(made, facility.partner, facility.site))

    def _refer(self, found: Finding) -> None:
        """To the desk that the product names for it; where it names none the alert is all there is."""
        chain = self.deal[0].post_chain
        if not chain:
            return
        number = f"{found.facility_no}/{found.rule}/{found.times}"
        self.work.findings.put(replace(found, review=number))
        self.made.append(self._referred(found, number, chain=chain, stands=True))

    def _referred(self, found: Finding, number: str, *, chain: str, stands: bool) -> Message:
        facility = self.deal[1]
        loans = running_under(self.work, facility.facility_no)
        rows = [row for loan in loans if (row := self.work.standings.get(loan.loan_no)) is not None]
        body = FindingReferred(
            number=number,
            stands=stands,
            facility_no=facility.facility_no,
            chain=chain,
            maker=HOUSE,
            currency=facility.currency,
            minor=sum(row.outstanding_minor for row in rows),
            text=found.text,
        )
        state = "stands" if stands else "gone"
        return self.message.reply("loan.finding_referred.v1", key=f"{number}/{state}", body=body)

    def _effect(self, found: Finding, what: str, text: str) -> None:
        key = f"{found.facility_no}/{found.rule}/{found.times}"
        text = f"{found.facility_no}: {text} (decision {found.ended_by or found.decision})"
        self.work.unit.effect(self.message, kind=f"finding.{what}", key=key, text=text)


def _object(found: Finding) -> str:
    return f"{found.facility_no}/{found.rule}"


def _includes(before: Finding, found: Finding) -> bool:
    """Whether all that is called for now was called for before."""
    return before.action == CALL and set(found.rows.split()) <= set(before.rows.split())


def _past_due(work: LoanWork, loan_no: str, plan: int, day: int) -> int:
    """What fell due of a loan by that day and is not paid, minor units."""
    standing = work.standings.get(loan_no)
    number, owed = (standing.first_open if standing is not None else 1), 0
    while (due := work.dues.get(loan_no, plan, number)) is not None and due.due <= day:
        owed += due.open_minor
        number += 1
    return owed
