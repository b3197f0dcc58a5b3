"""`hub certs`: the authority made, certificates issued, listed, renewed and taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography import x509

from certs.building import hosts_of
from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office, make_office


@pytest.fixture
def desk(home: Path) -> Office:
    return make_office(home)


def refused(desk: Office, *words: str) -> str:
    result = desk.told("certs", *words)
    assert isinstance(result.exception, Refused), result.output
    return result.exception.text


def listed(desk: Office) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(desk.done("certs", "list", "--all", "--json"))
    return found


def test_the_authority_is_made_once_and_its_ends_are_listed(desk: Office) -> None:
    said = desk.done("certs", "init")

    assert "ca.pem is what agents pin" in said
    assert "root.key may be moved to a safe place" in said
    assert desk.done("certs", "init") == said
    assert sorted((row["kind"], row["name"]) for row in listed(desk)) == [
        ("authority", "intermediate"),
        ("authority", "root"),
    ]


def test_a_server_gets_a_key_a_certificate_with_its_names_and_what_to_pin(
    desk: Office, tmp_path: Path
) -> None:
    to = tmp_path / "broker"
    desk.done(
        "certs", "issue", "server", "rabbit", "--host", "rabbit,10.0.0.5", "--host", "mq", "--to", str(to)
    )

    chain = (to / "rabbit.pem").read_bytes()
    assert hosts_of(chain) == ("rabbit", "10.0.0.5", "mq")
    assert (to / "rabbit.key").stat().st_mode & 0o077 == 0
    assert len(x509.load_pem_x509_certificates(chain)) == 2
    [row] = [row for row in listed(desk) if row["kind"] == "server"]
    assert (row["name"], row["state"]) == ("rabbit", "valid")

    desk.done("certs", "renew", row["serial"][:10], "--to", str(to))
    assert (to / "rabbit.pem").read_bytes() != chain
    assert hosts_of((to / "rabbit.pem").read_bytes()) == hosts_of(chain)


def test_one_certificate_is_taken_back_by_its_serial_and_stands_in_the_signed_list(
    desk: Office, tmp_path: Path
) -> None:
    desk.done("certs", "issue", "partner", "acme", "--to", str(tmp_path / "acme"))
    [row] = [row for row in listed(desk) if row["kind"] == "partner"]

    said = desk.done("certs", "revoke", row["serial"][:12], "--why", "the contract is over")

    assert said == f"revoked: partner acme, serial {row['serial']}\n"
    [gone] = [row for row in listed(desk) if row["kind"] == "partner"]
    assert (gone["state"], gone["why"]) == ("revoked", "the contract is over")
    crl = x509.load_pem_x509_crl(desk.done("certs", "crl").encode())
    assert [f"{one.serial_number:x}" for one in crl] == [row["serial"]]
    assert "the contract is over" in desk.done("certs", "list")


def test_what_makes_no_sense_is_refused_with_what_to_do(desk: Office, tmp_path: Path) -> None:
    to = str(tmp_path)

    assert "gets its own when it enrols" in refused(desk, "issue", "agent", "wh-1", "--to", to)
    assert "say each with --host" in refused(desk, "issue", "server", "x", "--to", to)
    assert "names 0 certificates and no agent" in refused(desk, "revoke", "nobody", "--why", "x")
    desk.done("certs", "init")
    root = next(row for row in listed(desk) if row["name"] == "root")
    assert "docs/trust.md" in refused(desk, "revoke", root["serial"], "--why", "x")


def test_a_new_intermediate_is_signed_while_the_roots_key_is_here(desk: Office) -> None:
    desk.done("certs", "init")

    desk.done("certs", "renew", "intermediate")

    assert sum(row["name"] == "intermediate" for row in listed(desk)) == 2
