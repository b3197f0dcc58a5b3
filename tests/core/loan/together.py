"""A running loan that is lent together with a partner: 70 to 30, so that cents are left over."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from core.hub.message import Message
from core.ledger import Line
from core.loan import Facility, Loan, LoanWork, PartnerDue, Product
from core.loan.booking import Fact, book, parts_of
from core.loan.sharing import Held, Share, held
from tests.core.loan.rooms import a_product
from tests.core.loan.running import DRAWN, LOAN, RunningLoan

PARTNER = "harbour-bank"
SHARE = Share(700_001)


class LentTogether(RunningLoan):
    """600,000 in twelve equal instalments, paid out on 2025-03-03; the partner's share is 29.9999 %."""

    def __init__(self, product: Product | None = None, **terms: Any) -> None:
        super().__init__(product or a_product(booking="shared"), **terms)

    def book_draw(self, message: Message, work: LoanWork, facility: Facility, loan: Loan) -> None:
        minor = loan.principal_minor
        named = replace(facility, own_ppm=SHARE.own_ppm, outstanding_minor=minor, drawn_minor=minor)
        work.facilities.put(replace(named, funder=PARTNER))
        lent = replace(loan, funder=PARTNER, own_minor=SHARE.own(minor))
        work.loans.put(lent)
        fact = Fact("loan.co_lent", f"draw/{LOAN}", DRAWN, parts_of(self.product, named, lent))
        book(message, work, fact, own=lent.own_minor, partner=minor - lent.own_minor)

    @property
    def owed(self) -> int:
        """What is to be passed on to the partner."""
        return sum(row.owed_minor for row in self.rows(PartnerDue))

    @property
    def passed(self) -> int:
        return sum(row.passed_minor for row in self.rows(PartnerDue))

    def held(self) -> Held:
        return held(SHARE, self.standing)

    def of_partner(self, account: str) -> int:
        """Debits less credits of an account in the partner's name."""
        return sum(
            line.minor if line.side == "debit" else -line.minor
            for line in self.rows(Line, account=account)
            if line.funder == PARTNER
        )

    def assert_ties(self) -> None:
        """B15: what the loan stands at, split, is what the books say, account by account, to the cent."""
        stands, ours = self.standing, self.held()
        assert self.balance("1303.01") == ours.principal
        assert self.balance("1132") == ours.interest
        assert self.balance("suspended_interest") == ours.suspended
        assert self.of_partner("1321") == -self.of_partner("2314") == ours.partner_principal
        assert self.of_partner("partner_interest") == ours.partner_interest
        assert -self.of_partner("2241.05") == self.owed
        assert -self.balance("1304") == stands.provision_minor
        assert -self.balance("2241.04") == stands.surplus_minor
        assert ours.principal + ours.partner_principal == stands.outstanding_minor
        general = self.rows(Line, book="general")
        assert sum(line.minor if line.side == "debit" else -line.minor for line in general) == 0
