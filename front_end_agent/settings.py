"""Settings: `agent.toml` in the agent's home, read once, whole, and checked to the field."""

import importlib
import os
import pkgutil
import re
import sys
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from front_end_agent import sources
from front_end_agent.errors import Misconfigured
from front_end_agent.machine import is_loopback
from front_end_agent.record import DOCUMENT_BYTES_MAX

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}")
MEBI = 1024 * 1024


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table in which a misspelt name is a fault, not a silence."""


class HubSettings(Strict, frozen=True, kw_only=True):
    """Where the hub is, and whose certificate it must show."""

    url: str
    ca: Path | None = None
    timeout_s: float = 20.0


class SpoolSettings(Strict, frozen=True, kw_only=True):
    """How much may wait here, and how long receipted frames are kept for a hub that is restored."""

    bytes_max: int = 2048 * MEBI
    keep_days: int = 7


class FrameSettings(Strict, frozen=True, kw_only=True):
    """How much goes into one frame at most."""

    records_max: int = 200
    payload_bytes_max: int = DOCUMENT_BYTES_MAX


class UplinkSettings(Strict, frozen=True, kw_only=True):
    """The broker, where there is one; else, and whenever it is away, frames go to the hub's own door."""

    amqp: str | None = None
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    retry_s: float = 300.0
    silence_s: float = 30.0


class AgentSettings(Strict, frozen=True, kw_only=True):
    """The whole file."""

    hub: HubSettings
    spool: SpoolSettings = SpoolSettings()
    frame: FrameSettings = FrameSettings()
    uplink: UplinkSettings = UplinkSettings()
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    beat_s: float = 15.0
    key_days: int = 30
    source: list[dict[str, Any]] = []


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent runs with: the file, where it stood, and its sources by their own types."""

    home: Path
    file: AgentSettings
    sources: tuple[sources.SourceSettings, ...]


def agent_home(chosen: str | None) -> Path:
    """`--home`, else LIANQIAO_AGENT_HOME, else the platform's state folder."""
    named = chosen or os.environ.get("LIANQIAO_AGENT_HOME")
    if named:
        return Path(named).expanduser().absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "lianqiao-agent"
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "lianqiao-agent"


