"""The loan side says which invoices were paid by money on its accounts, or that such money is not there."""

from __future__ import annotations

from core.collateral.paid_once import Paid
from core.collateral.payment_messages import CollectionStated
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("collateral.collection_stated.v1")
def state_collection(message: Message, work: CollateralWork) -> list[Message]:
    """A bank's word alone lowers the invoice; where an ERP told of the same payment nothing moves twice."""
    said, restating = message.read(CollectionStated), Restating(message, work)
    paid = Paid(restating, said.numbers)
    if said.pays:
        shares = said.invoices
        paid.state(None if shares is None else {each.thing: each.minor for each in shares})
    else:
        paid.pays_nothing()
    for each in said.invoices or ():
        text = f"{each.minor} minor units of receipt {said.receipt_no} are for {each.thing}"
        work.unit.effect(message, kind="collection.stated", key=f"{said.receipt_no}/{each.thing}", text=text)
    return restating.answers()
