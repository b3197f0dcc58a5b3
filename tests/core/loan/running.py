"""A loan that runs: paid out as the front of the room would, so that its days and payments can be tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from core.collateral import ContractOpened, ItemTerms
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.days import date_of, day_number
from core.kernel.money import Money
from core.ledger import Draft, DraftLine, Line, Posting
from core.loan import DayEnded, Due, Facility, Loan, LoanWork, Plan, Product, Receipt, Standing
from core.loan.booking import Fact, book, parts_of
from core.loan.paying import Paying
from core.loan.schedules import schedule
from core.loan.slices import count_running, slice_of
from core.loan.terms import Method, Terms
from tests.core.loan.rooms import LoanRooms, a_product
from tests.core.rooms import RoomUnit, ordered

DRAWN = 2025_03_03
LOAN = "L-1"


def on(day: int, hour: int = 10) -> datetime:
    """That hour of the day in China, as the hub keeps it."""
    found = date_of(day)
    return datetime(found.year, found.month, found.day, hour, tzinfo=UTC) - timedelta(hours=8)


class RunningLoan(LoanRooms):
    """One loan of 600,000 in twelve equal instalments, paid out on 2025-03-03, and its rooms."""

    def __init__(self, product: Product | None = None, **terms: Any) -> None:
        self.product = product or a_product()
        super().__init__(self.product)
        self.number = 0
        kept: dict[str, Any] = {
            "principal": Money(60_000_000, "CNY"),
            "rate": Decimal("0.06"),
            "drawn": date_of(DRAWN),
            "method": Method.EQUAL_INSTALMENT,
            "periods": 12,
            "basis": self.product.repaying.basis,
        }
        self.terms = Terms(**{**kept, **terms})
        self.tell("collateral.contract_opened.v1", a_pledge(), hours=-2_200)
        self.act(self._pay_out, DRAWN)

    def act(self, action: Any, day: int) -> list[Message]:
        """Does something in the name of a message of that day, and commits it."""
        self.number += 1
        unit = RoomUnit(self.tables)
        body = DayEnded(business_day=day, slice=0)
        message = ordered(
            "tests.acted.v1", body, on(day) + timedelta(seconds=self.number), key=str(self.number)
        )
        made = action(message, LoanWork(unit)) or []
        self.tables.apply(list(unit.shelves.values()))
        self.produced += made
        return list(made)

    def end_day(self, day: int) -> list[Message]:
        """The clock says that the day is over."""
        body = DayEnded(business_day=day, slice=slice_of(LOAN))
        return self.receive(ordered("loan.day_ended.v1", body, on(day, 23), key=str(day)))

    def end_days(self, until: int, since: int = DRAWN) -> None:
        """Every day's end, one after the other."""
        day = date_of(since)
        while day <= date_of(until):
            self.end_day(day_number(day))
            day += timedelta(days=1)

    def pay(
        self, minor: int, day: int, number: str, *, told: int = 0, kind: str = "repayment"
    ) -> list[Message]:
        """Money of that value day, told then or later."""
        return self.act(
            lambda message, work: self._pay(message, work, minor, (day, number, kind)), told or day
        )

    def buy(self, invoice: int) -> None:
        """The receivable behind the loan was bought in full: what is not lent on it is the seller's."""
        reserve = invoice - self.terms.principal.minor

        def bought(_message: Message, work: LoanWork) -> None:
            work.loans.put(replace(self.loan, invoice_minor=invoice, reserve_minor=reserve))
            work.standings.put(replace(self.standing, bought_minor=invoice, reserve_minor=reserve))

        self.act(bought, DRAWN)

    def take_interest(self, net: int, vat: int) -> None:
        """Interest was taken at the draw: it stands as deferred, without its tax."""

        def taken(message: Message, work: LoanWork) -> None:
            work.standings.put(replace(self.standing, deferred_minor=net))
            lines = [
                DraftLine(account="1002.01", side="debit", currency="CNY", minor=net + vat),
                DraftLine(account="2401", side="credit", currency="CNY", minor=net, party="B", contract=LOAN),
                DraftLine(account="2221", side="credit", currency="CNY", minor=vat),
            ]
            draft = Draft(
                book="general", number="taken", rule="P4", business_day=DRAWN, text="taken", lines=lines
            )
            Posting(message, work.ledger).post(draft)

        self.act(taken, DRAWN)

    def take_back(self, number: str, day: int) -> list[Message]:
        return self.act(
            lambda message, work: Paying.of(message, work, self.loan).take_back(
                self.row(Receipt, number), day
            ),
            day,
        )

    @property
    def loan(self) -> Loan:
        return self.row(Loan, LOAN)

    @property
    def standing(self) -> Standing:
        return self.row(Standing, LOAN)

    def dues(self) -> list[Due]:
        return self.rows(Due, loan_no=LOAN, plan=self.loan.plan)

    def balance(self, account: str, contract: str = LOAN) -> int:
        """Debits less credits of an account for one contract, by every line there is; "" for all of it."""
        return sum(
            line.minor if line.side == "debit" else -line.minor
            for line in self.rows(Line, account=account)
            if not contract or line.contract == contract
        )

    def assert_ties(self) -> None:
        """B15: sub-ledger and general ledger say the same of the loan; debits equal credits."""
        stands = self.standing
        assert self.balance("1303.01") == stands.outstanding_minor
        assert self.balance("1132") == stands.accrued_minor - stands.interest_paid_minor
        assert -self.balance("1304") == stands.provision_minor
        assert -self.balance("2241.04") == stands.surplus_minor
        assert self.balance("suspended_interest") == stands.suspended_minor
        assert stands.outstanding_minor == sum(
            due.principal_minor - due.paid_principal_minor for due in self.dues()
        )
        general = self.rows(Line, book="general")
        assert sum(line.minor if line.side == "debit" else -line.minor for line in general) == 0

    def _pay(self, message: Message, work: LoanWork, minor: int, said: tuple[int, str, str]) -> list[Message]:
        day, number, kind = said
        receipt = Receipt(
            receipt_no=number,
            kind=kind,
            state="applied",
            currency="CNY",
            minor=minor,
            value_day=day,
            payer="B",
            payer_account="1",
            payee_account="2",
            bank_ref=number,
            message_id=str(message.message_id),
            record_time=message.record_time,
            loan_no=LOAN,
        )
        return Paying.of(message, work, self.loan).take(receipt, day_number(message.event_time.date()))

    def _pay_out(self, message: Message, work: LoanWork) -> None:
        made = schedule(self.terms)
        minor = self.terms.principal.minor
        facility = a_facility(self.product, minor)
        loan = _a_loan(self.product, minor, self.terms)
        work.facilities.put(replace(facility, outstanding_minor=minor, drawn_minor=minor))
        work.loans.put(loan)
        work.plans.put(
            Plan(loan_no=LOAN, plan=1, from_day=DRAWN, why="drawn", terms=canonical_bytes(self.terms))
        )
        earned = 0
        for row in made.rows:
            work.dues.put(
                Due(
                    loan_no=LOAN,
                    plan=1,
                    number=row.number,
                    since=day_number(row.since),
                    until=day_number(row.until),
                    due=day_number(row.due),
                    pay_by=day_number(row.pay_by),
                    overdue_after=day_number(row.pay_by),
                    principal_minor=row.principal,
                    interest_minor=row.interest,
                    prepaid_minor=row.prepaid,
                    balance_minor=row.balance,
                    earned_before_minor=earned,
                )
            )
            earned += row.earned
        work.standings.put(Standing(loan_no=LOAN, outstanding_minor=minor, accrued_through=DRAWN))
        count_running(work.slices, LOAN, 1)
        self.book_draw(message, work, facility, loan)

    def book_draw(self, message: Message, work: LoanWork, facility: Facility, loan: Loan) -> None:
        minor = loan.principal_minor
        fact = Fact("loan.disbursed", f"draw/{LOAN}", DRAWN, parts_of(self.product, facility, loan))
        # Of what is bought without recourse the invoice is a quarter more than what is lent on it.
        book(message, work, fact, principal=minor, invoice=minor * 5 // 4, reserve=minor // 4)


def a_pledge() -> ContractOpened:
    """The security contract of the facility: goods that nobody has brought yet."""
    item = ItemTerms(
        sku="HRC",
        commodity="steel",
        quote_type="close",
        unit="TNE",
        rate_ppm=700_000,
        approved_price=Decimal(4_000),
    )
    return ContractOpened(
        contract_no="S-1",
        pledgee="bank",
        pledgor="steel",
        currency="CNY",
        mode="static",
        rate_ppm=700_000,
        items=(item,),
        opened_at=on(DRAWN),
    )


def a_facility(product: Product, minor: int) -> Facility:
    return Facility(
        facility_no="F-1",
        version=1,
        state="EFFECTIVE",
        application_no="A-1",
        product=product.code,
        product_version=1,
        borrower="91310000MA1FL0000N",
        core="",
        buyer="",
        supervisor="",
        funder="",
        contract_no="S-1",
        currency="CNY",
        amount_minor=minor,
        rate="0.06",
        advance_ppm=650_000,
        from_day=DRAWN,
        until_day=2026_12_31,
        account="622200",
        account_controlled=True,
        signers="",
        conditions="",
        partner="steel",
        site="",
    )


def _a_loan(product: Product, minor: int, terms: Terms) -> Loan:
    return Loan(
        loan_no=LOAN,
        version=1,
        state="ACTIVE",
        facility_no="F-1",
        contract_no="S-1",
        borrower="91310000MA1FL0000N",
        product=product.code,
        product_version=1,
        currency="CNY",
        principal_minor=minor,
        rate=str(terms.rate),
        term_months=12,
        partner="steel",
        site="",
        slice=slice_of(LOAN),
        requested_at=on(DRAWN),
        payee="V",
        pay_to="9",
        maker="chen",
        value_day=DRAWN,
        plan=1,
    )
