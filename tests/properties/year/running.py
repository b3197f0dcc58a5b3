"""What becomes of a loan once its money is out: paid on its days, early, late, in parts, or never."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core.kernel.days import date_of
from core.loan import Due, Receipt, ReceiptActed
from tests.properties.year.deal import Deal, Waits, money, yuan

TRIES_MAX = 6


class RunningDeal(Deal):
    """A deal whose borrower owes money, and how he goes about it."""

    payer = ""  # "" is the borrower.
    identified_as = "repayment"

    # Paying.

    def pay(self, minor: int, *, payer: str = "", delay: int = 0, **more: Any) -> None:
        """Money of today on the collection account, told now or days later; each has its own reference."""
        if minor <= 0:
            return
        self.payments += 1
        ref = f"R-{self.no}-{self.payments}"
        body: dict[str, Any] = {
            "payment_no": ref,
            "bank_ref": ref,
            "amount": yuan(minor),
            "value_date": self.house.today.isoformat(),
            "payer": {"id": payer or self.payer or self.borrower},
            "payee_account": {"number": self.account},
        }
        letter = self.letter("bank", "erp.payment.v1", body | more, f"{ref} {money(minor)}")
        self.post.pay(letter, minor, delay)

    def settle_early(self, minor: int, kind: str) -> None:
        """The bank tells of money before its day: a part of it, or all."""
        self.payments += 1
        ref = f"R-{self.no}-{self.payments}"
        body = {
            "repay_no": ref,
            "bank_ref": ref,
            "loan_no": self.loan_no,
            "kind": kind,
            "amount": yuan(minor),
            "value_date": self.house.today.isoformat(),
        }
        letter = self.letter("bank", "funder.repayment.v1", body, f"{ref} {money(minor)} {kind}")
        self.post.pay(letter, minor)

    def owed(self) -> int:
        """Principal, interest and what lateness costs, as the books have it now."""
        stands = self.stands()
        minor = stands.outstanding_minor + stands.accrued_minor - stands.interest_paid_minor
        return minor + stands.suspended_minor + stands.penalty_minor + stands.compound_minor

    def interest(self) -> int:
        stands = self.stands()
        return stands.accrued_minor - stands.interest_paid_minor

    def dues(self) -> list[Due]:
        loan = self.loan()
        return self.house.store.rows(Due, limit=99, loan_no=loan.loan_no, plan=loan.plan)

    @property
    def over(self) -> bool:
        return self.loan().state in {"SETTLED", "CLOSED", "WRITTEN_OFF", "CANCELLED"}

    # Ways of a loan.

    def run(self) -> Waits:
        """One of the ways, by the dice."""
        ways = (
            (0.42, self.punctual),
            (0.54, self.early),
            (0.64, self.late),
            (0.74, self.in_parts),
            (0.84, self.told_late),
            (0.91, self.extended),
            (1.0, self.never),
        )
        drawn = self.dice.random()
        way = next(way for bound, way in ways if drawn < bound)
        yield from way()
        yield from self.repay_all()

    def punctual(self) -> Waits:
        """Each instalment on its day, with what the books say of it."""
        for due in self.dues():
            yield date_of(due.due)
            if not self.over:
                self.pay(due.open_minor)

    def early(self) -> Waits:
        """A part before its day, then all of it."""
        yield self.after(self.dice.randint(2, 25))
        if self.dice.random() < 0.5:
            self.settle_early(self.stands().outstanding_minor // 3, "early")
            yield self.after(self.dice.randint(1, 20))
        if not self.over:
            self.settle_early(self.owed(), "settle")
            yield self.after(1)

    def late(self) -> Waits:
        """Days behind the last day; sometimes many."""
        days = self.dice.choice((1, 4, 9, 25, 70, 95))
        yield self.last_day() + timedelta(days=days)

    def in_parts(self) -> Waits:
        """Half when it is due, then a tenth now and then."""
        yield self.last_day()
        self.pay(self.owed() // 2)
        for _ in range(self.dice.randint(1, 3)):
            yield self.after(self.dice.randint(1, 12))
            if not self.over:
                self.pay(self.owed() // 10)

    def told_late(self) -> Waits:
        """Paid on its day, and told over the close of days; a later one is told before it."""
        for due in self.dues():
            yield date_of(due.due)
            if not self.over:
                part = due.open_minor // 3
                self.pay(part, delay=self.dice.randint(1, 9))
                yield self.after(1)
                self.pay(due.open_minor - part)
                yield self.after(10)

    def extended(self) -> Waits:
        """Before its last day it gets one more month; where the product has none, it is late."""
        yield self.last_day() - timedelta(days=3)
        if not self.over and self.product.extendable:
            day = self.last_day() + timedelta(days=30)
            self.pay(self.owed() - self.stands().outstanding_minor)
            self.act("extend", until_day=day.year * 10_000 + day.month * 100 + day.day, reason="asked for")
        yield self.last_day() + timedelta(days=1)

    def never(self) -> Waits:
        """Nothing comes: called in, its security is to be sold, written off; a part is recovered."""
        yield self.last_day() + timedelta(days=self.dice.randint(20, 60))
        if self.over:
            return
        if self.dice.random() < 0.5:
            self.act("accelerate", reason="late")
            yield self.after(5)
        self.act("dispose", reason="not cured")
        yield self.after(self.dice.randint(5, 50))
        if self.dice.random() < 0.5:
            self.pay(self.owed() // 3)
            yield self.after(3)
        if self.loan().state == "IN_DISPOSAL":
            owed = self.stands().outstanding_minor
            if not self.act("write_off", reason="lost"):
                self.house.lost[self.loan_no] = max(owed - self.loan().margin_minor, 0)
        yield self.after(20)
        if self.loan().state == "WRITTEN_OFF" and self.dice.random() < 0.7:
            self.recover(self.loan().principal_minor // 10)
            # More than is still claimed: it is refused, or the memo of what was written off falls below zero.
            self.recover(self.loan().principal_minor)

    def repay_all(self) -> Waits:
        """Until nothing is owed: what the books say, and what a day more has made of it."""
        for _ in range(TRIES_MAX):
            self.identify()
            if self.over:
                break
            self.pay(self.owed())
            yield self.after(1)
        yield from self.finish()

    def finish(self) -> Waits:
        """What was paid too much goes back, what is the seller's goes to him, and the loan is closed."""
        yield self.after(1)
        if self.loan().state not in {"SETTLED", "WRITTEN_OFF"}:
            return
        self.give_back("refund_surplus", self.stands().surplus_minor)
        if self.loan().state == "SETTLED":
            self.give_back("pay_reserve", self.stands().reserve_minor)
        self.act("close", reason="over")

    def identify(self) -> None:
        """Two people say that what nobody could place is for this loan."""
        rows = self.house.store.rows(Receipt, limit=999, state="unidentified")
        for row in rows:
            if row.facility_no == self.facility_no and not self.over:
                said = ReceiptActed(
                    receipt_no=row.receipt_no, act="identify", loan_no=self.loan_no, by="wang",
                    approver="zhao", business_day=self.today, kind=self.identified_as,
                )  # fmt: skip
                self.say("loan.receipt_acted.v1", said, f"{row.receipt_no} identify")

    def give_back(self, act: str, minor: int) -> None:
        if minor > 0 and not self.act(act):
            self.house.cash -= minor

    def recover(self, minor: int) -> None:
        if not self.act("recover", minor=minor):
            self.house.cash += minor

    def last_day(self) -> date:
        return date_of(self.dues()[-1].due)
