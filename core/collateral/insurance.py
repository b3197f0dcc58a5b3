"""What insurers cover: policies, limits, shipments, premiums, and which contracts they secure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

from core.collateral.names import day, one, same
from core.hub.records import Record

LIVE = frozenset({"live", "accepted", "paid"})


class Insurance(Record, frozen=True, kw_only=True):
    """The latest word of an insurer on one policy, limit, shipment, premium, claim or notice of cover.

    number: of the limit, declaration or claim; of a premium or notice what it is for; of a policy "".
    insurer, insured: as `names.who` has them; buyer, loss_payee: all their names, one a line. Days are
    yyyymmdd, 0 unknown; money is minor units of `currency`. warned: the stage of its end that was alarmed
    last, -1 before any.
    """

    TABLE: ClassVar[str] = "collateral_insurance"
    KEY: ClassVar[tuple[str, ...]] = ("policy_no", "kind", "number")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("status",),)
    BOOK: ClassVar[bool] = True

    policy_no: str
    kind: str
    number: str
    insurer: str
    insured: str
    status: str
    told_at: datetime
    buyer: str = ""
    currency: str = ""
    amount_minor: int = 0
    rate_ppm: int = 0
    from_day: int = 0
    until_day: int = 0
    invoice_no: str = ""
    paid_minor: int = 0
    loss_payee: str = ""
    warned: int = -1

    def holds(self, today: date) -> bool:
        """Whether it covers on this day; on its last day no more."""
        now = day(today)
        return self.status in LIVE and self.from_day <= now and (not self.until_day or now < self.until_day)


class BoundPolicy(Record, frozen=True, kw_only=True):
    """A policy that covers what secures a contract."""

    TABLE: ClassVar[str] = "collateral_bound_policy"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "policy_no")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("policy_no",),)
    BOOK: ClassVar[bool] = True

    contract_no: str
    policy_no: str
    bound_by: str = ""


def uninsured(rows: Iterable[Insurance], financier: str, today: date, needs: tuple[int, str]) -> str:
    """Why no policy covers so much of this currency for the financier today, "" where one does."""
    policies = [each for each in rows if each.kind == "policy"]
    why = "no policy that covers it is known"
    for policy in policies:
        why = _not_covering(policy, financier, today, needs)
        if not why:
            return ""
    return why


def _not_covering(policy: Insurance, financier: str, today: date, needs: tuple[int, str]) -> str:
    name = f"policy {policy.policy_no}"
    if policy.status not in LIVE:
        return f"{name} is {policy.status}"
    if not policy.holds(today):
        return f"{name} holds from {policy.from_day} until {policy.until_day}"
    if policy.loss_payee and not same(policy.loss_payee, financier):
        return f"{name} pays a loss to {one(policy.loss_payee)}, not to {one(financier)}"
    if policy.amount_minor and (policy.currency != needs[1] or policy.amount_minor < needs[0]):
        return f"{name} covers {policy.amount_minor} minor units of {policy.currency}, {needs[0]} are owed"
    return ""
