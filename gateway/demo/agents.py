"""The demo's front-end agents: a home and settings of its own each, enrolled by the hub's one-time token."""

from __future__ import annotations

from typing import NamedTuple

from adapters.wiring.hub import Hub
from core.hub.agents import Agent
from core.hub.enrol import Invitation, invite, shard_of
from gateway.demo.family import run_once
from gateway.demo.home import Home

TOKEN_S = 600.0
ENROL_S = 180.0
_NEWER = "SELECT * FROM TABLE WHERE updated_at >= :watermark"


class Installed(NamedTuple):
    """An agent, the partner it stands at, and what its settings say of its sources."""

    name: str
    partner: str
    sources: str


def agents_of(home: Home, push_port: int) -> tuple[Installed, ...]:
    """The three agents of the demo."""
    return (
        Installed("warehouse-agent", "demo-warehouse", _folders(home)),
        Installed("steel-agent", "demo-steel", _tables(home)),
        Installed("price-agent", "demo-prices", _push(push_port)),
    )


def install(hub: Hub, home: Home, agent: Installed) -> None:
    """Writes its settings, and enrols it if the hub does not know it yet."""
    folder = home.agent(agent.name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    hub_table = f'[hub]\nurl = "{home.agents_url}"\nca = "{home.authority}"\n'
    broker = f'[uplink]\namqp = "{home.settings.broker_url}"\n' if home.settings.broker_url else ""
    text = "\n".join(('log_level = "info"\nbeat_s = 5\n', hub_table, broker, agent.sources))
    (folder / "agent.toml").write_text(text, "utf-8")
    if hub.store.get(Agent, agent.name) is not None:
        return
    shard = shard_of(agent.partner, home.settings.shards)
    with hub.store.unit() as unit:
        token = invite(unit, Invitation(agent=agent.name, partner=agent.partner, shard=shard), ttl_s=TOKEN_S)
    token_file = home.secrets / f"{agent.name}.token"
    token_file.touch(mode=0o600)
    token_file.write_text(token)
    try:
        run_once(
            ["front_end_agent", "--home", str(folder), "enrol", "--token-file", str(token_file)],
            home.environment,
            timeout_s=ENROL_S,
        )
    finally:
        token_file.unlink()


def _folders(home: Home) -> str:
    parts = {"slips": "*.csv", "snapshots": "*.csv", "events": "*.json", "answers": "*.json"}
    for part in parts:
        (home.warehouse / part).mkdir(parents=True, exist_ok=True)
    return "\n".join(
        f'[[source]]\nkind = "folder"\nname = "{part}"\nsite = "WH-SHA-01"\nevery_s = 0.2\n'
        f'finished = "rename"\npath = "{home.warehouse / part}"\npatterns = ["{pattern}"]\n'
        for part, pattern in parts.items()
    )


def _tables(home: Home) -> str:
    keys = {"orders": "order_no", "invoices": "invoice_no"}
    return "\n".join(
        f'[[source]]\nkind = "database"\nname = "{table}"\nsite = "HQ-SHA"\nevery_s = 0.5\n'
        f'url = "sqlite:///{home.erp}"\nwatermark_column = "updated_at"\nkey = ["{key}"]\noverlap_s = 60\n'
        f'query = "{_NEWER.replace("TABLE", table)}"\n'
        for table, key in keys.items()
    )


def _push(port: int) -> str:
    return f'[[source]]\nkind = "push"\nname = "quotes"\nsite = "SHANGHAI"\nport = {port}\n'
