"""What must hold of a loan's book beside its model, after every step: B1 to B19, and the ledger beside."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import msgspec

from core.kernel.days import day_number
from core.ledger import Entry, Line
from core.loan import Due, Facility, LoanStep, Plan, Receipt
from core.loan.returns import Flow, xirr
from tests.core.loan.running import LOAN
from tests.properties.loan_desk import LoanDesk
from tests.properties.loan_model import LoanModel
from tests.properties.loan_sums import COMPOUND, FEE, INTEREST, PENALTY, PRINCIPAL, Row, half_up

# B13: where a loan may go from where, whatever leads there (handbook 2.14).
_AFTER = {
    "ACTIVE": {"DUE", "EXTENDED", "RESTRUCTURED", "ACCELERATED", "IN_DISPOSAL", "SETTLED"},
    "DUE": {
        "ACTIVE",
        "GRACE",
        "OVERDUE",
        "EXTENDED",
        "RESTRUCTURED",
        "ACCELERATED",
        "IN_DISPOSAL",
        "SETTLED",
    },
    "GRACE": {"ACTIVE", "OVERDUE", "RESTRUCTURED", "ACCELERATED", "IN_DISPOSAL", "SETTLED"},
    "OVERDUE": {"ACTIVE", "RESTRUCTURED", "ACCELERATED", "IN_DISPOSAL", "SETTLED"},
    "EXTENDED": {"DUE", "ACCELERATED", "IN_DISPOSAL", "SETTLED"},
    "RESTRUCTURED": {"DUE", "ACCELERATED", "IN_DISPOSAL", "SETTLED"},
    "ACCELERATED": {"IN_DISPOSAL", "SETTLED"},
    "IN_DISPOSAL": {"WRITTEN_OFF", "SETTLED"},
    "SETTLED": {"CLOSED", "ACTIVE"},
    "WRITTEN_OFF": {"CLOSED"},
    "CLOSED": {"ACTIVE"},
}
_ACCOUNTS = ("1002.01", "1303.01", "1132", "2241.04", "1304", "6011", "6021", "2221", "suspended_interest")


class LoanChecks:
    """The loan of the desk beside its model."""

    def __init__(self, desk: LoanDesk, model: LoanModel) -> None:
        self.desk, self.model = desk, model
        self.category = 1
        self.plans_seen = 0
        self.kept: dict[tuple[object, ...], bytes] = {}

    def all_of_it(self) -> None:
        self.sums = self._sums()
        self.the_plan_is_the_contract_s()
        self.what_is_outstanding_and_due()
        self.books_say_the_same()
        self.each_event_has_one_voucher()
        self.where_it_stands_and_how_it_came_there()
        self.how_late_and_how_good()

    def lines(self) -> int:
        return len(self.desk.rows(Line))

    def balances(self) -> dict[str, int]:
        found = self._sums()
        return {account: found[account] for account in _ACCOUNTS}

    def the_plan_is_the_contract_s(self) -> None:
        """B1 to B7, of every plan there was."""
        dues, rows = self.desk.dues(), self.model.rows
        found, meant = [_as_row(due) for due in dues], [_numbers(row) for row in rows]
        assert found == meant, f"B1 to B7: {found}, meant {meant}"
        if self.model.plan == self.plans_seen:
            return
        self.plans_seen = self.model.plan
        assert len(self.desk.rows(Plan, loan_no=LOAN)) == self.model.plan
        assert sum(due.principal_minor for due in dues) == self.model.base, "B1"
        assert dues[-1].balance_minor == 0, "B2"
        left = self.model.base
        for due in dues:
            left -= due.principal_minor
            assert due.balance_minor == left, "B3"
            assert min(due.principal_minor, due.interest_minor, due.balance_minor) >= 0, "B4"
        whole = [due for due in dues if due.since < due.until]
        if self.model.contract.method == "equal_instalment" and self.model.base > 1_000:
            assert len({due.principal_minor + due.interest_minor for due in whole[:-1]}) <= 1, "B5"
        assert all(one.due < other.due for one, other in pairwise(dues)), "B6"
        assert all(due.interest_minor <= due.balance_minor + due.principal_minor for due in whole), "B7"
        self._worth_what_was_lent()

    def what_is_outstanding_and_due(self) -> None:
        """B9: outstanding = disbursed - repaid - written off; due = paid + open, by row and component."""
        model, stands = self.model, self.desk.standing
        assert stands.outstanding_minor == model.outstanding, "B9"
        assert self.desk.row(Facility, "F-1").outstanding_minor == model.outstanding, "B9"
        for due, each in zip(self.desk.dues(), model.shown, strict=True):
            found = {
                PRINCIPAL: (due.principal_minor, due.paid_principal_minor),
                INTEREST: (due.interest_minor, due.paid_interest_minor),
                FEE: (due.fee_minor, due.paid_fee_minor),
                PENALTY: (due.penalty_minor, due.paid_penalty_minor),
                COMPOUND: (due.compound_minor, due.paid_compound_minor),
            }
            meant = {what: (each.charged(what), each.paid.get(what, 0)) for what in found}
            assert found == meant, f"B9: instalment {due.number} has {found}, meant {meant}"
            assert all(charged >= paid for charged, paid in found.values()) or model.written_off, "B9"
            if any(charged for charged, _ in found.values()):
                assert bool(due.settled_day) == (each.settled is not None), "B9"
        for row in self._applied():
            said = msgspec.json.decode(row.parts)
            assert [tuple(part) for part in said["parts"]] == model.went[row.receipt_no], "B10"
            assert said["over"] == model.over[row.receipt_no], "B10"
            assert sum(part[2] for part in said["parts"]) + said["over"] == row.minor, "B10"

    def books_say_the_same(self) -> None:
        """B15: the sub-ledger is the general ledger; B8, B14: days earn as they should, no principal."""
        model, stands, sums = self.model, self.desk.standing, self.sums
        assert sums["1303.01"] == stands.outstanding_minor, "B15"
        assert sums["1132"] == stands.accrued_minor - stands.interest_paid_minor, "B15"
        assert sums["2241.04"] == -stands.surplus_minor == -model.surplus, "B15, B10"
        assert sums["2241.03"] == -sum(model.known[number] for number in model.unknown), "B10"
        assert sums["1304"] + stands.provision_minor == 0, "B15"
        assert stands.provision_minor == model.set_aside, "B15"
        assert sums["suspended_interest"] == stands.suspended_minor, "B15"
        owed = model.forgone if model.written_off else model.owed_interest
        assert sums["1132"] + sums["suspended_interest"] == owed, "B8, B14"
        if model.off_income and model.judged:
            assert sums["1132"] <= 0, "B14: interest of a bad loan is no income"
        assert sums["written_off"] == (model.claimed if model.written_off else 0), "B9"
        assert model.off_income or not sums["suspended_interest"], "B8"
        gone = {*model.taken_back, *model.returned}
        taken = sum(model.known[number] for number in model.known if number not in gone)
        cash = taken - model.disbursed - model.refunded + model.recovered
        assert sums["1002.01"] == cash, "B10: money never vanishes"
        income = sum(model.paid(what) for what in (INTEREST, PENALTY, COMPOUND, FEE)) + sums["1132"]
        booked_off = model.claimed + model.recovered - model.disbursed + model.paid(PRINCIPAL)
        income += booked_off if model.written_off else 0
        assert -sums["6011"] - sums["2221"] - sums["6021"] == income, "B8"
        if not (model.was_off or model.paid(PENALTY) or model.paid(COMPOUND) or model.paid(FEE)):
            assert -sums["2221"] == half_up(Fraction(model.earned * 6, 106)), "B8"
        assert sum(sums[each] for each in self.general) == 0, "B16"

    def each_event_has_one_voucher(self) -> None:
        """B16: money has one entry that stands, what was taken back none; a day has one; all balance."""
        stand: Counter[str] = Counter()
        by_entry: Counter[UUID] = Counter()
        books = {entry.entry_id: entry.book for entry in self.desk.rows(Entry)}
        for line in self.desk.rows(Line):
            by_entry[line.entry_id] += line.minor if line.side == "debit" else -line.minor
        assert all(not total for entry, total in by_entry.items() if books[entry] == "general"), "B16"
        for entry in self.desk.rows(Entry, book="general"):
            # An entry is never another than it was (L14).
            assert self.kept.setdefault((entry.number,), entry.hash.encode()) == entry.hash.encode()
            kind, _, rest = entry.number.partition("/")
            if kind == "receipt":
                stand[rest.split("/")[0]] += -1 if entry.kind == "reversal" else 1
        wanted = {number for number in self.model.known if number not in self.model.taken_back}
        assert +stand == Counter(dict.fromkeys(wanted, 1)), "B16"
        assert not -stand

    def where_it_stands_and_how_it_came_there(self) -> None:
        """B13: along allowed edges alone, and as the model says."""
        assert self.desk.loan.state == self.model.state, "B13"
        before = "ACTIVE"
        steps = sorted(self.desk.rows(LoanStep, subject=LOAN), key=lambda step: step.ordinal)
        for step in steps:
            assert step.before == before, "B13"
            assert step.after == before or step.after in _AFTER[before], f"B13: {before} to {step.after}"
            before = step.after
        assert before == self.desk.loan.state, "B13"
        if self.model.state == "SETTLED":
            assert self.desk.standing.outstanding_minor == self.sums["1132"] == 0, "B12"

    def how_late_and_how_good(self) -> None:
        """B19: late since the oldest unpaid due day; better only by a payment."""
        model, stands = self.model, self.desk.standing
        found = (stands.penalty_minor, stands.compound_minor, stands.past_due_days, stands.category)
        meant = (model.penalty, model.compound, model.days_late, model.category)
        assert found == meant, f"B19: {found}, meant {meant}"
        assert stands.non_accrual == model.off_income, "B14"

    def _applied(self) -> list[Receipt]:
        rows = self.desk.rows(Receipt, loan_no=LOAN, plan=self.desk.loan.plan)
        return [row for row in rows if row.state == "applied"]

    def _sums(self) -> Counter[str]:
        """Debits less credits of every account, by every line there is."""
        found: Counter[str] = Counter()
        self.general = set()
        for line in self.desk.rows(Line):
            if line.book in {"general", "off_balance"}:
                found[line.account] += line.minor if line.side == "debit" else -line.minor
                if line.book == "general":
                    self.general.add(line.account)
        return found

    def _worth_what_was_lent(self) -> None:
        """B17: at our rate of return what the plan pays is worth what was lent, to a thousandth of a cent."""
        begin = self.model.rows[0].since
        flows = [(begin, -self.model.base)]
        flows += [(row.due, row.principal + row.interest) for row in self.model.rows if row.due > begin]
        if len(flows) < 2 or self.model.plan > 1 or self.model.base < 1_000:
            return
        rate = xirr([Flow(on, minor) for on, minor in flows])
        assert rate is not None
        worth = [minor / math.pow(1 + float(rate), (on - begin).days / 365) for on, minor in flows]
        assert abs(math.fsum(worth)) < 0.1, "B17"


def _as_row(due: Due) -> tuple[int, ...]:
    return (
        due.number,
        due.since,
        due.until,
        due.due,
        due.overdue_after,
        due.principal_minor,
        due.interest_minor,
        due.fee_minor,
    )


def _numbers(row: Row) -> tuple[int, ...]:
    days = (day_number(each) for each in (row.since, row.until, row.due, row.late_after))
    return (row.number, *days, row.principal, row.interest, row.fee)
