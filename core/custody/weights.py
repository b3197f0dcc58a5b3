"""Weights by table 理计 and by scale 过磅: a lot is kept in one of them, and told in either (T22)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from core.catalogue.parts import LotLine, Measure, WeighTicket
from core.custody.booking import Booking
from core.custody.lot import Lot
from core.custody.quantities import lot_micro
from core.hub.alerts import AlertRaised
from core.kernel.errors import Refused
from core.kernel.quantity import Quantity

THEORETICAL = "theoretical"
# Beyond this paper and scale are not one load, and at that factor a unit is wrong (t for kg).
SCALE_OFF_PERCENT, UNIT_FACTOR = 5, 100


def told_micro(booking: Booking, lot: Lot, lines: Sequence[LotLine], document_no: str) -> int:
    """What the lines say of a lot, in its own unit and by the kind of weight it is kept in.

    By what came with both weights a scale's figure becomes the table's; where nobody told both, it is booked
    as told and alarmed, for an emptied lot will not come out at zero.
    """
    total = 0
    for line in lines:
        micro = lot_micro(lot.lot_no, [line.quantity], lot.unit)
        other = line.weight_basis is not None and lot.weight_basis not in {None, line.weight_basis}
        if other and lot.weight_basis == THEORETICAL and lot.both_weighed_micro:
            micro = round(Fraction(micro * (lot.both_told_micro or 0), lot.both_weighed_micro))
        elif other:
            text = (
                f"lot {lot.lot_no} at {lot.site} is kept by {lot.weight_basis} weight, {document_no} tells"
                f" {line.weight_basis} weight, and nobody told both"
            )
            _alarm(booking, lot.site, f"{lot.lot_no}/basis", text)
        total += micro
    return total


def with_weights(lot: Lot, lines: Sequence[LotLine]) -> Lot:
    """The lot with what these lines, which came in, say of both weights."""
    for line in lines:
        basis = lot.weight_basis or line.weight_basis
        lot = replace(lot, weight_basis=basis)
        net = line.net_weight
        if basis == THEORETICAL and line.weight_basis == THEORETICAL and net is not None and net.value:
            told = lot_micro(lot.lot_no, [line.quantity], lot.unit)
            weighed = lot_micro(lot.lot_no, [net], lot.unit)
            lot = replace(
                lot,
                both_told_micro=(lot.both_told_micro or 0) + told,
                both_weighed_micro=(lot.both_weighed_micro or 0) + weighed,
            )
    return lot


def check_scale(
    booking: Booking, site: str, document_no: str, lines: Sequence[LotLine], ticket: WeighTicket | None
) -> None:
    """C07 where paper and scale are not one load: a wrong unit, another load, a slip that does not add up."""
    wrong = [found for line in lines for found in _line(line)]
    if ticket is not None:
        wrong += _slip(ticket, lines)
    if wrong:
        _alarm(booking, site, f"{document_no}/scale", f"{document_no} at {site}: {'; '.join(wrong)}")


def _line(line: LotLine) -> list[str]:
    """A line whose quantity and net weight are weights, and a hundredfold apart."""
    if line.net_weight is None:
        return []
    paper, scale = _kilograms(line.quantity), _kilograms(line.net_weight)
    if paper is None or scale is None or not _unit_wrong(paper, scale):
        return []
    told, weighs = _said(line.quantity), _said(line.net_weight)
    return [f"lot {line.lot_no} is {told} and weighs {weighs}: a unit is wrong"]


def _slip(ticket: WeighTicket, lines: Sequence[LotLine]) -> list[str]:
    gross, tare, net = (_kilograms(each) for each in (ticket.gross, ticket.tare, ticket.net))
    found = []
    if gross is not None and tare is not None and net is not None and gross - tare != net:
        found.append(
            f"slip {ticket.ticket_no}: {_said(ticket.gross)} less {_said(ticket.tare)} is not"
            f" {_said(ticket.net)}"
        )
    weights = [_kilograms(line.quantity) for line in lines]
    known = [each for each in weights if each is not None]
    if net is None or len(known) != len(weights):
        return found
    paper = sum(known)
    if _unit_wrong(paper, net):
        found.append(f"{_kg(paper)} kg on paper, {_kg(net)} kg on slip {ticket.ticket_no}: a unit is wrong")
    elif abs(paper - net) * 100 > paper * SCALE_OFF_PERCENT:
        found.append(f"{_kg(paper)} kg on paper, {_kg(net)} kg on slip {ticket.ticket_no}")
    return found


def _unit_wrong(first: Fraction | int, second: Fraction) -> bool:
    return bool(first and second) and not Fraction(1, UNIT_FACTOR) < Fraction(first) / second < UNIT_FACTOR


def _kilograms(measure: Measure | None) -> Fraction | None:
    """None where it is no weight."""
    if measure is None:
        return None
    try:
        one = Quantity(10**9, measure.unit).to("KGM").micro
    except Refused:
        return None
    return Fraction(measure.value) * Fraction(one, 10**9)


def _kg(value: Fraction | int) -> str:
    return f"{Decimal(round(value * 1000)).scaleb(-3):f}".rstrip("0").rstrip(".")


def _said(measure: Measure | None) -> str:
    return "" if measure is None else f"{measure.value} {measure.unit}"


def _alarm(booking: Booking, site: str, what: str, text: str) -> None:
    booking.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"{site}/{what}",
            site=site,
            text=text,
            action="look at the weighbridge slip; have the source correct the document",
        )
    )
