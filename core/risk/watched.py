"""What is watched of pledged goods and their sites beside the book of custody."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record


class GoodsWatch(Record, frozen=True, kw_only=True):
    """Of one pledge contract; body: an `Outflow` in canonical bytes."""

    TABLE: ClassVar[str] = "risk_goods_watch"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no",)
    BOOK: ClassVar[bool] = True

    contract_no: str
    body: bytes = b"{}"


class VehicleSeen(Record, frozen=True, kw_only=True):
    """Where a vehicle was last."""

    TABLE: ClassVar[str] = "risk_vehicle_seen"
    KEY: ClassVar[tuple[str, ...]] = ("vehicle",)
    BOOK: ClassVar[bool] = True

    vehicle: str
    site: str
    seen_at: datetime


class PhotoSeen(Record, frozen=True, kw_only=True):
    """By its hash, the document that first brought a photo."""

    TABLE: ClassVar[str] = "risk_photo_seen"
    KEY: ClassVar[tuple[str, ...]] = ("sha256",)
    BOOK: ClassVar[bool] = True

    sha256: str
    site: str
    document: str


class SiteWatch(Record, frozen=True, kw_only=True):
    """What was seen at a site: how many vehicles and photos, and when last one that cannot be."""

    TABLE: ClassVar[str] = "risk_site_watch"
    KEY: ClassVar[tuple[str, ...]] = ("site",)
    BOOK: ClassVar[bool] = True

    site: str
    vehicles: int = 0
    photos: int = 0
    vehicle_twice_at: datetime | None = None
    photo_reused_at: datetime | None = None
