"""Receipts are offered for a contract: each stands for it, or is refused with its reason."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.gates import needed
from core.collateral.lots import lot_thing
from core.collateral.names import one, plain, same
from core.collateral.proposing import propose_thing, register_what_is_filed
from core.collateral.receipt import Receipt
from core.collateral.receipt_book import KIND, receipt_key, thing_of
from core.collateral.receipt_holding import hold_for
from core.collateral.receipt_messages import OfferedReceipt, ReceiptsOffered
from core.collateral.register import Thing
from core.collateral.restating import Restating
from core.collateral.security import RECEIPT, Security
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.receipts_offered.v1", instruction=True)
def offer_receipts(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(ReceiptsOffered)
    security = work.securities.get(said.contract_no)
    if security is None or security.kind != RECEIPT:
        raise Refused(
            f"contract {said.contract_no} takes no receipts here; open it first",
            cause="collateral.unknown_contract",
        )
    restating = Restating(message, work)
    for each in said.receipts:
        _offer(restating, security, each)
    if work.filings.find(contract_no=said.contract_no):
        register_what_is_filed(restating, said.contract_no)
    restating.touch(said.contract_no, f"{len(said.receipts)} receipts were offered")
    return restating.answers()


def _offer(restating: Restating, security: Security, said: OfferedReceipt) -> None:
    key = receipt_key(said.issuer, said.receipt_no)
    row = restating.work.receipts.get(key)
    why = _why_not(restating, security, row)
    if row is None or why:
        name = f"receipt {said.receipt_no}"
        thing = Thing(KIND, key, name, plain(said.receipt_no))
        restating.refuse(security.contract_no, thing, "", f"{name}: {why}")
        return
    if _lot_is_pledged(restating, security, row):
        return
    asked = set(needed(security.kind, security.gates))
    given = frozenset({"verified", "registered", "pledged"} - asked)
    if propose_thing(restating, thing_of(row), security, given):
        after = replace(row, contract_no=security.contract_no)
        restating.work.receipts.put(after)
        if after.verified_at is not None:
            restating.register.tell(KIND, row.thing, "verified")
        hold_for(restating, security, after)


def _why_not(restating: Restating, security: Security, row: Receipt | None) -> str:
    """Why it cannot stand for any contract, "" where it can."""
    if row is None:
        return "its issuer has told of no such receipt"
    if not row.left_micro:
        return "nothing is left on it: it was split, merged, picked or cancelled"
    if row.ended(security.day_of(restating.at)):
        return f"it was valid until {row.valid_until}"
    if not same(row.holder, f"{security.provider}\n{security.provider_name}\n{security.financier}"):
        return f"its holder is {one(row.holder)}"
    if restating.work.terms.get(security.contract_no, row.sku) is None:
        return f"the contract has no terms for {row.sku}"
    return ""


def _lot_is_pledged(restating: Restating, security: Security, row: Receipt) -> bool:
    """Goods pledged by the lot are not pledged again on paper."""
    thing = lot_thing(row.warehouse, row.lot_no)
    lien = restating.work.liens.get(thing.kind, thing.key) if row.lot_no else None
    if lien is None or not lien.lives or lien.contract_no == security.contract_no:
        return False
    restating.register.claim(thing, lien, security.contract_no)
    text = f"{thing_of(row).name} is for {thing.name}, which stands for {lien.contract_no}"
    restating.refuse(security.contract_no, thing_of(row), lien.contract_no, text)
    return True
