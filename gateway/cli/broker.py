"""`hub broker`: the broker's tunables, set through its management API or printed for whoever runs it."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer

from adapters.bus.policies import apply_policies, as_commands, broker_version, vhost_of
from adapters.bus.setup import Needs
from core.hub.certificates import WORKER
from core.kernel.errors import Refused
from gateway.broker_users import speakers
from gateway.opening import open_hub
from gateway.settings import Settings, read_settings

VERSION = re.compile(r"\d{1,3}\.\d{1,3}(\.\d{1,5})?")

broker = typer.Typer(no_args_is_help=True, help="The broker: what it needs, and its policies.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(broker, name="broker")


@broker.command("policies")
def policies(
    apply: Annotated[bool, typer.Option("--apply", help="set them, by LIANQIAO_BROKER_API_URL")] = False,
    version: Annotated[str, typer.Option(help="of the broker, where its API may not be asked")] = "",
) -> None:
    """Prints the policies as rabbitmqctl commands, or sets them; setting them again changes nothing."""
    settings = read_settings()
    if not settings.broker_url:
        raise Refused("LIANQIAO_BROKER_URL names no broker; without one agents speak HTTPS")
    vhost = vhost_of(settings.broker_url)
    if apply:
        for one in apply_policies(_api(settings), vhost):
            print(f"{one.name} holds for {one.pattern}: {json.dumps(one.definition)}")
        return
    for command in as_commands(vhost, _version(settings, version)):
        print(command)


@broker.command("setup")
def setup(
    apply: Annotated[bool, typer.Option("--apply", help="do it, by LIANQIAO_BROKER_API_URL")] = False,
) -> None:
    """Says what the broker needs, or makes it: virtual host, exchanges, queues, users, rights, policies."""
    hub, settings = open_hub()
    if not settings.broker_url:
        raise Refused("LIANQIAO_BROKER_URL names no broker; without one agents speak HTTPS")
    vhost = vhost_of(settings.broker_url)
    agents = speakers(hub)
    needs = Needs(vhost=vhost, shards=settings.shards, hub_user=f"{WORKER}.{hub.name}", agents=agents)
    if apply:
        needs.apply(_api(settings))
    for line in needs.said():
        print(line)
    if not apply:
        print("nothing was done; `hub broker setup --apply` does it")


def _version(settings: Settings, said: str) -> str:
    if not said:
        return broker_version(_api(settings))
    if not VERSION.fullmatch(said):
        raise Refused(f"{said!r} is no version; write it as `rabbitmqctl version` prints it, as 4.1.0")
    return said


def _api(settings: Settings) -> str:
    if not settings.broker_api_url:
        raise Refused(
            "LIANQIAO_BROKER_API_URL names no management API; set it, or say --version and give the printed"
            " commands to whoever runs the broker"
        )
    return settings.broker_api_url
