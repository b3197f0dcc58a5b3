"""The seven financing modes, their variants, and the gates that must be open before money moves."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Mode(StrEnum):
    """订单, 动产, 仓单, 保理, 应收账款, 保单, 保兑仓."""

    ORDER = "order"
    GOODS = "goods"
    RECEIPT = "receipt"
    FACTORING = "factoring"
    RECEIVABLE = "receivable"
    POLICY = "policy"
    PREPAYMENT = "prepayment"


# Which variants a mode has; the first is the plain one.
VARIANTS: dict[Mode, tuple[str, ...]] = {
    Mode.ORDER: ("confirmed",),
    Mode.GOODS: ("static", "dynamic"),
    Mode.RECEIPT: ("ordinary", "standard"),
    Mode.FACTORING: ("recourse", "without_recourse"),
    Mode.RECEIVABLE: ("single", "pool"),
    Mode.POLICY: ("insured",),
    Mode.PREPAYMENT: ("three_party", "four_party"),
}


class Gate(StrEnum):
    """What must be so before money moves; the first group is the security's, the second the loan's own.

    PLEDGED: 出质确认, the supervisor confirmed; or assigned to us. REGISTERED: a registry number, in force.
    INSURED: a policy in force. PRICED: a price not older than a day. FLOOR: the floor's notice is confirmed.
    VERIFIED: invoices or receipts are verified, and not long ago. NOTICED: the debtor was told and answered.
    CONFIRMED: the buyer confirmed the order, or the insurer the cover. FEED: the warehouse is seen. FREE:
    neither frozen nor called.

    SIGNED: the agreement is signed by all of its parties. MARGIN: the first margin came. PAYEE: the payee is
    the counter-party of the trade. ACCOUNT: the collection account is under control. CONDITIONS: the list of
    documents is complete.
    """

    PLEDGED = "pledged"
    REGISTERED = "registered"
    INSURED = "insured"
    PRICED = "priced"
    FLOOR = "floor"
    VERIFIED = "verified"
    NOTICED = "noticed"
    CONFIRMED = "confirmed"
    FEED = "feed"
    FREE = "frozen"
    SIGNED = "signed"
    MARGIN = "margin"
    PAYEE = "payee"
    ACCOUNT = "account"
    CONDITIONS = "conditions"


# Those that the loan room judges itself; the others are read off the security contract.
OWN_GATES = frozenset({Gate.SIGNED, Gate.MARGIN, Gate.PAYEE, Gate.ACCOUNT, Gate.CONDITIONS})
_GOODS = (Gate.PLEDGED, Gate.REGISTERED, Gate.INSURED, Gate.PRICED, Gate.FEED, Gate.FREE)
# What is assigned is so by its notice and filing: there is nobody who holds it for us.
_CLAIMS = (Gate.VERIFIED, Gate.REGISTERED, Gate.NOTICED, Gate.FREE)

# Money gates by mode and variant; a product may ask for more, never for less.
MONEY_GATES: dict[tuple[Mode, str], tuple[Gate, ...]] = {
    (Mode.ORDER, "confirmed"): (Gate.CONFIRMED, Gate.PAYEE, Gate.ACCOUNT),
    (Mode.GOODS, "static"): _GOODS,
    (Mode.GOODS, "dynamic"): (*_GOODS, Gate.FLOOR),
    (Mode.RECEIPT, "ordinary"): (Gate.PLEDGED, Gate.VERIFIED, Gate.REGISTERED, Gate.PRICED, Gate.FREE),
    (Mode.RECEIPT, "standard"): (Gate.PLEDGED, Gate.REGISTERED, Gate.PRICED, Gate.FREE),
    (Mode.FACTORING, "recourse"): _CLAIMS,
    (Mode.FACTORING, "without_recourse"): _CLAIMS,
    (Mode.RECEIVABLE, "single"): (Gate.VERIFIED, Gate.REGISTERED, Gate.FREE),
    (Mode.RECEIVABLE, "pool"): (Gate.VERIFIED, Gate.REGISTERED, Gate.FREE),
    (Mode.POLICY, "insured"): (Gate.INSURED, Gate.FREE),
    (Mode.PREPAYMENT, "three_party"): (Gate.SIGNED, Gate.MARGIN, Gate.PAYEE),
    (Mode.PREPAYMENT, "four_party"): (Gate.SIGNED, Gate.MARGIN, Gate.PAYEE),
}

# Ourselves among the signers of an agreement.
HOUSE = "house"
# Who signs beside the borrower and the house, by mode and variant; a funder signs wherever one is named.
SIGNERS: dict[tuple[Mode, str], tuple[str, ...]] = {
    (Mode.GOODS, "static"): ("supervisor",),
    (Mode.GOODS, "dynamic"): ("supervisor",),
    (Mode.PREPAYMENT, "three_party"): ("core",),
    (Mode.PREPAYMENT, "four_party"): ("core", "supervisor"),
}


class Signed(Protocol):
    """Whoever is named in an agreement."""

    @property
    def borrower(self) -> str: ...
    @property
    def core(self) -> str: ...
    @property
    def supervisor(self) -> str: ...
    @property
    def funder(self) -> str: ...


def signers_of(mode: Mode, variant: str, agreement: Signed) -> list[str]:
    """Who must have signed it; "a supervisor" where the mode needs one and nobody is named."""
    named = [getattr(agreement, role) or f"a {role}" for role in SIGNERS.get((mode, variant), ())]
    funder = [agreement.funder] if agreement.funder else []
    return [HOUSE, agreement.borrower, *named, *funder]
