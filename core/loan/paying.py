"""A payment on a running loan: spread by the product's rule in the order of days, booked, and told."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.days import day_before
from core.kernel.errors import Broken, Refused
from core.ledger import Posting, post_together
from core.loan.allocation import Allocation, Component, Part, Surplus
from core.loan.booking import AGENCY, Fact, book, parts_of
from core.loan.day_end import DayEnd, Ending
from core.loan.factory import product_of
from core.loan.interest_ahead import begin_ahead_again, end_ahead
from core.loan.loan import Loan, Receipt, Standing
from core.loan.plan_rows import APPLIED, SPREAD, dues_of, in_order, kept, played_on, receipts_of
from core.loan.playing import Played
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.reopening import PAID_OFF
from core.loan.settling import Paid
from core.loan.sharing import owe_partner, owed_to_partner, share_of, tell_share
from core.loan.spreading import Split, after, of_debtor, split
from core.loan.suspending import amounts_of_return, taken_into_books
from core.loan.work import LoanWork

# The event by which each kind of receipt is posted.
EVENTS = {
    "repayment": "loan.repaid",
    "guarantor": "loan.repaid",
    "claim": "claim.paid",
    "refund": "loan.repaid",
    "disposal": "loan.repaid",
    "surplus": "surplus.used",
    "margin_applied": "margin.applied",
    "collection": "receivable.collected",
    "buy_back": "receivable.bought_back",
}
# What a debtor or a seller pays on a receivable: what is over is the seller's.
_ON_RECEIVABLES = frozenset({"collection", "buy_back"})
# Whoever but its debtor pays for a receivable that is ours whole buys it back: it stands on no other account.
_BOUGHT_BACK = "buy_back"


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """How a receipt stands in the books: its parts and the amounts they were posted as."""

    parts: tuple[Part, ...]
    over: int
    split: Split


@dataclass(frozen=True, slots=True)
class Paying:
    """One loan in the hands of one message that brings money, or takes some back."""

    message: Message
    work: LoanWork
    loan: Loan
    product: Product
    facility: Facility

    @classmethod
    def of(cls, message: Message, work: LoanWork, loan: Loan) -> Paying:
        facility = work.facilities.get(loan.facility_no)
        if facility is None:
            raise Broken(f"{loan.loan_no} runs without its facility", cause="loan.facility")
        product = product_of(work, loan.product, loan.product_version)
        return cls(message, work, loan, product, facility)

    def take(self, receipt: Receipt, day: int) -> list[Message]:
        """Applies the receipt as of its value day; receipts behind it are spread anew and posted anew."""
        if receipt.kind not in SPREAD:
            raise Broken(f"a receipt of kind {receipt.kind} is not spread", cause="loan.receipt.kind")
        self._require_running(receipt)
        self.earn_until(min(receipt.value_day, day))
        return self._spread(replace(receipt, plan=self.loan.plan), day)

    def use_kept(self, day: int) -> list[Message]:
        """What is kept against the next due date pays it, for it is here; nothing where neither is."""
        standing = self._standing()
        due = self.work.dues.get(self.loan.loan_no, self.loan.plan, standing.first_open)
        if not standing.surplus_minor or due is None or due.due > day:
            return []
        kept = [row for row in receipts_of(self.work, self.loan) if row.surplus_minor and row.parts]
        if not kept or self.product.allocation.surplus is not Surplus.OFFSET:
            return []
        self.earn_until(due.due)
        return self._spread(kept[0], day)

    def take_back(self, receipt: Receipt, day: int) -> list[Message]:
        """Takes an applied receipt out (P19): red, once, and those behind it are spread anew."""
        if receipt.state != APPLIED:
            raise Refused(
                f"receipt {receipt.receipt_no} is {receipt.state}; nothing was changed",
                cause="loan.receipt.state",
            )
        return self._spread(replace(receipt, state="reversed"), day)

    def _require_running(self, receipt: Receipt) -> None:
        dues = dues_of(self.work, self.loan)
        if not dues or self.work.standings.get(self.loan.loan_no) is None:
            raise Refused(
                f"{self.loan.loan_no} is {self.loan.state}: no money was paid out, none is owed",
                cause="loan.not_running",
            )
        if receipt.value_day < dues[0].since:
            raise Refused(
                f"{receipt.receipt_no} is of {receipt.value_day}; the plan of {self.loan.loan_no} begins on"
                f" {dues[0].since}. Take back what made the plan first",
                cause="loan.before_plan",
            )

    def earn_until(self, day: int) -> None:
        """Books the days before a payment first, so that what it pays of interest is booked."""
        day_end = DayEnd(self.message, self.work, day_before(day))
        ending = Ending(day_end, self.loan, self.product, self.facility)
        self.work.standings.put(ending.earn(self._standing()))
        number = earned_number(self.loan, day_end.day)
        post_together(Posting(self.message, self.work.ledger), number, day_end.events)

    def seen_on(self, day: int) -> tuple[Standing, DayEnd]:
        """How the loan stood when that day began, and what is to be posted for it to stand so.

        Days booked beyond it are taken back in red, for a new plan earns them. What being late costs is
        counted by then, whether or not those days were ended.
        """
        self.earn_until(day)
        day_end = DayEnd(self.message, self.work, day)
        standing = Ending(day_end, self.loan, self.product, self.facility).unearn(self._standing(), day)
        receipts = receipts_of(self.work, self.loan)
        played = played_on(self.work, self.loan, self.product, day_before(day), receipts)
        charged = {
            "penalty_minor": sum(each.open(Component.PENALTY) for each in played.rows),
            "compound_minor": sum(each.open(Component.COMPOUND) for each in played.rows),
        }
        return replace(standing, **charged), day_end

    def stand_on(self, day: int) -> None:
        """The loan as it stood when that day began, for a plan that begins with it."""
        standing, day_end = self.seen_on(day)
        number = f"{self.loan.loan_no}/earned_back/{self.message.message_id}"
        post_together(Posting(self.message, self.work.ledger), number, day_end.events)
        self.work.standings.put(standing)

    def _spread(self, changed: Receipt, day: int) -> list[Message]:
        receipts = receipts_of(self.work, self.loan, changed)
        played = played_on(self.work, self.loan, self.product, day, receipts)
        found = {
            receipts[payment.number].receipt_no: allocation for payment, allocation in played.allocations
        }
        rows = receipts if changed in receipts else [*receipts, changed]
        moved = [row for row in rows if self._moves(row, found.get(row.receipt_no), changed)]
        owed = owed_to_partner(self.work, self.loan)
        if self.loan.state in PAID_OFF:
            begin_ahead_again(self.message, self.work, self.loan, self._standing(), day)
        for row in reversed(moved):
            self._unpost(row, day)
        for row in moved:
            self._post(row, found.get(row.receipt_no), day)
        self._take_into_books(day)
        deal = (self.loan, self.product, self.facility)
        standing = end_ahead(self.message, self.work, deal, self._keep(played), day)
        case = Paid(self.message, self.work, self.loan, self.product, self.facility)
        more = owed_to_partner(self.work, self.loan) - owed
        return [
            *case.settle(standing, changed, day),
            *tell_share(self.message, self.work, self.loan, more, changed.receipt_no),
        ]

    def _moves(self, row: Receipt, allocation: Allocation | None, changed: Receipt) -> bool:
        """Whether it is posted anew; of a share a cent may move with what came before, the parts staying."""
        behind = in_order(row) >= in_order(changed) and self.product.booking == "shared"
        return behind or _differs(row, allocation, changed)

    def _unpost(self, row: Receipt, day: int) -> None:
        """Takes the posting of a receipt back in red, where it has one."""
        if not row.parts:
            return
        posting = Posting(self.message, self.work.ledger)
        number = posting_number(row)
        for name in ("general", "off_balance"):
            entry = self.work.ledger.entries.get(name, number)
            if entry is not None:
                posting.reverse(entry, number=f"{number}/back", business_day=day, text=f"{number} taken back")
        said = msgspec.json.decode(row.parts, type=Spread)
        self.work.standings.put(after(self._standing(), said.split, -1))
        owe_partner(self.work, self.loan, -said.split.partner)

    def _post(self, row: Receipt, allocation: Allocation | None, day: int) -> None:
        if allocation is None:
            self.work.receipts.put(replace(row, parts=b"", surplus_minor=0))
            return
        standing = self._standing()
        share, vat_ppm = share_of(self.product, self.facility), self.product.interest_vat_ppm
        said = split(allocation.parts, allocation.surplus, standing, vat_ppm, share)
        kind = (
            row.kind
            if row.kind in _ON_RECEIVABLES or not is_bought(self.loan, self.product)
            else _BOUGHT_BACK
        )
        if kind in _ON_RECEIVABLES:
            said = of_debtor(said, standing)
        posted = replace(
            row,
            posted=row.posted + 1,
            parts=canonical_bytes(Spread(parts=allocation.parts, over=allocation.surplus, split=said)),
            surplus_minor=said.surplus,
        )
        fact = Fact(
            # On a funder's own book the principal alone moves (P17), whoever pays and for what.
            "loan.repaid" if self.product.booking == AGENCY else EVENTS[kind],
            posting_number(posted),
            max(row.value_day, day) if row.posted else row.value_day,
            parts_of(self.product, self.facility, self.loan),
        )
        book(self.message, self.work, fact, **msgspec.structs.asdict(said))
        self.work.receipts.put(posted)
        self.work.standings.put(after(standing, said))
        owe_partner(self.work, self.loan, said.partner)

    def _take_into_books(self, day: int) -> None:
        """Receipts of the time when it was bad, posted anew, left interest off the books of a good loan."""
        before = self._standing()
        if before.non_accrual or not before.suspended_minor:
            return
        after = taken_into_books(before)
        share, vat_ppm = share_of(self.product, self.facility), self.product.interest_vat_ppm
        number = f"{self.loan.loan_no}/again/{self.loan.version}"
        parts = parts_of(self.product, self.facility, self.loan)
        fact = Fact("loan.accrual_again", number, day, parts)
        book(self.message, self.work, fact, **amounts_of_return(share, vat_ppm, before, after))
        self.work.standings.put(after)

    def _keep(self, played: Played) -> Standing:
        """The instalments as they are played now, and what the loan's standing says of them."""
        dues = dues_of(self.work, self.loan)
        for due, state in zip(dues, played.rows, strict=True):
            if (now := kept(due, state)) != due:
                self.work.dues.put(now)
        open_ones = [due.number for due in dues_of(self.work, self.loan) if not due.settled_day]
        standing = replace(
            self._standing(),
            first_open=min(open_ones, default=len(dues) + 1),
            penalty_minor=sum(each.open(Component.PENALTY) for each in played.rows),
            compound_minor=sum(each.open(Component.COMPOUND) for each in played.rows),
            paid_since=True,
        )
        self.work.standings.put(standing)
        return standing

    def _standing(self) -> Standing:
        found = self.work.standings.get(self.loan.loan_no)
        if found is None:
            raise Broken(f"{self.loan.loan_no} runs without its standing", cause="loan.standing")
        return found


def is_bought(loan: Loan, product: Product) -> bool:
    """Whether the receivable behind the loan is ours, without recourse: the loan stands as all of it."""
    return bool(loan.invoice_minor) and product.posting_mode == "factoring" and product.recourse == "no"


def earned_number(loan: Loan, day: int) -> str:
    """The number of the entry that books a loan's days up to this one before a payment."""
    return f"{loan.loan_no}/earned/{day}"


def posting_number(receipt: Receipt) -> str:
    """The number of its entries: the first, or the so-manieth after one before it came late."""
    return f"receipt/{receipt.receipt_no}/{receipt.posted}"


def _differs(row: Receipt, allocation: Allocation | None, changed: Receipt) -> bool:
    """Whether what is posted of it is not what is to be."""
    if row == changed or not row.parts or allocation is None:
        return True
    said = msgspec.json.decode(row.parts, type=Spread)
    return tuple(allocation.parts) != said.parts or allocation.surplus != said.over
