"""What keeps a site from being seen, cause by cause; while there is one, nothing is let go there (C05)."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from core.custody.blind_row import Blindness
from core.custody.booking import Booking
from core.custody.lot import Lot
from core.custody.site import Site
from core.hub.records import R
from core.hub.shelf import Shelf
from core.kernel.errors import Refused

SNAPSHOT = "snapshot"


class Shelved(Protocol):
    """Whatever gives out rows: a room's unit of work, or the hub's."""

    def shelf(self, kind: type[R]) -> Shelf[R]: ...


def go_blind(booking: Booking, cause: Blindness) -> bool:
    """The site is not seen for this cause too; False where that was known."""
    work = booking.work
    if work.blindnesses.get(cause.site, cause.cause) is not None:
        return False
    work.blindnesses.put(cause)
    _recount(booking, cause.site)
    _say(booking, cause.site, "blind", cause.text)
    return True


def see_again(booking: Booking, site: str, cause: str, text: str) -> bool:
    """This cause is gone; the site is seen when none is left. False where it was none."""
    work = booking.work
    known = work.blindnesses.get(site, cause)
    if known is not None:
        work.blindnesses.remove(site, cause)
    _recount(booking, site)
    if known is not None:
        _say(booking, site, "seen", text)
    return known is not None


def require_seen(site: Site, issued_at: datetime, what: str) -> None:
    """Refused where the site is stopped or blind since before this instruction was given."""
    if site.stopped_since is not None and issued_at >= site.stopped_since:
        raise Refused(
            f"{what}: {site.site} is stopped since {site.stopped_since:%Y-%m-%d %H:%M:%SZ}:"
            f" {site.open_breaches} unauthorised releases are open; explain or answer for them first",
            cause="custody.release.site_stopped",
        )
    if site.blind_since is not None and issued_at >= site.blind_since:
        raise Refused(
            f"{what}: {site.site} is blind since {site.blind_since:%Y-%m-%d %H:%M:%SZ}: its snapshot is"
            " overdue or its feed is silent; release when it is seen again",
            cause="custody.release.site_blind",
        )


def goods_at(unit: Shelved, contract_no: str) -> list[str]:
    """The sites where goods of a contract lie or come from: what an instruction about it rests on."""
    return sorted({lot.site for lot in unit.shelf(Lot).find(contract_no=contract_no)})


def why_unseen(unit: Shelved, contract_no: str) -> list[str]:
    """Each site of a contract's goods that is stopped or blind, since when: no draw while there is one."""
    found = []
    for name in goods_at(unit, contract_no):
        site = unit.shelf(Site).get(name)
        if site is not None and site.stopped_since is not None:
            found.append(f"{name} is stopped since {site.stopped_since:%Y-%m-%d %H:%M:%SZ}")
        if site is not None and site.blind_since is not None:
            found.append(f"{name} is blind since {site.blind_since:%Y-%m-%d %H:%M:%SZ}")
    return found


def _recount(booking: Booking, name: str) -> None:
    causes = booking.work.blindnesses.find(site=name)
    since = min((each.since for each in causes), default=None)
    booking.work.sites.put(replace(booking.work.site(name), blind_since=since))


def _say(booking: Booking, site: str, what: str, text: str) -> None:
    booking.work.unit.effect(booking.message, kind=f"site.{what}", key=site, text=f"{site} is {what}: {text}")
