"""`hub partner key`: a partner's machine is let in by its public key, and by no other and no weaker one."""

from __future__ import annotations

from pathlib import Path

import asyncssh
import pytest

from core.hub.audit import AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.partner_keys import lets_in
from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office


def written(folder: Path, kind: str = "ssh-ed25519", *, private: bool = False, bits: int = 0) -> Path:
    path, key = folder / "their.pub", a_key(kind, bits)
    path.write_bytes(key.export_private_key() if private else key.export_public_key())
    return path


def a_key(kind: str, bits: int) -> asyncssh.SSHKey:
    return asyncssh.generate_private_key(kind, key_size=bits) if bits else asyncssh.generate_private_key(kind)


def test_a_key_is_let_in_listed_and_revoked_and_the_audit_knows(office: Office, tmp_path: Path) -> None:
    path = written(tmp_path)
    fingerprint = asyncssh.read_public_key(path).get_fingerprint()

    office.done("partner", "key", "add", "wms", str(path), "--note", "ERP", "--by", "li")
    assert lets_in(office.hub.store, "wms", fingerprint)
    assert not lets_in(office.hub.store, "bank", fingerprint)
    assert f"{fingerprint} wms since" in office.done("partner", "key", "list")
    office.done("partner", "key", "revoke", fingerprint[:20], "--why", "sold", "--by", "wang")

    assert not lets_in(office.hub.store, "wms", fingerprint)
    listed = office.done("partner", "key", "list", "wms")
    assert ", revoked " in listed
    assert listed.rstrip().endswith(": ERP")
    noted = [noted_of(row) for row in office.hub.store.rows(AuditEntry, limit=99, chain=0)]
    assert [(one.by, one.what, one.why) for one in noted if one.what.startswith("key.")] == [
        ("li", "key.added", ""), ("wang", "key.revoked", "sold"),
    ]  # fmt: skip


def test_what_is_no_public_key_or_too_weak_is_refused(office: Office, tmp_path: Path) -> None:
    weak = written(tmp_path, "ssh-rsa", bits=1024)
    assert isinstance(office.told("partner", "key", "add", "wms", str(weak)).exception, Refused)
    private = written(tmp_path, private=True)
    assert isinstance(office.told("partner", "key", "add", "wms", str(private)).exception, Refused)
    missing = office.told("partner", "key", "add", "wms", str(tmp_path / "none.pub"))
    assert isinstance(missing.exception, Refused)
    assert "no key is let in yet" in office.done("partner", "key", "list")


def test_a_file_that_is_not_there_is_not_called_a_wrong_key(office: Office, tmp_path: Path) -> None:
    office.publish()

    refused = office.told("partner", "key", "add", "wms", str(tmp_path / "no.pub")).exception

    assert "no.pub cannot be read: No such file" in str(refused)


def test_a_key_of_a_partner_that_nobody_published_is_refused(office: Office, tmp_path: Path) -> None:
    result = office.told("partner", "key", "add", "nobody", str(written(tmp_path)))

    with pytest.raises(Refused, match="no contract of 'nobody' was published"):
        raise result.exception or AssertionError(result.output)
