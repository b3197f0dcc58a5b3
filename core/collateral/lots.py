"""Pledged lots in the register of liens: what custody's book has pledged stands there for its contract."""

from __future__ import annotations

from core.collateral.alarms import Alarms
from core.collateral.contract import Contract
from core.collateral.register import Register, Thing
from core.collateral.work import CollateralWork
from core.custody import Lot
from core.hub.message import Message

KIND, RECEIPT_KIND = "lot", "receipt"


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
        self._look_at_papers(contract, lot)
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

    def _look_at_papers(self, contract: Contract, lot: Lot) -> None:
        """Goods that stand for another contract by a receipt are pledged a second time by their lot."""
        if lot.contract_no != contract.contract_no or not lot.eligible_micro:
            return
        for paper in self._work.receipts.find(warehouse=lot.site, lot_no=lot.lot_no):
            lien = self._work.liens.get(RECEIPT_KIND, paper.thing)
            if lien is not None and lien.lives and lien.contract_no != contract.contract_no:
                name = f"receipt {paper.number} on lot {lot.lot_no} at {lot.site}"
                thing = Thing(RECEIPT_KIND, paper.thing, name, paper.number)
                self._register.claim(thing, lien, contract.contract_no)
