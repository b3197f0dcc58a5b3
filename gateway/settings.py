"""Settings, read once at the door, whole, into a frozen dataclass."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.bus.address import require_safe as require_safe_broker
from adapters.bus.address import with_authority, with_files
from adapters.wiring.months_setting import months_kept_in
from adapters.wiring.secret_settings import SECRET_SETTINGS, secret_setting
from adapters.wiring.tracing import TraceSettings, read_trace_settings
from core.hub.four_eyes import MASS_OVER, FourEyes
from core.kernel.errors import Refused
from gateway import certificate_settings
from gateway.certificate_settings import CertificateSettings, read_certificate_settings
from gateway.door_limits import BODY_BYTES_MAX, BYTES_PER_DAY, DOCUMENTS_PER_S, DoorLimits
from gateway.house_rules import HouseRules
from gateway.oidc import OidcSettings, require_safe

# A host name, an IPv4 or an IPv6 address; no scheme, no port.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}|[0-9A-Fa-f:]{2,39}")

VARIABLES = (
    "LIANQIAO_HOME",
    "LIANQIAO_DATABASE_URL",
    "LIANQIAO_BROKER_URL",
    "LIANQIAO_REDIS_URL",
    "LIANQIAO_HOST",
    "LIANQIAO_PORT",
    "LIANQIAO_AGENT_PORT",
    "LIANQIAO_SFTP_PORT",
    "LIANQIAO_NAMES",
    "LIANQIAO_HUB",
    "LIANQIAO_WORKER",
    "LIANQIAO_PARTITIONS_MAX",
    "LIANQIAO_SHARDS",
    "LIANQIAO_MAPPINGS",
    "LIANQIAO_BROKER_API_URL",
    "LIANQIAO_AGENTS_BROKER_URL",
    "LIANQIAO_BODY_BYTES_MAX",
    "LIANQIAO_DOCUMENTS_PER_S",
    "LIANQIAO_BYTES_PER_DAY",
    "LIANQIAO_MONTHS_KEPT",
    "LIANQIAO_METRICS_TOKEN_FILE",
    "LIANQIAO_LOG_FORMAT",
    "LIANQIAO_OTEL_URL",
    "LIANQIAO_OTEL_RATIO",
    "LIANQIAO_SECOND_FACTOR",
    "LIANQIAO_FOUR_EYES",
    "LIANQIAO_FOUR_EYES_OVER",
    "LIANQIAO_PUBLIC_URL",
    "LIANQIAO_OIDC_ISSUER",
    "LIANQIAO_OIDC_CLIENT_ID",
    "LIANQIAO_OIDC_CLIENT_SECRET_FILE",
    "LIANQIAO_OIDC_CLAIM",
    *certificate_settings.VARIABLES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the hub keeps its things and whom it talks to.

    home: state folder, never in the tree. database_url: SQLite in home unless said.
    broker_url: "" = no broker, agents reach the hub over HTTPS. redis_url: "" = live
    views and rate limits in process. port: console and partners' REST; agent_port: the agents'
    HTTPS door; sftp_port: the partners' SFTP door, None = `hub run` has none. Of each 0 = any free one,
    which the log names. names: by which agents call
    that door beside localhost and the host, for its certificate. worker: who leases partitions; containers
    count their processes alike, so their name is in it. shards: intake queues. door: how much a partner
    hands in. rules: what is asked of people. agents_broker_url: of the broker as agents call it, told to them
    when they enrol. metrics_token: what a scraper of figures shows, "" = only this machine asks.
    tracing: where spans of sampled messages are told. months_kept: 0 = all.
    certificates: how long they live, whose passphrase opens their authority.
    """

    home: Path
    database_url: str
    broker_url: str
    redis_url: str
    host: str
    port: int
    agent_port: int
    sftp_port: int | None
    names: tuple[str, ...]
    hub: str
    worker: str
    partitions_max: int
    shards: int
    mappings: Path
    broker_api_url: str
    agents_broker_url: str
    door: DoorLimits
    rules: HouseRules
    metrics_token: str
    tracing: TraceSettings
    certificates: CertificateSettings
    months_kept: int

    @property
    def embedded(self) -> bool:
        return self.database_url.startswith("sqlite")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the environment. Raises Refused naming the variable that makes no sense."""
    said = os.environ if environment is None else environment
    unknown = sorted(name for name in said if name.startswith("LIANQIAO_") and not _known(name))
    if unknown:
        raise Refused(f"{', '.join(unknown)}: no such setting; known are {', '.join(VARIABLES)}")
    home = Path(said.get("LIANQIAO_HOME") or _state_folder(said)).expanduser().absolute()
    database_url = secret_setting(said, "LIANQIAO_DATABASE_URL") or f"sqlite:///{home / 'hub.db'}"
    return Settings(
        home=home,
        database_url=database_url,
        broker_url=_broker(said, home),
        redis_url=secret_setting(said, "LIANQIAO_REDIS_URL"),
        host=said.get("LIANQIAO_HOST", "127.0.0.1"),
        port=_number(said, "LIANQIAO_PORT", 8470, 0, 65535),
        agent_port=_number(said, "LIANQIAO_AGENT_PORT", 8471, 0, 65535),
        sftp_port=_sftp_port(said),
        names=_names(said.get("LIANQIAO_NAMES", "")),
        hub=said.get("LIANQIAO_HUB", "hub"),
        worker=said.get("LIANQIAO_WORKER", "") or f"worker-{socket.gethostname()}-{os.getpid()}",
        partitions_max=_number(said, "LIANQIAO_PARTITIONS_MAX", 16, 1, 10_000),
        shards=_number(said, "LIANQIAO_SHARDS", 2, 1, 64),
        mappings=Path(said.get("LIANQIAO_MAPPINGS") or Path(__file__).parent.parent / "mappings"),
        broker_api_url=_broker_api(said, home),
        agents_broker_url=_agents_broker(said),
        door=_door(said),
        rules=_rules(said, embedded=not database_url.startswith("postgresql")),
        metrics_token=_metrics_token(said),
        tracing=read_trace_settings(said),
        certificates=read_certificate_settings(said),
        months_kept=months_kept_in(said),
    )


def _sftp_port(said: Mapping[str, str]) -> int | None:
    name = "LIANQIAO_SFTP_PORT"
    return _number(said, name, 0, 0, 65535) if said.get(name) else None


def _broker(said: Mapping[str, str], home: Path) -> str:
    url = secret_setting(said, "LIANQIAO_BROKER_URL")
    require_safe_broker(url)
    return with_files(url, home / "certs")


def _broker_api(said: Mapping[str, str], home: Path) -> str:
    url = secret_setting(said, "LIANQIAO_BROKER_API_URL")
    require_safe_broker(url, "LIANQIAO_BROKER_API_URL")
    return with_authority(url, home / "certs")


def _agents_broker(said: Mapping[str, str]) -> str:
    url = said.get("LIANQIAO_AGENTS_BROKER_URL", "")
    require_safe_broker(url, "LIANQIAO_AGENTS_BROKER_URL")
    return url


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if not _NAME.fullmatch(name):
            raise Refused(f"LIANQIAO_NAMES: {name!r} is no host name or address; write hub.example,10.0.0.5")
    return names


def _door(said: Mapping[str, str]) -> DoorLimits:
    return DoorLimits(
        body_bytes_max=_number(said, "LIANQIAO_BODY_BYTES_MAX", BODY_BYTES_MAX, 1024, 1024**3),
        bytes_per_day=_number(said, "LIANQIAO_BYTES_PER_DAY", BYTES_PER_DAY, 1024, 1024**5),
        documents_per_s=_number(said, "LIANQIAO_DOCUMENTS_PER_S", DOCUMENTS_PER_S, 1, 100_000),
    )


def _rules(said: Mapping[str, str], *, embedded: bool) -> HouseRules:
    """A house of one person runs embedded: there nobody could ever be the second one."""
    four_eyes = _choice(said, "LIANQIAO_FOUR_EYES", "off" if embedded else "on", ("on", "off"))
    factor = _choice(said, "LIANQIAO_SECOND_FACTOR", "optional", ("required", "optional"))
    return HouseRules(
        second_factor_required=factor == "required",
        oidc=_oidc(said),
        four_eyes=FourEyes(
            on=four_eyes == "on",
            mass_over=_number(said, "LIANQIAO_FOUR_EYES_OVER", MASS_OVER, 0, 100_000),
        ),
    )


def _oidc(said: Mapping[str, str]) -> OidcSettings | None:
    """Another house's sign-in, said whole or not at all."""
    issuer = said.get("LIANQIAO_OIDC_ISSUER", "")
    if not issuer:
        return None
    return OidcSettings(
        issuer=require_safe(issuer, what="LIANQIAO_OIDC_ISSUER"),
        client_id=_wanted(said, "LIANQIAO_OIDC_CLIENT_ID"),
        client_secret=_secret(said, "LIANQIAO_OIDC_CLIENT_SECRET_FILE"),
        public_url=require_safe(_wanted(said, "LIANQIAO_PUBLIC_URL").rstrip("/"), what="LIANQIAO_PUBLIC_URL"),
        claim=said.get("LIANQIAO_OIDC_CLAIM") or "sub",
    )


