"""The broker's users: one an agent, known by its certificate, who may do two things and nothing else."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

import httpx

from adapters.bus.management import management, part
from core.hub.broker_names import Speaker
from core.hub.bus import UP, down_queue
from core.kernel.errors import Refused

LOG = logging.getLogger("lianqiao.bus")
AGENT_TAG, HUB_TAG = "lianqiao-agent", "lianqiao-hub"
NOTHING, ALL = "^$", ".*"


def permissions(agent: str) -> dict[str, str]:
    """What the agent may declare, write to and read from."""
    return {
        "configure": NOTHING,
        "write": f"^{re.escape(UP)}$",
        "read": f"^{re.escape(down_queue(agent))}$",
    }


def topics(speaker: Speaker) -> dict[str, str]:
    """Under which routing keys: its own frames to its own shard, and its own heartbeat."""
    name = re.escape(speaker.agent)
    return {"exchange": UP, "write": rf"^((frame|express)\.{speaker.shard}|beat)\.{name}$", "read": NOTHING}


class BrokerUsers:
    """Brings the broker's users in line with who is enrolled; doing it again changes nothing."""

    def __init__(self, api_url: str, vhost: str) -> None:
        self._api_url = api_url
        self._vhost = vhost

    def keep(self, wanted: Mapping[str, Speaker]) -> tuple[list[str], list[str]]:
        """Gives users to those that are wanted and takes them from all others; (given, taken).

        Taking the user away closes its connections too. Raises Unavailable if the API is.
        """
        with management(self._api_url) as api:
            users = {one["name"]: _tags(one) for one in _listed(api, "/users")}
            ours = {name for name, tags in users.items() if AGENT_TAG in tags}
            allowed = self._allowed(api)
            given = [
                name
                for name, speaker in sorted(wanted.items())
                if allowed.get(name) != topics(speaker)["write"] or name not in ours
            ]
            for name in given:
                self._give(api, name, wanted[name], users.get(name))
            taken = sorted(ours - wanted.keys())
            for name in taken:
                _take(api, name)
            return given, taken

    def give_hub(self, name: str) -> None:
        """The hub's own worker, who declares, writes and reads everything of its virtual host."""
        with management(self._api_url) as api:
            _put(api, f"/users/{part(name)}", {"password_hash": "", "tags": HUB_TAG})
            rights = {"configure": ALL, "write": ALL, "read": ALL}
            _put(api, f"/permissions/{part(self._vhost)}/{part(name)}", rights)

    def take(self, name: str) -> None:
        """Away with this user and its connections."""
        with management(self._api_url) as api:
            _take(api, name)

    def _allowed(self, api: httpx.Client) -> dict[str, str]:
        rows = _listed(api, f"/vhosts/{part(self._vhost)}/topic-permissions")
        return {one["user"]: one["write"] for one in rows if one["exchange"] == UP}

    def _give(self, api: httpx.Client, name: str, speaker: Speaker, tags: set[str] | None) -> None:
        if tags is not None and AGENT_TAG not in tags:
            raise Refused(
                f"the broker has a user {name!r} that is no agent's; give the agent another id",
                cause="broker.user_taken",
            )
        # The rights first would be refused; a user without any may do nothing.
        _put(api, f"/users/{part(name)}", {"password_hash": "", "tags": AGENT_TAG})
        _put(api, f"/topic-permissions/{part(self._vhost)}/{part(name)}", topics(speaker))
        _put(api, f"/permissions/{part(self._vhost)}/{part(name)}", permissions(speaker.agent))


def _take(api: httpx.Client, name: str) -> None:
    gone = api.delete(f"/users/{part(name)}")
    if gone.status_code != httpx.codes.NOT_FOUND:
        gone.raise_for_status()
    for one in _listed(api, "/connections"):
        if one.get("user") == name:
            closed = api.delete(
                f"/connections/{part(str(one['name']))}", headers={"X-Reason": f"{name} was revoked"}
            )
            if closed.status_code != httpx.codes.NOT_FOUND:
                closed.raise_for_status()


def _listed(api: httpx.Client, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = api.get(path).raise_for_status().json()
    return rows


def _put(api: httpx.Client, path: str, said: Mapping[str, object]) -> None:
    api.put(path, json=said).raise_for_status()


def _tags(user: Mapping[str, Any]) -> set[str]:
    """Before 3.9 one text, since then a list."""
    tags = user["tags"]
    return set(tags.split(",")) if isinstance(tags, str) else set(tags)
