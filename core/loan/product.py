"""A product as it is written down: everything that may differ from one kind of financing to another."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from core.catalogue.fields import Currency, Key, OptionalKey
from core.kernel.errors import Refused
from core.loan.allocation import AllocationRule, Component
from core.loan.calendars import HolidayRule
from core.loan.due_dates import DueRule
from core.loan.early import EarlyRule, Keep
from core.loan.interest import Basis, ratio
from core.loan.modes import MONEY_GATES, OWN_GATES, VARIANTS, Gate, Mode
from core.loan.penalty import PenaltyRule
from core.loan.terms import BrokenInterest, Cents, Method

PPM = 1_000_000
# What is out and nothing happens to is looked at four times a year at least.
POST_DAYS_MAX = 92


class Bounds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a number may be: within, and what it is where nobody says."""

    least: Decimal
    usual: Decimal
    most: Decimal

    def __post_init__(self) -> None:
        if not Decimal(0) <= self.least <= self.usual <= self.most:
            raise Refused(f"{self.least} ≤ {self.usual} ≤ {self.most} does not hold", cause="loan.bounds")

    def taken(self, value: Decimal | None, what: str) -> Decimal:
        """The value, or the usual one; Refused outside."""
        found = self.usual if value is None else value
        if not self.least <= found <= self.most:
            raise Refused(
                f"{what} of {found}; the product takes {self.least} to {self.most}", cause="loan.outside"
            )
        return found


class Fee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fee 费用: a share of the draw, the invoices or the limit, or a fixed amount, its VAT included."""

    code: Key
    name_zh: Key
    name_en: Key
    when: Literal["draw", "repay", "apart"]
    of: Literal["draw", "invoice", "limit"] = "draw"
    rate_ppm: int = 0
    fixed_minor: int = 0
    vat_ppm: int = 60_000


class Repaying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a loan of the product is repaid; the fields mean what `Terms` says.

    advance: interest of so many first periods is taken at the draw (上收息).
    """

    methods: tuple[Method, ...]
    due: DueRule = DueRule()
    holidays: HolidayRule = HolidayRule()
    basis: Basis = Basis()
    cents: Cents = Cents()
    broken: BrokenInterest = BrokenInterest.INSIDE
    principal_grace: int = 0
    interest_free: int = 0
    advance: int = 0
    early: EarlyRule = EarlyRule()
    keep: Keep = Keep.TERM


