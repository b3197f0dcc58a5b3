"""The clock's settings, read once from the same variables as the doors'."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.bus.address import require_safe, with_files
from adapters.wiring.months_setting import months_kept_in
from adapters.wiring.secret_settings import secret_setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """broker_url: "" = no broker, the clock runs its jobs itself; else celery's beat and workers do."""

    home: Path
    database_url: str
    broker_url: str
    hub: str
    owner: str
    months_kept: int = 0


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    said = os.environ if environment is None else environment
    home = Path(said.get("LIANQIAO_HOME") or _state_folder(said)).expanduser().absolute()
    return Settings(
        home=home,
        database_url=secret_setting(said, "LIANQIAO_DATABASE_URL") or f"sqlite:///{home / 'hub.db'}",
        broker_url=_broker(said, home),
        hub=said.get("LIANQIAO_HUB", "hub"),
        months_kept=months_kept_in(said),
        owner=said.get("LIANQIAO_WORKER") or f"clock-{socket.gethostname()}-{os.getpid()}",
    )


def _broker(said: Mapping[str, str], home: Path) -> str:
    """Over TLS with the certificate that the doors' process has made."""
    url = secret_setting(said, "LIANQIAO_BROKER_URL")
    require_safe(url)
    return with_files(url, home / "certs")


def _state_folder(said: Mapping[str, str]) -> Path:
    base = said.get("XDG_STATE_HOME") or Path(said.get("HOME", "/var/lib")) / ".local" / "state"
    return Path(base) / "lianqiao"
