"""The seller answers an order: what he does not accept secures nothing."""

from __future__ import annotations

from msgspec.structs import replace

from core.catalogue.erp_order import OrderConfirmation
from core.collateral.order import Order
from core.collateral.order_book import accepted_minor, find_order
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("erp.order_confirmation.v1")
def answer_order(message: Message, work: CollateralWork) -> list[Message]:
    """It lowers what the buyer confirmed and never raises it; lines that he leaves out are not accepted.

    Refused where it answers a version that is not here yet; an answer to an older one changes nothing.
    """
    said = message.read(OrderConfirmation)
    row = find_order(work, said.order_no, said.buyer, said.seller)
    if row is None or _is_of_before(message, row, said.order_version):
        return []
    if said.order_version is not None and row.version and said.order_version > row.version:
        raise Refused(
            f"{said.confirmation_no} answers version {said.order_version} of order {row.order_no}, known is"
            f" version {row.version}; retry it when the newer one is here",
            cause="collateral.order.version",
        )
    restating = Restating(message, work)
    accepted = {"accept": None, "reject": 0}.get(said.result)
    if said.result == "partial":
        accepted = accepted_minor(work, row, said.lines)
        if accepted is None:
            _alarm(restating, row, said.confirmation_no)
            return restating.answers()
    work.orders.put(replace(row, accepted_minor=accepted))
    text = f"order {row.order_no} is answered by its seller: {said.result} {said.reason}".rstrip()
    work.unit.effect(message, kind="order.answered", key=f"{row.thing}/{said.confirmation_no}", text=text)
    restating.touch(row.contract_no, text)
    return restating.answers()


def _is_of_before(message: Message, row: Order, version: int | None) -> bool:
    """By the version that it answers, else by when it was said."""
    if version is not None and row.version:
        return version < row.version
    return message.event_time < row.told_at


def _alarm(restating: Restating, row: Order, confirmation_no: str) -> None:
    if not row.contract_no:
        return
    restating.alarms.alarm(
        AlertRaised(
            code="C07",
            severity="medium",
            object=f"order/{row.thing}/{confirmation_no}",
            text=f"{confirmation_no} accepts a part of order {row.order_no}, and its lines are none of the"
            " order's: how much is accepted is not known",
            action="ask the seller for the lines; until then the base may be too high",
        )
    )
