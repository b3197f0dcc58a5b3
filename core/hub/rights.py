"""Who may do what, and about which partners: the roles as one table, and the look-up that every door asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from core.kernel.errors import Refused

ALL = "*"
PARTNERS_MAX = 200

_WATCHING = ("message.list", "failure.list", "alert.list", "agent.list", "plan.list", "send.list")
# The books say what the messages said, so they are read by whoever may read those.
_READING = ("message.see_body", "custody.see")
# What a mapping calls personal is masked for all others who may read.
_PERSONAL = "message.see_personal"
_MENDING = ("plan.retry", "plan.reread", "plan.move", "failure.dismiss")
_ALARMED = ("alert.acknowledge", "alert.close")
# What an approval chain asks of somebody; who may sign what, the chain itself says.
_DECIDING = ("task.see", "task.act")
# The books of the money, deals, the master of parties and the decisions are of the house: they are for all.
_MONEY = ("ledger.see", "party.see", "risk.see", "loan.see")
# Whoever approves must see what it would do, so no role approves that reads nothing.
# Whoever only keeps the traffic going needs no body for it; whoever must judge a content has the action.
ROLES: dict[str, frozenset[str]] = {
    "operator": frozenset(
        (*_WATCHING, *_MENDING, *_ALARMED, "agent.command", "agent.invite", "send.move", "mapping.list")
    ),
    "mapping_author": frozenset(
        (
            *("message.list", "message.see_body", "failure.list", "agent.list", "plan.list", *_MENDING),
            *("plan.approve", "mapping.list", "mapping.publish", "mapping.approve"),
        )
    ),
    "risk": frozenset(
        (*_WATCHING, *_ALARMED, *_READING, _PERSONAL, *_DECIDING, *_MONEY, "plan.approve", "mapping.list")
    ),
    "custody": frozenset((*_WATCHING, *_ALARMED, *_READING, *_DECIDING, "party.see")),
    "officer": frozenset((*_DECIDING, "party.see", "risk.see", "custody.see", "loan.see")),
    "accountant": frozenset((*_DECIDING, "ledger.see", "party.see", "voucher.make", "voucher.check")),
    "chief_accountant": frozenset(
        (
            *(*_DECIDING, "ledger.see", "party.see", "voucher.check", "voucher.sign"),
            *("period.lock", "period.reopen"),
        )
    ),
    "auditor": frozenset(
        (
            *(*_WATCHING, *_READING, _PERSONAL, *_MONEY, "task.see"),
            *("mapping.list", "person.list", "audit.read"),
        )
    ),
    "administrator": frozenset(("person.list", "person.change", "client.change")),
    "partner": frozenset(
        ("message.list", "failure.list", "alert.list", "agent.list", "send.list", *_READING, _PERSONAL)
    ),
}
ACTIONS = frozenset[str]().union(*ROLES.values())
# People have no partner: who administers one administers all.
UNSCOPED = frozenset(("administrator",))
CHANGING = frozenset(
    action for action in ACTIONS if not action.split(".")[1].startswith(("list", "see", "read"))
)


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role, and the partners it is held for; ALL alone means every partner there is or will be."""

    role: str
    partners: tuple[str, ...] = (ALL,)


class Scope(NamedTuple):
    """The partners somebody may do something about; None = all."""

    partners: frozenset[str] | None = None

    def holds(self, partner: str) -> bool:
        return self.partners is None or partner in self.partners


EVERYBODY = Scope()


class Rights:
    """What somebody may do, unfolded once, so that each question is a look-up."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self.grants = tuple(grants)
        self._held = frozenset(
            (action, partner)
            for grant in self.grants
            for action in ROLES.get(grant.role, ())
            for partner in grant.partners
        )

    def may(self, action: str, partner: str = ALL) -> bool:
        """Whether `action` about this partner is allowed; without a partner: about all of them."""
        return (action, ALL) in self._held or (action, partner) in self._held

    def may_somewhere(self, action: str) -> bool:
        """Whether it is allowed about any partner at all."""
        return any(held == action for held, _ in self._held)

    def scope(self, action: str) -> Scope:
        """The partners that `action` is allowed about."""
        if (action, ALL) in self._held:
            return EVERYBODY
        return Scope(frozenset(partner for held, partner in self._held if held == action))

    @property
    def changes_things(self) -> bool:
        """Whether any of it is more than looking."""
        return any(action in CHANGING for action, _ in self._held)


def every_role() -> tuple[Grant, ...]:
    """What the first person of a house holds: all but `partner`, which is for people of another house."""
    return tuple(Grant(role) for role in ROLES if role != "partner")


def read_grant(word: str) -> Grant:
    """A grant as it is written, `operator` or `operator:acme,bank`. Refused naming what is wrong with it."""
    role, colon, rest = word.partition(":")
    names = tuple(dict.fromkeys(name.strip() for name in rest.split(",") if name.strip()))
    return checked(Grant(role.strip(), names if colon else (ALL,)))


def checked(grant: Grant) -> Grant:
    """The grant, if it makes sense. Refused where it does not."""
    if grant.role not in ROLES:
        raise Refused(f"{grant.role!r} is no role; there are {', '.join(ROLES)}", cause="rights.role")
    if not grant.partners or (ALL in grant.partners and len(grant.partners) > 1):
        raise Refused(f"{grant.role} of whom? name partners, or {ALL} alone", cause="rights.scope")
    if len(grant.partners) > PARTNERS_MAX:
        raise Refused(f"a role is held for {PARTNERS_MAX} partners at most, or for all", cause="rights.scope")
    if grant.role == "partner" and ALL in grant.partners:
        raise Refused("the role partner is for one house; name it: partner:acme", cause="rights.scope")
    if grant.role in UNSCOPED and grant.partners != (ALL,):
        raise Refused(f"{grant.role} is held for the whole house; write it alone", cause="rights.scope")
    return grant


def written(grants: Iterable[Grant]) -> str:
    """The grants as they are read back."""
    return " ".join(
        grant.role if grant.partners == (ALL,) else f"{grant.role}:{','.join(grant.partners)}"
        for grant in grants
    )
