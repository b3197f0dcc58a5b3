"""Vehicles and photos that turn up where they cannot be: in two places at once, or a second time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from core.catalogue.parts import Attachment
from core.risk.watched import PhotoSeen, SiteWatch, VehicleSeen
from core.risk.work import RiskWork

# No vehicle is at another warehouse sooner than so much after it was at one.
APART = timedelta(minutes=30)


def see_vehicle(work: RiskWork, vehicle: str, site: str, at: datetime) -> None:
    """A plate at a site; at another one too close in time, both are marked."""
    plate = "".join(vehicle.split()).upper()
    if not plate or not site:
        return
    before = work.vehicles_seen.get(plate)
    watch = _watch(work, site)
    work.site_watches.put(replace(watch, vehicles=watch.vehicles + 1))
    if before is not None and before.site != site and abs(at - before.seen_at) < APART:
        for each in (before.site, site):
            seen = _watch(work, each)
            work.site_watches.put(replace(seen, vehicle_twice_at=_later(seen.vehicle_twice_at, at)))
    if before is None or before.seen_at <= at:
        work.vehicles_seen.put(VehicleSeen(vehicle=plate, site=site, seen_at=at))


def see_photos(work: RiskWork, photos: Iterable[Attachment], site: str, document: str, at: datetime) -> None:
    """Photos by their hashes; one that another document brought before is an old one."""
    for photo in photos:
        if photo.sha256 is None:
            continue
        watch = _watch(work, site)
        watch = replace(watch, photos=watch.photos + 1)
        before = work.photos_seen.get(photo.sha256)
        if before is None:
            work.photos_seen.put(PhotoSeen(sha256=photo.sha256, site=site, document=document))
        elif before.document != document:
            watch = replace(watch, photo_reused_at=_later(watch.photo_reused_at, at))
        work.site_watches.put(watch)


def _watch(work: RiskWork, site: str) -> SiteWatch:
    return work.site_watches.get(site) or SiteWatch(site=site)


def _later(before: datetime | None, at: datetime) -> datetime:
    return at if before is None else max(before, at)
