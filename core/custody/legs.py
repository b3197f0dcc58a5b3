"""The two legs of a transfer: what of the lot is pledged goes along, if the target is a site for them."""

from __future__ import annotations

from msgspec.structs import replace

from core.custody.booking import Booking, Move
from core.custody.correct import alarm_pledged_twice
from core.custody.handover import another_supervisor, wait_for
from core.custody.lot import Lot
from core.custody.reconcile import alarm_below_zero
from core.custody.release import Departure
from core.custody.transit import WAITING, Transit
from core.custody.unauthorised import Left, breach_of, open_breach
from core.hub.alerts import AlertRaised
from core.kernel.quantity import Quantity


def depart(booking: Booking, transit: Transit, source: Lot, micro: int) -> None:
    """The goods are on the road; what was pledged of them stays so where the target is approved."""
    pledged = min(max(0, source.pledged_micro), max(0, micro - max(0, source.free_micro)))
    arrived_before = max(0, transit.pledged_in_micro - transit.pledged_out_micro)
    pledged = max(pledged, min(arrived_before, source.pledged_micro))
    transit = _under_contract(booking, transit, source, pledged)
    going = pledged if transit.approved else 0
    after = booking.move(
        source,
        Move(
            "depart",
            transit.transfer_no,
            on_hand=-micro,
            pledged=-pledged,
            under_way=going,
            contract_no=transit.contract_no,
        ),
    )
    _keep(
        booking,
        replace(
            transit,
            departed_micro=transit.departed_micro + micro,
            pledged_out_micro=transit.pledged_out_micro + going,
            departed_at=booking.counts_from,
        ),
    )
    if pledged and not transit.approved:
        _open_breach(booking, transit, source, (micro, pledged))
    elif after.on_hand_micro < 0 <= source.on_hand_micro:
        alarm_below_zero(booking, after, transit.transfer_no)


def arrive(booking: Booking, transit: Transit, lots: tuple[Lot, Lot], micro: int) -> None:
    """The goods are at the target, and the pledge with them; the leg out may not have been told yet."""
    source, target = lots
    transit, pledged = _along(booking, transit, source, micro)
    transit, allowed = _elsewhere(booking, transit, lots, (micro, pledged))
    gone = pledged
    contract_no = transit.contract_no
    if pledged:
        half = Move("arrive", transit.transfer_no, under_way=-pledged, contract_no=contract_no, key="/from")
        booking.move(source, half)
    pledged = pledged if allowed else 0
    if pledged and target.contract_no not in {"", contract_no}:
        alarm_pledged_twice(booking, (target.site, target.lot_no), target.contract_no, contract_no)
        pledged = 0
    booking.move(
        target,
        Move(
            "arrive",
            transit.transfer_no,
            on_hand=_in_unit(micro, source.unit, target.unit),
            pledged=_in_unit(pledged, source.unit, target.unit),
            contract_no=contract_no if pledged else "",
        ),
    )
    if pledged and another_supervisor(booking, transit):
        transit = wait_for(booking, transit)
    _keep(
        booking,
        replace(
            transit,
            arrived_micro=transit.arrived_micro + micro,
            pledged_in_micro=transit.pledged_in_micro + gone,
            arrived_at=booking.counts_from,
        ),
    )


def _elsewhere(
    booking: Booking, transit: Transit, lots: tuple[Lot, Lot], came: tuple[int, int]
) -> tuple[Transit, bool]:
    """Goods that arrive at another site than was said: the pledge goes along only if that one is approved."""
    source, target = lots
    if target.site == transit.to_site:
        return transit, True
    said, transit = transit.to_site, replace(transit, to_site=target.site)
    if came[1] and booking.work.approved_sites.get(transit.contract_no, target.site) is None:
        _open_breach(booking, transit, source, came)
        return transit, False
    text = f"lot {source.lot_no} arrived at {target.site} by {transit.transfer_no}, it was to go to {said}"
    booking.alarm(
        AlertRaised(
            code="C07",
            severity="high",
            object=f"{target.site}/{transit.transfer_no}/{source.lot_no}",
            site=target.site,
            text=text,
            action="ask both warehouses why; count the lot where it arrived",
        )
    )
    return transit, True


def _along(booking: Booking, transit: Transit, source: Lot, micro: int) -> tuple[Transit, int]:
    """How much of what arrives comes under its pledge; the first leg told decides whose that is."""
    if transit.departed_at is not None:
        return transit, min(micro, transit.pledged_out_micro - transit.pledged_in_micro)
    pledged = min(max(0, source.pledged_micro), max(0, micro - max(0, source.free_micro)))
    transit = _under_contract(booking, transit, source, pledged)
    if pledged and not transit.approved:
        booking.change(source, source)
        _open_breach(booking, transit, source, (micro, pledged))
        return transit, 0
    return transit, pledged


def _open_breach(booking: Booking, transit: Transit, source: Lot, went: tuple[int, int]) -> None:
    micro, pledged = went
    departure = Departure(source.lot_no, micro, source.unit, booking.counts_from, "")
    left = Left(transit.transfer_no, "", pledged, transit.contract_no)
    reason = f"{transit.to_site} is no approved site of contract {transit.contract_no}"
    open_breach(booking, breach_of(booking, source, departure, left, reason))


def _in_unit(micro: int, unit: str, other: str) -> int:
    """The same quantity in the unit that the other site keeps the lot in."""
    return Quantity(micro, unit).to(other).micro


def _under_contract(booking: Booking, transit: Transit, source: Lot, pledged: int) -> Transit:
    """Decides with the first leg whose pledge the goods are under, and whether they may lie at the target."""
    if not pledged or transit.contract_no:
        return transit
    approved = booking.work.approved_sites.get(source.contract_no, transit.to_site) is not None
    return replace(transit, contract_no=source.contract_no, approved=approved)


def _keep(booking: Booking, transit: Transit) -> None:
    """Complete when as much arrived as departed; more than departed is a break."""
    both = transit.departed_at is not None and transit.arrived_at is not None
    complete = both and transit.arrived_micro == transit.departed_micro
    if complete and transit.late and transit.confirm != WAITING:
        booking.calm("C11", transit.object, f"lot {transit.lot_no} of {transit.transfer_no} is complete")
        transit = replace(transit, late=None)
    booking.work.transits.put(replace(transit, complete=complete))
    object_ = f"{transit.to_site}/{transit.transfer_no}/{transit.lot_no}"
    if both and transit.arrived_micro > transit.departed_micro:
        departed = Quantity(transit.departed_micro, transit.unit)
        booking.alarm(
            AlertRaised(
                code="C07",
                severity="high",
                object=object_,
                site=transit.to_site,
                text=f"{Quantity(transit.arrived_micro, transit.unit)} of lot {transit.lot_no} arrived at"
                f" {transit.to_site} by {transit.transfer_no}, {departed} departed from {transit.from_site}",
                action="ask both warehouses; count the lot where it arrived",
            )
        )
