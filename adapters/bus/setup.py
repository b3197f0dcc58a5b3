"""Everything the broker needs before the first agent speaks, said or done through its management API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx
from kombu import Queue

from adapters.bus.management import management, part
from adapters.bus.policies import apply_policies, policies
from adapters.bus.topology import EXCHANGES, queues
from adapters.bus.users import BrokerUsers
from core.hub.broker_names import Speaker
from core.hub.bus import down_queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Of one hub; agents: the users of those that may speak."""

    vhost: str
    shards: int
    hub_user: str
    agents: dict[str, Speaker]

    def said(self) -> list[str]:
        """What `apply` does, in words, in its order."""
        lines = [f"virtual host {self.vhost}"]
        lines += [f"exchange {one.name} ({one.type})" for one in EXCHANGES]
        lines += [_queue_said(one) for one in queues(self.shards)]
        lines.append(f"user {self.hub_user}, by its certificate alone: everything in {self.vhost}")
        for user, (name, shard) in sorted(self.agents.items()):
            writes = f"writes frame.{shard}.{name}, express.{shard}.{name} and beat.{name}"
            reads = f"reads {down_queue(name)}"
            lines.append(f"user {user}, by its certificate alone: {writes}, {reads}")
        return lines + [
            f"policy {one.name} for {one.pattern}: {json.dumps(one.definition)}" for one in policies("3.10")
        ]

    def apply(self, api_url: str) -> None:
        """Makes what is missing; what is there is left as it is. Raises Unavailable."""
        with management(api_url) as api:
            _put(api, f"/vhosts/{part(self.vhost)}", {})
            for exchange in EXCHANGES:
                said = {"type": exchange.type, "durable": True}
                _put(api, f"/exchanges/{part(self.vhost)}/{part(exchange.name)}", said)
            for queue in queues(self.shards):
                _make_queue(api, self.vhost, queue)
        users = BrokerUsers(api_url, self.vhost)
        users.give_hub(self.hub_user)
        users.keep(self.agents)
        apply_policies(api_url, self.vhost)


def _queue_said(queue: Queue) -> str:
    where = f"bound to {queue.exchange.name} by {queue.routing_key}"
    return f"queue {queue.name} {json.dumps(queue.queue_arguments)}, {where}"


def _make_queue(api: httpx.Client, vhost: str, queue: Queue) -> None:
    said = {"durable": True, "arguments": queue.queue_arguments}
    _put(api, f"/queues/{part(vhost)}/{part(queue.name)}", said)
    binding = f"/bindings/{part(vhost)}/e/{part(queue.exchange.name)}/q/{part(queue.name)}"
    api.post(binding, json={"routing_key": queue.routing_key}).raise_for_status()


def _put(api: httpx.Client, path: str, said: dict[str, Any]) -> None:
    api.put(path, json=said).raise_for_status()
