"""What makes a facility be judged while its money is out: a day that ended, money that came, its security."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.hub.message import Message
from core.kernel.days import date_of
from core.loan.factory import product_of
from core.loan.loan import Loan, Receipt, Standing
from core.loan.post_asking import decider_for
from core.loan.post_messages import TOGETHER_MAX, FacilityDue, JudgementDue
from core.loan.post_paying import payment_says
from core.loan.product import Product
from core.loan.stepping import day_recorded
from core.loan.work import LoanWork

DAY_ENDED = "the day ended"
Given = dict[str, bool | int | str | None]


@dataclass(slots=True)
class Round:
    """The facilities that one slice of a day's end makes due; each once, however many of its loans run."""

    message: Message
    work: LoanWork
    day: int
    due: dict[str, Given] = field(default_factory=dict)

    def see(self, loan: Loan, before: Standing | None) -> None:
        """A loan whose day ended. before: how it stood until then.

        What is late, was paid or goes another way is judged on every day, all else every so many days.
        """
        after = self.work.standings.get(loan.loan_no)
        product = product_of(self.work, loan.product, loan.product_version)
        if before is None or after is None or decider_for(self.work, product.rules) is None:
            return
        state = getattr(self.work.loans.get(loan.loan_no), "state", loan.state)
        late = max(before.past_due_days, after.past_due_days)
        if before.paid_since or late or state != loan.state or self._is_time(loan.facility_no, product):
            given = self.due.setdefault(loan.facility_no, {})
            if before.paid_since:
                given.update(self._paid(loan))

    def messages(self, slice_no: int) -> list[Message]:
        """So many facilities a message: each is a unit of work of its own, when the day's end is over."""
        due = [FacilityDue(facility_no=name, given=given) for name, given in sorted(self.due.items())]
        return [
            _due(self.message, self.day, f"{self.day}/{slice_no}/{start}", due[start : start + TOGETHER_MAX])
            for start in range(0, len(due), TOGETHER_MAX)
        ]

    def _is_time(self, facility_no: str, product: Product) -> bool:
        watch = self.work.facility_watches.get(facility_no)
        if watch is None or not watch.judged_day:
            return True
        return (date_of(self.day) - date_of(watch.judged_day)).days >= product.post_days

    def _paid(self, loan: Loan) -> Given:
        """What the newest of its payments says of who paid."""
        facility = self.work.facilities.get(loan.facility_no)
        receipts = self.work.receipts.find(loan_no=loan.loan_no)
        if facility is None or not receipts:
            return {}
        return payment_says(self.work, facility, max(receipts, key=lambda one: one.record_time))


def read_watches(work: LoanWork, loans: Sequence[Loan]) -> None:
    """When the facilities of these loans were judged; asked for together."""
    work.facility_watches.warm({(loan.facility_no,) for loan in loans})


def hear_payment(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """Money of a stranger, or to another account, is judged at once; so is all where a finding stands."""
    facility = work.facilities.get(receipt.facility_no) if receipt.facility_no else None
    if facility is None or not receipt.loan_no:
        return []
    product = product_of(work, facility.product, facility.product_version)
    if decider_for(work, product.rules) is None:
        return []
    said = payment_says(work, facility, receipt)
    watch = work.facility_watches.get(facility.facility_no)
    stands = watch is not None and bool(watch.failed)
    if not stands and said.get("payer") != "unrelated" and not said.get("paid_to_other_account"):
        return []
    due = FacilityDue(facility_no=facility.facility_no, given=said)
    key = f"{facility.facility_no}/{receipt.receipt_no}"
    return [_due(message, day_recorded(message), key, [due], f"payment {receipt.receipt_no}")]


def hear_contracts(message: Message, work: LoanWork, contracts: Iterable[str], because: str) -> list[Message]:
    """What secures money changed gravely: every facility on it whose money is out is judged at once."""
    made = []
    for contract_no in dict.fromkeys(contracts):
        facilities = work.facilities.find(contract_no=contract_no) if contract_no else []
        due = [
            FacilityDue(facility_no=each.facility_no)
            for each in facilities
            if each.outstanding_minor
            and decider_for(work, product_of(work, each.product, each.product_version).rules) is not None
        ]
        for start in range(0, len(due), TOGETHER_MAX):
            key = f"{contract_no}/{start}" if start else contract_no
            part = due[start : start + TOGETHER_MAX]
            made.append(_due(message, day_recorded(message), key, part, because))
    return made


def _due(
    message: Message, day: int, key: str, due: Sequence[FacilityDue], because: str = DAY_ENDED
) -> Message:
    body = JudgementDue(business_day=day, at=message.record_time, because=because, facilities=tuple(due))
    return message.reply("loan.judgement_due.v1", key=key, body=body)
