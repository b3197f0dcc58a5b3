"""An exchange is only good if what comes is as good as what goes, worth as much, and all of it covers."""

from __future__ import annotations

from core.catalogue.wms_exchange import ExchangeOrder
from core.collateral.contract import Contract
from core.collateral.covering import require_cover
from core.collateral.exchanging import Part, require_as_good
from core.collateral.finding import find
from core.collateral.prices import PresentPrices
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("wms.exchange_order.v1", instruction=True)
def cover_exchange(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(ExchangeOrder)
    if said.status == "cancelled":
        return []
    contract = work.contracts.get(said.contract_no)
    if contract is None:
        raise Refused(
            f"exchange {said.order_no} is of {said.contract_no}, which is not open here:"
            " nothing can be valued",
            cause="collateral.unknown_contract",
        )
    site, number = said.warehouse, said.order_no
    lines = work.order_lines.find(site=site, order_no=number)
    outs = _parts(work, site, {line.lot_no: line.max_micro for line in lines})
    coming = work.exchange_ins.find(site=site, order_no=number)
    ins = _parts(work, site, {line.lot_no: line.micro for line in coming}, approved=True)
    require_as_good(work, contract, outs, ins)
    _require_as_much(message, work, contract, (outs, ins))
    also = [part.item for part in ins]
    require_cover(work, contract, message.event_time, f"exchange {number}", also)
    return []


def _parts(work: CollateralWork, site: str, micros: dict[str, int], *, approved: bool = False) -> list[Part]:
    """The lots with how much of each; approved: of what comes only what the pledgee accepts counts."""
    found = []
    for lot_no, micro in micros.items():
        lot = work.lots.get(site, lot_no)
        if lot is not None:
            bound = lot.approved_micro if approved else None
            found.append(Part(lot, micro if bound is None else min(micro, bound)))
    return found


def _require_as_much(
    message: Message, work: CollateralWork, contract: Contract, parts: tuple[list[Part], list[Part]]
) -> None:
    """At the contract's own marks, and at what may be lent on each kind."""
    prices, at = PresentPrices(work), message.event_time
    out, in_ = (find(work, contract, [part.item for part in some], prices, at).valuation for some in parts)
    for word, goes, comes in (
        ("are worth", out.value_minor, in_.value_minor),
        ("secure", out.advance_minor, in_.advance_minor),
    ):
        if comes < goes:
            raise Refused(
                f"the goods that come {word} {comes} minor units of {contract.currency}, those that go"
                f" {goes}: {goes - comes} are missing",
                cause="collateral.exchange.value",
            )
