"""Where the demo keeps everything: below the hub's home, never in the tree."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gateway.demo.ports import claim_port
from gateway.settings import Settings, read_settings

TREE = Path(__file__).parent.parent.parent
PORTS_TRIED = 100
PORT, AGENT_PORT = 8470, 8571


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The demo's folders, and the settings its processes run with."""

    folder: Path
    settings: Settings
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    @property
    def agents_url(self) -> str:
        return f"https://127.0.0.1:{self.settings.agent_port}"

    @property
    def authority(self) -> Path:
        """The hub's own authority, which the agents pin."""
        return self.settings.home / "certs" / "ca.pem"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    @property
    def erp(self) -> Path:
        return self.folder / "erp" / "erp.db"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def agent(self, name: str) -> Path:
        return self.folder / "agents" / name


def make_home(folder: Path, base: dict[str, str], servers: dict[str, str]) -> Home:
    """Makes the folders and takes free ports; what is there from an earlier run stays.

    base: the environment of this process; its own LIANQIAO_ settings are not the demo's. servers: settings
    that name real servers, none when embedded.
    """
    for part in ("warehouse", "erp", "secrets", "logs", "agents"):
        (folder / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / "mappings").exists():
        shutil.copytree(TREE / "mappings", folder / "mappings")
    # The partners' folders are the visitor's to mend; the standards are this tree's, also in a later version.
    shutil.copytree(TREE / "mappings" / "standards", folder / "mappings" / "standards", dirs_exist_ok=True)
    said = {
        "LIANQIAO_HOME": str(folder / "hub"),
        "LIANQIAO_MAPPINGS": str(folder / "mappings"),
        "LIANQIAO_PORT": str(claim_port(from_on(PORT))),
        "LIANQIAO_AGENT_PORT": str(claim_port(from_on(AGENT_PORT))),
        "LIANQIAO_HUB": "demo",
        **servers,
    }
    environment = {name: value for name, value in base.items() if not name.startswith("LIANQIAO_")} | said
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    environment["PYTHONUNBUFFERED"] = "1"
    return Home(folder=folder, settings=read_settings(environment), environment=environment)


def from_on(first: int) -> range:
    """The ports that are tried, the one that people know first."""
    return range(first, first + PORTS_TRIED)


class Notes:
    """Small things that are kept from run to run: what was told, tokens, counters."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, str] = msgspec.json.decode(path.read_bytes()) if path.exists() else {}

    def get(self, name: str, default: str = "") -> str:
        return self._kept.get(name, default)

    def put(self, name: str, value: str) -> None:
        self._kept[name] = value
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(msgspec.json.encode(self._kept))
        fresh.replace(self._path)
