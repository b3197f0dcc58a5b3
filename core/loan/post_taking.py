"""The rules judged a facility whose money is out: what begins and ends is told, what stands is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Broken
from core.loan.factory import product_of
from core.loan.post_asking import STAGE, decider_for
from core.loan.post_rows import Finding
from core.loan.post_telling import Telling
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.work import LoanWork
from core.risk import Decided, Decision, DecisionMade, Judged, decided_of

FAIL, PASS = "fail", "pass"
GRAVITY = "RBCFW"
TEXT_MAX = 900


def take_judgement(message: Message, work: LoanWork, facility_no: str, said: DecisionMade) -> list[Message]:
    """Only the decision that is waited for: what a person handed in blocks nothing and frees nothing."""
    facility, watch = work.facilities.get(facility_no), work.facility_watches.get(facility_no)
    if facility is None or watch is None or said.stage != STAGE or watch.asked != said.number:
        return []
    decision: Decision | None = work.decisions.get(said.number)
    if decision is None:
        raise Broken(f"decision {said.number} was told and is not kept", cause="loan.decision")
    product = product_of(work, facility.product, facility.product_version)
    taking = Taking(message, work, (product, facility), decision)
    made = taking.all(decided_of(decision))
    work.facility_watches.put(
        replace(
            watch,
            asked="",
            decision=said.number,
            verdict=said.verdict,
            failed=" ".join(each.rule for each in standing_of(work, facility_no)),
            not_judged=" ".join(said.not_judged),
        )
    )
    return made


def end_findings(message: Message, work: LoanWork, facility: Facility, day: int) -> list[Message]:
    """The facility is terminated: nothing of it is out or ever will be, so nothing stands against it."""
    deal = (product_of(work, facility.product, facility.product_version), facility)
    telling = Telling(message, work, deal, day)
    for stood in standing_of(work, facility.facility_no):
        telling.ended(ended(message, work, stood, (day, stood.decision)), None)
    watch = work.facility_watches.get(facility.facility_no)
    if watch is not None:
        work.facility_watches.put(replace(watch, failed=""))
    return telling.made


def ended(message: Message, work: LoanWork, stood: Finding, by: tuple[int, str]) -> Finding:
    """The finding as it ends. by: the business day, and the decision that ended it."""
    gone = replace(
        stood,
        stands=False,
        ended_day=by[0],
        ended_at=message.record_time,
        ended_by=by[1],
        ended_message=str(message.message_id),
    )
    work.findings.put(gone)
    return gone


def standing_of(work: LoanWork, facility_no: str) -> list[Finding]:
    """What stands against the facility now."""
    return work.findings.find(facility_no=facility_no, stands=True)


@dataclass(frozen=True, slots=True)
class Taking:
    """One decision about one facility, in the hands of the message that told it."""

    message: Message
    work: LoanWork
    deal: tuple[Product, Facility]
    decision: Decision

    def all(self, decided: Decided) -> list[Message]:
        """Every rule beside what stands of it; one that is not judged stays as it was."""
        product, facility = self.deal
        before = {each.rule: each for each in standing_of(self.work, facility.facility_no)}
        telling = Telling(self.message, self.work, self.deal, self.decision.business_day)
        judged = {each.code: each for each in decided.rules}
        for rule, stood in before.items():
            if rule not in judged:
                telling.ended(self._end(stood), None)
        names = self._names(product)
        for rule, each in judged.items():
            self._take(telling, before.get(rule), each, names.get(rule, ""))
        return telling.all(blocked_before=any(each.action in "RB" for each in before.values()))

    def _take(self, telling: Telling, stood: Finding | None, judged: Judged, name: str) -> None:
        if judged.outcome != FAIL:
            if stood is not None and judged.outcome == PASS:
                telling.ended(self._end(stood), None)
            return
        rows = " ".join(str(place) for place in judged.rows)
        if stood is not None and (stood.action, stood.rows) == (judged.action, rows):
            return
        if stood is not None and judged.missing and _graver(stood.action, judged.action):
            return  # What made it so grave was not said this time: nobody can tell that it is gone.
        begun = self._begin(stood, judged, rows, name)
        if stood is not None:
            telling.ended(self._end(stood), begun)
        telling.begun(begun, stood)

    def _begin(self, stood: Finding | None, judged: Judged, rows: str, name: str) -> Finding:
        facility_no = self.deal[1].facility_no
        times = len(self.work.findings.find(facility_no=facility_no, rule=judged.code)) + 1
        why = "; ".join(judged.reasons)
        begun = Finding(
            facility_no=facility_no,
            rule=judged.code,
            times=times,
            stands=True,
            action=judged.action,
            rows=rows,
            text=f"{judged.code} {name}: {why}"[:TEXT_MAX],
            decision=self.decision.number,
            begun_day=self.decision.business_day,
            begun_at=self.message.record_time,
            begun_message=str(self.message.message_id),
            review=stood.review if stood is not None else "",
        )
        self.work.findings.put(begun)
        return begun

    def _end(self, stood: Finding) -> Finding:
        by = (self.decision.business_day, self.decision.number)
        return ended(self.message, self.work, stood, by)

    def _names(self, product: Product) -> dict[str, str]:
        decider = decider_for(self.work, product.rules)
        return {each.code: each.text for each in decider.rule_set.rules} if decider is not None else {}


def _graver(one: str, other: str) -> bool:
    return GRAVITY.index(one) < GRAVITY.index(other)


def blocking(work: LoanWork, facility_no: str) -> Sequence[str]:
    """What keeps money from going out under the facility, as a gate says it."""
    return [
        f"post: {each.text} (while money is out, decision {each.decision})"
        for each in standing_of(work, facility_no)
        if each.action in "RB"
    ]
