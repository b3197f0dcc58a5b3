"""Partners come in by their keys alone, each into its own home, and are out at once when a key is revoked."""

from __future__ import annotations

import io

import paramiko
import pytest

from core.hub.audit import AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.partner_keys import add_key, revoke_key
from core.kernel.errors import Refused
from gateway.sftp.door import SIGNATURES
from tests.gateway.sftp.homes import Machine, SftpHouse
from tests.patience import until


def test_a_key_that_nobody_let_in_opens_nothing(house: SftpHouse) -> None:
    with pytest.raises(paramiko.AuthenticationException):
        house.line(Machine())


def test_a_key_opens_its_own_partners_home_and_no_other(house: SftpHouse) -> None:
    with pytest.raises(paramiko.AuthenticationException):
        house.line(user="bank")


def test_there_are_no_passwords_and_no_shells(house: SftpHouse) -> None:
    with pytest.raises(paramiko.SSHException):
        house.reached().auth_password("wms", "secret")
    channel = house.line().open_session()
    with pytest.raises(paramiko.SSHException):
        channel.exec_command("id")
    with pytest.raises(paramiko.SSHException):
        house.line().open_channel("direct-tcpip", ("127.0.0.1", 22), ("127.0.0.1", 1))


def test_an_rsa_key_signs_with_sha2_or_not_at_all(house: SftpHouse) -> None:
    import asyncssh

    machine = Machine()
    machine.key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    machine.fingerprint = machine.key.get_fingerprint()
    house.let_in(machine)
    written = machine.key.export_private_key("openssh").decode()
    transport = house.reached()

    transport.auth_publickey("wms", paramiko.RSAKey.from_private_key(io.StringIO(written)))

    assert transport.is_authenticated()
    assert "ssh-rsa" not in SIGNATURES


def test_a_revoked_key_is_put_out_within_seconds_and_refused_from_then_on(house: SftpHouse) -> None:
    """Another machine of the same partner stays in."""
    other = Machine()
    house.let_in(other)
    line, staying = house.line(), house.line(other)
    with house.hub.store.unit() as unit:
        revoke_key(unit, house.machine.fingerprint)

    until(lambda: not line.is_active(), "the revoked machine to be put out")

    with pytest.raises(paramiko.AuthenticationException):
        house.line()
    assert staying.is_active()
    [noted] = [noted_of(row) for row in house.hub.store.rows(AuditEntry, limit=99, chain=0)][-1:]
    assert (noted.what, noted.on) == ("key.put_out", f"wms {house.machine.fingerprint}")


def test_a_key_is_of_one_partner_and_comes_back_never(house: SftpHouse) -> None:
    machine = house.machine
    with house.hub.store.unit() as unit:
        revoke_key(unit, machine.fingerprint)

    for partner in ("wms", "nobody"):
        with pytest.raises(Refused), house.hub.store.unit() as unit:
            add_key(unit, partner, machine.public, fingerprint=machine.fingerprint, note="")
    with pytest.raises(Refused, match="there is no key"), house.hub.store.unit() as unit:
        revoke_key(unit, "SHA256:none")


def test_one_partner_opens_so_many_lines_and_keeps_nobody_out(
    house: SftpHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.sftp.door.OF_ONE_PARTNER_MAX", 2)
    held = [house.line(), house.line()]

    with pytest.raises(paramiko.AuthenticationException):
        house.line()

    held[0].close()
    until(lambda: len(house.door.open) < 3, "the door to know that one left")
    assert house.line().is_authenticated()
