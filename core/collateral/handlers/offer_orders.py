"""Orders are offered for a contract: each stands for it, or is refused with its reason."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.gates import needed
from core.collateral.names import plain, same
from core.collateral.order_book import KIND, find_order, thing_of
from core.collateral.order_messages import OfferedOrder, OrdersOffered
from core.collateral.proposing import propose_thing
from core.collateral.register import Thing
from core.collateral.restating import Restating
from core.collateral.security import ORDER, Security
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.orders_offered.v1", instruction=True)
def offer_orders(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(OrdersOffered)
    security = work.securities.get(said.contract_no)
    if security is None or security.kind != ORDER:
        raise Refused(
            f"contract {said.contract_no} takes no orders here; open it first",
            cause="collateral.unknown_contract",
        )
    restating = Restating(message, work)
    for each in said.orders:
        _offer(restating, security, each)
    restating.touch(said.contract_no, f"{len(said.orders)} orders were offered")
    return restating.answers()


def _offer(restating: Restating, security: Security, said: OfferedOrder) -> None:
    row = find_order(restating.work, said.order_no, said.buyer, None)
    why = "the buyer has told of no such order" if row is None else ""
    if row is not None and not same(row.sellers, f"{security.provider}\n{security.provider_name}"):
        why = "its seller is another"
    if row is not None and row.status == "cancelled":
        why = "it was cancelled"
    if row is None or why:
        name = f"order {said.order_no}"
        thing = Thing(KIND, plain(said.order_no), name, plain(said.order_no))
        restating.refuse(security.contract_no, thing, "", f"{name}: {why}")
        return
    asked = set(needed(security.kind, security.gates))
    given = {"verified", "registered"} - asked | ({"pledged"} if "confirmed" not in asked else set())
    if propose_thing(restating, thing_of(row), security, frozenset(given)):
        restating.work.orders.put(replace(row, contract_no=security.contract_no))
        if row.confirmed_minor is not None:
            for fact in ("confirmed", "pledged"):
                restating.register.tell(KIND, row.thing, fact)
