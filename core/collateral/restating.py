"""Restating securities: a message changes receivables and the like, then each contract's base anew."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from core.collateral.alarms import Alarms
from core.collateral.calling import Need, Terms, amount, follow_call
from core.collateral.off_balance import OffBalance
from core.collateral.register import Register, Thing
from core.collateral.security import RECEIVABLE, Security
from core.collateral.security_base import security_found
from core.collateral.security_messages import AssignedStated, ClaimRefused, Shortfall
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.message import Message

# What these tell changes no invoice.
_OF_NO_INVOICE = frozenset({"collateral.restate_due.v1", "collateral.exposure_stated.v1"})


class Restating:
    """The contracts that one message touches, and what is to be told of them."""

    def __init__(self, message: Message, work: CollateralWork) -> None:
        self.message = message
        self.work = work
        self.alarms = Alarms(message)
        self.register = Register(message, work, self.alarms)
        self.told: list[Message] = []
        self._touched: dict[str, str] = {}

    def touch(self, contract_no: str, because: str) -> None:
        """This contract is to be restated; of several reasons the first is told."""
        if contract_no:
            self._touched.setdefault(contract_no, because)

    @property
    def at(self) -> datetime:
        """When the hub heard of it."""
        return self.message.record_time

    def refuse(self, contract_no: str, thing: Thing, holder: str, text: str) -> None:
        """One thing is not taken for the contract; the rest of its list goes on."""
        body = ClaimRefused(
            contract_no=contract_no, kind=thing.kind, thing=thing.key, holder=holder, text=text
        )
        key = f"{contract_no}/{thing.kind}/{thing.key}"
        self.told.append(
            self.message.reply("collateral.claim_refused.v1", key=key, body=body, keys=(contract_no,))
        )

    def answers(self) -> list[Message]:
        """The alerts, calls and answers; what stands is booked."""
        off_balance = OffBalance(self.message, self.work)
        for contract_no, because in sorted(self._touched.items()):
            security = self.work.securities.get(contract_no)
            if security is not None:
                self._restate(security, because)
                off_balance.security(security)
            elif contract := self.work.contracts.get(contract_no):
                off_balance.whole(contract, self.message.event_time)
        off_balance.post()
        return [*self.told, *self.alarms.messages()]

    def _restate(self, security: Security, because: str) -> None:
        at = self.message.record_time
        found = security_found(self.work, security, at)
        after = replace(security, value_minor=found.value_minor, base_minor=found.base_minor, restated_at=at)
        missing = max(0, after.exposure_minor - after.base_minor)
        after = replace(after, call_since=(after.call_since or at) if missing else None)
        self.work.securities.put(after)
        goods = -(-missing * 1_000_000 // after.rate_ppm) if after.rate_ppm else missing
        terms = Terms(after.contract_no, after.currency, after.cure_s)
        need = Need(missing > 0, missing, goods, because)
        self.told += follow_call(self.message, self.work, terms, need)
        self._tell(security, after, missing, because)
        if after.kind == RECEIVABLE and self.message.type not in _OF_NO_INVOICE:
            name = after.contract_no
            body = AssignedStated(contract_no=name)
            self.told.append(
                self.message.reply("collateral.assigned_stated.v1", key=name, body=body, keys=(name,))
            )

    def _tell(self, before: Security, after: Security, missing: int, because: str) -> None:
        name = after.contract_no
        if before.call_since and not after.call_since:
            self.alarms.calm("C04", f"{name}:SHORTFALL", f"{name} secures what is owed on it again")
        if not missing or (before.call_since and before.base_minor == after.base_minor):
            return
        body = Shortfall(
            contract_no=name,
            exposure=amount(after.exposure_minor, after.currency),
            base=amount(after.base_minor, after.currency),
            missing=amount(missing, after.currency),
            because=because,
        )
        self.told.append(self.message.reply("collateral.shortfall.v1", key=name, body=body, keys=(name,)))
        self.alarms.alarm(
            AlertRaised(
                code="C04",
                severity="high",
                object=f"{name}:SHORTFALL",
                text=f"{name} secures {body.base.amount} {after.currency}, {body.exposure.amount} are owed:"
                f" {body.missing.amount} short; {because}",
                action="call for cash, other receivables or a reassignment; pay nothing new",
            )
        )
