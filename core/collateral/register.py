"""One thing stands for one contract: a second claim on it, by whatever door, is refused, kept and alarmed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from core.collateral.alarms import Alarms
from core.collateral.lien import BOOKED, PROPOSED, Claim, Lien, advanced, judged, told, untold
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.message import Message


class Thing(NamedTuple):
    """What a lien is on: its kind, its key from content, how a person calls it, and its own number."""

    kind: str
    key: str
    name: str
    number: str


class Register:
    """The liens that one message changes."""

    def __init__(self, message: Message, work: CollateralWork, alarms: Alarms) -> None:
        self.at = message.record_time
        self.source = f"{message.partner} {message.type}"
        self._work = work
        self._alarms = alarms

    def propose(self, thing: Thing, contract_no: str, given: frozenset[str]) -> bool:
        """Whether the thing may stand for this contract; given: steps its contract does not ask for."""
        lien = self._work.liens.get(thing.kind, thing.key)
        if lien is not None and lien.lives:
            if lien.contract_no == contract_no:
                return True
            self.claim(thing, lien, contract_no)
            return False
        former = "" if lien is None else f"{lien.former}\n{lien.contract_no} {lien.state}".strip()
        fresh = Lien(
            kind=thing.kind,
            thing=thing.key,
            number=thing.number,
            contract_no=contract_no,
            state=PROPOSED,
            facts="\n".join(sorted(given)),
            proposed_at=self.at,
            changed_at=self.at,
            former=former,
        )
        if lien is not None and lien.contract_no == contract_no:
            # What was booked of it is known on: it is out, or its contract is booked behind this message.
            fresh = replace(fresh, **{name: getattr(lien, name) for name in BOOKED})
        self._work.liens.put(advanced(fresh))
        return True

    def claim(self, thing: Thing, lien: Lien, claimant: str) -> None:
        """Keeps that somebody else claims it (C08); the contract it stands for gets no money until judged."""
        known = self._work.claims.find(kind=thing.kind, thing=thing.key)
        if any(each.claimant == claimant and each.judged_at is None for each in known):
            return
        text = (
            f"{thing.name} stands for {lien.contract_no} ({lien.state}) and is claimed for {claimant},"
            f" by {self.source}"
        )
        self._work.claims.put(
            Claim(
                kind=thing.kind,
                thing=thing.key,
                claimant=claimant,
                claimed_at=self.at,
                holder=lien.contract_no,
                source=self.source,
                text=text,
            )
        )
        self._work.liens.put(replace(lien, claims=lien.claims + 1))
        self._alarms.alarm(
            AlertRaised(
                code="C08",
                severity="critical",
                object=f"{thing.kind}/{thing.key}",
                text=text,
                action="pay nothing on either; ask both parties and the registry, then judge the claim",
            )
        )

    def tell(self, kind: str, key: str, what: str, at: datetime | None = None) -> bool:
        """Whether that changed the state of the lien on this thing."""
        lien = self._work.liens.get(kind, key)
        after = lien and told(lien, what, at or self.at)
        return self._keep(lien, after)

    def untell(self, kind: str, key: str, what: str) -> bool:
        """The same for what is no longer true."""
        lien = self._work.liens.get(kind, key)
        after = lien and untold(lien, what, self.at)
        return self._keep(lien, after)

    def settle(self, kind: str, key: str) -> bool:
        """A dispute over it has ended."""
        lien = self._work.liens.get(kind, key)
        after = lien and judged(lien, self.at)
        return self._keep(lien, after)

    def _keep(self, before: Lien | None, after: Lien | None) -> bool:
        if before is None or after is None or before == after:
            return False
        self._work.liens.put(after)
        return before.state != after.state
