"""The broker's side of a worker: frames and heartbeats taken, receipts and commands told."""

from __future__ import annotations

import threading

from adapters.bus.address import Address, nodes
from adapters.bus.beats import BeatConsumer
from adapters.bus.downlink import Downlinks, down_publisher
from adapters.bus.frames import FrameConsumer
from adapters.bus.publisher import Publisher
from adapters.file.pulses import PulseFile, no_pulse
from adapters.wiring.hub import Hub
from core.hub.downlink import Downlink
from core.hub.heartbeats import Heartbeats
from core.hub.renewal import Renewals
from core.hub.uplink import BeatRuns, FrameRuns
from gateway.broker_users import users_loop, users_of
from gateway.loops import Loop
from gateway.settings import Settings
from gateway.trust import make_trust


def bus_loops(hub: Hub, settings: Settings, pulse: PulseFile | None = None) -> list[tuple[str, Loop]]:
    """The loops that a worker runs beside its dispatcher where there is a broker; none where there is not."""
    if not settings.broker_url:
        return []
    downlink = Downlink(hub.store, hub.frames, hub.key)
    publisher = down_publisher(settings.broker_url)
    told = Downlinks(publisher)
    frames = FrameConsumer(
        settings.broker_url,
        FrameRuns(hub.store, hub.blobs, hub.frames, downlink),
        told,
        shards=settings.shards,
        on_taken=hub.arrived.notify,
    )
    beats = BeatConsumer(
        settings.broker_url,
        BeatRuns(Heartbeats(hub.store, hub.blobs, hub.key), downlink, _renewals(hub, settings)),
        told,
        hub.store,
    )
    if pulse is not None:
        frames.consumer.turned, beats.consumer.turned = pulse.loop("frames"), pulse.loop("beats")
    loops: list[tuple[str, Loop]] = [("frames", _posting(publisher, frames.run)), ("beats", beats.run)]
    users = users_of(settings)
    if users is not None:
        turned = pulse.loop("users") if pulse is not None else no_pulse
        loops.append(("users", users_loop(hub, users, turned)))
    return loops


def _renewals(hub: Hub, settings: Settings) -> Renewals | None:
    """Only a broker that knows its agents by certificate speaks for who asks."""
    by_certificate = Address.read(nodes(settings.broker_url)[0]).login == "EXTERNAL"
    return make_trust(hub, settings).renewals if by_certificate else None


def _posting(publisher: Publisher, run: Loop) -> Loop:
    """The loop with the publisher at work beside it; what is told after its end is told at the next beat."""

    def loop(stop: threading.Event) -> None:
        publisher.start()
        try:
            run(stop)
        finally:
            publisher.close()

    return loop
