"""Keeps the broker's users in line with who is enrolled: who was revoked is out within seconds."""

from __future__ import annotations

import logging
import threading

from adapters.bus.policies import vhost_of
from adapters.bus.users import BrokerUsers
from adapters.file.pulses import Turned, no_pulse
from adapters.wiring.hub import Hub
from core.hub.agents import Agent, AgentKey
from core.hub.broker_names import Speaker, speaking
from core.hub.certificates import WORKER
from core.kernel.errors import HubError
from gateway.loops import Loop
from gateway.settings import Settings

LOG = logging.getLogger("lianqiao.bus")
LOOK_S = 1.5
AGENTS_MAX, KEYS_MAX = 100_000, 1_000_000


def users_of(settings: Settings) -> BrokerUsers | None:
    """None where there is no broker, or none whose users are ours to give."""
    if not settings.broker_url.startswith("amqps") or not settings.broker_api_url:
        return None
    return BrokerUsers(settings.broker_api_url, vhost_of(settings.broker_url))


def keep_users(hub: Hub, users: BrokerUsers) -> tuple[list[str], list[str]]:
    """Once; (given, taken)."""
    return users.keep(speakers(hub))


def speakers(hub: Hub) -> dict[str, Speaker]:
    """Every agent that may speak, by the name of its user."""
    return speaking(hub.store.rows(Agent, limit=AGENTS_MAX), hub.store.rows(AgentKey, limit=KEYS_MAX))


def users_loop(hub: Hub, users: BrokerUsers, turned: Turned = no_pulse) -> Loop:
    """Again and again, the hub's own first; what goes wrong is said once, and tried again."""

    def loop(stop: threading.Event) -> None:
        said, hub_has_its_own = "", False
        while not stop.wait(LOOK_S):
            try:
                if not hub_has_its_own:
                    users.give_hub(f"{WORKER}.{hub.name}")
                    hub_has_its_own = True
                given, taken = keep_users(hub, users)
            except HubError as error:
                turned(error.text)
                if error.text != said:
                    LOG.warning("the broker's users are not kept: %s", error.text)
                said = error.text
                continue
            turned("")
            said = ""
            if given or taken:
                LOG.info("the broker's users: given to %s, taken from %s", given, taken)

    return loop
