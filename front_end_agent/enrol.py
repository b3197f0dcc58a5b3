"""Enrolling: with a one-time token this home becomes an agent the hub knows."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from front_end_agent import __version__, machine
from front_end_agent.certificate import Certificate
from front_end_agent.decoding import UNDECODABLE
from front_end_agent.errors import HubRefused, Misconfigured
from front_end_agent.identity import Enrolment, KeyRing, write_enrolment
from front_end_agent.settings import HubSettings, read_settings
from front_end_agent.suites import INTL, suite_of
from front_end_agent.uplinks.https import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the operator chose: where the hub is, its CA, the crypto suite of this home's keys."""

    url: str | None
    ca: Path | None
    suite: str = INTL


class _Given(msgspec.Struct):
    """What is kept in a file of its own."""

    certificate: str = ""


def enrol(home: Path, asked: Asked, *, token: str, again: bool = False) -> Enrolment:
    """Makes the key, asks the hub, keeps its answer. Asking again after a lost answer is harmless."""
    machine.make_private_folder(home)
    if (home / "enrolment.json").exists() and not again:
        raise Misconfigured(f"{home} is enrolled already; use --again with a new token to enrol it anew")
    _write_first_settings(home, asked.url, asked.ca)
    settings = read_settings(home)
    _same_hub(settings.file.hub, asked.url, asked.ca, home)
    key = KeyRing(home).make(asked.suite)
    certificate = Certificate(home)
    said = {
        "token": token, "public_key": key.public.hex(), "version": __version__, "csr": certificate.request()
    }  # fmt: skip
    hub = Hub(settings.file.hub)
    try:
        answer = hub.post("/agent/v1/enrol", msgspec.json.encode(said), media="application/json")
        enrolment = msgspec.json.decode(answer, type=Enrolment)
        if suite_of(enrolment.hub_public) != key.suite:
            raise ValueError(f"hub_key is no key of suite {key.suite}; is the hub an older one?")
        given = msgspec.json.decode(answer, type=_Given).certificate
    except (*UNDECODABLE, ValueError) as error:
        raise HubRefused(f"the hub's answer to the enrolment makes no sense: {error}") from error
    finally:
        hub.close()
    if given:
        certificate.take(given)
    write_enrolment(home, enrolment)
    return enrolment


def read_token(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise Misconfigured(
            f"the token file {path} cannot be read: {error}; name it with --token-file"
        ) from error


def _same_hub(known: HubSettings, url: str | None, ca: Path | None, home: Path) -> None:
    """What is said now and not used would leave a person guessing why the hub is not reached."""
    differs = (url is not None and url != known.url) or (ca is not None and ca.absolute() != known.ca)
    if differs:
        raise Misconfigured(
            f"{home / 'agent.toml'} names {known.url} with ca {known.ca} already, and is not changed by"
            " --hub and --ca; change it there, or leave them out"
        )


def _write_first_settings(home: Path, url: str | None, ca: Path | None) -> None:
    path = home / "agent.toml"
    if path.exists():
        return
    if url is None:
        raise Misconfigured(f"there is no {path}; name the hub with --hub, or write the file first")
    table = HubSettings(url=url, ca=None if ca is None else ca.absolute())
    lines = ["# The front-end agent's settings; docs/agent.md explains each.", "", "[hub]"]
    lines += [f'url = "{table.url}"'] + ([f'ca = "{table.ca.as_posix()}"'] if table.ca else [])
    machine.write_private(path, "\n".join(lines).encode() + b"\n")
