"""Keeping receipts: what a new one takes from those it comes of, and whose lien it inherits (T12)."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from core.catalogue.parts import PartyRef
from core.catalogue.wms_warehouse_receipt import WarehouseReceipt
from core.collateral.names import all_names, day, plain, who
from core.collateral.receipt import CANCELLED, VERIFIED, Receipt
from core.collateral.register import Thing
from core.collateral.restating import Restating
from core.collateral.units import ratio
from core.hub.alerts import AlertRaised
from core.kernel.quantity import Quantity

KIND = "receipt"


def receipt_key(issuer: PartyRef, number: str) -> str:
    return f"{who(issuer)}|{plain(number)}"


def thing_of(row: Receipt) -> Thing:
    """The receipt as the register of liens knows it."""
    return Thing(KIND, row.thing, f"receipt {row.number} of {row.issuer}", row.number)


def as_told(known: Receipt | None, said: WarehouseReceipt) -> Receipt:
    """The row after what its issuer tells."""
    quantity = _in_its_unit(known, Quantity.of(said.quantity.value, said.quantity.unit))
    number = plain(said.receipt_no)
    parents = tuple(plain(each) for each in said.parents)
    moment = said.event_time or said.issued_at
    fresh = Receipt(
        thing=receipt_key(said.issuer, said.receipt_no),
        issuer=who(said.issuer),
        number=number,
        kind=said.kind,
        holder=all_names(said.holder),
        warehouse=said.warehouse,
        sku=said.sku,
        unit=quantity.unit,
        micro=quantity.micro,
        told_at=moment,
        lot_no=said.lot_no,
        valid_until=day(said.valid_until),
        parents="\n".join(parents) or (known.parents if known else ""),
        root=plain(said.root_no) or (known.root if known else "") or (parents[0] if parents else number),
        pledged_to=all_names(said.pledged_to),
        verified_at=moment if said.op == "verified" else known.verified_at if known else None,
    )
    state = CANCELLED if said.op == "cancelled" else VERIFIED if fresh.verified_at else fresh.state
    if known is None:
        return replace(fresh, state=state)
    # A quantity that is told anew is what is left after all that was split from it.
    return replace(
        fresh,
        state=CANCELLED if known.state == CANCELLED else state,
        gone_micro=known.gone_micro if fresh.micro == known.micro else 0,
        promised_micro=known.promised_micro,
        valid_until=fresh.valid_until or known.valid_until,
        pledged_to=fresh.pledged_to or known.pledged_to,
        doubt=known.doubt,
        contract_no=known.contract_no,
        warned=known.warned if fresh.valid_until in {0, known.valid_until} else -1,
    )


def _in_its_unit(known: Receipt | None, told: Quantity) -> Quantity:
    """A receipt keeps the unit it was first told in: what went of it and what is released is in that."""
    factor = ratio(told.unit, known.unit) if known is not None else None
    return told if known is None or factor is None else Quantity(round(told.micro * factor), known.unit)


def let_go(restating: Restating, row: Receipt) -> Receipt:
    """Receipts that became known before the one they come of take their part out of it now."""
    work = restating.work
    for root in dict.fromkeys((row.root, row.number)):
        for child in work.receipts.find(issuer=row.issuer, root=root):
            factor = ratio(child.unit, row.unit)
            parents = child.parents.splitlines()
            if row.number not in parents or child.told_at <= row.told_at or factor is None:
                continue
            whole = int(child.micro * factor)
            taken = row.left_micro if len(parents) > 1 else min(whole, row.left_micro)
            row = replace(row, gone_micro=row.gone_micro + taken)
            if len(parents) == 1 and whole > taken:
                work.receipts.put(_too_much(restating, child, int((whole - taken) / factor)))
                restating.touch(
                    child.contract_no, f"receipt {child.number} is for more than {row.number} was"
                )
    work.receipts.put(row)
    return row


def descend(restating: Restating, row: Receipt, *, merged: bool) -> Receipt:
    """Takes what the new receipt is for out of those it comes of; their lien goes on in it."""
    work, known = restating.work, True
    left = Fraction(row.micro)
    for number in row.parents.splitlines():
        parent = work.receipts.get(f"{row.issuer}|{number}")
        factor = ratio(row.unit, parent.unit) if parent else None
        if parent is None or factor is None:
            known = False
            continue
        taken = parent.left_micro if merged else min(int(left * factor), parent.left_micro)
        left -= taken / factor
        _inherit(restating, parent, row)
        after = replace(parent, gone_micro=parent.gone_micro + taken)
        work.receipts.put(after)
        if not after.left_micro:
            restating.register.tell(KIND, parent.thing, "substituted")
        restating.touch(parent.contract_no, f"receipt {parent.number} became {row.number}")
    row = work.receipts.get(row.thing) or row
    return _too_much(restating, row, int(left)) if known and left > 0 else row


def _too_much(restating: Restating, row: Receipt, over_micro: int) -> Receipt:
    """More came out than was in: a receipt that is for more than its parents counts for nothing."""
    text = (
        f"receipt {row.number} of {row.issuer} is for {Quantity(over_micro, row.unit)} more than"
        f" {', '.join(row.parents.splitlines())} had left"
    )
    restating.alarms.alarm(
        AlertRaised(
            code="C08",
            severity="critical",
            object=f"{KIND}/{row.thing}",
            text=text,
            action="stop picking; ask its issuer for all receipts of this root",
        )
    )
    return replace(row, doubt=text)


def _inherit(restating: Restating, parent: Receipt, child: Receipt) -> None:
    """The child stands for what its parent stands for; one that stands for another is a second lien."""
    work, register = restating.work, restating.register
    lien = work.liens.get(KIND, parent.thing)
    if lien is None or not lien.lives:
        return
    other = work.liens.get(KIND, child.thing)
    if other is not None and other.lives and other.contract_no != lien.contract_no:
        register.claim(thing_of(parent), lien, other.contract_no)
        for each in (parent.thing, child.thing):
            register.tell(KIND, each, "disputed")
        restating.touch(other.contract_no, f"receipt {child.number} comes of {parent.number}, pledged before")
        return
    if register.propose(thing_of(child), lien.contract_no, frozenset(lien.facts.splitlines())):
        work.receipts.put(replace(child, contract_no=lien.contract_no))
        restating.touch(lien.contract_no, f"receipt {child.number} comes of {parent.number}")
