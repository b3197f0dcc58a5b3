"""Real servers for the demo in production form, started here and stopped with it; none when embedded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.kernel.errors import Unavailable


@contextmanager
def servers(folder: Path, *, wanted: bool) -> Iterator[dict[str, str]]:
    """The settings that name the servers; their data is kept in `folder` with the rest of the demo."""
    if not wanted:
        yield {}
        return
    from tests.servers.errors import ServerMissing
    from tests.servers.servers import Servers

    with Servers(folder / "servers") as started:
        try:
            urls = {
                "LIANQIAO_DATABASE_URL": started.postgres.url(),
                "LIANQIAO_BROKER_URL": started.rabbitmq.url(),
                "LIANQIAO_BROKER_API_URL": started.rabbitmq.management_url,
                "LIANQIAO_REDIS_URL": started.redis.url(),
            }
        except ServerMissing as missing:
            raise Unavailable(str(missing)) from missing
        yield urls