def _metrics_token(said: Mapping[str, str]) -> str:
    name = "LIANQIAO_METRICS_TOKEN_FILE"
    return _secret(said, name) if said.get(name) else ""


def _wanted(said: Mapping[str, str], name: str) -> str:
    if not said.get(name):
        raise Refused(f"{name} is missing: with LIANQIAO_OIDC_ISSUER it must be said too")
    return said[name]


def _secret(said: Mapping[str, str], name: str) -> str:
    path = Path(_wanted(said, name))
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Refused(f"{name}={str(path)!r} cannot be read: {error.strerror}") from error


def _choice(said: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    text = said.get(name, "") or default
    if text not in choices:
        raise Refused(f"{name}={text!r}: one of {', '.join(choices)} is wanted")
    return text


def _known(name: str) -> bool:
    file = name.endswith("_FILE") and name.removesuffix("_FILE") in SECRET_SETTINGS
    return file or name in VARIABLES or name.startswith(("LIANQIAO_AGENT_", "LIANQIAO_CI", "LIANQIAO_TEST"))


def _state_folder(said: Mapping[str, str]) -> Path:
    base = said.get("XDG_STATE_HOME") or Path(said.get("HOME", "/var/lib")) / ".local" / "state"
    return Path(base) / "lianqiao"


def _number(said: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = said.get(name, "")
    if not text:
        return default
    if not text.isdigit() or not low <= int(text) <= high:
        raise Refused(f"{name}={text!r}: a whole number from {low} to {high} is wanted")
    return int(text)
