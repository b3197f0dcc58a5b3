"""What is told of the goods themselves: lots that get mixed, and conditions that get worse (C14)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from core.catalogue.parts import LotLine
from core.custody.booking import Booking
from core.custody.lot import Lot
from core.custody.snapshot import SnapshotRow
from core.hub.alerts import AlertRaised

# A warehouse's word makes goods worse at once; only the pledgee's makes them better.
WORSE = {"damaged", "blocked", "mixed"}
ACTION = "have the pledgee judge the lot (`custody.lot_assessed.v1`)"


def check_mixed(booking: Booking, lot: Lot, lines: Sequence[LotLine], document_no: str) -> None:
    """Other goods came into a lot that is known: the lot is not of one kind any more."""
    for line in lines:
        told = {"sku": line.sku, "spec": line.spec, "brand": line.brand, "grade": line.grade}
        known = {name: getattr(lot, name) for name in told}
        other = [
            f"{name} {told[name]} into {known[name]}"
            for name in told
            if told[name] and known[name] and told[name] != known[name]
        ]
        if other:
            _alarm(
                booking,
                lot,
                f"{document_no} mixes lot {lot.lot_no} at {lot.site}: {', '.join(other)}",
                "mixed",
            )


def take_worse(booking: Booking, row: SnapshotRow) -> None:
    """The newest snapshot says that a lot is worse than the book has it: so it counts from now on."""
    lot = booking.work.lots.get(row.site, row.lot_no)
    if lot is None or row.condition not in WORSE or row.condition == lot.condition:
        return
    booking.change(lot, replace(lot, condition=row.condition))
    was = lot.condition or "sound"
    _alarm(
        booking,
        lot,
        f"lot {lot.lot_no} at {lot.site} is told to be {row.condition}, it was {was}",
        row.condition,
    )


def _alarm(booking: Booking, lot: Lot, text: str, what: str) -> None:
    booking.alarm(
        AlertRaised(
            code="C14",
            severity="medium",
            object=f"{lot.site}/{lot.lot_no}/{what}",
            site=lot.site,
            text=text,
            action=ACTION,
        )
    )
