"""A device in a warehouse says that something is wrong there."""

from __future__ import annotations

from typing import ClassVar, Literal

from core.catalogue.checks import require_moments
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, Measure, Photos


class SensorAlarm(Document, frozen=True, kw_only=True):
    """M22, a fact: aligns with EPCIS sensorElementList.

    alarm_no: the device's number of it
    device_id: which device
    kind: what it watches: weight, contour 轮廓, fence 电子围栏, seal 铅封, temp, video
    event_time: when it saw it
    warehouse: the site as the warehouse calls it
    value: what it measured
    threshold: what it may be
    zone: bin or zone it watches
    lot_no: the lot it watches
    state: raised or cleared; null is raised
    media: photos and films
    text: in words
    """

    TYPE: ClassVar[str] = "wms.sensor_alarm.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("alarm_no", "device_id", "lot_no", "zone")
    TIMES: ClassVar[tuple[str, ...]] = ("event_time",)

    alarm_no: Key
    device_id: Key
    kind: Literal["weight", "contour", "fence", "seal", "temp", "video"]
    event_time: Moment
    warehouse: Key
    value: Measure | None = None
    threshold: Measure | None = None
    zone: OptionalKey = ""
    lot_no: OptionalKey = ""
    state: Literal["raised", "cleared"] | None = None
    media: Photos = ()
    text: Text = ""

    def __post_init__(self) -> None:
        require_moments(event_time=self.event_time)
