"""Opens the hub that the settings name."""

from __future__ import annotations

from adapters.wiring.hub import Hub, make_hub
from adapters.wiring.tracing import make_spans
from gateway.settings import Settings, read_settings


def open_hub(settings: Settings | None = None, *, process: str = "command") -> tuple[Hub, Settings]:
    """The hub of the environment's settings, for a process of this name.

    Raises Refused (a setting) or Unavailable (the database).
    """
    settings = settings or read_settings()
    hub = make_hub(
        name=settings.hub,
        home=settings.home,
        database_url=settings.database_url,
        redis_url=settings.redis_url,
    )
    spans = make_spans(settings.tracing, process=process, home=settings.home, clock=hub.clock)
    return hub.traced(spans), settings