class Margin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Margin 保证金 of a prepayment: its first share, and by which rule it frees goods (R1, R2, R3)."""

    first_ppm: int
    release_rule: Literal["R1", "R2", "R3"]


class Product(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a product, never changed once approved.

    booking: own: on our book; agency: on the funder's, we pass money on; shared: lent together.
    disclosed: the debtor is told and pays to us 明保理. cyclic: what is repaid may be drawn again.
    advance: the share of what secures it that is lent, a fraction. limits: which lines a draw is held
    against, beside the facility itself. gates: beyond those of the mode. documents: kinds that an
    application and a draw must bring. rules, chain: the rule set and the approval chains that decide.
    buy_back_days: so long overdue, the seller buys back or refunds. answer_s: how long a funder's answer is
    waited for before the draw is in doubt. facility_days: how long a facility is signed for at most.
    conditions: what must be so before a facility is effective 先决条件. bank: the partner who pays out our
    own money. plan_tolerance_minor: by how much an amount of a funder's plan may differ from ours.
    buyer_limit: a buyer's line is taken by the draw, or by the invoice it owes once that is assigned (T3).
    other_account: what of an account that the payee's master does not name: no money goes there, or it does
    once the person who has it paid out confirms it.
    post_days: so often the rules judge what is out, at least. post_chain: the chain that what they refer is
    put to.
    """

    code: Key
    name_zh: Key
    name_en: Key
    mode: Mode
    variant: Key
    currency: Currency
    amount: Bounds
    rate: Bounds
    term_months: Bounds
    advance: Bounds
    repaying: Repaying
    overdue: PenaltyRule = PenaltyRule()
    allocation: AllocationRule = AllocationRule()
    fees: tuple[Fee, ...] = ()
    interest_vat_ppm: int = 60_000
    booking: Literal["own", "agency", "shared"] = "own"
    disclosed: bool = True
    cyclic: bool = True
    margin: Margin | None = None
    limits: tuple[Literal["borrower", "core", "buyer", "supervisor", "funder"], ...] = ("borrower",)
    gates: tuple[Gate, ...] = ()
    conditions: tuple[Key, ...] = ()
    documents: tuple[Key, ...] = ()
    draw_documents: tuple[Key, ...] = ()
    rules: Key = "house"
    application_chain: OptionalKey = ""
    draw_chain: OptionalKey = ""
    post_chain: OptionalKey = ""
    post_days: int = 1
    buy_back_days: int = 30
    extendable: bool = False
    answer_s: int = 120
    facility_days: int = 366
    bank: Key = "bank"
    funders: tuple[Key, ...] = ()
    plan_tolerance_minor: int = 5
    buyer_limit: Literal["at_draw", "at_assignment"] = "at_draw"
    other_account: Literal["refuse", "confirm"] = "refuse"
    bureau_reporting: bool = False

    def __post_init__(self) -> None:
        """Refused where parts of it cannot hold together."""
        if self.variant not in VARIANTS[self.mode]:
            self._refuse(f"{self.mode} is {', '.join(VARIANTS[self.mode])}, not {self.variant}")
        if (self.mode is Mode.PREPAYMENT) != (self.margin is not None):
            self._refuse("a prepayment, and nothing else, has a margin with its release rule")
        if self.mode is Mode.FACTORING and self.booking == "shared":
            self._refuse("what a factor buys is not lent together with others")
        if self.booking == "agency" and self.mode in {Mode.FACTORING, Mode.PREPAYMENT}:
            self._refuse("what a factor buys, and margin, stand on our own books, not on a funder's")
        if self.booking == "shared" and self.repaying.advance:
            self._refuse("what is lent together takes no interest at the draw")
        if self.at_assignment and (self.mode is not Mode.FACTORING or "buyer" not in self.limits):
            self._refuse("only what a factor buys takes its buyer's line at the assignment")
        if self.booking == "shared" and Component.INTEREST in self.allocation.ahead_pays:
            self._refuse("what is lent together takes no interest ahead of its days")
        if not self.repaying.methods:
            self._refuse("at least one way to repay")
        if not 1 <= self.post_days <= POST_DAYS_MAX:
            self._refuse(f"it is judged every 1 to {POST_DAYS_MAX} days, not every {self.post_days}")
        ratio(self.rate.most)

    @property
    def money_gates(self) -> tuple[Gate, ...]:
        """Everything that must be open before money moves: the mode's, and what the product adds."""
        return tuple(dict.fromkeys((*MONEY_GATES[self.mode, self.variant], *self.gates, Gate.CONDITIONS)))

    @property
    def security_gates(self) -> tuple[str, ...]:
        """Those that the security contract answers for."""
        return tuple(gate.value for gate in self.money_gates if gate not in OWN_GATES)

    @property
    def posting_mode(self) -> str:
        """What posting rules are told apart by: factoring buys, every other mode lends."""
        return "factoring" if self.mode is Mode.FACTORING else self.mode.value

    @property
    def at_assignment(self) -> bool:
        """Whether a buyer's line is taken before anything is drawn, by invoices (T3)."""
        return self.buyer_limit == "at_assignment"

    @property
    def recourse(self) -> str:
        return "no" if self.variant == "without_recourse" else "yes"

    def _refuse(self, why: str) -> None:
        raise Refused(f"product {self.code}: {why}", cause="loan.product")
