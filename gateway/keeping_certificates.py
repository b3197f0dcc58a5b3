"""Keeps the hub's own certificates in force while its processes run, however long that is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from core.kernel.errors import HubError
from gateway.loops import Loop
from gateway.serving import Server
from gateway.trust import Trust

LOG = logging.getLogger("lianqiao.certificates")
LOOK_S_MAX = 600.0
LOOKS_A_LIFE = 20


def keep_shown(trust: Trust, server: Server, names: tuple[str, ...]) -> Loop:
    """A loop that renews it when two thirds of its life are over, and shows the new one."""
    return _again(trust, lambda: server.show(trust.server(names)))


def keep_workers(trust: Trust) -> Loop:
    """The same for the certificate by which this hub's processes speak to the broker."""
    return _again(trust, trust.keep_worker)


def _again(trust: Trust, renew: Callable[[], None]) -> Loop:
    def loop(stop: threading.Event) -> None:
        while not stop.wait(min(LOOK_S_MAX, trust.life_s / LOOKS_A_LIFE)):
            try:
                renew()
            except HubError as error:
                LOG.error("a certificate of the hub's own was not renewed: %s", error.text)

    return loop
