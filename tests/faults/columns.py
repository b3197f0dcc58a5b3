"""The two columns a run can be in: which servers there are, how each is killed and comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from tests.servers.servers import Servers

PRODUCTION, EMBEDDED = "production", "embedded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One real server that a run may kill."""

    kill: Callable[[], None]
    start: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """name: production or embedded. Addresses are the servers' own, "" where there is none.

    vhost: the broker's. servers: those that may be killed, by name.
    """

    name: str
    database_url: str = ""
    broker_url: str = ""
    redis_url: str = ""
    vhost: str = ""
    servers: dict[str, Server] = field(default_factory=dict)
    ctl: Callable[..., str] | None = None

    @property
    def links(self) -> dict[str, str]:
        """host:port of what processes reach over the network, by the name of the link."""
        urls = {"database": self.database_url, "broker": self.broker_url}
        return {name: _place(url) for name, url in urls.items() if url}


def production(servers: Servers, *, database_url: str, broker_url: str, redis_url: str) -> Column:
    """RabbitMQ, PostgreSQL and Redis of `servers`; the places in them belong to this run alone."""
    rabbit, postgres, redis = servers.rabbitmq, servers.postgres, servers.redis
    return Column(
        name=PRODUCTION,
        database_url=database_url,
        broker_url=broker_url,
        redis_url=redis_url,
        vhost=broker_url.rpartition("/")[2],
        servers={
            "broker": Server(kill=rabbit.kill, start=rabbit.start),
            "database": Server(kill=postgres.kill, start=postgres.start),
            "redis": Server(kill=redis.kill, start=redis.start),
        },
        ctl=rabbit.ctl,
    )


def embedded() -> Column:
    """SQLite in the hub's home; nothing to kill but the hub itself."""
    return Column(name=EMBEDDED, database_url="")


def through(url: str, port: int) -> str:
    """The address as it is reached by way of the proxy."""
    parts = urlsplit(url)
    there = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{there}@127.0.0.1:{port}"))


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}"
