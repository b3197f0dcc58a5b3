"""Pledged lots in the register of liens: what custody's book has pledged stands there for its contract."""

from __future__ import annotations

from core.collateral.alarms import Alarms
from core.collateral.contract import Contract
from core.collateral.register import Register, Thing
from core.collateral.work import CollateralWork
from core.custody import Lot
from core.hub.message import Message

KIND = "lot"


def lot_thing(site: str, lot_no: str) -> Thing:
    return Thing(KIND, f"{site}|{lot_no}", f"lot {lot_no} at {site}", lot_no)


class LotRegister:
    """Keeps the register as custody's lots are; custody itself alarms a lot that two pledges claim."""

    def __init__(self, message: Message, work: CollateralWork, alarms: Alarms) -> None:
        self._register = Register(message, work, alarms)
        self._work = work

    def follow(self, contract: Contract, lot: Lot, before_micro: int) -> None:
        """The lot after a movement; before_micro: what of it secured the contract until then."""
        thing = lot_thing(lot.site, lot.lot_no)
        if lot.contract_no == contract.contract_no and lot.eligible_micro:
            given = frozenset({"verified", "registered", "pledged"})
            held = self._register.propose(thing, contract.contract_no, given)
            if held and contract.exposure_minor:
                self._register.tell(KIND, thing.key, "financed")
            if held and lot.eligible_micro < before_micro:
                self._register.tell(KIND, thing.key, "partly_released")
            return
        lien = self._work.liens.get(KIND, thing.key)
        if lien is not None and lien.contract_no == contract.contract_no:
            self._register.tell(KIND, thing.key, "released")