def read_settings(home: Path) -> Settings:
    """Raises Misconfigured and names the file, the line and the field."""
    path = home / "agent.toml"
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError:
        raise Misconfigured(f"there is no {path}; write one (docs/agent.md shows how)") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Misconfigured(f"{path}: {error}") from error
    try:
        file = msgspec.convert(table, AgentSettings, strict=True, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise Misconfigured(_at_line(path, text, str(error), section=0)) from error
    _check_bounds(path, file)
    opened = tuple(_read_source(path, text, index) for index in enumerate(file.source, start=1))
    names = [source.name for source in opened]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise Misconfigured(f"{path}: two sources are called {doubled[0]!r}; a name is a stream's own")
    return Settings(home=home, file=_resolved(file, home), sources=opened)


def source_kinds() -> list[str]:
    """Every module beside the others in `sources/` is a kind of source."""
    return sorted(module.name for module in pkgutil.iter_modules(sources.__path__))


def _read_source(path: Path, text: str, numbered: tuple[int, dict[str, Any]]) -> sources.SourceSettings:
    section, table = numbered
    kinds = source_kinds()
    kind = table.get("kind")
    if kind not in kinds:
        fault = f"`kind` must be one of {', '.join(kinds)}, not {kind!r} - at `$.kind`"
        raise Misconfigured(_at_line(path, text, fault, section=section))
    module = importlib.import_module(f"front_end_agent.sources.{kind}")
    try:
        read: sources.SourceSettings = msgspec.convert(table, module.Settings, strict=True, dec_hook=_path)
        read.check(home=path.parent)
    except (msgspec.ValidationError, ValueError) as error:
        raise Misconfigured(_at_line(path, text, str(error), section=section)) from error
    if not NAME.fullmatch(read.name):
        fault = f"a name is lower-case letters, digits, `.`, `_`, `-`, not {read.name!r} - at `$.name`"
        raise Misconfigured(_at_line(path, text, fault, section=section))
    return read


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise ValueError(f"a {kind.__name__} is written as a text, not as {value!r}")


def _check_bounds(path: Path, file: AgentSettings) -> None:
    hub = urlsplit(file.hub.url)
    faults = [
        (hub.scheme not in ("https", "http") or not hub.hostname, "hub.url must be https://host[:port]"),
        (
            hub.scheme == "http" and not is_loopback(hub.hostname or ""),
            "hub.url: plain http is only for this machine itself; use https",
        ),
        (file.spool.bytes_max < 8 * MEBI, "spool.bytes_max must be at least 8388608 (8 MiB)"),
        (not 0 <= file.spool.keep_days <= 365, "spool.keep_days must be 0 to 365"),
        (not 1 <= file.frame.records_max <= 1000, "frame.records_max must be 1 to 1000"),
        (
            not 1024 <= file.frame.payload_bytes_max <= DOCUMENT_BYTES_MAX,
            f"frame.payload_bytes_max must be 1024 to {DOCUMENT_BYTES_MAX}",
        ),
        (not 1 <= file.beat_s <= 60, "beat_s must be 1 to 60"),
        (not 1 <= file.hub.timeout_s <= 120, "hub.timeout_s must be 1 to 120"),
        (file.key_days < 1, "key_days must be at least 1"),
        (
            file.uplink.amqp is not None and not may_use(file.uplink.amqp),
            "uplink.amqp must be amqps://host; amqp:// would carry everything in the open, and is only for"
            " this machine itself, where a tunnel of your own may end",
        ),
        (
            bool(file.uplink.certificate) != bool(file.uplink.key),
            "uplink.certificate and uplink.key belong together",
        ),
    ]
    for wrong, text in faults:
        if wrong:
            raise Misconfigured(f"{path}: {text}")


def broker_nodes(broker: str) -> list[str]:
    """The members of a broker that is a cluster, with `;` between their addresses."""
    return [node.strip() for node in broker.split(";") if node.strip()]


def may_use(broker: str) -> bool:
    """Every member over TLS, or inside this machine."""
    return bool(broker_nodes(broker)) and all(map(_may_use, broker_nodes(broker)))


def _may_use(node: str) -> bool:
    url = urlsplit(node)
    if url.scheme == "amqp":
        return is_loopback(url.hostname or "")
    return url.scheme == "amqps" and bool(url.hostname)


def _resolved(file: AgentSettings, home: Path) -> AgentSettings:
    def inside(path: Path | None) -> Path | None:
        return None if path is None else home / path

    uplink = msgspec.structs.replace(
        file.uplink,
        ca=inside(file.uplink.ca),
        certificate=inside(file.uplink.certificate),
        key=inside(file.uplink.key),
    )
    hub = msgspec.structs.replace(file.hub, ca=inside(file.hub.ca))
    return msgspec.structs.replace(file, hub=hub, uplink=uplink)


def _at_line(path: Path, text: str, fault: str, *, section: int) -> str:
    """Names the line by looking for the field where the fault says it is."""
    field = re.search(r"unknown field `(\w+)`|`\$\.?(?:\w+\.)*(\w+)`", fault)
    named = next((group for group in field.groups() if group), "") if field else ""
    place = "" if section == 0 else f", [[source]] number {section}"
    seen = 0
    for number, line in enumerate(text.splitlines(), start=1):
        seen += line.strip() == "[[source]]"
        if named and seen == section and re.match(rf"\s*\[?{re.escape(named)}\b", line):
            return f"{path}, line {number}{place}: {fault}"
        if not named and section and seen == section:
            return f"{path}, line {number}{place}: {fault}"
    return f"{path}{place}: {fault}"
