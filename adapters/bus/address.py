"""The broker's address: over TLS with a certificate of our own, or in the open inside one machine only."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from core.kernel.errors import Refused

TLS_PORT, PORT = 5671, 5672
# The names that RabbitMQ's own clients give to these files in an address.
AUTHORITY, CERTIFICATE, KEY = "cacertfile", "certfile", "keyfile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a connection to one member is made of; tls, login: as kombu and celery take them."""

    url: str
    tls: dict[str, Any] | None
    login: str

    @classmethod
    def read(cls, text: str) -> Address:
        """Raises Refused where what is said would leave this machine in the open."""
        url = urlsplit(text)
        if url.scheme != "amqps":
            require_safe(text)
            return cls(url=text, tls=None, login="PLAIN")
        said = {name: values[0] for name, values in parse_qs(url.query).items()}
        tls: dict[str, Any] = {
            "server_hostname": url.hostname,
            "cert_reqs": ssl.CERT_REQUIRED,
            "ca_certs": said.get(AUTHORITY),
        }
        if CERTIFICATE in said:
            tls |= {"certfile": said[CERTIFICATE], "keyfile": said.get(KEY, said[CERTIFICATE])}
        user = f"{quote(unquote(url.username), safe='')}:{url.password or ''}@" if url.username else ""
        clean = f"amqps://{user}{url.hostname}:{url.port or TLS_PORT}{url.path}"
        return cls(url=clean, tls=tls, login="PLAIN" if url.username else "EXTERNAL")


def nodes(text: str) -> list[str]:
    """The addresses of a cluster's members, one behind the other with `;` between, as kombu writes them."""
    return [node.strip() for node in text.split(";") if node.strip()]


def require_safe(text: str, setting: str = "LIANQIAO_BROKER_URL") -> None:
    """No setting allows more: who must do without TLS ends a tunnel of his own on this machine."""
    members = nodes(text)
    for node in members:
        _require_safe(node, setting)
    if len({urlsplit(node).scheme for node in members} - {""}) > 1:
        raise Refused(
            f"{setting}: all members of one broker are reached alike, by TLS or not", cause="broker.mixed"
        )


def _require_safe(text: str, setting: str) -> None:
    url = urlsplit(text)
    if url.scheme in ("", "memory", "amqps", "https") or _is_this_machine(url.hostname or ""):
        return
    raise Refused(
        f"{setting}: {url.scheme}://{url.hostname} would carry everything in the open; say {url.scheme}s://"
        " and prepare the broker as docs/trust.md says, or end a tunnel on this machine",
        cause="broker.in_the_open",
    )


def with_files(text: str, folder: Path) -> str:
    """The addresses with the certificate that the hub has made for itself, where they say nothing of one."""
    return ";".join(_with_files(node, folder) for node in nodes(text))


def _with_files(text: str, folder: Path) -> str:
    url = urlsplit(text)
    if url.scheme != "amqps" or url.query or url.username:
        return text
    files = {AUTHORITY: "ca.pem", CERTIFICATE: "worker.pem", KEY: "worker.key"}
    return f"{text}?{urlencode({name: str(folder / file) for name, file in files.items()})}"


def with_authority(text: str, folder: Path) -> str:
    """The address of the management API with our own authority, where it says nothing of one."""
    url = urlsplit(text)
    if url.scheme != "https" or url.query:
        return text
    return f"{text}?{urlencode({AUTHORITY: str(folder / 'ca.pem')})}"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
